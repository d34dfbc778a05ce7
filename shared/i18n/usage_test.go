package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"damping/shared/i18n"
	"damping/shared/i18n/catalogue"
)

// use is one place in the Go sources that names a text.
type use struct {
	key string
	at  string
	// asked is true when the key is given to a function T, false when it merely looks like one: a field of a
	// table, the key of an error.
	asked bool
}

var keyLike = regexp.MustCompile(`^[a-z][A-Za-z0-9]*\.[A-Za-z0-9_.]*$`)

// uses finds the string literals of the product that name texts. A literal that ends in a dot is the stem of a key
// that a program completes ("stage." + code).
func uses(t *testing.T, root string) []use {
	t.Helper()
	var found []use

	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "testdata" || name == "i18n" || strings.HasPrefix(name, ".") && path != root) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}

		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		asked := map[*ast.BasicLit]bool{}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec, *ast.Field:
				return false // paths and struct tags are no texts
			case *ast.CallExpr:
				if calls(n.Fun) != "T" {
					return true
				}
				for _, arg := range n.Args {
					if lit := firstString(arg); lit != nil {
						asked[lit] = true
						break
					}
				}
			case *ast.BasicLit:
				if n.Kind != token.STRING {
					return true
				}
				text, err := strconv.Unquote(n.Value)
				if err == nil && (asked[n] || keyLike.MatchString(text)) {
					found = append(found, use{text, files.Position(n.Pos()).String(), asked[n]})
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// calls is the bare name of a called function: "T" of i18n.T and of T.
func calls(fun ast.Expr) string {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

// firstString is the literal with which an argument begins: "a" and "a"+b.
func firstString(arg ast.Expr) *ast.BasicLit {
	switch arg := arg.(type) {
	case *ast.BasicLit:
		if arg.Kind == token.STRING {
			return arg
		}
	case *ast.BinaryExpr:
		return firstString(arg.X)
	}
	return nil
}

// texts is the Indonesian catalogue, and the pages (first words of keys) that it has.
func texts(t *testing.T) (all, pages map[string]bool) {
	t.Helper()
	m, err := i18n.Parse(catalogue.JSON("id"))
	if err != nil {
		t.Fatal(err)
	}
	all, pages = map[string]bool{}, map[string]bool{}
	for key := range m {
		all[strings.TrimSuffix(key, ".other")] = true
		page, _, _ := strings.Cut(key, ".")
		pages[page] = true
	}
	return all, pages
}

// fileName catches literals that look like keys and name files.
var fileName = regexp.MustCompile(`\.(br|css|db|go|gz|html|js|json|key|pem|png|sql|svg|txt|wasm)$`)

func TestEveryKeyInTheSourcesExists(t *testing.T) {
	all, pages := texts(t)
	seen := 0

	for _, u := range uses(t, "../..") {
		page, _, _ := strings.Cut(u.key, ".")
		if !u.asked && (!pages[page] || fileName.MatchString(u.key)) {
			continue
		}
		seen++
		if all[u.key] || strings.HasSuffix(u.key, ".") && hasStem(all, u.key) {
			continue
		}
		t.Errorf("%s: %q is in no catalogue", u.at, u.key)
	}
	if seen == 0 {
		t.Error("not one key was found: the scan is broken")
	}
}

func hasStem(all map[string]bool, stem string) bool {
	for key := range all {
		if strings.HasPrefix(key, stem) {
			return true
		}
	}
	return false
}

func TestTheScanFindsWhatItShould(t *testing.T) {
	got := map[string]bool{}
	for _, u := range uses(t, "testdata/usage") {
		got[u.key] = u.asked
	}
	want := map[string]bool{"asked.plainly": true, "asked.qualified": true, "stem.": true, "no key at all": true, "errors.key": false, "table.key": false}
	for key, asked := range want {
		if a, ok := got[key]; !ok || a != asked {
			t.Errorf("%q: found %v, asked %v", key, ok, a)
		}
	}
	if len(got) != len(want) {
		t.Errorf("found %v", got)
	}
}
