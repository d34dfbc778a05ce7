package sim

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// tries is how many histories a fault may survive.
const tries = "1000"

var verdict = regexp.MustCompile(`seed=(\d+) invariant=(\S+) (.*)`)

// TestFaults plants one mistake after another into a copy of what is shared and runs the simulation there. A fault that
// it does not find is a hole in the simulation; a patch that no longer applies is a fault that nobody looks for.
func TestFaults(t *testing.T) {
	patches, err := filepath.Glob("faults/*.patch")
	if err != nil || len(patches) < 12 {
		t.Fatalf("%d faults, %v", len(patches), err)
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"go.mod", "go.sum", "shared"} {
		replant(t, root, dir, name)
	}
	table := &strings.Builder{}
	for _, p := range patches {
		fault := strings.TrimSuffix(filepath.Base(p), ".patch")
		t.Run(fault, func(t *testing.T) {
			patch, err := filepath.Abs(p)
			if err != nil {
				t.Fatal(err)
			}
			in(t, dir, "git", "apply", patch)
			defer in(t, dir, "git", "apply", "-R", patch)

			begin := time.Now()
			cmd := command(dir, "go", "test", "-vet=off", "./shared/sim", "-run", "^TestSimulation$", "-count=1", "-sim.n="+tries)
			out, err := cmd.CombinedOutput()
			found := verdict.FindStringSubmatch(string(out))
			if err == nil || found == nil {
				t.Fatalf("survived %s histories, or did not build: %v\n%s", tries, err, out)
			}
			fmt.Fprintf(table, "\n%-44s %4s  %-3s  %5s  %s", fault, found[1], found[2], time.Since(begin).Round(100*time.Millisecond), found[3])
		})
	}
	t.Logf("fault, the seed that killed it, by which invariant, after how long:%s", table)
}

// replant copies a file or a folder of the module.
func replant(t *testing.T, root, dir, name string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(root, name), func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		if e.IsDir() {
			return os.MkdirAll(filepath.Join(dir, rel), 0o755)
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, rel), b, 0o644)
	})
	if err != nil {
		t.Fatal(err)
	}
}

// command prepares a program that runs in dir, which git must not take for a part of a repository around it.
func command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir), "GOWORK=off")
	return cmd
}

func in(t *testing.T, dir, name string, args ...string) {
	t.Helper()
	if out, err := command(dir, name, args...).CombinedOutput(); err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
}
