package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/andybalholm/brotli"
)

func TestPack(t *testing.T) {
	out := t.TempDir()
	made, err := run("./testdata/hello", out, true)
	if err != nil {
		t.Fatal(err)
	}
	read := func(name string) []byte {
		t.Helper()
		raw, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}

	t.Run("both forms hold the same program, as the summary says", func(t *testing.T) {
		br, gz := read("app.wasm.br"), read("app.wasm.gz")
		fromBr, err := io.ReadAll(brotli.NewReader(bytes.NewReader(br)))
		if err != nil {
			t.Fatal(err)
		}
		unzip, err := gzip.NewReader(bytes.NewReader(gz))
		if err != nil {
			t.Fatal(err)
		}
		fromGz, err := io.ReadAll(unzip)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(fromBr, []byte("\x00asm")) || !bytes.Equal(fromBr, fromGz) {
			t.Error("not the same WebAssembly")
		}
		var told summary
		if err := json.Unmarshal(read("wasm.json"), &told); err != nil {
			t.Fatal(err)
		}
		if told != made || told.Size != len(fromBr) || told.Br != len(br) || told.Gz != len(gz) || len(told.Hash) != 16 {
			t.Errorf("the summary says %+v", told)
		}
		if !bytes.Contains(read("wasm_exec.js"), []byte("globalThis.Go")) {
			t.Error("wasm_exec.js is not Go's loader")
		}
	})

	t.Run("what did not change is not packed again", func(t *testing.T) {
		mark := []byte("packed before")
		if err := os.WriteFile(filepath.Join(out, "app.wasm.br"), mark, 0o644); err != nil {
			t.Fatal(err)
		}
		again, err := run("./testdata/hello", out, true)
		if err != nil || again != made || !bytes.Equal(read("app.wasm.br"), mark) {
			t.Errorf("packed again: %+v, %v", again, err)
		}
	})

	t.Run("a program that does not compile leaves what was there", func(t *testing.T) {
		before := read("wasm.json")
		if _, err := run("./testdata/nothing", out, true); err == nil {
			t.Error("no error")
		}
		if !bytes.Equal(read("wasm.json"), before) {
			t.Error("the summary changed")
		}
	})
}

func TestReplaces(t *testing.T) {
	for name, c := range map[string]struct {
		old, made summary
		want      bool
	}{
		"another program":              {summary{Hash: "a"}, summary{Hash: "b"}, true},
		"the same again":               {summary{Hash: "a"}, summary{Hash: "a"}, false},
		"packed fast, now packed well": {summary{Hash: "a", Quick: true}, summary{Hash: "a"}, true},
		"packed well, now packed fast": {summary{Hash: "a"}, summary{Hash: "a", Quick: true}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.made.replaces(c.old); got != c.want {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}
