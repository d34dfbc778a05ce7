package sim

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/oplog"
)

// Each invariant by its name: the scene that would break it first, and a control that breaks it on purpose and must be
// noticed. TestSimulation asks all of them at every step of its histories.

func TestI1Convergence(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.set(s.wati, "satu") // three people who do not see one another
		s.set(s.tini, "dua")
		s.wati.setClock(2 * day)
		s.set(s.watis, "tiga")
		s.tini.push(answerLost)
		s.watis.cycle()
		s.wati.push(answeredTwice)
		s.all()
	})
	if v := s.district(s.head); !v.Conflict || len(v.Heads) != 3 {
		t.Errorf("%d values, in conflict %v", len(v.Heads), v.Conflict)
	}
	for _, d := range []*device{s.wati, s.watis, s.tini, s.tinis, s.head} {
		if !bytes.Equal(d.disk.bases[s.core].Bundle, s.store.Bundle(s.core)) {
			t.Errorf("%s holds other bytes", d.name)
		}
	}
	breaks(t, "I1", func() {
		b := s.tini.disk.bases[s.core]
		st, _ := fold.Open(b.Bundle)
		st.Ents[0].Regs = st.Ents[0].Regs[:1]
		b.Bundle = st.Bundle()
		s.tini.disk.bases[s.core] = b
		s.tini.checkHoldings()
	})
}

func TestI2NoLostOp(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		n := len(s.store.Log())
		s.note(s.wati)
		s.wati.push(requestLost)
		s.wati.crash(2)
		s.wati.push(answerLost)
		s.wati.crash(2)
		s.all()
		if got := len(s.store.Log()) - n; got != 2 {
			t.Errorf("%d ops in the log", got)
		}
		// And what may not be written any more is set aside with its words.
		s.let(s.now + 1000)
		s.tini.cycle()
		s.note(s.tini)
		s.pass(2000)
		s.all()
		if len(s.store.Aside()) != 2 {
			t.Errorf("%d ops set aside", len(s.store.Aside()))
		}
	})
	breaks(t, "I2", func() {
		s.note(s.wati)
		for key := range s.wati.disk.pending {
			s.tamper(s.wati, client.Record{Kind: client.KindPending, Key: key})
		}
		s.wati.check()
	})
}

func TestI3ExactlyOnce(t *testing.T) {
	var forgets bool
	s := newScene(t, with(&forgets, faulty{tx: func(tx oplog.Tx) oplog.Tx { return forgetful{tx} }}))
	holds(t, func() {
		s.note(s.wati)
		s.note(s.wati)
		n := len(s.store.Log())
		s.wati.push(answerLost)
		s.wati.push(tornRequest)
		s.wati.push(answeredTwice)
		for len(s.limbo) > 0 {
			s.deliver()
		}
		s.all()
		if got := len(s.store.Log()) - n; got != 4 {
			t.Errorf("%d ops in the log", got)
		}
	})
	breaks(t, "I3", func() {
		s.note(s.wati)
		forgets = true
		s.wati.push(answeredTwice)
	})
}

// forgetful does not know what it has answered.
type forgetful struct{ oplog.Tx }

func (forgetful) Verdict(op.ID) (oplog.Stored, bool, error) { return oplog.Stored{}, false, nil }
func (forgetful) UsedN(op.ID, uint64) (bool, error)         { return false, nil }

func TestI4ReadYourWrites(t *testing.T) {
	s := newScene(t, Memory)
	shown := func() (n int) {
		parts, err := s.wati.e.File(s.file)
		if err != nil {
			t.Fatal(err)
		}
		return len(domain.Notes(parts))
	}
	holds(t, func() {
		s.note(s.wati)
		steps := []func(){func() {}, func() { s.wati.push(answerLost) }, func() { s.wati.push(well) }, func() { s.wati.crash(0) },
			func() { s.wati.pull(answerLost) }, func() { s.wati.pull(well) }, func() { s.wati.cycle() }}
		for i, step := range steps {
			if step(); shown() != 1 {
				t.Errorf("after step %d the note is there %d times", i, shown())
			}
		}
	})
	breaks(t, "I4", func() {
		s.note(s.wati)
		for key, o := range s.wati.disk.pending {
			o.Covered = true
			s.tamper(s.wati, client.Record{Kind: client.KindPending, Key: key, Val: op.Marshal(o)})
		}
		s.wati.check(s.file)
	})
}

func TestI5NoSilentOverwrite(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.set(s.wati, "satu")
		s.set(s.tini, "dua")
		s.all()
		if v := s.district(s.head); len(v.Heads) != 2 {
			t.Fatalf("%d values", len(v.Heads))
		}
		// Who settles it names what they saw; what they did not see stays beside it.
		s.set(s.wati, "tiga")
		s.set(s.tini, "empat")
		s.all()
		if v := s.district(s.head); len(v.Heads) != 2 {
			t.Errorf("%d values", len(v.Heads))
		}
		s.set(s.head, "lima")
		s.all()
		if v := s.district(s.wati); v.Conflict || v.V != "lima" {
			t.Errorf("%+v", v)
		}
	})
	breaks(t, "I5", func() {
		s.set(s.wati, "enam")
		s.set(s.tini, "tujuh")
		s.all()
		st, _ := fold.Open(s.store.Bundle(s.core))
		r := st.Find(op.Ent{Kind: domain.Case, ID: s.file}).Register(domain.CaseDistrict.ID)
		r.Sibs = r.Sibs[1:]
		s.archive().Server.(*memory).Bundles()[s.core] = st.Bundle()
		s.wati.write("trigger", s.wati.of.as[0], domain.CaseTriggers.Add(s.file, s.file, domain.Triggers[0].Code))
		s.wati.push(well)
	})
}

func TestI6Causality(t *testing.T) {
	var wrong bool
	s := newScene(t, with(&wrong, faulty{tx: func(tx oplog.Tx) oplog.Tx { return backdating{tx} }}))
	holds(t, func() {
		for i, skew := range []int64{2 * day, -day, 0, -day, 2 * day} {
			d := []*device{s.wati, s.tini, s.watis, s.head, s.tinis}[i]
			d.setClock(skew)
			text := fmt.Sprint("kecamatan", i)
			s.set(d, text) // before its next contact tells it the time
			s.all()
			if v := s.district(s.wati); v.V != text || v.Conflict {
				t.Errorf("with a clock %d h off: %q is shown, in conflict %v", skew/hour, v.V, v.Conflict)
			}
		}
	})
	breaks(t, "I6", func() {
		wrong = true
		s.set(s.wati, "kemarin")
		s.wati.push(well)
	})
}

// backdating gives every op a clock of long ago.
type backdating struct{ oplog.Tx }

func (b backdating) Insert(o *op.Op, a op.Ack) error {
	o.Eff = 1
	return b.Tx.Insert(o, a)
}

func TestI7NoLeak(t *testing.T) {
	var leaks bool
	var scope op.Scope
	s := newScene(t, with(&leaks, faulty{reader: func(r oplog.Reader) oplog.Reader { return leaking{r, &scope} }}))
	scope = s.core
	holds(t, func() {
		s.let(s.now + 1000)
		s.tini.cycle()
		s.note(s.wati)
		s.set(s.wati, "rahasia")
		s.wati.cycle()
		s.pass(2000)
		ans := s.tini.fetch(s.tini.e.NextPull())
		if len(ans.Revoked) == 0 || len(ans.Snapshots)+len(ans.Ops) != 0 {
			t.Errorf("%d revoked, %d snapshots, %d ops", len(ans.Revoked), len(ans.Snapshots), len(ans.Ops))
		}
		s.all()
	})
	breaks(t, "I7", func() {
		leaks = true
		s.tini.cycle()
	})
}

// leaking gives a scope to everybody.
type leaking struct {
	oplog.Reader
	scope *op.Scope
}

func (l leaking) Granted(appointments []op.ID) ([]oplog.Right, error) {
	list, err := l.Reader.Granted(appointments)
	return append(list, oplog.Right{Holding: op.Holding{Scope: *l.scope, GrantSeq: 1}}), err
}

// Mark is another with every right that is given.
func (l leaking) Mark(appointments []op.ID) (uint64, error) {
	mark, err := l.Reader.Mark(appointments)
	return mark + 1, err
}

func TestI8NoResidue(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.let(s.now + 1000)
		s.tini.cycle()
		s.note(s.tini)
		s.tini.cycle() // a copy is kept for a restored server
		s.note(s.tini) // this one comes too late
		s.tini.draft(s.file, nil)
		s.pass(2000)
		s.tini.cycle()
		if left := s.tini.disk.traces(); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
		s.all()
	})
	holds(t, func() { // the same while the device has nothing to show, because its app was upgraded
		s.let(s.now + 1000)
		s.tini.cycle()
		s.note(s.tini)
		s.tini.cycle()
		s.tini.upgrade()
		s.pass(2000)
		s.tini.cycle()
		if left := s.tini.disk.traces(); len(left) != 0 {
			t.Errorf("left: %+v", left)
		}
	})
	breaks(t, "I8", func() {
		s.tamper(s.tini, client.Record{Kind: client.KindBase, Key: fmt.Sprintf("%x-%02x", s.file[:], uint8(op.Core)), Val: op.Marshal(based{Bundle: []byte(canary(s.file, op.Core))})})
		delete(s.tini.disk.bases, s.core)
		s.tini.checkHoldings()
	})
}

func TestI9Replay(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.set(s.wati, "satu")
		s.set(s.tini, "dua")
		n := s.note(s.wati)
		s.all()
		parts, _ := s.tini.e.File(s.file)
		for _, p := range []op.Part{op.Core, op.Story} {
			if e := parts.Part(p).Find(op.Ent{Kind: domain.Note, ID: n}); e != nil && len(e.Heads()) > 0 {
				s.tini.write("removal", s.tini.of.as[0], op.Draft{File: s.file, Part: p, Ent: e.Ent, Kind: op.Tomb, Sup: e.Heads()})
			}
		}
		s.all()
		s.checkReplay()
	})
	breaks(t, "I9", func() {
		log := s.epochs[s.epoch()]
		log[s.core] = slices.Delete(log[s.core], 1, 2)
		s.checkReplay()
	})
}

func TestI10Progress(t *testing.T) {
	var broken bool
	s := newScene(t, with(&broken, faulty{}))
	holds(t, func() {
		s.note(s.tini)
		// A command that is not hers to give, an act under an appointment that is not hers, then an honest note.
		s.tini.write("assign", s.tini.of.as[0], domain.Assign(s.file, domain.AssignArgs{Appointment: s.people[1].as[0]}, nil))
		s.tini.write("edit", s.people[0].as[0], domain.CaseWish.Set(s.file, s.file, s.tini.words(s.file, op.Story), nil))
		n := s.note(s.tini)
		before := len(s.store.Aside())
		s.tini.cycle()
		if got := len(s.store.Aside()) - before; got != 2 || s.tini.e.Unsent() != 0 {
			t.Errorf("%d set aside, %d unsent", got, s.tini.e.Unsent())
		}
		s.all()
		parts, _ := s.wati.e.File(s.file)
		if !slices.ContainsFunc(domain.Notes(parts), func(v domain.NoteView) bool { return v.ID == n }) {
			t.Error("the note behind the poisoned acts did not arrive")
		}
	})
	breaks(t, "I10", func() {
		s.note(s.wati)
		broken = true
		s.wati.cycle()
	})
}

func TestI11Commutation(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		s.set(s.wati, "satu")
		s.set(s.tini, "dua")
		s.all()
		s.set(s.head, "tiga")
		s.wati.write("trigger", s.wati.of.as[0], domain.CaseTriggers.Add(s.file, s.file, domain.Triggers[0].Code))
		s.all()
	})
	ops := s.epochs[s.epoch()][s.core]
	ops = ops[len(ops)-6:]
	want, orders, others := replay(ops), 0, 0
	permute(slices.Clone(ops), 0, func(order []*op.Op) {
		got := replay(order)
		if respects(order) {
			if orders++; !bytes.Equal(got, want) {
				t.Errorf("order %d gives another state", orders)
			}
		} else if !bytes.Equal(got, want) {
			others++
		}
	})
	if orders < 20 || others == 0 {
		// The control: orders that do not respect it give other states, so that the comparison can tell.
		t.Errorf("%d orders that respect sup; of the others %d give another state", orders, others)
	}
}

func permute(ops []*op.Op, from int, each func([]*op.Op)) {
	if from == len(ops) {
		each(ops)
		return
	}
	for i := from; i < len(ops); i++ {
		ops[from], ops[i] = ops[i], ops[from]
		permute(ops, from+1, each)
		ops[from], ops[i] = ops[i], ops[from]
	}
}

// respects reports whether no op comes before one that it replaced.
func respects(ops []*op.Op) bool {
	for i, o := range ops {
		for _, later := range ops[i+1:] {
			if slices.Contains(o.Sup, later.ID) {
				return false
			}
		}
	}
	return true
}

func TestI12AtomicPage(t *testing.T) {
	s := newScene(t, Memory)
	holds(t, func() {
		for _, f := range []fate{diskFull, crashed} {
			for range 4 { // which write is refused is left to chance
				s.set(s.wati, fmt.Sprint("kecamatan", s.now))
				s.wati.cycle()
				s.note(s.tini)
				s.tini.push(f)
				s.tini.pull(f)
				s.tini.crash(2)
			}
		}
		s.all()
	})
	breaks(t, "I12", func() {
		s.tini.disk.half = true
		for i := range 8 { // which write is refused is left to chance
			s.set(s.wati, fmt.Sprint("setengah", i))
			s.note(s.wati)
			s.wati.cycle()
			s.tini.pull(crashed)
			s.tini.cycle()
		}
	})
}
