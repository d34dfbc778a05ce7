package local

import (
	"bytes"
	"testing"

	"damping/shared/client"
	"damping/shared/errs"
)

func TestPack(t *testing.T) {
	records := []client.Record{
		{Kind: client.KindNote, Key: "a", Val: []byte("value")},
		{Kind: client.KindMeta, Key: "", Val: []byte{}},
		{Kind: client.KindCard, Key: "gone"},
	}
	packed := pack(records)

	t.Run("gives back what it was given, absent and empty apart", func(t *testing.T) {
		got, err := unpack(packed)
		if err != nil || len(got) != len(records) {
			t.Fatal(got, err)
		}
		for i, r := range records {
			if got[i].Kind != r.Kind || got[i].Key != r.Key || !bytes.Equal(got[i].Val, r.Val) || (got[i].Val == nil) != (r.Val == nil) {
				t.Errorf("record %d is %+v", i, got[i])
			}
		}
	})

	t.Run("refuses a buffer cut anywhere inside a record", func(t *testing.T) {
		whole := map[int]bool{0: true}
		for i := range records {
			whole[len(pack(records[:i+1]))] = true
		}
		for n := range packed {
			if _, err := unpack(packed[:n]); (err == nil) != whole[n] {
				t.Errorf("cut at %d: %v", n, err)
			}
		}
	})
}

func TestDerivation(t *testing.T) {
	t.Run("is read as it was written", func(t *testing.T) {
		d, err := fromPassword(bytes.NewReader(make([]byte, 16)))
		if err != nil {
			t.Fatal(err)
		}
		back, err := readDerivation(d.text())
		if err != nil {
			t.Fatal(err)
		}
		one, _ := d.key([]byte("sandi"))
		two, _ := back.key([]byte("sandi"))
		other, _ := back.key([]byte("sandi "))
		if !bytes.Equal(one, two) || bytes.Equal(one, other) || len(one) != 32 {
			t.Error("the key is not the same, or not another for another password")
		}
	})

	for name, text := range map[string]string{
		"no JSON":               `{`,
		"an unknown way":        `{"alg":"md5","salt":"AAAAAAAAAAAAAAAAAAAAAA=="}`,
		"memory beyond reason":  `{"alg":"argon2id","salt":"AAAAAAAAAAAAAAAAAAAAAA==","memory":4000000000,"passes":2,"lanes":1}`,
		"no passes":             `{"alg":"argon2id","salt":"AAAAAAAAAAAAAAAAAAAAAA==","memory":19456,"lanes":1}`,
		"a salt too short":      `{"alg":"argon2id","salt":"AAAA","memory":19456,"passes":2,"lanes":1}`,
		"a passkey without id":  `{"alg":"hkdf-sha256","salt":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}`,
		"a passkey's short PRF": `{"alg":"hkdf-sha256","salt":"AAAA","cred":"AAAA"}`,
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			if _, err := readDerivation(text); errs.CodeOf(err) != errs.StoreCorrupt {
				t.Errorf("taken: %v", err)
			}
		})
	}
}

func TestTries(t *testing.T) {
	t.Run("a clock set back makes nobody wait longer", func(t *testing.T) {
		now := int64(1_790_000_000_000)
		year := int64(365 * 86_400_000)
		if at := (tries{N: 3, At: now + year}).nextAt(now); at != now+4000 {
			t.Errorf("next at %d, want in 4 s", at-now)
		}
	})
	t.Run("the first is free", func(t *testing.T) {
		if err := (tries{}).check(0); err != nil {
			t.Error(err)
		}
	})
}

func TestNameOf(t *testing.T) {
	name := NameOf(" Ratna ")
	if name != NameOf("ratna") || name == NameOf("ratni") || len(name) != len(namePrefix)+32 {
		t.Errorf("name is %s", name)
	}
	if bytes.Contains([]byte(name), []byte("ratna")) {
		t.Error("the name shows who it is")
	}
}
