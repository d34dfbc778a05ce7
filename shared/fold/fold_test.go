package fold_test

import (
	"bytes"
	"fmt"
	"math/rand"
	"testing"

	"damping/shared/fold"
	"damping/shared/op"

	"pgregory.net/rapid"
)

// history makes a random history of one scope in which every op's Sup was seen by its author, and effective clocks
// respect it, as the server guarantees.
func history(t *rapid.T) []op.Op {
	r := rand.New(rand.NewSource(int64(rapid.Uint32().Draw(t, "seed"))))
	devs := []op.ID{op.NewID(1, r), op.NewID(2, r), op.NewID(3, r)}
	ents := []op.ID{op.NewID(4, r), op.NewID(5, r)}
	var log []op.Op
	n := map[op.ID]uint64{}
	for range rapid.IntRange(1, 40).Draw(t, "ops") {
		dev := devs[r.Intn(len(devs))]
		n[dev]++
		o := op.Op{ID: op.NewID(10, r), Dev: dev, N: n[dev], Ent: op.Ent{Kind: 1, ID: ents[r.Intn(2)]},
			Kind: op.Kind(1 + r.Intn(7)), Field: op.FieldID(1 + r.Intn(2)), Val: []byte{byte(r.Intn(3))}, Eff: op.HLC(1 + r.Intn(5))}
		for _, p := range log {
			same := p.Ent == o.Ent && (o.Kind == op.Tomb || p.Field == o.Field)
			if same && (o.Kind == op.Set || o.Kind == op.Rem || o.Kind == op.Tomb) && r.Intn(2) == 0 {
				o.Sup = append(o.Sup, p.ID)
				o.Eff = max(o.Eff, p.Eff+1)
			}
		}
		log = append(log, o)
	}
	return log
}

// shuffle returns another order of the history in which Sup still comes first.
func shuffle(log []op.Op, r *rand.Rand) []op.Op {
	done := map[op.ID]bool{}
	left := append([]op.Op(nil), log...)
	var out []op.Op
	for len(left) > 0 {
		i := r.Intn(len(left))
		ready := true
		for _, s := range left[i].Sup {
			ready = ready && done[s]
		}
		if ready {
			done[left[i].ID] = true
			out = append(out, left[i])
			left = append(left[:i], left[i+1:]...)
		}
	}
	return out
}

func replay(log []op.Op) *fold.State {
	s := fold.New()
	for i := range log {
		s.Apply(&log[i])
	}
	return s
}

func TestFold(t *testing.T) {
	t.Run("any order that respects sup gives the same bytes", rapid.MakeCheck(func(t *rapid.T) {
		log := history(t)
		want := replay(log).Bundle()
		other := shuffle(log, rand.New(rand.NewSource(int64(rapid.Uint32().Draw(t, "order")))))
		if !bytes.Equal(want, replay(other).Bundle()) {
			t.Fatal("order changed the state")
		}
	}))
	t.Run("a value disappears only when a later op listed it", rapid.MakeCheck(func(t *rapid.T) {
		log := history(t)
		replaced := map[string]bool{}
		for _, o := range log {
			for _, s := range o.Sup {
				replaced[fmt.Sprint(o.Kind, s)] = true
			}
		}
		s := replay(log)
		for _, o := range log {
			e := s.Find(o.Ent)
			live := false
			for _, id := range heads(e) {
				live = live || id == o.ID
			}
			gone := o.Kind == op.Set && replaced[fmt.Sprint(op.Set, o.ID)] || o.Kind == op.Add && replaced[fmt.Sprint(op.Rem, o.ID)]
			lasting := o.Kind == op.Create || o.Kind == op.Set || o.Kind == op.Add || o.Kind == op.Append
			if lasting && live == gone {
				t.Fatalf("kind %d: live %v, replaced %v", o.Kind, live, gone)
			}
		}
	}))
	t.Run("a bundle opens to the same state, and a clone is apart", rapid.MakeCheck(func(t *rapid.T) {
		log := history(t)
		s := replay(log[:len(log)-1])
		before := s.Bundle()
		back, err := fold.Open(before)
		if err != nil || !bytes.Equal(back.Bundle(), before) {
			t.Fatal("round trip", err)
		}
		s.Clone().Apply(&log[len(log)-1])
		if !bytes.Equal(s.Bundle(), before) {
			t.Fatal("applying to a clone changed the original")
		}
		back.Apply(&log[len(log)-1])
		if !bytes.Equal(back.Bundle(), replay(log).Bundle()) {
			t.Fatal("an opened bundle goes on differently")
		}
	}))
}

func heads(e *fold.Entity) []op.ID {
	if e == nil {
		return nil
	}
	return e.Heads()
}

func TestTomb(t *testing.T) {
	r := rand.New(rand.NewSource(1))
	ent := op.Ent{Kind: 1, ID: op.NewID(1, r)}
	mk := func(k op.Kind, sup ...op.ID) *op.Op {
		return &op.Op{ID: op.NewID(1, r), Dev: ent.ID, N: 1, Ent: ent, Kind: k, Field: 1, Sup: sup, Eff: 1}
	}
	s := fold.New()
	create, set := mk(op.Create), mk(op.Set)
	s.Apply(create)
	s.Apply(set)
	s.Apply(mk(op.Tomb, create.ID, set.ID))
	if len(s.Each(1)) != 0 {
		t.Fatal("a removed entity is shown")
	}
	s.Apply(mk(op.Set))
	if got := s.Each(1); len(got) != 1 || len(got[0].Register(1).Sibs) != 2 {
		t.Fatal("a change nobody saw must bring the entity back")
	}
}
