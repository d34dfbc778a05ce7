package main

import (
	"embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const goapp = "github.com/maxence-charriere/go-app/v10"

// leaner are files that stand for go-app's of the same names while the app is compiled for the browser. go-app is one
// package for server and browser, so its HTTP handler brings net/http, TLS and every cipher into a program that asks
// through the browser, and its router the regular expressions: a fifth of the program, and half of what Go does before
// main. Everything else, the app's tests among it, compiles go-app as it is.
//
//go:embed _goapp/*.go
var leaner embed.FS

// workspace copies go-app into dir, puts the leaner files in their places, and returns a workspace of the copy and our own
// module. (A replacement in the module file would leave the path of dir in the program.)
func workspace(dir string) (string, error) {
	// Asked for as a package, go-app is fetched when it is not there yet.
	said, err := exec.Command("go", "list", "-find", "-f", "{{.Module.Dir}}\n{{.Module.GoVersion}}", goapp+"/pkg/app", "damping/app").Output()
	if err != nil {
		return "", fmt.Errorf("find go-app: %w", err)
	}
	told := strings.Split(string(said), "\n")
	theirs, theirGo, ours, ourGo := told[0], told[1], told[2], told[3]

	copied := filepath.Join(dir, "go-app")
	if err := os.CopyFS(filepath.Join(copied, "pkg"), os.DirFS(filepath.Join(theirs, "pkg"))); err != nil {
		return "", err
	}
	files, err := leaner.ReadDir("_goapp")
	if err != nil {
		return "", err
	}
	for _, f := range files {
		text, err := leaner.ReadFile("_goapp/" + f.Name())
		if err != nil {
			return "", err
		}
		at := filepath.Join(copied, "pkg", "app", f.Name())
		if err := os.Remove(at); err != nil {
			return "", err // another go-app than the one these stand in for
		}
		if err := os.WriteFile(at, text, 0o600); err != nil {
			return "", err
		}
	}

	// What go-app needs is in our own module file.
	mod := fmt.Sprintf("module %s\n\ngo %s\n", goapp, theirGo)
	if err := os.WriteFile(filepath.Join(copied, "go.mod"), []byte(mod), 0o600); err != nil {
		return "", err
	}
	work := filepath.Join(dir, "go.work")
	return work, os.WriteFile(work, fmt.Appendf(nil, "go %s\n\nuse (\n\t%q\n\t%q\n)\n", ourGo, ours, copied), 0o600)
}
