package local

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"damping/shared/client"
	"damping/shared/errs"
)

// These tests run in a real browser: what they prove of IndexedDB and WebCrypto no twin could.

const (
	password = "kucing hujan sepeda biru"
	canary   = "Kanaria Ningsih 1871-0001"
)

func note(key, val string) client.Record {
	return client.Record{Kind: client.KindNote, Key: key, Val: []byte(val)}
}

func TestStore(t *testing.T) {
	t.Run("keeps records of all kinds, in order of key", func(t *testing.T) {
		p := tab(t, &clock{})
		s := unlocked(t, p, fresh(t, p))
		written := []client.Record{
			{Kind: client.KindMeta, Key: "meta", Val: []byte{0}},
			{Kind: client.KindBase, Key: "b", Val: bytes.Repeat([]byte{7}, 100_000)},
			{Kind: client.KindCard, Key: "c", Val: []byte("c")},
			{Kind: client.KindPending, Key: "02", Val: []byte("second")},
			{Kind: client.KindPending, Key: "01", Val: []byte("first")},
			{Kind: client.KindRetain, Key: "r", Val: []byte{}},
			{Kind: client.KindRefused, Key: "f", Val: []byte("f")},
			{Kind: client.KindNote, Key: "n", Val: []byte("catatan")},
			{Kind: client.KindSealed, Key: "s", Val: []byte("sealed before")},
			{Kind: client.KindBlob, Key: "b", Val: []byte("chunk")},
		}
		must(t, s.Commit(true, written...))

		got, err := s.Load(client.KindPending, client.KindNote, client.KindBase, client.KindSealed, client.KindBlob)
		must(t, err)
		want := []client.Record{written[4], written[3], written[7], written[1], written[8], written[9]}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("loaded %d records, want %d in order", len(got), len(want))
		}
		vals, err := s.Get(client.KindRetain, "r", "none")
		must(t, err)
		if vals[0] == nil || len(vals[0]) != 0 || vals[1] != nil {
			t.Errorf("got %v: empty and absent must differ", vals)
		}
	})

	t.Run("deletes by a nil value, in the same transaction", func(t *testing.T) {
		p := tab(t, &clock{})
		s := unlocked(t, p, fresh(t, p))
		must(t, s.Commit(false, note("a", "1"), note("b", "2")))
		must(t, s.Commit(false, client.Record{Kind: client.KindNote, Key: "a"}, note("c", "3")))

		got, err := s.Load(client.KindNote)
		must(t, err)
		if len(got) != 2 || got[0].Key != "b" || got[1].Key != "c" {
			t.Errorf("left %v", got)
		}
	})

	t.Run("is there after a restart, for the password and for nothing else", func(t *testing.T) {
		c := &clock{}
		p := tab(t, c)
		name := fresh(t, p)
		s := unlocked(t, p, name)
		must(t, s.Commit(true, note("a", "tersimpan")))
		s.Lock()
		if _, err := s.Load(client.KindNote); errs.CodeOf(err) != errs.Locked {
			t.Errorf("a locked store answered %v", err)
		}

		again := tab(t, c)
		_, err := again.Unlock(name, password+"x")
		wantCode(t, err, errs.WrongCredentials)
		c.ms += 1000
		vals, err := unlocked(t, again, name).Get(client.KindNote, "a")
		must(t, err)
		if string(vals[0]) != "tersimpan" {
			t.Errorf("came back as %q", vals[0])
		}
	})

	t.Run("asks the browser for strict durability when told", func(t *testing.T) {
		p := tab(t, &clock{})
		s := unlocked(t, p, fresh(t, p))
		var asked []string
		p.replace("IDBDatabase", "transaction", func(plain, this js.Value, args []js.Value) any {
			if len(args) > 2 && args[1].String() == "readwrite" {
				asked = append(asked, fmt.Sprint(args[2].Get("durability").String(), " over ", args[0].Length()))
			}
			return call(plain, this, args)
		})

		must(t, s.Commit(true, note("a", "1")))
		must(t, s.Commit(false, note("a", "2")))
		if want := []string{"strict over 11", "relaxed over 11"}; !slices.Equal(asked, want) {
			t.Errorf("asked for %v, want %v", asked, want)
		}
	})
}

func TestCommitIsAllOrNothing(t *testing.T) {
	for name, c := range map[string]struct {
		thrower func() js.Value
		code    errs.Code
	}{
		"a write that fails": {func() js.Value {
			return js.Global().Get("JSON").Get("parse").Call("bind", nil, "{")
		}, errs.StoreCorrupt},
		"a full disk": {func() js.Value {
			// The only QuotaExceededError that a page can have on demand: too many random bytes at once.
			crypto := js.Global().Get("crypto")
			return crypto.Get("getRandomValues").Call("bind", crypto, js.Global().Get("Uint8Array").New(70_000))
		}, errs.Quota},
	} {
		t.Run(name+" leaves nothing behind", func(t *testing.T) {
			p := tab(t, &clock{})
			s := unlocked(t, p, fresh(t, p))
			must(t, s.Commit(true, note("a", "before")))
			p.failPut(3, c.thrower())

			err := s.Commit(true, note("a", "after"), note("b", "new"), note("c", "new"), note("d", "new"))
			wantCode(t, err, c.code)
			got, err := s.Load(client.KindNote)
			must(t, err)
			if len(got) != 1 || string(got[0].Val) != "before" {
				t.Errorf("half of it was written: %d records", len(got))
			}
			must(t, s.Commit(true, note("b", "goes on")))
		})
	}
}

func TestSealing(t *testing.T) {
	// Every case spoils what lies on the disk; the store must notice, and must not delete what it cannot read.
	changed := func(at int) func(r rawDB) {
		return func(r rawDB) {
			a := r.bytes("notes", "a")
			a[(at+len(a))%len(a)] ^= 1
			r.put("notes", "a", a)
		}
	}
	for name, spoil := range map[string]func(r rawDB){
		"two records changed places": func(r rawDB) {
			a, b := r.bytes("notes", "a"), r.bytes("notes", "b")
			r.put("notes", "b", a)
			r.put("notes", "a", b)
		},
		"a record moved to another shelf": func(r rawDB) { r.put("notes", "a", r.bytes("refused", "a")) },
		"a byte of a value changed":       changed(-20),
		"a byte of the nonce changed":     changed(5),
		"the number of the key changed":   changed(1),
		"the version changed":             changed(0),
		"a value cut short":               func(r rawDB) { r.put("notes", "a", r.bytes("notes", "a")[:9]) },
		"a value of another kind":         func(r rawDB) { r.put("notes", "a", "plain") },
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			p := tab(t, &clock{})
			store := fresh(t, p)
			s := unlocked(t, p, store)
			must(t, s.Commit(true, note("a", canary), note("b", canary),
				client.Record{Kind: client.KindRefused, Key: "a", Val: []byte(canary)}))
			raw := rawOpen(t, store)
			spoil(raw)

			_, err := s.Load(client.KindNote)
			wantCode(t, err, errs.StoreCorrupt)
			_, err = s.Get(client.KindNote, "a")
			wantCode(t, err, errs.StoreCorrupt)
			if n := settle(t, raw.rows("notes", "readonly").Call("count")).Int(); n != 2 {
				t.Errorf("%d of 2 records are left", n)
			}
		})
	}

	t.Run("shows nothing of what was written", func(t *testing.T) {
		p := tab(t, &clock{})
		store := fresh(t, p)
		s := unlocked(t, p, store)
		for kind := client.KindMeta; kind <= client.KindBlob; kind++ {
			if kind == client.KindSealed || kind == client.KindBlob {
				continue // as it comes: see TestSealedShelf
			}
			must(t, s.Commit(true, client.Record{Kind: kind, Key: "a", Val: []byte(canary)}))
		}
		raw := rawOpen(t, store)
		for _, text := range []string{canary, password} {
			if found := raw.found(text); len(found) != 0 {
				t.Errorf("%q lies open in %v", text, found)
			}
		}

		// The search itself must be able to find one.
		raw.put("cards", "planted", []byte("x"+canary+"x"))
		if found := raw.found(canary); !slices.Equal(found, []string{"cards"}) {
			t.Errorf("the planted canary was found in %v", found)
		}
	})

	t.Run("never uses a nonce twice", func(t *testing.T) {
		p := tab(t, &clock{})
		store := fresh(t, p)
		s := unlocked(t, p, store)
		raw := rawOpen(t, store)
		seen := map[string]bool{}
		for range 20 {
			must(t, s.Commit(false, note("a", "same"), note("b", "same")))
			for _, key := range []string{"a", "b"} {
				nonce := string(raw.bytes("notes", key)[5:17])
				if seen[nonce] {
					t.Fatalf("nonce %x came twice", nonce)
				}
				seen[nonce] = true
			}
		}
	})
}

func TestForeignDatabase(t *testing.T) {
	ours := append([]string{"keys"}, firstShelves...)
	for name, c := range map[string]struct {
		version int
		shelves []string
		at, key string
	}{
		"of another shape":   {1, nil, "shape", "store.foreign"},
		"with shelves amiss": {2, ours, "shape", "store.foreign"},
		"of a later version": {9, ours, "version", "store.newer"},
		"without its key":    {1, ours, "keys", "store.corrupt"},
	} {
		t.Run(name+" is told and left alone", func(t *testing.T) {
			p := tab(t, &clock{})
			store := NameOf(t.Name())
			rawMake(t, store, c.version, c.shelves...)
			t.Cleanup(func() { _ = p.Destroy(store) })

			_, err := p.Unlock(store, password)
			wantCode(t, err, errs.StoreCorrupt)
			if e := errs.As(err); e == nil || e.Field != c.at || e.Key != c.key {
				t.Errorf("told as %+v, want %s at %s", e, c.key, c.at)
			}
			_, err = p.Create(store, password)
			wantCode(t, err, errs.Conflict)
			if got := rawOpen(t, store).get("theirs", "k").String(); got != "kept" {
				t.Errorf("what was in it is now %q", got)
			}
		})
	}

	t.Run("a store that is not there is not made by looking", func(t *testing.T) {
		p := tab(t, &clock{})
		_, err := p.Unlock(NameOf("nobody"), password)
		wantCode(t, err, errs.NotFound)
		if has, err := p.Has(NameOf("nobody")); has || err != nil {
			t.Errorf("it is there now: %v %v", has, err)
		}
	})
}

func TestSealedShelf(t *testing.T) {
	p := tab(t, &clock{})
	store := fresh(t, p)
	s := unlocked(t, p, store)
	row := client.Record{Kind: client.KindSealed, Key: "01", Val: []byte("sealed to the server")}
	must(t, s.Commit(true, note("a", "1"), row))
	if got := rawOpen(t, store).bytes("sealed", "01"); !bytes.Equal(got, row.Val) {
		t.Errorf("the worker would read %q", got)
	}
	must(t, s.Commit(true, client.Record{Kind: client.KindSealed, Key: "01"}))
	if got, err := s.Get(client.KindSealed, "01"); err != nil || got[0] != nil {
		t.Errorf("left %q, %v", got, err)
	}
}

func TestKeys(t *testing.T) {
	t.Run("a damaged wrap is not a wrong password", func(t *testing.T) {
		p := tab(t, &clock{})
		store := fresh(t, p)
		raw := rawOpen(t, store)
		slot := raw.get("keys", "slot.password")
		box := blobBytes(slot.Get("box"))
		box[15] ^= 1
		slot.Set("box", blobOf(box))
		raw.put("keys", "slot.password", slot)

		_, err := p.Unlock(store, password)
		wantCode(t, err, errs.StoreCorrupt)
	})

	t.Run("wrong tries slow down, and a restart does not help", func(t *testing.T) {
		c := &clock{ms: 1_790_000_000_000}
		store := fresh(t, tab(t, c))
		for n := 1; n <= onlineFrom; n++ {
			_, err := tab(t, c).Unlock(store, "salah")
			wantCode(t, err, errs.WrongCredentials)
			if n == onlineFrom {
				break
			}
			c.ms += min(int64(1000)<<(n-1), 300_000) - 1
			_, err = tab(t, c).Unlock(store, password)
			wantCode(t, err, errs.Limited)
			c.ms++
		}

		c.ms += 86_400_000
		_, err := tab(t, c).Unlock(store, password)
		wantCode(t, err, errs.Locked)
		p := tab(t, c)
		must(t, p.Forgive(store))
		unlocked(t, p, store)
	})

	t.Run("a try counts before it is known to be wrong", func(t *testing.T) {
		p := tab(t, &clock{ms: 1_790_000_000_000})
		store := fresh(t, p)
		var order []string
		p.replace("IDBObjectStore", "put", func(plain, this js.Value, args []js.Value) any {
			order = append(order, args[1].String())
			return call(plain, this, args)
		})
		p.replace("SubtleCrypto", "unwrapKey", func(plain, this js.Value, args []js.Value) any {
			order = append(order, "unwrap")
			return call(plain, this, args)
		})
		_, err := p.Unlock(store, "salah")
		wantCode(t, err, errs.WrongCredentials)
		if want := []string{"tries", "unwrap"}; !slices.Equal(order, want) {
			t.Errorf("it went %v, want %v", order, want)
		}
	})

	t.Run("a passkey opens it, too, until it is taken away", func(t *testing.T) {
		p := tab(t, &clock{})
		store := fresh(t, p)
		credential := Passkey{ID: []byte("credential"), Salt: bytes.Repeat([]byte{1}, 32)}
		secret := bytes.Repeat([]byte{2}, 32)
		wantCode(t, p.AddPasskey(store, "salah", credential, secret), errs.WrongCredentials)
		must(t, p.AddPasskey(store, password, credential, secret))
		s := unlocked(t, p, store)
		must(t, s.Commit(true, note("a", "1")))
		s.Lock()

		got, err := p.Passkey(store)
		must(t, err)
		if string(got.ID) != "credential" || !bytes.Equal(got.Salt, credential.Salt) {
			t.Errorf("asks for %v", got)
		}
		s, err = p.UnlockPasskey(store, secret)
		must(t, err)
		vals, err := s.Get(client.KindNote, "a")
		must(t, err)
		if string(vals[0]) != "1" {
			t.Errorf("read %q", vals[0])
		}
		wantCode(t, s.mayAddPasskey(), errs.Locked)
		s.Lock()
		_, err = p.UnlockPasskey(store, bytes.Repeat([]byte{3}, 32))
		wantCode(t, err, errs.WrongCredentials)
		must(t, p.RemovePasskey(store))
		_, err = p.UnlockPasskey(store, secret)
		wantCode(t, err, errs.NotFound)
	})

	t.Run("a store that the password has just opened takes a passkey without it", func(t *testing.T) {
		p := tab(t, &clock{})
		store := fresh(t, p)
		s := unlocked(t, p, store)
		secret := bytes.Repeat([]byte{2}, 32)
		must(t, s.mayAddPasskey())
		must(t, s.addPasskey(Passkey{ID: []byte("credential"), Salt: bytes.Repeat([]byte{1}, 32)}, secret))
		s.Lock()
		wantCode(t, s.mayAddPasskey(), errs.Locked)

		s, err := p.UnlockPasskey(store, secret)
		must(t, err)
		s.Lock()
	})

	t.Run("a changed password is the only one that opens it", func(t *testing.T) {
		c := &clock{}
		p := tab(t, c)
		store := fresh(t, p)
		must(t, p.ChangePassword(store, password, "payung merah di teras"))
		_, err := p.Unlock(store, password)
		wantCode(t, err, errs.WrongCredentials)
		c.ms += 1000
		s, err := p.Unlock(store, "payung merah di teras")
		must(t, err)
		s.Lock()
	})

	t.Run("an open store's key cannot be taken out", func(t *testing.T) {
		p := tab(t, &clock{})
		store := fresh(t, p)
		var extractable []bool
		p.replace("SubtleCrypto", "unwrapKey", func(plain, this js.Value, args []js.Value) any {
			extractable = append(extractable, args[5].Bool())
			return call(plain, this, args)
		})
		unlocked(t, p, store)
		if !slices.Equal(extractable, []bool{false, false}) {
			t.Errorf("extractable: %v", extractable)
		}
	})
}

func TestTwoTabs(t *testing.T) {
	t.Run("the second is told, may take over, and the first is locked", func(t *testing.T) {
		c := &clock{}
		first, second := tab(t, c), tab(t, c)
		store := fresh(t, first)
		one := unlocked(t, first, store)
		lost := make(chan errs.Code, 1)
		one.OnLost(func(code errs.Code) { lost <- code })

		_, err := second.Unlock(store, password)
		wantCode(t, err, errs.Conflict)
		if a, err := second.Look(store); err != nil || a.WaitUntil != 0 || !a.Elsewhere {
			t.Errorf("the try was counted, or the other tab not seen: %+v %v", a, err)
		}

		must(t, second.Seize(store))
		if a, err := first.Look(store); err != nil || !a.Elsewhere {
			t.Errorf("seized elsewhere, not yet unlocked: %+v %v", a, err)
		}
		if a, err := second.Look(store); err != nil || a.Elsewhere {
			t.Errorf("seized here, not yet unlocked: %+v %v", a, err)
		}
		two := unlocked(t, second, store)
		if code := <-lost; code != errs.Conflict {
			t.Errorf("the first was told %q", code)
		}
		wantCode(t, one.Commit(true, note("a", "late")), errs.Locked)
		must(t, two.Commit(true, note("a", "here")))
	})

	t.Run("a page that is being left is no other tab", func(t *testing.T) {
		first, second := tab(t, &clock{}), tab(t, &clock{})
		store := fresh(t, first)
		one := unlocked(t, first, store)
		second.replace("LockManager", "query", func(plain, this js.Value, args []js.Value) any {
			seen := call(plain, this, args)
			go one.Lock() // after it was seen
			return seen
		})
		if a, err := second.Look(store); err != nil || a.Elsewhere {
			t.Errorf("it lets go in a moment: %+v %v", a, err)
		}
	})

	t.Run("a write on its way when the store was taken over is refused", func(t *testing.T) {
		c := &clock{}
		first, second := tab(t, c), tab(t, c)
		store := fresh(t, first)
		one := unlocked(t, first, store)
		rawOpen(t, store).put("keys", "owner", "another page")

		wantCode(t, one.Commit(true, note("a", "late")), errs.Locked)
		two := unlocked(t, second, store)
		if got, err := two.Load(client.KindNote); err != nil || len(got) != 0 {
			t.Errorf("it was written: %d %v", len(got), err)
		}
	})

	t.Run("a store destroyed elsewhere is let go", func(t *testing.T) {
		c := &clock{}
		first, second := tab(t, c), tab(t, c)
		store := fresh(t, first)
		one := unlocked(t, first, store)
		lost := make(chan errs.Code, 1)
		one.OnLost(func(code errs.Code) { lost <- code })

		must(t, second.Destroy(store))
		if code := <-lost; code != errs.Gone {
			t.Errorf("told %q", code)
		}
		_, err := one.Load(client.KindNote)
		wantCode(t, err, errs.Locked)
	})
}

func TestDiskKnowsItsAccounts(t *testing.T) {
	p := tab(t, &clock{})
	_, err := p.Last()
	wantCode(t, err, errs.NotFound)

	store := fresh(t, p)
	s := unlocked(t, p, store)
	must(t, s.Commit(true, client.Record{Kind: client.KindPending, Key: "1", Val: []byte("x")},
		client.Record{Kind: client.KindPending, Key: "2" + client.TakenKey, Val: []byte("x")}))
	s.Lock()
	last, err := p.Last()
	must(t, err)
	if last.Name != store || last.Used == 0 || last.Used > time.Now().UnixMilli() {
		t.Errorf("last is %+v", last)
	}
	if n, err := p.Unsent(store); n != 1 || err != nil {
		t.Errorf("%d unsent, %v", n, err)
	}

	must(t, p.Leave(store))
	_, err = p.Last()
	wantCode(t, err, errs.NotFound)
}

func TestMissingShim(t *testing.T) {
	d := &Disk{shim: &jsShim{store: js.Undefined()}}
	_, err := d.Names()
	if !errors.Is(err, errs.E(errs.Unavailable, "")) {
		t.Errorf("told as %v", err)
	}
}
