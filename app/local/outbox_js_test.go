package local

import (
	"crypto/rand"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"damping/app/device"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// written is a store in which a person has written acts that were not sent, sealed to a server.
func written(t *testing.T, p page, acts int) (name string, to *outbox.Opener) {
	t.Helper()
	name = fresh(t, p)
	s := unlocked(t, p, name)
	private, err := outbox.NewKey()
	must(t, err)
	to, err = outbox.NewOpener(make([]byte, 32), private)
	must(t, err)
	e, err := client.Open(s, rand.Reader)
	must(t, err)
	dev, as, file := op.NewID(1, rand.Reader), op.NewID(2, rand.Reader), op.NewID(3, rand.Reader)
	must(t, e.Enrol(dev))
	sealer, err := outbox.NewSealer(to.Public(), dev, to.MAC(dev))
	must(t, err)
	must(t, e.SealWith(sealer))
	now := time.Now().UnixMilli()
	for i := range acts {
		drafts := []op.Draft{domain.CaseWish.Set(file, file, canary, nil)}
		if i == 0 {
			drafts = append([]op.Draft{domain.Begin(file, domain.Case, file)}, drafts...)
		}
		// The clock runs backwards: the order is that of the numbers.
		_, err := e.Author(now-int64(i)*60_000, as, op.Ctx{}, drafts)
		must(t, err)
	}
	s.Lock()
	emptyWorker(t)
	return name, to
}

func emptyWorker(t *testing.T) {
	t.Helper()
	empty := func() {
		request := js.Global().Get("indexedDB").Call("deleteDatabase", "worker")
		settle(t, request)
	}
	empty()
	t.Cleanup(empty)
}

func outboxJS(t *testing.T, method string, args ...any) js.Value {
	t.Helper()
	v, err := device.Await(js.Global().Get("dampingOutbox").Call(method, args...))
	must(t, err)
	return v
}

// numbers are the first numbers of boxes, in their order.
func numbers(t *testing.T, to *outbox.Opener, rows js.Value) (ns []int) {
	t.Helper()
	for i := range rows.Length() {
		head, _, err := to.Open(device.Bytes(rows.Index(i).Get("box")))
		must(t, err)
		ns = append(ns, int(head.N))
	}
	return ns
}

func TestOutbox(t *testing.T) {
	t.Run("is read without a key, in the order of writing, and shows nothing", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to := written(t, p, 3)
		if got := numbers(t, to, outboxJS(t, "waiting", name)); !slices.Equal(got, []int{1, 3, 4}) {
			t.Errorf("in the order %v", got)
		}
		if found := rawOpen(t, name).found(canary); len(found) != 0 {
			t.Errorf("the canary lies open in %v", found)
		}
		if c, err := p.Sealed(name); err != nil || c != (Sealed{Acts: 3, Ops: 4}) {
			t.Errorf("counts %+v, %v", c, err)
		}
	})

	t.Run("notes what was sent, and never brings back what the page has dropped", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to := written(t, p, 3)
		rows := outboxJS(t, "waiting", name)
		first, second := rows.Index(0).Get("key"), rows.Index(1).Get("key")
		raw := rawOpen(t, name)
		settle(t, raw.rows("sealed", "readwrite").Call("delete", second))
		outboxJS(t, "mark", name, []any{first, second})
		if got := numbers(t, to, outboxJS(t, "waiting", name)); !slices.Equal(got, []int{4}) {
			t.Errorf("left %v", got)
		}
		if c, err := p.Sealed(name); err != nil || c != (Sealed{Acts: 1, Sent: 1, Ops: 3}) {
			t.Errorf("counts %+v, %v", c, err)
		}
		if head := raw.bytes("sealed", first.String()); len(head) != outbox.HeadBytes {
			t.Errorf("%d bytes are left of what was sent", len(head))
		}
	})

	t.Run("moves to the worker's own, and stays when the store goes", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to := written(t, p, 3)
		if n, err := p.Surrender(name); n != 3 || err != nil {
			t.Fatalf("moved %d, %v", n, err)
		}
		if c, _ := p.Sealed(name); c != (Sealed{}) {
			t.Errorf("left behind: %+v", c)
		}
		must(t, p.Destroy(name))
		if got := numbers(t, to, outboxJS(t, "orphans")); !slices.Equal(got, []int{1, 3, 4}) {
			t.Errorf("in the worker's are %v", got)
		}
		if n, err := p.Orphans(); n != 3 || err != nil {
			t.Errorf("%d orphans, %v", n, err)
		}
		if found := rawOpen(t, "worker").found(canary); len(found) != 0 {
			t.Errorf("the canary lies open in %v", found)
		}
	})

	t.Run("keeps a page that has the store open from writing what would go with it", func(t *testing.T) {
		c := &clock{}
		p := tab(t, c)
		name, _ := written(t, p, 1)
		open := unlocked(t, tab(t, c), name)
		if _, err := p.Surrender(name); err != nil {
			t.Fatal(err)
		}
		wantCode(t, open.Commit(true, note("a", "late")), errs.Locked)
	})

	t.Run("a crash between copy and deletion leaves both", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to := written(t, p, 2)
		prototype := js.Global().Get("IDBObjectStore").Get("prototype")
		plain := prototype.Get("delete")
		prototype.Set("delete", js.Global().Get("JSON").Get("parse").Call("bind", nil, "{"))
		_, err := p.Surrender(name)
		prototype.Set("delete", plain)
		if err == nil {
			t.Fatal("the deletion did not fail")
		}
		left, moved := numbers(t, to, outboxJS(t, "waiting", name)), numbers(t, to, outboxJS(t, "orphans"))
		if !slices.Equal(left, []int{1, 3}) || !slices.Equal(moved, left) {
			t.Errorf("left %v, moved %v", left, moved)
		}
		if n, err := p.Surrender(name); n != 2 || err != nil {
			t.Errorf("again: %d, %v", n, err)
		}
		if moved := numbers(t, to, outboxJS(t, "orphans")); !slices.Equal(moved, []int{1, 3}) {
			t.Errorf("moved %v", moved)
		}
	})

	t.Run("a crash before the copies are on the disk leaves the originals", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to := written(t, p, 2)
		prototype := js.Global().Get("IDBObjectStore").Get("prototype")
		plain := prototype.Get("put")
		prototype.Set("put", js.Global().Get("JSON").Get("parse").Call("bind", nil, "{"))
		_, err := p.Surrender(name)
		prototype.Set("put", plain)
		if err == nil {
			t.Fatal("the copying did not fail")
		}
		if left := numbers(t, to, outboxJS(t, "waiting", name)); !slices.Equal(left, []int{1, 3}) {
			t.Errorf("left %v", left)
		}
	})

	t.Run("a store of the release before has none, and one that is not there is not made", func(t *testing.T) {
		p := tab(t, &clock{})
		name := NameOf(t.Name())
		rawGolden(t, name, 1)
		t.Cleanup(func() { _ = p.Destroy(name) })
		emptyWorker(t)
		for _, store := range []string{name, NameOf("nobody")} {
			if n, err := p.Surrender(store); n != 0 || err != nil {
				t.Errorf("moved %d, %v", n, err)
			}
		}
		if has, err := p.Has(NameOf("nobody")); has || err != nil {
			t.Errorf("it is there now: %v %v", has, err)
		}
		if v := rawVersion(t, name); v != 1 {
			t.Errorf("looking made it version %d", v)
		}
	})

	t.Run("is upgraded from what the worker of the release before has left", func(t *testing.T) {
		emptyWorker(t)
		rawMake(t, "worker", 1, "actions", "receipts")
		if n := outboxJS(t, "orphans").Length(); n != 0 {
			t.Errorf("%d orphans", n)
		}
		if got := rawOpen(t, "worker").get("theirs", "k").String(); got != "kept" {
			t.Errorf("what was in it is now %q", got)
		}
	})
}

func TestMissingOutbox(t *testing.T) {
	d := &Disk{shim: &jsShim{store: js.Undefined(), outbox: js.Undefined()}}
	if _, err := d.Surrender("damping-x"); errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("told as %v", err)
	}
}
