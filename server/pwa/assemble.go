package pwa

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"damping/shared/api"
	"damping/shared/i18n"
	"damping/shared/i18n/catalogue"
	"damping/shared/route"
)

// cachePrefix begins the names of the worker's caches; it deletes no other. The worker has the same constant.
const cachePrefix = "shell-"

// Addresses that are not those of a file in web/static.
const (
	loaderPath   = "/app.js"
	workerPath   = "/app-worker.js"
	earlyPath    = "/app.css"
	sheetPath    = "/web/app.css"
	storePath    = "/web/store.js"
	execPath     = "/wasm_exec.js"
	manifestPath = "/manifest.webmanifest"
	robotsPath   = "/robots.txt"
	// cataloguePath is where the app fetches a language, followed by its letters and .json.
	cataloguePath = "/web/i18n/"
)

// assemble reads the files once and prepares every answer.
func assemble(version string, files fs.FS, built *wasm) (*site, error) {
	s := &site{assets: map[string]*asset{}, wasm: built}
	static, err := readStatic(files)
	if err != nil {
		return nil, err
	}
	for name, raw := range static {
		switch {
		case name == "boot.js": // a template, filled in below
		case name == "boot.css":
			s.add(earlyPath, raw)
		case name == "tenang.html":
			s.assets[route.NeutralPath] = newAsset(mimeOf(name), raw)
		case strings.HasPrefix(name, sheetFolder): // joined below
		default:
			s.add("/web/"+name, raw)
		}
	}
	store, err := storeScript(files)
	if err != nil {
		return nil, err
	}
	s.add(storePath, store)
	s.add(sheetPath, sheet(static))
	for _, lang := range i18n.Languages() {
		s.add(cataloguePath+string(lang)+".json", []byte(catalogue.JSON(string(lang))))
	}
	s.add(manifestPath, manifest())
	s.add(robotsPath, []byte("User-agent: *\nDisallow: /\n"))
	if exec, err := fs.ReadFile(files, "dist/wasm_exec.js"); err == nil {
		s.add(execPath, exec)
	}

	page, err := shellPage(files, s.scripts())
	if err != nil {
		return nil, err
	}
	s.page = newAsset(mimeOf(".html"), page)
	return s, s.addTemplates(version, files, static["boot.js"])
}

func (s *site) add(p string, raw []byte) { s.assets[p] = newAsset(mimeOf(p), raw) }

// addTemplates fills in the loader and the worker, which both name the version of everything else.
func (s *site) addTemplates(version string, files fs.FS, loader []byte) error {
	worker, err := workerScript(files)
	if err != nil {
		return err
	}
	content := s.contentVersion(version, loader, worker)
	cached := append(s.cached(), loaderPath, "/")

	s.add(loaderPath, fill(loader, map[string]string{
		"Env": asJSON(map[string]string{
			"GOAPP_VERSION":              content,
			"GOAPP_STATIC_RESOURCES_URL": "/web",
			"GOAPP_ROOT_PREFIX":          "/",
			"GOAPP_INTERNAL_URLS":        `["tel:"]`, // followed as they are
			"RELEASE":                    version,
		}),
		"Words":       asJSON(loaderWords()),
		"Wasm":        s.wasm.path,
		"WasmSize":    fmt.Sprint(max(1, s.wasm.size)),
		"Cache":       cachePrefix + content,
		"WelcomePath": route.WelcomePath,
	}))
	s.add(workerPath, fill(worker, map[string]string{
		"Version":          content,
		"ResourcesToCache": asJSON(cached),
		"Pages":            asJSON(pagePatterns()),
		"Words":            asJSON(workerWords()),
		"Paths": asJSON(map[string]string{
			"neutral":      route.NeutralPath,
			"receipt":      api.PushReceiptPath,
			"action":       api.PushActionPath,
			"key":          api.PushKeyPath,
			"subscription": api.PushSubscriptionPath,
			"sealed":       api.SyncSealedPath,
			"parcel":       api.SyncParcelPath,
			"erased":       api.ErasedPath,
			"shared":       route.SharedPath,
		}),
	}))
	return nil
}

// contentVersion is one hash over everything that a page is made of, so that the same build has the same version on
// every machine and at every start.
func (s *site) contentVersion(version string, templates ...[]byte) string {
	parts := append([][]byte{[]byte(version), []byte(s.wasm.hash), s.page.raw}, templates...)
	for _, p := range s.paths() {
		parts = append(parts, []byte(p), s.assets[p].raw)
	}
	return digest(parts...)
}

// cached lists what the worker keeps. Catalogues are kept once they were used: most people need one language.
func (s *site) cached() []string {
	kept := slices.DeleteFunc(s.paths(), func(p string) bool {
		return p == robotsPath || strings.HasPrefix(p, cataloguePath)
	})
	if s.wasm.path != "" {
		kept = append(kept, s.wasm.path)
	}
	return kept
}

// scripts run in this order, each after the page was parsed: the Trusted Types policy before all that it guards, Go's
// runtime and whatever the app calls before the loader that starts the app.
func (s *site) scripts() []string {
	const policy = "/web/tt.js"
	others := slices.DeleteFunc(s.paths(), func(p string) bool {
		return p == policy || path.Dir(p) != "/web" || path.Ext(p) != ".js"
	})
	return append(append([]string{policy}, others...), execPath, loaderPath)
}

func (s *site) paths() []string { return slices.Sorted(maps.Keys(s.assets)) }

// pagePatterns tells the worker which navigations are the app's, as regular expressions over the path.
func pagePatterns() []string {
	patterns := route.Patterns()
	for _, p := range route.Fixed() {
		if p == "/" {
			patterns = append(patterns, "^/$")
			continue
		}
		patterns = append(patterns, "^"+p+"/?$")
	}
	return patterns
}

// sheetFolder holds the app's style, one file per component.
const sheetFolder = "css/"

// sheet joins the app's style into one, so that it costs one request. The names give the order: base/ before frame/ before
// parts/ before print.css. Within a folder no file depends on being before another.
func sheet(static map[string][]byte) []byte {
	var joined []byte
	for _, name := range slices.Sorted(maps.Keys(static)) {
		if strings.HasPrefix(name, sheetFolder) {
			joined = append(joined, static[name]...)
		}
	}
	return joined
}

// workerScript joins the files of the service worker, because a browser registers one script. After the first comes what
// pages load, too.
func workerScript(files fs.FS) ([]byte, error) {
	return joined(files, "worker", "static/outbox.js", "static/wipe.js")
}

// storeScript joins the files of the device store inside one function, so that a page sees of them what the first one
// gives it, and nothing else.
func storeScript(files fs.FS) ([]byte, error) {
	body, err := joined(files, "store")
	return append(append([]byte("(() => {\n"), body...), "})();\n"...), err
}

// joined joins the scripts of a folder. The first, begin.js, has what the others are made with; the others, and what comes
// with them, do not depend on each other's order.
func joined(files fs.FS, folder string, with ...string) ([]byte, error) {
	first := folder + "/begin.js"
	names, err := fs.Glob(files, folder+"/*.js")
	if err != nil {
		return nil, err
	}
	others := slices.DeleteFunc(names, func(name string) bool { return name == first })
	var all []byte
	for _, name := range slices.Concat([]string{first}, with, others) {
		raw, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		all = append(append(all, raw...), '\n')
	}
	return all, nil
}

// readStatic reads static/ by name relative to it. A file whose type is not known to mimes is an error: it would be
// served as something else than it is.
func readStatic(files fs.FS) (map[string][]byte, error) {
	found := map[string][]byte{}
	err := fs.WalkDir(files, "static", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if mimeOf(name) == "" {
			return fmt.Errorf("%s: unknown type", name)
		}
		raw, err := fs.ReadFile(files, name)
		found[strings.TrimPrefix(name, "static/")] = raw
		return err
	})
	return found, err
}

// fill replaces {{.Name}} in a template. The values are JSON, paths or hashes made by this program.
func fill(template []byte, values map[string]string) []byte {
	text := string(template)
	for name, value := range values {
		text = strings.ReplaceAll(text, "{{."+name+"}}", value)
	}
	return []byte(text)
}

func asJSON(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps and slices of strings
	}
	return string(text)
}
