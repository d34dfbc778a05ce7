package op

import (
	"bytes"
	"math/rand"
	"reflect"
	"testing"

	"damping/shared/errs"
)

func sample(r *rand.Rand) Op {
	id := func() ID { return NewID(1_790_000_000_000, r) }
	return Op{V: Version, ID: id(), Dev: id(), N: 7, As: id(), G: id(), GN: 1, File: id(), Part: Story,
		Ent: Ent{Kind: 3, ID: id()}, Kind: Set, Field: 12, SV: 1, Val: []byte{0x61, 'a'}, Sup: []ID{id()},
		HLC: HLCAt(1_790_000_000_000), Ctx: Ctx{TZ: 420, App: "1", Offline: true, Form: "note"}}
}

func TestCodec(t *testing.T) {
	o := sample(rand.New(rand.NewSource(1)))
	b := Marshal(o)
	var back Op
	if err := Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(o, back) {
		t.Errorf("round trip:\n%+v\n%+v", o, back)
	}
	if !bytes.Equal(b, Marshal(back)) {
		t.Error("encoding is not deterministic")
	}

	for name, c := range map[string]struct {
		in   []byte
		code errs.Code
	}{
		"unknown field":  {[]byte{0xa1, 0x18, 0x63, 0x01}, errs.UnknownField},
		"wrong type":     {[]byte{0xa1, 0x01, 0x01}, errs.BadRequest},
		"short id":       {[]byte{0xa1, 0x01, 0x41, 0x01}, errs.BadRequest},
		"duplicate key":  {[]byte{0xa2, 0x03, 0x01, 0x03, 0x02}, errs.BadRequest},
		"invalid utf-8":  {[]byte{0xa1, 0x11, 0x84, 0x00, 0x61, 0xff, 0xf4, 0x60}, errs.BadRequest},
		"torn":           {b[:len(b)/2], errs.BadRequest},
		"nothing":        {nil, errs.BadRequest},
		"trailing bytes": {append(bytes.Clone(b), 0), errs.BadRequest},
	} {
		var o Op
		if err := Unmarshal(c.in, &o); errs.CodeOf(err) != c.code {
			t.Errorf("%s: code %q, want %q", name, errs.CodeOf(err), c.code)
		}
	}
}

func TestID(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	id := NewID(1_790_000_000_123, r)
	if id.Millis() != 1_790_000_000_123 {
		t.Errorf("millis %d", id.Millis())
	}
	if id[6]>>4 != 7 || id[8]>>6 != 2 {
		t.Errorf("%s is not a version 7 uuid", id)
	}
	back, err := ParseID(id.String())
	if err != nil || back != id {
		t.Errorf("%v %v", back, err)
	}
	for _, bad := range []string{"", "x", id.String()[1:], id.String() + "0", "zzzzzzzz-0000-7000-8000-000000000000", "0-0000000-0000-7000-8000-00000000000"} {
		if _, err := ParseID(bad); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
	if p := id.Provisional(); len(p) != 7 || p[3] != '-' {
		t.Errorf("provisional name %q", p)
	}
}

func TestHLC(t *testing.T) {
	now := int64(1_790_000_000_000)
	h := HLCAt(now)
	if h.Millis() != now || Ceil(now).Millis() != now {
		t.Error("instant lost")
	}
	if n := h.Next(now); n != h+1 {
		t.Error("same instant must count up")
	}
	if n := h.Next(now - 86_400_000); n <= h {
		t.Error("a clock set back must not go back")
	}
	if n := h.Next(now + 1); n != HLCAt(now+1) {
		t.Error("a later instant wins")
	}
}

func TestCheckShape(t *testing.T) {
	r := rand.New(rand.NewSource(3))
	good := sample(r)
	if err := good.CheckShape(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*Op){
		"version":       func(o *Op) { o.V = 9 },
		"no id":         func(o *Op) { o.ID = ID{} },
		"no counter":    func(o *Op) { o.N = 0 },
		"outside group": func(o *Op) { o.GI = o.GN },
		"huge group":    func(o *Op) { o.GN = MaxGroupOps + 1 },
		"part":          func(o *Op) { o.Part = 9 },
		"kind":          func(o *Op) { o.Kind = 8 },
		"clock":         func(o *Op) { o.HLC = maxHLC + 1 },
		"value":         func(o *Op) { o.Val = make([]byte, MaxValueBytes+1) },
		"heads":         func(o *Op) { o.Sup = make([]ID, MaxSup+1) },
		"context":       func(o *Op) { o.Ctx.App = string(make([]byte, 65)) },
	} {
		o := good
		spoil(&o)
		if o.CheckShape() == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
