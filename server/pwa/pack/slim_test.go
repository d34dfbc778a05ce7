package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

func TestSlim(t *testing.T) {
	built := build(t, "./testdata/hello")
	slimmed, err := slim(built)
	if err != nil {
		t.Fatal(err)
	}
	if len(slimmed) > len(built)*19/20 {
		t.Errorf("%d bytes of %d; does the linker write its data otherwise now?", len(slimmed), len(built))
	}

	t.Run("again changes nothing", func(t *testing.T) {
		again, err := slim(slimmed)
		if err != nil || !bytes.Equal(again, slimmed) {
			t.Errorf("%d bytes, before %d, %v", len(again), len(slimmed), err)
		}
	})

	t.Run("memory is the same but for the rows nobody reads", func(t *testing.T) {
		before, after := image(t, built), image(t, slimmed)
		after = append(after, make([]byte, len(before)-len(after))...)
		first := bytes.Index(before, slices.Concat(tableRows(0), tableRows(1), tableRows(2)))
		for at := range before {
			if before[at] == after[at] {
				continue
			}
			if row := (at - first) / rowSize; after[at] != 0 || at < first || row%rowsEach == 0 {
				t.Fatalf("byte %d was %d and is %d", at, before[at], after[at])
			}
		}
	})

	t.Run("what is torn is refused", func(t *testing.T) {
		for _, cut := range []int{0, 7, 9, len(slimmed) / 2, len(slimmed) - 1} {
			if _, err := slim(slimmed[:cut]); err == nil {
				t.Errorf("no error for the first %d bytes", cut)
			}
		}
	})
}

func TestImage(t *testing.T) {
	for name, parts := range map[string][]string{
		"nothing":                           {},
		"one segment":                       {"a"},
		"a short gap stays inside":          {"a", string(make([]byte, joined)), "b"},
		"a long gap parts":                  {"a", string(make([]byte, joined+1)), "b"},
		"does not begin at zero":            {string(make([]byte, 70)), "a"},
		"an address of just under a byte":   {string(make([]byte, 63)), "a"},
		"an address that would be negative": {string(make([]byte, 64)), "a", string(make([]byte, 1<<13)), "b"},
	} {
		t.Run(name, func(t *testing.T) {
			var want []byte
			for _, part := range parts {
				want = append(want, part...)
			}
			got, err := readImage(writeImage(want))
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%q, want %q, %v", got, want, err)
			}
		})
	}
}

// build compiles as the Go linker leaves it.
func build(t *testing.T, pkg string) []byte {
	t.Helper()
	target := filepath.Join(t.TempDir(), "raw.wasm")
	cmd := exec.Command("go", "build", "-o", target, pkg)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOFLAGS=")
	if said, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	raw, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// image is what a program puts into memory.
func image(t *testing.T, wasm []byte) []byte {
	t.Helper()
	for rest := wasm[8:]; len(rest) > 0; {
		id := rest[0]
		body, after, err := counted(rest[1:])
		if err != nil {
			t.Fatal(err)
		}
		if id == dataSection {
			laid, err := readImage(body)
			if err != nil {
				t.Fatal(err)
			}
			return laid
		}
		rest = after
	}
	t.Fatal("no data section")
	return nil
}
