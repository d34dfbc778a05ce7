package client

import (
	"bytes"
	"math/rand"
	"reflect"
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
)

// filled makes a value of which no field is zero: a field that the format forgets comes back as one.
func filled(v reflect.Value, r *rand.Rand) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Name != "_" {
				filled(v.Field(i), r)
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			filled(v.Index(i), r)
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			filled(v.Index(i), r)
		}
	case reflect.String:
		v.SetString(string(rune('a' + r.Intn(26))))
	case reflect.Int64, reflect.Int:
		v.SetInt(-1 - r.Int63n(1<<40))
	case reflect.Uint8, reflect.Uint64, reflect.Uint16:
		v.SetUint(1 + uint64(r.Intn(200)))
	default:
		panic(v.Kind())
	}
}

func TestBucket(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	var c catalogue
	for range 500 {
		var card domain.Card
		filled(reflect.ValueOf(&card).Elem(), r)
		x := (&entry{reads: 7}).with(op.Story, 1<<62).with(op.CardPart, 3).withRow(&card)
		c.put(card.File, x)
	}
	var bare op.ID
	bare[15], bare[0] = 9, 1
	c.put(bare, (&entry{}).with(op.Core, 5))
	var back catalogue
	for i := range buckets {
		rec := c.bucket(i)
		if rec.Val == nil {
			continue
		}
		if err := back.read(rec.Val); err != nil {
			t.Fatal(err)
		}
		for cut := range rec.Val { // whatever is missing is noticed, or whole entries are
			var part catalogue
			_ = part.read(rec.Val[:cut])
		}
		if !bytes.Equal(back.bucket(i).Val, rec.Val) {
			t.Errorf("bucket %d comes back otherwise", i)
		}
	}
	if !reflect.DeepEqual(c, back) {
		t.Error("what comes back differs: does the format know every field of a card?")
	}
	for _, bad := range [][]byte{nil, {}, {2}, {1, 2, 3}, append([]byte{1}, bytes.Repeat([]byte{0xff}, 40)...)} {
		if err := new(catalogue).read(bad); err == nil {
			t.Errorf("%x is read", bad)
		}
	}
}

func FuzzBucket(f *testing.F) {
	f.Add([]byte{1})
	f.Fuzz(func(t *testing.T, b []byte) {
		var c catalogue
		if c.read(b) != nil {
			return
		}
		for i := range buckets {
			if rec := c.bucket(i); rec.Val != nil {
				if err := new(catalogue).read(rec.Val); err != nil {
					t.Error(err)
				}
			}
		}
	})
}

// TestOldStore opens a store of before the buckets: a record for each list row, and one list of all that is held.
func TestOldStore(t *testing.T) {
	r := rand.New(rand.NewSource(2))
	store := NewMemory()
	meta := Meta{Dev: op.ID{1}, N: 4, RV: 1, Pulled: true, Cursor: op.Cursor{Epoch: op.ID{3}, Seq: 9}}
	var held []op.Holding
	var cards []domain.Card
	records := []Record{record(KindMeta, keyMeta, meta)}
	for range 300 {
		var c domain.Card
		filled(reflect.ValueOf(&c).Elem(), r)
		cards = append(cards, c)
		records = append(records, record(KindCard, fileKey(c.File), c))
		for _, p := range []op.Part{op.Core, op.Story} {
			held = append(held, op.Holding{Scope: op.Scope{File: c.File, Part: p}, GrantSeq: 7})
		}
	}
	records = append(records, record(KindMeta, keyHeld, held))
	if err := store.Commit(true, records...); err != nil {
		t.Fatal(err)
	}
	for range 2 { // moved over, and opened again as it is then
		e, err := Open(store, r)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.NextPull().Digest; !bytes.Equal(got, op.DigestOf(held)) {
			t.Error("what is held was not moved over")
		}
		if len(e.Cards()) != len(cards) {
			t.Error(len(e.Cards()), "rows")
		}
		for _, c := range cards {
			if got, ok := e.Card(c.File); !ok || !reflect.DeepEqual(got, c) {
				t.Errorf("%+v", got)
			}
			if e.Grade(c.File) != Full {
				t.Error("grade", e.Grade(c.File))
			}
		}
		left, err := store.Load(KindMeta, KindCard)
		if err != nil || len(left) > buckets+1 {
			t.Error(len(left), "records", err)
		}
	}
}
