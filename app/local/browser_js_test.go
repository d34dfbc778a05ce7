package local

import (
	"bytes"
	"crypto/rand"
	_ "embed"
	"encoding/base64"
	"fmt"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"damping/app/device"
	"damping/shared/errs"
)

// What the tests need of the browser beside the store: other tabs, and the database as a thief or a faulty disk has it.
// The page's content policy allows no eval, so all of it is Go.

// clock is set by hand.
type clock struct{ ms int64 }

func (c *clock) now() time.Time { return time.UnixMilli(c.ms) }

// page is another page of the same origin with a store.js of its own: a second tab, or the browser after a restart.
type page struct {
	*Disk
	window js.Value
}

func tab(t testing.TB, c *clock) page {
	t.Helper()
	p, _ := framed(t, c)
	return p
}

// framed is a tab with the frame that it lives in: without it the tab has ended.
func framed(t testing.TB, c *clock) (page, js.Value) {
	t.Helper()
	document := js.Global().Get("document")
	frame := document.Call("createElement", "iframe")
	document.Get("body").Call("append", frame)
	t.Cleanup(func() { frame.Call("remove") })
	window := frame.Get("contentWindow")

	if types := window.Get("trustedTypes"); types.Truthy() {
		// This realm is the test's: every address may become a script.
		types.Call("createPolicy", "default", map[string]any{"createScriptURL": js.Global().Get("String")})
	}
	loaded := make(chan string, 1)
	say := func(what string) js.Func {
		return js.FuncOf(func(js.Value, []js.Value) any { loaded <- what; return nil })
	}
	good, bad := say("loaded"), say("failed")
	defer good.Release()
	defer bad.Release()
	script := frame.Get("contentDocument").Call("createElement", "script")
	script.Set("onload", good)
	script.Set("onerror", bad)
	script.Set("src", document.Call("querySelector", `script[src$="store.js"]`).Get("src"))
	frame.Get("contentDocument").Get("head").Call("append", script)
	if what := <-loaded; what != "loaded" {
		t.Fatal("store.js " + what)
	}
	return page{Disk: &Disk{shim: &jsShim{store: window.Get("dampingStore"), outbox: js.Global().Get("dampingOutbox")}, now: c.now, rand: rand.Reader}, window: window}, frame
}

// replace puts another method into a prototype of the page, such as "IDBDatabase".
func (p page) replace(class, method string, f func(plain, this js.Value, args []js.Value) any) {
	prototype := p.window.Get(class).Get("prototype")
	plain := prototype.Get(method)
	prototype.Set(method, js.FuncOf(func(this js.Value, args []js.Value) any { return f(plain, this, args) }))
}

// call is plain.call(this, ...args).
func call(plain, this js.Value, args []js.Value) js.Value {
	all := []any{this}
	for _, a := range args {
		all = append(all, a)
	}
	return plain.Call("call", all...)
}

// failPut makes the nth put throw what thrower throws. The property is a getter, because Go cannot throw into
// JavaScript: for that one call it hands out a function that does.
func (p page) failPut(n int, thrower js.Value) {
	prototype := p.window.Get("IDBObjectStore").Get("prototype")
	plain := prototype.Get("put")
	get := js.FuncOf(func(js.Value, []js.Value) any {
		if n--; n == 0 {
			return thrower
		}
		return plain
	})
	js.Global().Get("Object").Call("defineProperty", prototype, "put", map[string]any{"get": get})
}

// failCall makes the nth call of a method throw, until healed puts the plain one back.
func (p page) failCall(class, method string, n int) (healed func()) {
	prototype := p.window.Get(class).Get("prototype")
	plain := prototype.Get(method)
	thrower := p.window.Get("JSON").Get("parse").Call("bind", nil, "{")
	get := js.FuncOf(func(js.Value, []js.Value) any {
		if n--; n == 0 {
			return thrower
		}
		return plain
	})
	define := func(how map[string]any) {
		how["configurable"] = true
		js.Global().Get("Object").Call("defineProperty", prototype, method, how)
	}
	define(map[string]any{"get": get})
	return func() { define(map[string]any{"value": plain, "writable": true}) }
}

// wait lets the browser go on for so many ms.
func wait(ms float64) {
	done := make(chan bool)
	f := js.FuncOf(func(js.Value, []js.Value) any { close(done); return nil })
	defer f.Release()
	js.Global().Call("setTimeout", f, ms)
	<-done
}

// settle waits for a request of IndexedDB.
func settle(t *testing.T, request js.Value) js.Value {
	t.Helper()
	done := make(chan bool, 1)
	on := func(ok bool) js.Func {
		return js.FuncOf(func(js.Value, []js.Value) any { done <- ok; return nil })
	}
	good, bad := on(true), on(false)
	defer good.Release()
	defer bad.Release()
	request.Set("onsuccess", good)
	request.Set("onerror", bad)
	if !<-done {
		t.Fatal(request.Get("error").Get("message").String())
	}
	return request.Get("result")
}

// rawDB is a database without store.js.
type rawDB struct {
	t  *testing.T
	db js.Value
}

func rawOpen(t *testing.T, name string) rawDB {
	t.Helper()
	db := settle(t, js.Global().Get("indexedDB").Call("open", name))
	t.Cleanup(func() { db.Call("close") })
	return rawDB{t, db}
}

// rawMake makes a database that is not ours, with a record of its own in the shelf "theirs".
func rawMake(t *testing.T, name string, version int, shelves ...string) {
	t.Helper()
	request := js.Global().Get("indexedDB").Call("open", name, version)
	upgrade := js.FuncOf(func(js.Value, []js.Value) any {
		db := request.Get("result")
		for _, shelf := range append(shelves, "theirs") {
			db.Call("createObjectStore", shelf)
		}
		request.Get("transaction").Call("objectStore", "theirs").Call("put", "kept", "k")
		return nil
	})
	defer upgrade.Release()
	request.Set("onupgradeneeded", upgrade)
	settle(t, request).Call("close")
}

// firstShelves are those of version 1.
var firstShelves = []string{"meta", "scopes", "cards", "pending", "retained", "refused", "notes"}

// golden is a store as the release with version 2 wrote it, under this test's password and passkey.
//
//go:embed testdata/store-v2.json
var golden []byte

// rawGolden makes a store as an earlier release left it.
func rawGolden(t *testing.T, name string, version int) {
	t.Helper()
	rows := js.Global().Get("JSON").Call("parse", string(golden))
	shelves := append([]string{"keys"}, firstShelves...)
	if version > 1 {
		shelves = append(shelves, "sealed", "blobs")
	}
	request := js.Global().Get("indexedDB").Call("open", name, version)
	upgrade := js.FuncOf(func(js.Value, []js.Value) any {
		for _, shelf := range shelves {
			made := request.Get("result").Call("createObjectStore", shelf)
			keys := js.Global().Get("Object").Call("keys", rows.Get(shelf))
			for i := range keys.Length() {
				made.Call("put", goldenBytes(rows.Get(shelf).Get(keys.Index(i).String())), keys.Index(i))
			}
		}
		return nil
	})
	defer upgrade.Release()
	request.Set("onupgradeneeded", upgrade)
	settle(t, request).Call("close")
}

// goldenBytes gives a row, or a member of a slot that is not its parameters, as bytes.
func goldenBytes(v js.Value) js.Value {
	if v.Type() == js.TypeString {
		b, err := base64.StdEncoding.DecodeString(v.String())
		if err != nil {
			panic(err)
		}
		return device.Array(b)
	}
	slot := js.Global().Get("Object").New()
	slot.Set("params", v.Get("params"))
	for _, member := range []string{"iv", "wrapped", "sum"} {
		slot.Set(member, goldenBytes(v.Get(member)))
	}
	return slot
}

func rawVersion(t *testing.T, name string) int {
	t.Helper()
	db := settle(t, js.Global().Get("indexedDB").Call("open", name))
	defer db.Call("close")
	return db.Get("version").Int()
}

func (r rawDB) rows(shelf, mode string) js.Value {
	return r.db.Call("transaction", shelf, mode).Call("objectStore", shelf)
}

func (r rawDB) get(shelf, key string) js.Value {
	r.t.Helper()
	return settle(r.t, r.rows(shelf, "readonly").Call("get", key))
}

func (r rawDB) bytes(shelf, key string) []byte {
	r.t.Helper()
	return device.Bytes(r.get(shelf, key))
}

// put writes bytes or any other value.
func (r rawDB) put(shelf, key string, value any) {
	r.t.Helper()
	if b, ok := value.([]byte); ok {
		value = device.Array(b)
	}
	settle(r.t, r.rows(shelf, "readwrite").Call("put", value, key))
}

func (r rawDB) values(shelf string) [][]byte {
	r.t.Helper()
	all := settle(r.t, r.rows(shelf, "readonly").Call("getAll"))
	var out [][]byte
	for i := range all.Length() {
		out = append(out, plainBytes(all.Index(i)))
	}
	keys := settle(r.t, r.rows(shelf, "readonly").Call("getAllKeys"))
	return append(out, []byte(js.Global().Get("JSON").Call("stringify", keys).String()))
}

// plainBytes is whatever can be read in a value: bytes, text, members.
func plainBytes(v js.Value) []byte {
	switch {
	case v.InstanceOf(js.Global().Get("Blob")):
		return blobBytes(v)
	case v.InstanceOf(js.Global().Get("Uint8Array")):
		return device.Bytes(v)
	case v.Type() == js.TypeObject:
		var out []byte
		members := js.Global().Get("Object").Call("values", v)
		for i := range members.Length() {
			out = append(out, plainBytes(members.Index(i))...)
		}
		return out
	}
	return []byte(js.Global().Get("String").Invoke(v).String())
}

func blobBytes(blob js.Value) []byte {
	buffer, err := device.Await(blob.Call("arrayBuffer"))
	if err != nil {
		panic(err)
	}
	return device.Bytes(js.Global().Get("Uint8Array").New(buffer))
}

func blobOf(b []byte) js.Value {
	return js.Global().Get("Blob").New([]any{device.Array(b)})
}

// found names the shelves in which a text can be read.
func (r rawDB) found(text string) []string {
	r.t.Helper()
	var hits []string
	names := r.db.Get("objectStoreNames")
	for i := range names.Length() {
		shelf := names.Index(i).String()
		if slices.ContainsFunc(r.values(shelf), func(v []byte) bool { return bytes.Contains(v, []byte(text)) }) {
			hits = append(hits, shelf)
		}
	}
	return hits
}

// fresh gives a new store's name, gone when the test ends.
func fresh(t *testing.T, p page) string {
	t.Helper()
	name := NameOf(fmt.Sprint(t.Name(), time.Now().UnixNano()))
	s, err := p.Create(name, password)
	must(t, err)
	s.Lock()
	t.Cleanup(func() { _ = p.Destroy(name) })
	return name
}

func unlocked(t *testing.T, p page, name string) *Store {
	t.Helper()
	s, err := p.Unlock(name, password)
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
