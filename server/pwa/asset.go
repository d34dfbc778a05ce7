package pwa

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/andybalholm/brotli"
)

// asset is one small file in memory. It is asked for anew at every load but sent only when it changed.
type asset struct {
	raw  []byte
	mime string
	etag string
	// br and gz compress on first use: all assets together take a tenth of a second, which a start need not wait for.
	br, gz func() []byte
}

func newAsset(mime string, raw []byte) *asset {
	a := &asset{raw: raw, mime: mime, etag: `"` + digest(raw) + `"`}
	a.br = sync.OnceValue(func() []byte { return a.smaller(brotlied(raw)) })
	a.gz = sync.OnceValue(func() []byte { return a.smaller(gzipped(raw)) })
	return a
}

// smaller drops a compressed form that saves nothing, such as that of a PNG.
func (a *asset) smaller(packed []byte) []byte {
	if len(packed) >= len(a.raw) {
		return nil
	}
	return packed
}

// ServeHTTP sends the smallest form that the browser takes.
func (a *asset) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("Vary", "Accept-Encoding")

	body, coding := a.raw, ""
	accepted := acceptedCodings(r.Header.Get("Accept-Encoding"))
	if packed := a.br; accepted.br && packed() != nil {
		body, coding = packed(), "br"
	} else if packed := a.gz; accepted.gzip && packed() != nil {
		body, coding = packed(), "gzip"
	}
	send(w, r, a.mime, tagFor(a.etag, coding), coding, body)
}

// send answers with a body in memory, or that the browser has it already.
func send(w http.ResponseWriter, r *http.Request, mime, etag, coding string, body []byte) {
	h := w.Header()
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", mime)
	if coding != "" {
		h.Set("Content-Encoding", coding)
	}
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		w.Write(body)
	}
}

// tagFor tells the encodings of one content apart: an entity tag names bytes as sent (RFC 9110, 8.8.3.3).
func tagFor(etag, coding string) string {
	if coding == "" {
		return etag
	}
	return strings.TrimSuffix(etag, `"`) + "-" + coding + `"`
}

// matches reports whether an If-None-Match header names the tag. Proxies that compress weaken tags, hence W/.
func matches(header, etag string) bool {
	for _, candidate := range strings.Split(header, ",") {
		candidate = strings.TrimPrefix(strings.TrimSpace(candidate), "W/")
		if candidate == etag || candidate == "*" {
			return true
		}
	}
	return false
}

// codings are the content codings that a client takes, among those we have.
type codings struct{ br, gzip bool }

// acceptedCodings reads an Accept-Encoding header. A coding with weight zero is refused; other weights are ignored,
// since the smaller form is always preferable.
func acceptedCodings(header string) codings {
	var c codings
	for _, part := range strings.Split(header, ",") {
		name, weight, _ := strings.Cut(strings.TrimSpace(part), ";")
		if refused(weight) {
			continue
		}
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "br":
			c.br = true
		case "gzip":
			c.gzip = true
		}
	}
	return c
}

func refused(weight string) bool {
	value, ok := strings.CutPrefix(strings.ReplaceAll(weight, " ", ""), "q=")
	if !ok {
		return false
	}
	q, err := strconv.ParseFloat(value, 64)
	return err == nil && q == 0
}

// mimes are the media types of what lies in web; nothing else is served. They are spelt out because the table of the
// standard library depends on the machine.
var mimes = map[string]string{
	".css":         "text/css; charset=utf-8",
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".png":         "image/png",
	".svg":         "image/svg+xml",
	".txt":         "text/plain; charset=utf-8",
	".webmanifest": "application/manifest+json",
}

func mimeOf(name string) string { return mimes[path.Ext(name)] }

// digest is the first 16 hex digits of the SHA-256 of some content.
func digest(parts ...[]byte) string {
	h := sha256.New()
	for _, p := range parts {
		h.Write(p)
	}
	return hex.EncodeToString(h.Sum(nil)[:8])
}

func brotlied(raw []byte) []byte {
	var b bytes.Buffer
	w := brotli.NewWriterLevel(&b, brotli.BestCompression)
	w.Write(raw)
	w.Close()
	return b.Bytes()
}

func gzipped(raw []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(raw)
	w.Close()
	return b.Bytes()
}
