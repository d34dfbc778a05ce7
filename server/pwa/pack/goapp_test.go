package main

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

func TestWorkspace(t *testing.T) {
	work, err := workspace(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	list := exec.Command("go", "list", "-deps", "damping/app")
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=", "GOWORK="+work)
	list.Stderr = os.Stderr
	said, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	needed := strings.Fields(string(said))
	if !slices.Contains(needed, goapp+"/pkg/app") {
		t.Error("the app is without go-app")
	}
	for _, heavy := range []string{"net/http", "crypto/tls", "regexp"} {
		if slices.Contains(needed, heavy) {
			t.Errorf("the app brings %s", heavy)
		}
	}
}
