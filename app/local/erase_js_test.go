package local

import (
	"bytes"
	"fmt"
	"slices"
	"syscall/js"
	"testing"

	"damping/shared/client"
	"damping/shared/errs"
)

// What an erasing commit leaves: the store with all that stays in it, at whatever point it was interrupted, and of what
// went no key.

var eraseRecord = client.Record{Kind: client.KindErase}

var passkeySecret = bytes.Repeat([]byte{2}, 32)

// unlockedQuick opens a store without the price of a password.
func unlockedQuick(t *testing.T, p page, name string) *Store {
	t.Helper()
	s, err := p.UnlockPasskey(name, passkeySecret)
	must(t, err)
	t.Cleanup(s.Lock)
	return s
}

// inside are rows of every shelf whose values the store seals, and of those that come sealed.
func inside() (stays, goes []client.Record) {
	for kind := client.KindMeta; kind <= client.KindBlob; kind++ {
		stays = append(stays, client.Record{Kind: kind, Key: "stays", Val: []byte(fmt.Sprint("stays ", kind))})
		goes = append(goes, client.Record{Kind: kind, Key: "goes", Val: []byte(canary)})
	}
	return stays, goes
}

// drops are the same rows, deleted.
func drops(rows []client.Record) (out []client.Record) {
	for _, r := range rows {
		out = append(out, client.Record{Kind: r.Kind, Key: r.Key})
	}
	return out
}

func wantRows(t *testing.T, s *Store, want ...client.Record) {
	t.Helper()
	for kind := client.KindMeta; kind <= client.KindBlob; kind++ {
		got, err := s.Load(kind)
		must(t, err)
		is := slices.DeleteFunc(slices.Clone(want), func(r client.Record) bool { return r.Kind != kind })
		if fmt.Sprint(got) != fmt.Sprint(is) {
			t.Errorf("on shelf %d lies %q, want %q", kind, got, is)
		}
		for _, r := range is {
			if vals, err := s.Get(kind, r.Key, "none"); err != nil || !bytes.Equal(vals[0], r.Val) || vals[1] != nil {
				t.Errorf("shelf %d gives %q, %v, want %q", kind, vals, err, r.Val)
			}
		}
	}
}

func TestErase(t *testing.T) {
	t.Run("makes the key anew, and leaves nothing under the one of before", func(t *testing.T) {
		p := tab(t, &clock{})
		name := fresh(t, p)
		s := unlocked(t, p, name)
		stays, goes := inside()
		must(t, s.Commit(true, append(slices.Clone(stays), goes...)...))
		raw := rawOpen(t, name)
		key := blobBytes(raw.get("keys", "key"))
		before := map[string][][]byte{}
		sealedShelves := append(slices.Clone(firstShelves), "subkeys")
		for _, shelf := range sealedShelves {
			before[shelf] = raw.values(shelf)
		}
		must(t, s.Commit(false, append(drops(goes), eraseRecord)...))

		wantRows(t, s, stays...)
		if bytes.Equal(key, blobBytes(raw.get("keys", "key"))) {
			t.Error("the key is the one of before")
		}
		for _, shelf := range sealedShelves {
			if shelf == "scopes" {
				continue // its rows stay as they are, under keys that are sealed anew
			}
			for _, row := range raw.values(shelf) {
				if len(row) > 20 && slices.ContainsFunc(before[shelf], func(old []byte) bool { return bytes.Equal(old, row) }) {
					t.Errorf("a row on %s is as before", shelf)
				}
			}
		}
		if n := settle(t, raw.rows("subkeys", "readonly").Call("count")).Int(); n != 1 {
			t.Errorf("%d keys of parts for the 1 that stays", n)
		}
		s.Lock()
		wantRows(t, unlocked(t, p, name), stays...)
	})

	t.Run("what lies on the disk from before opens with nothing that is left", func(t *testing.T) {
		p := tab(t, &clock{})
		name := fresh(t, p)
		s := unlocked(t, p, name)
		stays, goes := inside()
		must(t, s.Commit(true, append(slices.Clone(stays), goes...)...))
		raw := rawOpen(t, name)
		type row struct {
			shelf string
			value []byte
		}
		var old []row
		for _, shelf := range append(slices.Clone(firstShelves), "subkeys") {
			old = append(old, row{shelf, raw.bytes(shelf, "goes")})
		}
		must(t, s.Commit(true, append(drops(goes), eraseRecord)...))
		s.Lock()

		// The thief has the password and all rows of before, and puts them back where they were.
		for _, r := range old {
			raw.put(r.shelf, "goes", r.value)
		}
		again := unlocked(t, tab(t, &clock{}), name)
		for _, r := range goes {
			if r.Kind == client.KindSealed || r.Kind == client.KindBlob {
				continue // not sealed here
			}
			_, err := again.Get(r.Kind, "goes")
			wantCode(t, err, errs.StoreCorrupt)
		}
	})

	t.Run("with the key of before as well all of it opens", func(t *testing.T) {
		p := tab(t, &clock{})
		name := fresh(t, p)
		s := unlocked(t, p, name)
		_, goes := inside()
		must(t, s.Commit(true, goes...))
		raw := rawOpen(t, name)
		key := blobBytes(raw.get("keys", "key"))
		old := map[string][]byte{}
		for _, shelf := range append(slices.Clone(firstShelves), "subkeys") {
			old[shelf] = raw.bytes(shelf, "goes")
		}
		must(t, s.Commit(true, append(drops(goes), eraseRecord)...))
		s.Lock()
		raw.put("keys", "key", blobOf(key))
		for shelf, value := range old {
			raw.put(shelf, "goes", value)
		}
		again := unlocked(t, tab(t, &clock{}), name)
		for _, r := range goes[:len(firstShelves)] {
			if vals, err := again.Get(r.Kind, "goes"); err != nil || string(vals[0]) != canary {
				t.Errorf("shelf %d gives %q, %v", r.Kind, vals, err)
			}
		}
	})

	t.Run("a part that is there again has another key", func(t *testing.T) {
		p := tab(t, &clock{})
		name := fresh(t, p)
		s := unlocked(t, p, name)
		part := client.Record{Kind: client.KindBase, Key: "a", Val: []byte("1")}
		must(t, s.Commit(true, part))
		raw := rawOpen(t, name)
		old := raw.bytes("scopes", "a")
		must(t, s.Commit(true, client.Record{Kind: client.KindBase, Key: "a"}))
		must(t, s.Commit(true, part))
		raw.put("scopes", "a", old)
		_, err := s.Get(client.KindBase, "a")
		wantCode(t, err, errs.StoreCorrupt)
	})

	t.Run("dropped and written in one commit a part stays", func(t *testing.T) {
		p := tab(t, &clock{})
		s := unlocked(t, p, fresh(t, p))
		part := client.Record{Kind: client.KindBase, Key: "a", Val: []byte("1")}
		must(t, s.Commit(true, part))
		part.Val = []byte("2")
		must(t, s.Commit(true, client.Record{Kind: client.KindBase, Key: "a"}, part, eraseRecord))
		wantRows(t, s, part)
	})

	t.Run("reads and writes on their way go on", func(t *testing.T) {
		p := tab(t, &clock{})
		name := fresh(t, p)
		s := unlocked(t, p, name)
		must(t, s.Commit(true, note("n", "0"), client.Record{Kind: client.KindBase, Key: "a", Val: []byte("a")}))
		failed := make(chan error, 30)
		for i := range 10 {
			go func() { failed <- s.Commit(false, note(fmt.Sprint("n", i), "1")) }()
			go func() { failed <- s.Commit(false, eraseRecord) }()
			go func() {
				_, err := s.Load(client.KindNote, client.KindBase)
				failed <- err
			}()
		}
		for range 30 {
			must(t, <-failed)
		}
		s.Lock()
		if got, err := unlocked(t, p, name).Load(client.KindNote); err != nil || len(got) != 11 {
			t.Errorf("%d notes, %v", len(got), err)
		}
	})
}

// TestEraseInterrupted ends an erasing commit at each of its writes, and at each use of a key. What was there before is
// there after, also for who opens the store anew; and the next try goes through.
func TestEraseInterrupted(t *testing.T) {
	stays, goes := inside()
	all := append(slices.Clone(stays), goes...)
	slices.SortFunc(all, func(a, b client.Record) int {
		return bytes.Compare([]byte{byte(a.Kind), a.Key[0]}, []byte{byte(b.Kind), b.Key[0]})
	})

	for _, at := range []struct{ class, method string }{
		{"IDBObjectStore", "put"}, {"IDBObjectStore", "delete"}, {"SubtleCrypto", "encrypt"}, {"SubtleCrypto", "wrapKey"},
		{"SubtleCrypto", "unwrapKey"}, {"SubtleCrypto", "generateKey"}, {"SubtleCrypto", "decrypt"},
	} {
		t.Run(at.class+"."+at.method, func(t *testing.T) {
			p := tab(t, &clock{})
			name := fresh(t, p)
			must(t, p.AddPasskey(name, password, Passkey{ID: []byte("credential"), Salt: bytes.Repeat([]byte{1}, 32)}, passkeySecret))
			steps := 0
			for n := 1; ; n++ {
				s := unlockedQuick(t, p, name)
				must(t, s.Commit(true, all...))
				heal := p.failCall(at.class, at.method, n)
				err := s.Commit(true, append(drops(goes), eraseRecord)...)
				heal()
				want := all
				if err == nil {
					want = stays
				}
				wantRows(t, s, want...)
				s.Lock()
				again := unlockedQuick(t, tab(t, &clock{}), name)
				wantRows(t, again, want...)
				again.Lock()
				if err == nil {
					break
				}
				steps++
			}
			t.Logf("%d points", steps)
			if steps == 0 {
				t.Error("nothing was interrupted")
			}
		})
	}

	t.Run("the page taken away between sealing and writing", func(t *testing.T) {
		p := tab(t, &clock{})
		name := fresh(t, p)
		s := unlocked(t, p, name)
		must(t, s.Commit(true, all...))
		rawOpen(t, name).put("keys", "owner", "another page")
		wantCode(t, s.Commit(true, append(drops(goes), eraseRecord)...), errs.Locked)
		wantRows(t, unlocked(t, tab(t, &clock{}), name), all...)
	})

	t.Run("a page that ends at any moment", func(t *testing.T) {
		// The frame goes while the commit is on its way; what it had not finished is undone, what it had is there.
		name := fresh(t, tab(t, &clock{}))
		must(t, tab(t, &clock{}).AddPasskey(name, password, Passkey{ID: []byte("credential"), Salt: bytes.Repeat([]byte{1}, 32)}, passkeySecret))
		before, after := 0, 0
		for n := range 16 {
			p, frame := framed(t, &clock{})
			s := unlockedQuick(t, p, name)
			must(t, s.Commit(true, all...))
			go func() { _ = s.Commit(true, append(drops(goes), eraseRecord)...) }()
			wait(float64(n * 2))
			frame.Call("remove")
			again := unlockedQuick(t, tab(t, &clock{}), name)
			got, err := again.Load(client.KindNote)
			must(t, err)
			if len(got) == 1 {
				after++
				wantRows(t, again, stays...)
			} else {
				before++
				wantRows(t, again, all...)
			}
			again.Lock()
		}
		t.Logf("%d times as before, %d times as after", before, after)
	})
}

func TestUpgrade(t *testing.T) {
	want := map[int][]client.Record{1: {
		{Kind: client.KindMeta, Key: "meta", Val: []byte("meta")},
		{Kind: client.KindBase, Key: "0123-01", Val: bytes.Repeat([]byte{7}, 300)},
		{Kind: client.KindCard, Key: "c", Val: []byte("c")},
		{Kind: client.KindPending, Key: "1", Val: []byte("x")},
		{Kind: client.KindRetain, Key: "r", Val: []byte{}},
		{Kind: client.KindRefused, Key: "f", Val: []byte("f")},
		note("a", "tersimpan"),
	}}
	want[2] = append(slices.Clone(want[1]),
		client.Record{Kind: client.KindSealed, Key: "01", Val: []byte("sealed to the server")},
		client.Record{Kind: client.KindBlob, Key: "0123456789abcdef0123456789abcdef-0000", Val: []byte("chunk")})

	start := func(t *testing.T, version int) (page, string) {
		p := tab(t, &clock{})
		name := NameOf(t.Name() + fmt.Sprint(js.Global().Get("performance").Call("now").Float()))
		rawGolden(t, name, version)
		t.Cleanup(func() { _ = p.Destroy(name) })
		return p, name
	}
	for version, rows := range want {
		t.Run(fmt.Sprint("of version ", version), func(t *testing.T) {
			p, name := start(t, version)
			if n, err := p.Unsent(name); n != 1 || err != nil {
				t.Errorf("%d unsent, %v", n, err)
			}
			if v := rawVersion(t, name); v != version {
				t.Errorf("looking made it version %d", v)
			}
			s := unlocked(t, p, name)
			wantRows(t, s, rows...)
			raw := rawOpen(t, name)
			for _, shelf := range firstShelves {
				for _, row := range raw.values(shelf) {
					if len(row) > 20 && row[0] == 1 {
						t.Errorf("a row on %s is sealed with the root key", shelf)
					}
				}
			}
			must(t, s.Commit(true, client.Record{Kind: client.KindSealed, Key: "2", Val: []byte("x")}, eraseRecord))
			s.Lock()
			s, err := p.UnlockPasskey(name, passkeySecret)
			must(t, err)
			wantRows(t, s, slices.Insert(slices.Clone(rows), min(8, len(rows)), client.Record{Kind: client.KindSealed, Key: "2", Val: []byte("x")})...)
			s.Lock()
			must(t, p.ChangePassword(name, password, "payung merah di teras"))
			s, err = p.Unlock(name, "payung merah di teras")
			must(t, err)
			s.Lock()
		})
	}

	for _, at := range []struct{ class, method string }{{"IDBObjectStore", "put"}, {"IDBDatabase", "createObjectStore"}, {"SubtleCrypto", "encrypt"}} {
		t.Run("ended at each "+at.method, func(t *testing.T) {
			for n := 1; n <= 14; n++ {
				p, name := start(t, 2)
				heal := p.failCall(at.class, at.method, n)
				s, err := p.UnlockPasskey(name, passkeySecret)
				heal()
				if err == nil {
					wantRows(t, s, want[2]...)
					s.Lock()
				}
				s = unlockedQuick(t, tab(t, &clock{}), name)
				wantRows(t, s, want[2]...)
				must(t, s.Commit(true, eraseRecord))
				wantRows(t, s, want[2]...)
				s.Lock()
			}
		})
	}
}
