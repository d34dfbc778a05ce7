// Package pwa serves what makes the app an app: the shell page behind every path of the staff app, the loader, the
// packed WebAssembly, the service worker, the manifest, styles and icons, and the security headers on all of it.
//
// It knows paths and bytes, never people: the shell holds the sign-in form and nothing else, the same bytes for
// everybody, so that no datum can be rendered into a page and every page can be opened offline from one cached copy.
// It answers no path below /api/.
//
// Choices worth knowing:
//
// go-app's own Handler is not used, and its shell component is a plain HTML template (web/page.html). The Handler writes
// attributes in random order, so that every start would be a new version to the worker; its loader and its worker fetch
// the app twice; its file server takes the working directory for its root; and it answers /robots.txt, /sitemap.xml and
// /ads.txt by fetching them over HTTP from a host that the client names. What go-app's client side expects of a page is
// kept: the first element of the body, which it replaces, and the functions of web/static/boot.js.
//
// The page asks for the app with its loader's fetch and not by a preload link: what was preloaded Chromium compiles without
// the code it has cached, which costs a third of a cold start [measured]. The drawings stand in the page, because in a
// file of their own each use of one costs a request and a document.
//
// Everything a page needs has one version, a hash over all of it. The worker keeps one version whole, so a page never
// runs with parts of two releases.
package pwa

import (
	"fmt"
	"io/fs"
	"net/http"
	"strings"

	"damping/shared/route"
)

// site answers requests from assets that are all in memory.
type site struct {
	assets map[string]*asset
	wasm   *wasm
	page   *asset
}

// New makes the handler for everything that is not the API. files is web.Files; version names the release and is
// shown to people, while updates are told apart by content. Before the app was packed (see server/pwa/pack) the shell
// is served and the app is not found.
//
// The handler sets caching and content headers; wrap it, with the rest of the mux, in Headers.
func New(version string, files fs.FS) (http.Handler, error) {
	built, err := readWasm(files)
	if err != nil {
		return nil, fmt.Errorf("read the packed app: %w", err)
	}
	s, err := assemble(version, files, built)
	if err != nil {
		return nil, fmt.Errorf("assemble the site: %w", err)
	}
	return s, nil
}

// ServeHTTP implements http.Handler.
func (s *site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
		return
	}

	path := r.URL.Path
	if path == s.wasm.path {
		s.wasm.ServeHTTP(w, r)
		return
	}
	if a, ok := s.assets[path]; ok {
		a.ServeHTTP(w, r)
		return
	}
	if route.Parse(path).Page != route.NotFound {
		s.page.ServeHTTP(w, r)
		return
	}
	s.notFound(w, r)
}

// notFound gives a person who mistyped an address the app, which says so in their language, and everything else a bare
// 404. No path of ours, known or not, is redirected to another place.
func (s *site) notFound(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	if strings.Contains(r.Header.Get("Accept"), "text/html") && !strings.HasPrefix(r.URL.Path, "/web/") {
		w.Header().Set("Content-Type", s.page.mime)
		w.WriteHeader(http.StatusNotFound)
		if r.Method == http.MethodGet {
			w.Write(s.page.raw)
		}
		return
	}
	http.Error(w, http.StatusText(http.StatusNotFound), http.StatusNotFound)
}
