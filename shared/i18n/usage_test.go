package i18n_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
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

// sources reads the Go files of the product under root.
func sources(t *testing.T, root string, visit func(*token.FileSet, *ast.File)) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := entry.Name(); entry.IsDir() && (name == "node_modules" || name == "testdata" || strings.HasPrefix(name, ".") && path != root) {
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
		visit(files, file)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// uses finds the string literals of the product that name texts. A literal that ends in a dot is the stem of a key
// that a program completes ("stage." + code).
func uses(t *testing.T, root string) []use {
	t.Helper()
	var found []use

	sources(t, root, func(files *token.FileSet, file *ast.File) {
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
				text, ok := content(n)
				if ok && (asked[n] || keyLike.MatchString(text)) {
					found = append(found, use{text, files.Position(n.Pos()).String(), asked[n]})
				}
			}
			return true
		})
	})
	return found
}

// content is what a string literal says.
func content(lit *ast.BasicLit) (string, bool) {
	if lit.Kind != token.STRING {
		return "", false
	}
	text, err := strconv.Unquote(lit.Value)
	return text, err == nil
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

// A key stands in the sources as it is, or a program puts it together at one of its dots: "stage." + code, words + ".hint",
// "date.month." + number.
func TestEveryTextIsUsed(t *testing.T) {
	said := map[string]bool{}
	sources(t, "../..", func(_ *token.FileSet, file *ast.File) {
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, is := n.(*ast.BasicLit); is {
				if text, ok := content(lit); ok {
					said[text] = true
				}
			}
			return true
		})
	})

	all, _ := texts(t)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		if !said[key] && !putTogether(key, said) {
			t.Errorf("%q is used nowhere: both catalogues can do without", key)
		}
	}
}

var number = regexp.MustCompile(`^[0-9]+$`)

func putTogether(key string, said map[string]bool) bool {
	for i := range key {
		if key[i] != '.' {
			continue
		}
		head, tail := key[:i], key[i+1:]
		if said[head+"."] && (said[tail] || number.MatchString(tail)) || said[head] && said["."+tail] {
			return true
		}
	}
	return false
}

func TestPutTogether(t *testing.T) {
	said := map[string]bool{"stage.": true, "rencana": true, "handon.case": true, ".hint": true, "date.month.": true, "stage": true}
	for key, want := range map[string]bool{
		"stage.rencana": true, "handon.case.hint": true, "date.month.12": true,
		"stage.unheard": false, "handon.case.rencana": false, "stage.12x": false,
	} {
		if got := putTogether(key, said); got != want {
			t.Errorf("%q: %v, want %v", key, got, want)
		}
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
