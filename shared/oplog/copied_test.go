package oplog_test

import (
	"fmt"
	"math/rand"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// copyOf is a second machine with a copy of a phone's browser profile.
func (o *office) copyOf(p *phone) *phone {
	o.t.Helper()
	disk := client.NewMemory()
	for kind := client.KindMeta; kind <= client.KindBlob; kind++ {
		all, err := p.store.Load(kind)
		if err != nil {
			o.t.Fatal(err)
		}
		if err := disk.Commit(true, all...); err != nil {
			o.t.Fatal(err)
		}
	}
	e, err := client.Open(disk, o.r)
	if err != nil {
		o.t.Fatal(err)
	}
	return &phone{Engine: e, store: disk, o: o, actor: p.actor, as: p.as}
}

// TestACopiedProfile has two machines write under one device id, in every order: neither loses a word, and nothing
// arrives twice.
func TestACopiedProfile(t *testing.T) {
	both := 0
	for seed := range int64(200) {
		r := rand.New(rand.NewSource(seed))
		o := newOffice(t)
		first := o.phone("wati")
		file := first.newCase()
		first.sync()
		if r.Intn(2) == 0 {
			first.note(file, "sebelum disalin") // waits on both
		}
		second := o.copyOf(first)
		want := map[string]bool{}
		for _, n := range domain.Notes(first.parts(file)) {
			want[n.Text] = true
		}
		for i := range 3 + r.Intn(6) {
			p := []*phone{first, second}[r.Intn(2)]
			switch r.Intn(3) {
			case 0, 1:
				text := fmt.Sprintf("catatan %d", i)
				want[text] = true
				p.note(file, text)
			case 2:
				p.syncAsOne(r)
			}
		}
		for range 2 {
			first.syncAsOne(r)
			second.syncAsOne(r)
		}
		if first.Unsent() != 0 || second.Unsent() != 0 {
			t.Fatalf("seed %d: %d and %d unsent", seed, first.Unsent(), second.Unsent())
		}
		for _, p := range []*phone{first, second} {
			p.pull()
			notes := domain.Notes(p.parts(file))
			for _, n := range notes {
				if !want[n.Text] {
					t.Errorf("seed %d: %q should not be there", seed, n.Text)
				}
			}
			if len(notes) != len(want) || len(p.Refused()) != 0 {
				t.Fatalf("seed %d: %d notes of %d, %d refused", seed, len(notes), len(want), len(p.Refused()))
			}
		}
		renamed := first.Device() != second.Device()
		reported := false
		for _, e := range o.store.Trail() {
			reported = reported || e.Act == "device_copied" && e.Code == errs.Copied
		}
		if renamed != reported {
			t.Errorf("seed %d: renamed %v, reported %v", seed, renamed, reported)
		}
		if renamed {
			both++
		}
	}
	if both < 50 {
		t.Errorf("the two machines met in %d histories only", both)
	}
}

// syncAsOne is what the app does: told that it is a copy, it asks for an id of its own and sends again. Now and then the
// answer to what it sent is lost.
func (p *phone) syncAsOne(r *rand.Rand) {
	p.o.t.Helper()
	if batch, any := p.NextPush(); any && r.Intn(3) == 0 {
		if _, _, err := p.o.core.Push(p.o.t.Context(), p.actor, batch); err != nil {
			p.o.t.Fatal(err)
		}
	}
	p.push()
	if p.Copied() {
		dev := p.o.id()
		if err := p.Rename(dev); err != nil {
			p.o.t.Fatal(err)
		}
		p.actor.Dev = dev
		p.push()
	}
	p.pull()
}

// TestACopiedProfileIsToldOnceADay: a machine that gets no id of its own comes back with every flush, act by act.
func TestACopiedProfileIsToldOnceADay(t *testing.T) {
	o := newOffice(t)
	first := o.phone("wati")
	file := first.newCase()
	first.sync()
	second := o.copyOf(first)
	for range 3 {
		first.note(file, "di sini")
		second.note(file, "di sana")
	}
	first.sync()
	told := func() (n int) {
		for _, e := range o.store.Trail() {
			if e.Act == "device_copied" {
				n++
			}
		}
		return n
	}
	batch, _ := second.NextPush()
	for day, want := range []int{1, 2} {
		for range 3 {
			if _, _, err := o.core.Push(t.Context(), second.actor, batch); err != nil {
				t.Fatal(err)
			}
		}
		if told() != want {
			t.Errorf("day %d: told %d times", day, told())
		}
		o.now += 24 * 60 * 60 * 1000
	}
}

func TestARenamedDeviceSendsNothingTwice(t *testing.T) {
	o := newOffice(t)
	p := o.phone("wati")
	file := p.newCase()
	p.sync()
	p.note(file, "jawaban hilang")
	batch, _ := p.NextPush()
	if _, _, err := o.core.Push(t.Context(), p.actor, batch); err != nil { // its answer is lost
		t.Fatal(err)
	}
	p.actor.Dev = o.id()
	if err := p.Rename(p.actor.Dev); err != nil {
		t.Fatal(err)
	}
	before := len(o.store.Log())
	if n := domain.Notes(p.parts(file)); len(n) != 1 {
		t.Errorf("%d notes are shown", len(n))
	}
	p.sync()
	if n := domain.Notes(p.parts(file)); len(n) != 1 || p.Unsent() != 0 || len(o.store.Log()) != before || len(p.Refused()) != 0 {
		t.Errorf("%d notes, %d unsent, %d ops more", len(n), p.Unsent(), len(o.store.Log())-before)
	}
	// Somebody else may not send it under a device of theirs.
	tini := o.phone("tini")
	forged := op.Push{Dev: tini.actor.Dev, Epoch: p.NextPull().Cursor.Epoch, Ops: batch.Ops}
	for i := range forged.Ops {
		forged.Ops[i].Dev = tini.actor.Dev
	}
	ans, _, err := o.core.Push(t.Context(), tini.actor, forged)
	if err != nil || ans.Acks[0].Code != errs.ReplayMismatch {
		t.Errorf("%+v %v", ans.Acks, err)
	}
}
