package pwa

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"strconv"
)

// wasm is the packed app. It is several megabytes, so it is served by an address that names its content and may be
// kept for ever, and only its compressed forms are held; the rare client that takes neither gets gzip undone.
type wasm struct {
	// path is "/web/app.<hash>.wasm", or empty before the app was packed.
	path   string
	hash   string
	size   int // bytes uncompressed
	br, gz []byte
}

// readWasm reads what server/pwa/pack wrote. Nothing packed yet is no error.
func readWasm(files fs.FS) (*wasm, error) {
	text, err := fs.ReadFile(files, "dist/wasm.json")
	if errors.Is(err, fs.ErrNotExist) {
		return &wasm{}, nil
	}
	if err != nil {
		return nil, err
	}

	var made struct {
		Hash string `json:"hash"`
		Size int    `json:"size"`
	}
	if err := json.Unmarshal(text, &made); err != nil {
		return nil, fmt.Errorf("wasm.json: %w", err)
	}
	w := &wasm{hash: made.Hash, size: made.Size, path: "/web/app." + made.Hash + ".wasm"}
	if w.br, err = fs.ReadFile(files, "dist/app.wasm.br"); err != nil {
		return nil, err
	}
	if w.gz, err = fs.ReadFile(files, "dist/app.wasm.gz"); err != nil {
		return nil, err
	}
	return w, nil
}

// ServeHTTP prefers brotli, then gzip. A range is not offered: no browser asks for one here, and a partial answer in a
// content coding helps nobody.
func (m *wasm) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")

	const mime = "application/wasm"
	etag := `"` + m.hash + `"`
	accepted := acceptedCodings(r.Header.Get("Accept-Encoding"))
	switch {
	case accepted.br:
		send(w, r, mime, tagFor(etag, "br"), "br", m.br)
	case accepted.gzip:
		send(w, r, mime, tagFor(etag, "gzip"), "gzip", m.gz)
	default:
		m.sendPlain(w, r, mime, etag)
	}
}

func (m *wasm) sendPlain(w http.ResponseWriter, r *http.Request, mime, etag string) {
	plain, err := gzip.NewReader(bytes.NewReader(m.gz))
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	h := w.Header()
	h.Set("ETag", etag)
	if matches(r.Header.Get("If-None-Match"), etag) {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", mime)
	h.Set("Content-Length", strconv.Itoa(m.size))
	if r.Method != http.MethodHead {
		io.Copy(w, plain)
	}
}
