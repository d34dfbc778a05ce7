package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// pkg is what these tests want to know of a package.
type pkg struct {
	ImportPath                               string
	Dir                                      string
	Standard                                 bool
	GoFiles                                  []string
	Imports, Deps, TestImports, XTestImports []string
}

func run(t *testing.T, env []string, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Dir, cmd.Env, cmd.Stderr = "..", append(os.Environ(), env...), &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.Bytes())
	}
	return out
}

var browser = []string{"GOOS=js", "GOARCH=wasm"}

// list asks the go command about packages.
func list(t *testing.T, env []string, args ...string) map[string]pkg {
	t.Helper()
	found := map[string]pkg{}
	decoder := json.NewDecoder(bytes.NewReader(run(t, env, "go", append([]string{"list", "-json"}, args...)...)))
	for {
		var p pkg
		err := decoder.Decode(&p)
		if errors.Is(err, io.EOF) {
			return found
		}
		if err != nil {
			t.Fatal(err)
		}
		found[p.ImportPath] = p
	}
}

func under(path string, rooms ...string) bool {
	return slices.ContainsFunc(rooms, func(room string) bool {
		return path == room || strings.HasPrefix(path, room+"/")
	})
}

// forbidden says, for each part of the house, what it must not reach, by however many steps.
var forbidden = map[string][]string{
	"damping/shared": {
		"damping/app", "damping/server", "damping/web",
		"github.com/uptrace/bun", "github.com/maxence-charriere/go-app", "net/http", "database/sql",
	},
	"damping/app":    {"damping/server", "damping/web", "github.com/uptrace/bun", "database/sql", "modernc.org/sqlite"},
	"damping/server": {"damping/app"},
	"damping/web":    {"damping"},
}

func TestDirections(t *testing.T) {
	for name, env := range map[string][]string{"on the server": nil, "in the browser": browser} {
		t.Run(name, func(t *testing.T) {
			patterns := []string{"./shared/...", "./app/...", "./web/..."}
			if env == nil {
				patterns = append(patterns, "./server/...")
			}
			for path, p := range list(t, env, patterns...) {
				for room, banned := range forbidden {
					if !under(path, room) {
						continue
					}
					for _, dep := range p.Deps {
						// database/sql/driver is a set of interfaces that a UUID package implements; it opens nothing.
						if dep != path && dep != "database/sql/driver" && under(dep, banned...) {
							t.Errorf("%s reaches %s", path, dep)
						}
					}
				}
				if under(path, "damping/shared") && slices.Contains(p.Imports, "syscall/js") {
					t.Errorf("%s imports syscall/js", path)
				}
			}
		})
	}

	t.Run("tests of shared stay in shared", func(t *testing.T) {
		for path, p := range list(t, nil, "./shared/...") {
			for _, dep := range append(p.TestImports, p.XTestImports...) {
				if under(dep, "damping/app", "damping/server") {
					t.Errorf("a test of %s imports %s", path, dep)
				}
			}
		}
	})
}

// floors are the storeys of the server. A package may import those below it and, on the ground floor only, its neighbours.
var floors = map[string]int{
	"store": 1, "vault": 1, "oplog": 1, "auth": 1, "audit": 1, "blob": 1, "push": 1,
	"work": 2,
	"api":  3, "pwa": 3, "publicreport": 3, "remind": 3, "report": 3, "letter": 3, "importer": 3, "backup": 3, "demo": 3,
	"seam": 4, // takes hold of push and remind, for tests
	"cli":  5, "config": 0, "ledger": 0,
	"servertest": 6, // for tests alone
}

func TestFloorsOfTheServer(t *testing.T) {
	packages := list(t, nil, "./server/...")
	for path, p := range packages {
		room := strings.Split(strings.TrimPrefix(path, "damping/server"), "/")
		if len(room) < 2 {
			continue // main
		}
		floor, known := floors[room[1]]
		if !known {
			t.Errorf("%s stands on no floor: say which in floors", path)
		}
		for _, dep := range p.Imports {
			below := strings.Split(strings.TrimPrefix(dep, "damping/server/"), "/")[0]
			switch {
			case !under(dep, "damping/server") || below == room[1]:
			case floors[below] > floor, floors[below] == floor && floor != 1:
				t.Errorf("%s imports %s, which is not below it", path, dep)
			case below == "config" && floor < 5:
				t.Errorf("%s imports the configuration; it should be given what it needs", path)
			}
		}
	}
	if main := packages["damping/server"].Imports; !slices.Equal(ours(main), []string{"damping/server/cli"}) {
		t.Errorf("the main program imports %v", ours(main))
	}

	t.Run("a part is used where it belongs", func(t *testing.T) {
		for part, rooms := range map[string][]string{
			"github.com/uptrace/bun":                {"damping/server/store", "damping/server/servertest"},
			"github.com/SherClockHolmes/webpush-go": {"damping/server/push"},
			"github.com/danielgtaylor/huma":         {"damping/server/api"},
			"github.com/alecthomas/kong":            {"damping/server/cli", "damping/server/config"},
		} {
			for path, p := range packages {
				if slices.ContainsFunc(p.Imports, func(dep string) bool { return under(dep, part) }) && !under(path, rooms...) {
					t.Errorf("%s imports %s", path, part)
				}
			}
		}
	})
}

func ours(imports []string) []string {
	return slices.DeleteFunc(slices.Clone(imports), func(dep string) bool { return !under(dep, "damping") })
}

// TestWhatThePagesMayNotCall parses, so that a comment which warns of a thing is not taken for its use.
func TestWhatThePagesMayNotCall(t *testing.T) {
	banned := map[string]string{
		"Style":                 "inline style, which the content policy blocks: use a class",
		"Styles":                "inline style, which the content policy blocks: use a class",
		"Encrypt":               "go-app keeps its key beside the data",
		"Decrypt":               "go-app keeps its key beside the data",
		"PersistWithEncryption": "go-app keeps its key beside the data",
		"Raw":                   "markup from a string, which Trusted Types refuse",
	}
	calls := func(source any, name string) []string {
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, source, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		fromApp := slices.ContainsFunc(file.Imports, func(i *ast.ImportSpec) bool {
			return strings.Contains(i.Path.Value, "maxence-charriere/go-app")
		})
		var found []string
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			selector, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !fromApp {
				return true
			}
			if why, is := banned[selector.Sel.Name]; is {
				found = append(found, fmt.Sprintf("%s: %s: %s", set.Position(call.Pos()), selector.Sel.Name, why))
			}
			return true
		})
		return found
	}

	const guilty = `package p
import "github.com/maxence-charriere/go-app/v10/pkg/app"
func f(ctx app.Context) { app.Div().Style("a", "b"); app.Raw("<p>"); ctx.Encrypt(1); ctx.SetState("x", 1).PersistWithEncryption() }`
	if found := calls(guilty, "guilty.go"); len(found) != 4 {
		t.Fatalf("of four banned calls %d are seen: %v", len(found), found)
	}

	for _, path := range files(t, "../app", ".go") {
		for _, finding := range calls(nil, path) {
			t.Error(finding)
		}
	}
	for path, p := range list(t, browser, "./app/...") {
		if slices.Contains(p.Imports, "github.com/maxence-charriere/go-app/v10/pkg/ui") {
			t.Errorf("%s imports go-app's pkg/ui, which styles inline", path)
		}
	}
}

// TestWebNamesNoOtherHost reads what browsers get; the content policy would stop it as well, but only at run time.
func TestWebNamesNoOtherHost(t *testing.T) {
	foreign := regexp.MustCompile(`(?i)(https?:)?//[a-z0-9-]+\.[a-z]{2,}|\burl\(\s*['"]?(https?:)?//`)
	inline := regexp.MustCompile(`(?i)<style|\sstyle\s*=|\son[a-z]+\s*=\s*["']|javascript:`)
	const namespace = "http://www.w3.org/" // the name of a vocabulary, never asked for

	seen := 0
	for _, path := range files(t, "../web", ".js", ".css", ".html", ".svg") {
		if under(path, "../web/e2e", "../web/dist") {
			continue
		}
		seen++
		raw, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.ReplaceAll(string(raw), namespace, "")
		if found := foreign.FindString(text); found != "" {
			t.Errorf("%s names %s", path, found)
		}
		if found := inline.FindString(text); found != "" && !strings.HasSuffix(path, ".js") && !strings.HasSuffix(path, ".css") {
			t.Errorf("%s has something inline: %s", path, found)
		}
	}
	if seen < 6 {
		t.Errorf("only %d files were read", seen)
	}
	if !foreign.MatchString(`@import url("//cdn.example/x.css")`) || !foreign.MatchString("fetch('https://example.org')") {
		t.Error("the search is blind")
	}
}

// TestReleaseHasNoTestSeams builds both servers and looks into them: the seams are in the one that browsers' journeys
// drive, and not in the one that is released.
func TestReleaseHasNoTestSeams(t *testing.T) {
	seam := regexp.MustCompile(`(?i)testseam`)
	variable := []byte("DAMPING_TEST_")

	// look answers how many symbols and how many variables of the seams a program has.
	look := func(t *testing.T, tags string) (symbols int, variables int) {
		program := filepath.Join(t.TempDir(), "damping")
		run(t, nil, "go", "build", "-trimpath", "-tags="+tags, "-o", program, "./server")
		raw, err := os.ReadFile(program)
		if err != nil {
			t.Fatal(err)
		}
		for line := range bytes.Lines(run(t, nil, "go", "tool", "nm", program)) {
			if seam.Match(line) {
				symbols++
			}
		}
		return symbols, bytes.Count(raw, variable)
	}

	if symbols, variables := look(t, "testseam"); symbols == 0 || variables == 0 {
		t.Fatalf("the search is blind: %d symbols, %d variables where the seams are", symbols, variables)
	}
	if symbols, variables := look(t, ""); symbols != 0 || variables != 0 {
		t.Errorf("the release has %d symbols and %d variables of the seams", symbols, variables)
	}

	t.Run("nor anything else that is for tests", func(t *testing.T) {
		for path, p := range list(t, nil, "-deps", "./server") {
			if under(path, "testing", "net/http/httptest", "damping/server/servertest", "damping/shared/sim") {
				t.Errorf("the release contains %s", path)
			}
			for _, file := range p.GoFiles {
				if !p.Standard && under(path, "damping") && seam.MatchString(file) {
					t.Errorf("the release contains %s/%s", path, file)
				}
			}
		}
	})
}

// files lists the files below a folder with one of these endings, packages of node left out.
func files(t *testing.T, root string, endings ...string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && entry.Name() == "node_modules" {
			return filepath.SkipDir
		}
		if !entry.IsDir() && slices.Contains(endings, filepath.Ext(path)) {
			found = append(found, filepath.ToSlash(path))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
