// Command pack builds the app for the browser and packs it for the wire:
//
//	go run ./server/pwa/pack [-o web/dist] [-app ./app] [-quick]
//
// It compiles the app package for js/wasm and writes into the output folder app.wasm.br and app.wasm.gz (what browsers
// download), wasm_exec.js of the very toolchain that compiled (the two must match), and wasm.json, which names the
// content hash and the sizes and which server/pwa reads. Packing is skipped when the compiled bytes did not change.
//
// It needs nothing but the Go toolchain, so a fresh machine with Go and make can build. Brotli at full strength takes
// most of a minute; -quick trades about a tenth of the size for seconds while developing, and is packed anew by the
// next full run.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/andybalholm/brotli"
)

// summary is what wasm.json says about the packed app; sizes are bytes.
type summary struct {
	Hash  string `json:"hash"` // first 16 hex digits of the SHA-256 of the uncompressed file
	Size  int    `json:"size"`
	Br    int    `json:"br"`
	Gz    int    `json:"gz"`
	Quick bool   `json:"quick,omitempty"`
}

// replaces reports whether what is about to be packed is another program than what lies there, or the same one better
// packed.
func (s summary) replaces(old summary) bool {
	return old.Hash != s.Hash || old.Quick && !s.Quick
}

func main() {
	out := flag.String("o", filepath.Join("web", "dist"), "folder to fill")
	pkg := flag.String("app", "./app", "main package to build")
	quick := flag.Bool("quick", false, "pack fast instead of small")
	flag.Parse()

	made, err := run(*pkg, *out, *quick)
	if err != nil {
		fmt.Fprintln(os.Stderr, "pack:", err)
		os.Exit(1)
	}
	fmt.Printf("app.wasm %s: %d bytes, brotli %d, gzip %d\n", made.Hash, made.Size, made.Br, made.Gz)
}

func run(pkg, out string, quick bool) (summary, error) {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return summary{}, err
	}
	raw, err := compile(pkg)
	if err != nil {
		return summary{}, err
	}
	if err := copyLoader(out); err != nil {
		return summary{}, fmt.Errorf("copy wasm_exec.js: %w", err)
	}

	sum := sha256.Sum256(raw)
	made := summary{Hash: hex.EncodeToString(sum[:8]), Size: len(raw), Quick: quick}
	if old, err := readSummary(out); err == nil && !made.replaces(old) {
		return old, writeSummary(out, old)
	}

	gz := make(chan result, 1)
	go func() { gz <- gzipped(raw, quick) }()
	br := brotlied(raw, quick)
	packed := <-gz
	if err := errors.Join(br.err, packed.err); err != nil {
		return summary{}, err
	}
	made.Br, made.Gz = len(br.data), len(packed.data)

	if err := os.WriteFile(filepath.Join(out, "app.wasm.br"), br.data, 0o644); err != nil {
		return summary{}, err
	}
	if err := os.WriteFile(filepath.Join(out, "app.wasm.gz"), packed.data, 0o644); err != nil {
		return summary{}, err
	}
	return made, writeSummary(out, made)
}

// compile builds pkg for the browser and slims it. Paths, symbols and version-control stamps are left out: they would
// cost bytes, tell where the build ran, and change the hash although the program did not change.
func compile(pkg string) ([]byte, error) {
	dir, err := os.MkdirTemp("", "pack")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)

	work, err := workspace(dir)
	if err != nil {
		return nil, err
	}
	target := filepath.Join(dir, "app.wasm")
	args := append([]string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w"}, inlining()...)
	build := exec.Command("go", append(args, "-o", target, pkg)...)
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=", "GOWORK="+work)
	build.Stderr = os.Stderr
	if err := build.Run(); err != nil {
		return nil, fmt.Errorf("build %s for js/wasm: %w", pkg, err)
	}
	raw, err := os.ReadFile(target)
	if err != nil {
		return nil, err
	}
	if raw, err = slim(raw); err != nil {
		return nil, fmt.Errorf("slim %s: %w", pkg, err)
	}
	return raw, nil
}

// inlining turns the compiler's inlining off, except where the time goes: the runtime (memory and maps), the key
// derivation, the codec and the reducer. Inlined copies differ from one another and pack badly: without them the packed
// program is a tenth smaller (1.51 to 1.36 MB of brotli). The runtime is the other way round: its helpers are smaller
// than the calls, so inlining takes 50 kB from the program unpacked, and a sixth to a quarter from the time of writing and
// of an idle exchange with the server.
func inlining() []string {
	flags := []string{"-gcflags=all=-l"}
	for _, hot := range []string{"runtime", "internal/runtime/...", "internal/abi",
		"golang.org/x/crypto/...", "github.com/fxamacker/cbor/...", "damping/shared/fold", "damping/shared/op"} {
		flags = append(flags, "-gcflags="+hot+"=")
	}
	return flags
}

func copyLoader(out string) error {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return err
	}
	loader, err := os.ReadFile(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "wasm_exec.js"), loader, 0o644)
}

type result struct {
	data []byte
	err  error
}

// brotlied uses the largest window a browser must accept (2^24 bytes): the file is several times larger than the
// default window, and its repetitions lie far apart.
func brotlied(raw []byte, quick bool) result {
	quality := brotli.BestCompression
	if quick {
		quality = 4
	}
	var b bytes.Buffer
	w := brotli.NewWriterOptions(&b, brotli.WriterOptions{Quality: quality, LGWin: 24})
	_, err := w.Write(raw)
	err = errors.Join(err, w.Close())
	return result{data: b.Bytes(), err: err}
}

func gzipped(raw []byte, quick bool) result {
	level := gzip.BestCompression
	if quick {
		level = gzip.BestSpeed
	}
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return result{err: err}
	}
	_, err = w.Write(raw)
	err = errors.Join(err, w.Close())
	return result{data: b.Bytes(), err: err}
}

func readSummary(out string) (summary, error) {
	for _, name := range []string{"app.wasm.br", "app.wasm.gz"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			return summary{}, err
		}
	}
	text, err := os.ReadFile(filepath.Join(out, "wasm.json"))
	if err != nil {
		return summary{}, fs.ErrNotExist
	}
	var s summary
	return s, json.Unmarshal(text, &s)
}

// writeSummary comes last: make compares its time with the sources, so a broken run is repeated.
func writeSummary(out string, s summary) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "wasm.json"), append(text, '\n'), 0o644)
}
