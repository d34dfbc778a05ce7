package attach_test

import (
	"bytes"
	"math/rand"
	"testing"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestKey(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	key, err := attach.NewKey(r)
	if err != nil {
		t.Fatal(err)
	}
	other, err := attach.NewKey(r)
	if err != nil {
		t.Fatal(err)
	}
	id, chunk := op.NewID(1, r), bytes.Repeat([]byte(canary), 99)
	sealed := key.Seal(id, 3, chunk)
	if got, err := key.Open(id, 3, sealed); err != nil || !bytes.Equal(got, chunk) {
		t.Fatalf("came back as %d bytes, %v", len(got), err)
	}
	if len(sealed) != len(chunk)+attach.Overhead || bytes.Contains(sealed, []byte(canary)) {
		t.Error("it can be read")
	}
	if bytes.Equal(sealed[:len(chunk)], key.Seal(id, 4, chunk)[:len(chunk)]) {
		t.Error("two chunks of the same bytes look alike")
	}
	spoilt := bytes.Clone(sealed)
	spoilt[7] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another key":        func() ([]byte, error) { return other.Open(id, 3, sealed) },
		"another attachment": func() ([]byte, error) { return key.Open(op.NewID(1, r), 3, sealed) },
		"another chunk":      func() ([]byte, error) { return key.Open(id, 2, sealed) },
		"a changed byte":     func() ([]byte, error) { return key.Open(id, 3, spoilt) },
		"cut short":          func() ([]byte, error) { return key.Open(id, 3, sealed[:len(sealed)-1]) },
		"nothing":            func() ([]byte, error) { return key.Open(id, 3, nil) },
	} {
		if _, err := open(); errs.CodeOf(err) != errs.StoreCorrupt {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := attach.NewKey(bytes.NewReader(nil)); err == nil {
		t.Error("made of nothing")
	}
}
