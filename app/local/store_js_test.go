package local

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"slices"
	"strings"
	"syscall/js"
	"testing"
	"time"

	"damping/app/device"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/web"
)

// These tests run in a real browser: what they prove of IndexedDB and WebCrypto no twin could.

const (
	password = "kucing hujan sepeda biru"
	canary   = "Kanaria Ningsih 1871-0001"
)

// clock is set by hand.
type clock struct{ ms int64 }

func (c *clock) now() time.Time { return time.UnixMilli(c.ms) }

// shimSource is store.js as it is served.
func shimSource(t *testing.T) string {
	t.Helper()
	b, err := web.Files.ReadFile("static/store.js")
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// tab opens another page of the same origin, with a store.js of its own: a second tab, or the browser after a restart.
func tab(t *testing.T, c *clock) *Disk {
	t.Helper()
	document := js.Global().Get("document")
	frame := document.Call("createElement", "iframe")
	document.Get("body").Call("append", frame)
	t.Cleanup(func() { frame.Call("remove") })
	window := frame.Get("contentWindow")
	window.Call("eval", shimSource(t))
	return &Disk{shim: &jsShim{store: window.Get("dampingStore")}, now: c.now, rand: rand.Reader}
}

// run evaluates the body of an asynchronous JavaScript function, with what raw IndexedDB needs.
func run(t *testing.T, body string) js.Value {
	t.Helper()
	v, err := device.Await(js.Global().Call("eval", `(async () => {
		const settled = (request) => new Promise((resolve, reject) => {
			request.onsuccess = () => resolve(request.result);
			request.onerror = () => reject(request.error);
		});
		const open = (name) => settled(indexedDB.open(name));
		`+body+`})()`))
	if err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return v
}

// fresh gives a new store's name, gone when the test ends.
func fresh(t *testing.T, d *Disk) string {
	t.Helper()
	name := NameOf(fmt.Sprint(t.Name(), time.Now().UnixNano()))
	must(t, d.Create(name, password))
	t.Cleanup(func() { _ = d.Destroy(name) })
	return name
}

func unlocked(t *testing.T, d *Disk, name string) *Store {
	t.Helper()
	s, err := d.Unlock(name, password)
	must(t, err)
	t.Cleanup(s.Lock)
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code errs.Code) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Errorf("error is %v (code %q), want %q", err, errs.CodeOf(err), code)
	}
}

func note(key, val string) client.Record {
	return client.Record{Kind: client.KindNote, Key: key, Val: []byte(val)}
}

func TestStore(t *testing.T) {
	t.Run("keeps records of all kinds, in order of key", func(t *testing.T) {
		d := tab(t, &clock{})
		s := unlocked(t, d, fresh(t, d))
		written := []client.Record{
			{Kind: client.KindMeta, Key: "meta", Val: []byte{0}},
			{Kind: client.KindBase, Key: "b", Val: bytes.Repeat([]byte{7}, 100_000)},
			{Kind: client.KindCard, Key: "c", Val: []byte("c")},
			{Kind: client.KindPending, Key: "02", Val: []byte("second")},
			{Kind: client.KindPending, Key: "01", Val: []byte("first")},
			{Kind: client.KindRetain, Key: "r", Val: []byte{}},
			{Kind: client.KindRefused, Key: "f", Val: []byte("f")},
			{Kind: client.KindNote, Key: "n", Val: []byte("catatan")},
		}
		must(t, s.Commit(true, written...))

		got, err := s.Load(client.KindPending, client.KindNote, client.KindBase)
		must(t, err)
		want := []client.Record{written[4], written[3], written[7], written[1]}
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
		d := tab(t, &clock{})
		s := unlocked(t, d, fresh(t, d))
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
		d := tab(t, c)
		name := fresh(t, d)
		s := unlocked(t, d, name)
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
		d := tab(t, &clock{})
		s := unlocked(t, d, fresh(t, d))
		frames := js.Global().Get("frames")
		window := frames.Index(frames.Length() - 1)
		window.Call("eval", `
			globalThis.asked = [];
			const plain = IDBDatabase.prototype.transaction;
			IDBDatabase.prototype.transaction = function (stores, mode, options) {
				if (mode === "readwrite") asked.push(options.durability + " " + [...stores].length);
				return plain.call(this, stores, mode, options);
			};`)

		must(t, s.Commit(true, note("a", "1")))
		must(t, s.Commit(false, note("a", "2")))
		if got := window.Get("asked").Call("join", ", ").String(); got != "strict 8, relaxed 8" {
			t.Errorf("asked for %q", got)
		}
	})
}

// broken puts a failure into the nth put of the newest tab.
func breakPut(n int, failure string) {
	frames := js.Global().Get("frames")
	frames.Index(frames.Length()-1).Call("eval", fmt.Sprintf(`
		const plainPut = IDBObjectStore.prototype.put;
		let puts = 0;
		IDBObjectStore.prototype.put = function (...args) {
			if (++puts === %d) throw new %s;
			return plainPut.apply(this, args);
		};`, n, failure))
}

func TestCommitIsAllOrNothing(t *testing.T) {
	for _, c := range []struct {
		name, failure string
		code          errs.Code
	}{
		{"a write that fails", `DOMException("", "UnknownError")`, errs.StoreCorrupt},
		{"a full disk", `DOMException("", "QuotaExceededError")`, errs.Quota},
	} {
		t.Run(c.name+" leaves nothing behind", func(t *testing.T) {
			d := tab(t, &clock{})
			s := unlocked(t, d, fresh(t, d))
			must(t, s.Commit(true, note("a", "before")))
			breakPut(3, c.failure)

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
	for name, spoil := range map[string]string{
		"two records changed places": `
			const a = await settled(rows("notes").get("a")), b = await settled(rows("notes").get("b"));
			rows("notes").put(b, "a"); rows("notes").put(a, "b");`,
		"a record moved to another shelf": `
			rows("notes").put(await settled(rows("refused").get("a")), "a");`,
		"a byte of a value changed": `
			const a = await settled(rows("notes").get("a")); a[a.length - 20] ^= 1; rows("notes").put(a, "a");`,
		"a byte of the nonce changed": `
			const a = await settled(rows("notes").get("a")); a[1] ^= 1; rows("notes").put(a, "a");`,
		"the version changed": `
			const a = await settled(rows("notes").get("a")); a[0] = 2; rows("notes").put(a, "a");`,
		"a value cut short": `
			const a = await settled(rows("notes").get("a")); rows("notes").put(a.slice(0, 9), "a");`,
		"a value of another kind": `rows("notes").put("plain", "a");`,
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			d := tab(t, &clock{})
			store := fresh(t, d)
			s := unlocked(t, d, store)
			must(t, s.Commit(true, note("a", canary), note("b", canary), client.Record{Kind: client.KindRefused, Key: "a", Val: []byte("x")}))
			run(t, `
				const db = await open("`+store+`");
				const tx = db.transaction(db.objectStoreNames, "readwrite");
				const rows = (shelf) => tx.objectStore(shelf);
				`+spoil+`
				await new Promise((resolve) => tx.oncomplete = resolve);
				db.close();`)

			_, err := s.Load(client.KindNote)
			wantCode(t, err, errs.StoreCorrupt)
			_, err = s.Get(client.KindNote, "a")
			wantCode(t, err, errs.StoreCorrupt)
			if n := run(t, `const db = await open("`+store+`");
				const n = await settled(db.transaction("notes").objectStore("notes").count());
				db.close(); return n;`).Int(); n != 2 {
				t.Errorf("%d of 2 records are left", n)
			}
		})
	}

	t.Run("shows nothing of what was written", func(t *testing.T) {
		d := tab(t, &clock{})
		store := fresh(t, d)
		s := unlocked(t, d, store)
		for kind := client.KindMeta; kind <= client.KindNote; kind++ {
			must(t, s.Commit(true, client.Record{Kind: kind, Key: "a", Val: []byte(canary)}))
		}
		if found := rawHits(t, store); len(found) != 0 {
			t.Errorf("the canary lies open in %v", found)
		}

		// The search itself must be able to find one.
		run(t, `const db = await open("`+store+`");
			const tx = db.transaction("cards", "readwrite");
			tx.objectStore("cards").put(new TextEncoder().encode("x`+canary+`x"), "planted");
			await new Promise((resolve) => tx.oncomplete = resolve);
			db.close();`)
		if found := rawHits(t, store); !slices.Equal(found, []string{"cards"}) {
			t.Errorf("the planted canary was found in %v", found)
		}
	})

	t.Run("never uses a nonce twice", func(t *testing.T) {
		d := tab(t, &clock{})
		store := fresh(t, d)
		s := unlocked(t, d, store)
		seen := map[string]bool{}
		for range 20 {
			must(t, s.Commit(false, note("a", "same"), note("b", "same")))
			nonces := run(t, `const db = await open("`+store+`");
				const all = await settled(db.transaction("notes").objectStore("notes").getAll());
				db.close(); return all.map((v) => v.slice(1, 13).join()).join(" ");`).String()
			for _, n := range strings.Fields(nonces) {
				if seen[n] {
					t.Fatalf("nonce %s came twice", n)
				}
				seen[n] = true
			}
		}
	})
}

// rawHits reads a database as a thief would and names the shelves in which the canary can be read.
func rawHits(t *testing.T, store string) []string {
	t.Helper()
	return strings.Fields(run(t, `
		const bytesOf = (v) => v instanceof Uint8Array ? [...v] : typeof v === "object" && v ? Object.values(v).flatMap(bytesOf)
			: [...new TextEncoder().encode(String(v))];
		const canary = [...new TextEncoder().encode("`+canary+`")].join();
		const db = await open("`+store+`");
		const hits = [];
		for (const shelf of db.objectStoreNames) {
			const rows = db.transaction(shelf).objectStore(shelf);
			const all = [...await settled(rows.getAll()), ...await settled(db.transaction(shelf).objectStore(shelf).getAllKeys())];
			if (all.some((v) => bytesOf(v).join().includes(canary))) hits.push(shelf);
		}
		db.close();
		return hits.join(" ");`).String())
}

func TestForeignDatabase(t *testing.T) {
	for name, c := range map[string]struct{ make, at string }{
		"of another shape":      {`const r = indexedDB.open(NAME, 1); r.onupgradeneeded = () => r.result.createObjectStore("theirs").put("kept", "k"); (await settled(r)).close();`, "shape"},
		"of a later version":    {`const r = indexedDB.open(NAME, 9); r.onupgradeneeded = () => r.result.createObjectStore("theirs").put("kept", "k"); (await settled(r)).close();`, "version"},
		"without keys, emptied": {`const r = indexedDB.open(NAME, 1); r.onupgradeneeded = () => { for (const s of ["keys","meta","scopes","cards","pending","retained","refused","notes","theirs"]) r.result.createObjectStore(s); r.transaction.objectStore("theirs").put("kept", "k"); }; (await settled(r)).close();`, "keys"},
	} {
		t.Run(name+" is told and left alone", func(t *testing.T) {
			d := tab(t, &clock{})
			store := NameOf(t.Name())
			run(t, strings.ReplaceAll(c.make, "NAME", `"`+store+`"`))
			t.Cleanup(func() { _ = d.Destroy(store) })

			_, err := d.Unlock(store, password)
			wantCode(t, err, errs.StoreCorrupt)
			if e := errs.As(err); e == nil || e.Field != c.at {
				t.Errorf("told as %v, want at %s", err, c.at)
			}
			wantCode(t, d.Create(store, password), errs.Conflict)
			if got := run(t, `const db = await open("`+store+`");
				const v = await settled(db.transaction("theirs").objectStore("theirs").get("k"));
				db.close(); return v;`).String(); got != "kept" {
				t.Errorf("what was in it is now %q", got)
			}
		})
	}

	t.Run("a store that is not there is not made by looking", func(t *testing.T) {
		d := tab(t, &clock{})
		_, err := d.Unlock(NameOf("nobody"), password)
		wantCode(t, err, errs.NotFound)
		if has, err := d.Has(NameOf("nobody")); has || err != nil {
			t.Errorf("it is there now: %v %v", has, err)
		}
	})
}

func TestKeys(t *testing.T) {
	t.Run("a damaged wrap is not a wrong password", func(t *testing.T) {
		d := tab(t, &clock{})
		store := fresh(t, d)
		run(t, `const db = await open("`+store+`");
			const tx = db.transaction("keys", "readwrite");
			const slot = await settled(tx.objectStore("keys").get("slot.password"));
			slot.wrapped[3] ^= 1;
			tx.objectStore("keys").put(slot, "slot.password");
			await new Promise((resolve) => tx.oncomplete = resolve);
			db.close();`)
		_, err := d.Unlock(store, password)
		wantCode(t, err, errs.StoreCorrupt)
	})

	t.Run("wrong tries slow down, and a restart does not help", func(t *testing.T) {
		c := &clock{ms: 1_790_000_000_000}
		store := fresh(t, tab(t, c))
		for n := 1; n <= onlineFrom; n++ {
			d := tab(t, c)
			_, err := d.Unlock(store, "salah")
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
		d := tab(t, c)
		must(t, d.Forgive(store))
		unlocked(t, d, store)
	})

	t.Run("a passkey opens it, too, until it is taken away", func(t *testing.T) {
		d := tab(t, &clock{})
		store := fresh(t, d)
		p := Passkey{ID: []byte("credential"), Salt: bytes.Repeat([]byte{1}, 32)}
		secret := bytes.Repeat([]byte{2}, 32)
		wantCode(t, d.AddPasskey(store, "salah", p, secret), errs.WrongCredentials)
		must(t, d.AddPasskey(store, password, p, secret))
		s := unlocked(t, d, store)
		must(t, s.Commit(true, note("a", "1")))
		s.Lock()

		got, err := d.Passkey(store)
		must(t, err)
		if string(got.ID) != "credential" || !bytes.Equal(got.Salt, p.Salt) {
			t.Errorf("asks for %v", got)
		}
		s, err = d.UnlockPasskey(store, secret)
		must(t, err)
		vals, err := s.Get(client.KindNote, "a")
		must(t, err)
		if string(vals[0]) != "1" {
			t.Errorf("read %q", vals[0])
		}
		s.Lock()
		_, err = d.UnlockPasskey(store, bytes.Repeat([]byte{3}, 32))
		wantCode(t, err, errs.WrongCredentials)
		must(t, d.RemovePasskey(store))
		_, err = d.UnlockPasskey(store, secret)
		wantCode(t, err, errs.NotFound)
	})

	t.Run("a changed password is the only one that opens it", func(t *testing.T) {
		c := &clock{}
		d := tab(t, c)
		store := fresh(t, d)
		must(t, d.ChangePassword(store, password, "payung merah di teras"))
		_, err := d.Unlock(store, password)
		wantCode(t, err, errs.WrongCredentials)
		c.ms += 1000
		s, err := d.Unlock(store, "payung merah di teras")
		must(t, err)
		s.Lock()
	})

	t.Run("an open store's key cannot be taken out", func(t *testing.T) {
		d := tab(t, &clock{})
		store := fresh(t, d)
		frames := js.Global().Get("frames")
		window := frames.Index(frames.Length() - 1)
		window.Call("eval", `
			globalThis.extractable = [];
			const plain = SubtleCrypto.prototype.unwrapKey;
			SubtleCrypto.prototype.unwrapKey = async function (...args) {
				const key = await plain.apply(this, args);
				extractable.push(key.extractable);
				return key;
			};`)
		unlocked(t, d, store)
		if got := window.Get("extractable").Call("join").String(); got != "false" {
			t.Errorf("extractable: %s", got)
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
		if a, err := second.Look(store); err != nil || a.WaitUntil != 0 {
			t.Errorf("the try was counted: %+v %v", a, err)
		}

		must(t, second.Seize(store))
		two := unlocked(t, second, store)
		if code := <-lost; code != errs.Conflict {
			t.Errorf("the first was told %q", code)
		}
		wantCode(t, one.Commit(true, note("a", "late")), errs.Locked)
		must(t, two.Commit(true, note("a", "here")))
	})

	t.Run("a write on its way when the store was taken over is refused", func(t *testing.T) {
		c := &clock{}
		first, second := tab(t, c), tab(t, c)
		store := fresh(t, first)
		one := unlocked(t, first, store)
		run(t, `const db = await open("`+store+`");
			const tx = db.transaction("keys", "readwrite");
			tx.objectStore("keys").put("another page", "owner");
			await new Promise((resolve) => tx.oncomplete = resolve);
			db.close();`)

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
	d := tab(t, &clock{})
	_, err := d.Last()
	wantCode(t, err, errs.NotFound)

	store := fresh(t, d)
	s := unlocked(t, d, store)
	must(t, s.Commit(true, client.Record{Kind: client.KindPending, Key: "1", Val: []byte("x")}))
	s.Lock()
	last, err := d.Last()
	must(t, err)
	if last.Name != store || last.Used == 0 {
		t.Errorf("last is %+v", last)
	}
	if n, err := d.Unsent(store); n != 1 || err != nil {
		t.Errorf("%d unsent, %v", n, err)
	}

	must(t, d.Leave(store))
	_, err = d.Last()
	wantCode(t, err, errs.NotFound)
}

func TestMissingShim(t *testing.T) {
	d := &Disk{shim: &jsShim{store: js.Undefined()}, now: (&clock{}).now, rand: rand.Reader}
	_, err := d.Names()
	if !errors.Is(err, errs.E(errs.Unavailable, "")) {
		t.Errorf("told as %v", err)
	}
}
