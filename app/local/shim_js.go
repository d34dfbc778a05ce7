package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"syscall/js"
	"time"

	"damping/app/device"
	"damping/shared/client"
	"damping/shared/errs"
)

// NewDisk gives the disk of this browser. rand salts new stores.
func NewDisk(now func() time.Time, rand io.Reader) *Disk {
	return &Disk{shim: newShim(js.Global()), now: now, rand: rand, beside: besideThePage}
}

// jsShim calls store.js and outbox.js.
type jsShim struct {
	store  js.Value
	outbox js.Value
	lost   js.Func
}

func newShim(window js.Value) *jsShim {
	return &jsShim{store: window.Get("dampingStore"), outbox: window.Get("dampingOutbox")}
}

func (s *jsShim) call(method string, args ...any) (js.Value, error) {
	return callOn(s.store, method, args...)
}

func callOn(object js.Value, method string, args ...any) (js.Value, error) {
	if object.IsUndefined() {
		return js.Undefined(), errs.E(errs.Unavailable, "store.blocked")
	}
	v, err := device.Await(object.Call(method, args...))
	if err != nil {
		return v, failure(method, err)
	}
	return v, nil
}

// failure reads the code of a rejection. What has none comes from the browser itself: storage that is switched off.
func failure(method string, err error) error {
	var thrown js.Error
	if !errors.As(err, &thrown) || thrown.Value.Type() != js.TypeObject {
		return fmt.Errorf("device store: %s: %w", method, err)
	}
	code, at := thrown.Value.Get("code"), thrown.Value.Get("at")
	if code.Type() != js.TypeString {
		return errs.E(errs.Unavailable, "store.blocked").At(method)
	}

	key := ""
	switch errs.Code(code.String()) {
	case errs.WrongCredentials:
		return errWrong
	case errs.Conflict:
		key = "store.otherTab"
	case errs.StoreCorrupt:
		key = "store.corrupt"
		if at.Equal(js.ValueOf("shape")) {
			key = "store.foreign"
		} else if at.Equal(js.ValueOf("version")) {
			key = "store.newer"
		}
	}
	e := errs.E(errs.Code(code.String()), key)
	if at.Type() == js.TypeString {
		e = e.At(at.String())
	}
	return e
}

func (s *jsShim) do(method string, args ...any) error {
	_, err := s.call(method, args...)
	return err
}

func (s *jsShim) list() ([]string, error) {
	v, err := s.call("list")
	if err != nil {
		return nil, err
	}
	names := make([]string, v.Length())
	for i := range names {
		names[i] = v.Index(i).String()
	}
	return names, nil
}

// key hands a key over and wipes this side's copy; store.js wipes its own.
func key(b []byte) js.Value {
	defer clear(b)
	return device.Array(b)
}

func (s *jsShim) create(name string, kek []byte, params string) error {
	return s.do("create", name, key(kek), params)
}

func (s *jsShim) slots(name string) (clearText, error) {
	v, err := s.call("slots", name)
	if err != nil {
		return clearText{}, err
	}
	var c clearText
	if err := json.Unmarshal([]byte(v.String()), &c); err != nil {
		return clearText{}, errCorrupt
	}
	return c, nil
}

func (s *jsShim) setTries(name string, t tries) error {
	return s.do("setTries", name, t.N, float64(t.At))
}

func (s *jsShim) leave(name string) error { return s.do("leave", name) }

func (s *jsShim) addSlot(name, oldSlot string, oldKEK []byte, slot string, kek []byte, params string) error {
	return s.do("addSlot", name, oldSlot, key(oldKEK), slot, key(kek), params)
}

func (s *jsShim) removeSlot(name, slot string) error { return s.do("removeSlot", name, slot) }

func (s *jsShim) unlock(name, slot string, kek []byte) error {
	return s.do("unlock", name, slot, key(kek))
}

func (s *jsShim) lock() { s.store.Call("lock") }

func (s *jsShim) mayWrap() error { return s.do("mayWrap") }

func (s *jsShim) wrapHere(slot string, kek []byte, params string) error {
	return s.do("wrapHere", slot, key(kek), params)
}

func (s *jsShim) seize(name string) error { return s.do("seize", name) }

func (s *jsShim) onLost(tell func(errs.Code)) {
	old := s.lost
	s.lost = js.FuncOf(func(_ js.Value, args []js.Value) any {
		tell(errs.Code(args[0].String()))
		return nil
	})
	s.store.Call("onLost", s.lost)
	old.Release()
}

func (s *jsShim) unsent(name string) (int, error) {
	v, err := s.call("unsent", name)
	if err != nil {
		return 0, err
	}
	return v.Int(), nil
}

func (s *jsShim) sealed(name string) (c Sealed, err error) {
	v, err := callOn(s.outbox, "count", name)
	if err != nil {
		return c, err
	}
	return Sealed{Acts: v.Get("acts").Int(), Sent: v.Get("sent").Int(), Ops: v.Get("ops").Int()}, nil
}

func (s *jsShim) surrender(name string) (int, error) {
	v, err := callOn(s.outbox, "surrender", name)
	if err != nil {
		return 0, err
	}
	return v.Int(), nil
}

func (s *jsShim) orphans() (int, error) {
	v, err := callOn(s.outbox, "orphans")
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range v.Length() {
		if v.Index(i).Get("head").Get("work").Bool() {
			n++
		}
	}
	return n, nil
}

func (s *jsShim) destroy(name string) error { return s.do("destroy", name) }

func (s *jsShim) load(kinds []client.Kind) ([]client.Record, error) {
	list := make([]byte, len(kinds))
	for i, k := range kinds {
		list[i] = byte(k)
	}
	v, err := s.call("load", device.Array(list))
	if err != nil {
		return nil, err
	}
	return unpack(device.Bytes(v))
}

func (s *jsShim) get(kind client.Kind, keys []string) ([][]byte, error) {
	v, err := s.call("get", int(kind), strings.Join(keys, "\n"))
	if err != nil {
		return nil, err
	}
	records, err := unpack(device.Bytes(v))
	if err != nil {
		return nil, err
	}
	values := make([][]byte, len(records))
	for i, r := range records {
		values[i] = r.Val
	}
	return values, nil
}

func (s *jsShim) commit(durable bool, records []client.Record) error {
	return s.do("commit", device.Array(pack(records)), durable)
}
