package pwa

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"damping/shared/i18n"
	"damping/shared/route"
	"damping/web"

	"github.com/andybalholm/brotli"
)

const program = "\x00asm pretend program, long enough to be worth packing packing packing packing packing"

// packed is the real web folder with a pretend app in dist, so that the tests do not depend on a build.
func packed(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(web.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(name, "dist/") {
			return err
		}
		raw, err := fs.ReadFile(web.Files, name)
		files[name] = &fstest.MapFile{Data: raw}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	summary, _ := json.Marshal(map[string]any{"hash": "0123456789abcdef", "size": len(program)})
	files["dist/wasm.json"] = &fstest.MapFile{Data: summary}
	files["dist/app.wasm.br"] = &fstest.MapFile{Data: brotlied([]byte(program))}
	files["dist/app.wasm.gz"] = &fstest.MapFile{Data: gzipped([]byte(program))}
	files["dist/wasm_exec.js"] = &fstest.MapFile{Data: []byte("class Go {}")}
	return files
}

func serve(t *testing.T, files fs.FS) http.Handler {
	t.Helper()
	h, err := New("test", files)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(h http.Handler, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestPages(t *testing.T) {
	h := serve(t, packed(t))
	home := get(h, "/").Body.String()
	const id = "01890000-0000-7000-8000-000000000001"

	t.Run("every path and query gets the same shell", func(t *testing.T) {
		paths := append(route.Fixed(), "/kasus/"+id, "/aduan/"+id, "/t/AAAAAAAAAAAAAAAAAAAAAA", "/kasus?q=x&y=z", "/lainnya/")
		for _, path := range paths {
			w := get(h, path)
			if w.Code != http.StatusOK || w.Body.String() != home {
				t.Errorf("%s: status %d, same shell %v", path, w.Code, w.Body.String() == home)
			}
		}
	})
	t.Run("an unknown path is not found, but opens the app for a person", func(t *testing.T) {
		if w := get(h, "/kasus/7", "Accept", "text/html"); w.Code != http.StatusNotFound || w.Body.String() != home {
			t.Errorf("for a person: status %d", w.Code)
		}
		if w := get(h, "/web/nothing.js", "Accept", "text/html"); w.Code != http.StatusNotFound || w.Body.String() == home {
			t.Errorf("for a file: status %d", w.Code)
		}
	})
	t.Run("it holds the form in Indonesian and nothing inline", func(t *testing.T) {
		for _, want := range []string{
			`<html lang="id">`, `id="early-name"`, `id="early-password"`, `method="post"`,
			i18n.T(i18n.ID, "signin.password"), i18n.T(i18n.ID, "exit.quick"), "disabled",
		} {
			if !strings.Contains(home, want) {
				t.Errorf("the shell lacks %q", want)
			}
		}
		if inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|javascript:|<script(?:[^>]*)>[^<]`).FindString(home); inline != "" {
			t.Errorf("inline: %q", inline)
		}
		for _, script := range regexp.MustCompile(`<script[^>]*>`).FindAllString(home, -1) {
			if !strings.Contains(script, "defer src=\"/") {
				t.Errorf("a script that is not a deferred file of ours: %s", script)
			}
		}
		if regexp.MustCompile(`(?i)https?:`).MatchString(home) {
			t.Error("the shell names a host")
		}
	})
	t.Run("the policy for scripts runs first and the loader last", func(t *testing.T) {
		scripts := regexp.MustCompile(`src="([^"]+)"`).FindAllStringSubmatch(home, -1)
		if first, last := scripts[0][1], scripts[len(scripts)-1][1]; first != "/web/tt.js" || last != "/app.js" {
			t.Errorf("first %s, last %s", first, last)
		}
	})
	t.Run("a form sent by mistake is refused without a redirect", func(t *testing.T) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "/masuk", strings.NewReader("password=x")))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("status %d", w.Code)
		}
	})
	t.Run("the quick exit shows a page without the app", func(t *testing.T) {
		w := get(h, route.NeutralPath)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "<script") || strings.Contains(w.Body.String(), i18n.T(i18n.ID, "pwa.name")) {
			t.Errorf("status %d: %s", w.Code, w.Body)
		}
	})
}

func TestWasm(t *testing.T) {
	h := serve(t, packed(t))
	const path = "/web/app.0123456789abcdef.wasm"

	read := map[string]func(io.Reader) io.Reader{
		"br":   func(r io.Reader) io.Reader { return brotli.NewReader(r) },
		"gzip": func(r io.Reader) io.Reader { z, _ := gzip.NewReader(r); return z },
		"":     func(r io.Reader) io.Reader { return r },
	}
	for accepted, coding := range map[string]string{
		"gzip, deflate, br, zstd": "br",
		"br;q=0, gzip":            "gzip",
		"br; q=0.0, gzip;q=0.5":   "gzip",
		"":                        "",
		"identity":                "",
		"br;q=0,gzip;q=0":         "",
	} {
		t.Run("accepting "+accepted, func(t *testing.T) {
			w := get(h, path, "Accept-Encoding", accepted)
			if w.Code != http.StatusOK || w.Header().Get("Content-Encoding") != coding {
				t.Fatalf("status %d, coding %q, want %q", w.Code, w.Header().Get("Content-Encoding"), coding)
			}
			for name, want := range map[string]string{
				"Content-Type": "application/wasm", "Vary": "Accept-Encoding",
				"Cache-Control": "public, max-age=31536000, immutable",
			} {
				if got := w.Header().Get(name); got != want {
					t.Errorf("%s: %q, want %q", name, got, want)
				}
			}
			if body, err := io.ReadAll(read[coding](w.Body)); err != nil || string(body) != program {
				t.Errorf("body %q, %v", body, err)
			}
			again := get(h, path, "Accept-Encoding", accepted, "If-None-Match", w.Header().Get("ETag"))
			if again.Code != http.StatusNotModified || again.Body.Len() != 0 {
				t.Errorf("asked again: status %d, %d bytes", again.Code, again.Body.Len())
			}
		})
	}

	t.Run("its address is in the loader and in the worker", func(t *testing.T) {
		for _, p := range []string{"/app.js", "/app-worker.js"} {
			if !strings.Contains(get(h, p).Body.String(), path) {
				t.Errorf("%s does not name %s", p, path)
			}
		}
	})
	t.Run("before the app was packed the shell stands alone", func(t *testing.T) {
		files := packed(t)
		for name := range files {
			if strings.HasPrefix(name, "dist/") {
				delete(files, name)
			}
		}
		h := serve(t, files)
		if home, app := get(h, "/").Code, get(h, path).Code; home != http.StatusOK || app != http.StatusNotFound {
			t.Errorf("home %d, app %d", home, app)
		}
	})
}

func TestAssets(t *testing.T) {
	files := packed(t)
	h := serve(t, files)

	t.Run("all are asked for anew and typed", func(t *testing.T) {
		for path, mime := range map[string]string{
			"/app.js": "text/javascript; charset=utf-8", "/app-worker.js": "text/javascript; charset=utf-8",
			"/wasm_exec.js": "text/javascript; charset=utf-8", "/app.css": "text/css; charset=utf-8",
			"/web/app.css": "text/css; charset=utf-8",
			"/web/tt.js":   "text/javascript; charset=utf-8", "/manifest.webmanifest": "application/manifest+json",
			"/web/icon/icon.svg": "image/svg+xml", "/web/icon/icon-192.png": "image/png",
			"/web/i18n/en.json": "application/json", "/web/i18n/id.json": "application/json",
			"/robots.txt": "text/plain; charset=utf-8",
		} {
			w := get(h, path)
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != mime || w.Header().Get("Cache-Control") != "no-cache" {
				t.Errorf("%s: %d %v", path, w.Code, w.Header())
			}
			if w := get(h, path, "If-None-Match", w.Header().Get("ETag")); w.Code != http.StatusNotModified {
				t.Errorf("%s again: %d", path, w.Code)
			}
		}
	})
	t.Run("text travels compressed", func(t *testing.T) {
		w := get(h, "/app.js", "Accept-Encoding", "gzip, br")
		body, err := io.ReadAll(brotli.NewReader(w.Body))
		if err != nil || !bytes.Equal(body, get(h, "/app.js").Body.Bytes()) {
			t.Errorf("brotli differs from plain: %v", err)
		}
	})
	t.Run("no placeholder is left", func(t *testing.T) {
		for _, path := range []string{"/", "/app.js", "/app-worker.js"} {
			if strings.Contains(get(h, path).Body.String(), "{{") {
				t.Errorf("%s still has a placeholder", path)
			}
		}
	})
	t.Run("the style comes as one sheet, in the order of its files", func(t *testing.T) {
		styled := maps.Clone(files)
		for _, name := range []string{"base/elements", "base/tokens", "frame/nav", "parts/rows", "print"} {
			styled["static/css/"+name+".css"] = &fstest.MapFile{Data: []byte("/* " + name + " */\n")}
		}
		h := serve(t, styled)
		found := regexp.MustCompile(`/\* (?:base|frame|parts|print)[a-z/]* \*/\n`).FindAllString(get(h, "/web/app.css").Body.String(), -1)
		want := "/* base/elements */ /* base/tokens */ /* frame/nav */ /* parts/rows */ /* print */"
		if got := strings.Join(strings.Fields(strings.Join(found, "")), " "); got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if n := strings.Count(get(h, "/").Body.String(), `rel="stylesheet"`); n != 2 {
			t.Errorf("the shell asks for %d sheets, want its own and the app's", n)
		}
		if w := get(h, "/web/css/print.css"); w.Code != http.StatusNotFound {
			t.Errorf("a file of the sheet by itself: status %d", w.Code)
		}
	})
	t.Run("what crawlers ask for is answered here", func(t *testing.T) {
		for _, path := range []string{"/sitemap.xml", "/ads.txt", "/web/boot.js", "/web/page.html", "/web/../worker/begin.js", "/dist/wasm.json"} {
			if w := get(h, path); w.Code != http.StatusNotFound {
				t.Errorf("%s: status %d", path, w.Code)
			}
		}
	})
	t.Run("everything that the worker keeps is served", func(t *testing.T) {
		list := regexp.MustCompile(`const resources = (\[[^\]]*\])`).FindStringSubmatch(get(h, "/app-worker.js").Body.String())
		var kept []string
		if err := json.Unmarshal([]byte(list[1]), &kept); err != nil {
			t.Fatal(err)
		}
		if len(kept) < 10 {
			t.Errorf("only %d", len(kept))
		}
		for _, path := range kept {
			if w := get(h, path); w.Code != http.StatusOK {
				t.Errorf("%s: status %d", path, w.Code)
			}
		}
	})
}

func TestVersion(t *testing.T) {
	version := func(files fs.FS) string {
		found := regexp.MustCompile(`const bootCache = "([^"]+)"`).FindStringSubmatch(get(serve(t, files), "/app.js").Body.String())
		return found[1]
	}
	first := version(packed(t))
	if again := version(packed(t)); again != first {
		t.Errorf("the same files gave %s and %s", first, again)
	}
	for _, name := range []string{"static/tt.js", "static/boot.js", "worker/queue.js", "store/pack.js", "page.html", "static/icon/icon.svg", "static/css/print.css"} {
		files := packed(t)
		files[name] = &fstest.MapFile{Data: append(bytes.Clone(files[name].Data), '\n')}
		if version(files) == first {
			t.Errorf("a change of %s is the same version", name)
		}
	}
}

func TestHeaders(t *testing.T) {
	h := Headers(serve(t, packed(t)))
	for _, path := range []string{"/", "/app.js", "/app-worker.js", "/web/app.0123456789abcdef.wasm", "/nothing", route.NeutralPath} {
		got := get(h, path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
				"img-src 'self' blob:; media-src 'self' blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; " +
				"base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'; " +
				"require-trusted-types-for 'script'; trusted-types default",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "no-referrer",
			"Strict-Transport-Security":    "",
		} {
			if got.Get(name) != want {
				t.Errorf("%s %s: %q, want %q", path, name, got.Get(name), want)
			}
		}
		if !strings.Contains(got.Get("Permissions-Policy"), "geolocation=()") {
			t.Errorf("%s: permissions %q", path, got.Get("Permissions-Policy"))
		}
	}
	t.Run("a secure connection is asked to stay secure", func(t *testing.T) {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "https://office.example/", nil))
		if w.Header().Get("Strict-Transport-Security") == "" {
			t.Error("no Strict-Transport-Security over TLS")
		}
	})
}
