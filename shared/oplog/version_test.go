package oplog_test

import (
	"bytes"
	"context"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// TestAnOldClient is held back from writing anew by a server that asks for a later one; what it wrote before is taken,
// and it goes on reading.
func TestAnOldClient(t *testing.T) {
	o := newOffice(t)
	wati, head := o.phone("wati"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	wati.note(file, "sebelum tahu")
	o.core.MinClient = op.Client + 1
	wati.pull()
	write := func(p *phone) errs.Code {
		n := o.id()
		_, err := p.Author(o.now, p.as, op.Ctx{}, []op.Draft{domain.Begin(file, domain.Note, n)})
		return errs.CodeOf(err)
	}
	if code := write(wati); code != errs.StaleClient {
		t.Errorf("it may still write: %q", code)
	}
	wati.sync()
	head.sync()
	if wati.Unsent() != 0 || len(wati.Refused()) != 0 || len(domain.Notes(head.parts(file))) != 1 {
		t.Error("what was written before did not arrive")
	}
	o.core.MinClient = op.Client
	wati.pull()
	if code := write(wati); code != "" {
		t.Errorf("it may not write again: %q", code)
	}
}

// TestANewClient writes what this server does not know yet: it is taken, folded as it is, and passed on to who reads the
// scope. No view shows it, and nothing beside it is disturbed.
func TestANewClient(t *testing.T) {
	o := newOffice(t)
	wati, head := o.phone("wati"), o.phone("head")
	file := wati.newCase()
	wati.write(domain.CaseDistrict.Set(file, file, "18.71", nil))
	wati.sync()
	head.sync()

	district := domain.CaseDistrict.Get(wati.parts(file), file)
	wati.write(domain.CaseDistrict.Set(file, file, "18.72", district.Heads), domain.CaseChannel.Set(file, file, "surat", nil),
		domain.CaseTriggers.Add(file, file, "senjata"))
	batch, _ := wati.NextPush()
	field, thing := op.FieldID(30_000), o.id()
	batch.Ops[0].SV, batch.Ops[0].Val = 2, op.Marshal(map[string]any{"kode": "18.72"})
	batch.Ops[1].Field, batch.Ops[1].Val = field, op.Marshal([]int{1, 2, 3})
	batch.Ops[2].Ent, batch.Ops[2].Field = op.Ent{Kind: 77, ID: thing}, field+1
	ans, _, err := o.core.Push(context.Background(), wati.actor, batch)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range ans.Acks {
		if a.Verdict != op.Accepted {
			t.Fatalf("%+v", a)
		}
	}
	for name, p := range map[string]*phone{"who holds the case": head, "who takes it up now": o.phone("head")} {
		p.sync()
		core := p.parts(file).Part(op.Core)
		root := core.Find(op.Ent{Kind: domain.Case, ID: file})
		if reg := root.Register(field); reg == nil || !bytes.Equal(reg.Sibs[0].Val, batch.Ops[1].Val) {
			t.Errorf("%s: the unknown field is not there", name)
		}
		if e := core.Find(op.Ent{Kind: 77, ID: thing}); len(e.Set(field+1)) != 1 {
			t.Errorf("%s: the unknown entity is not there", name)
		}
		if !bytes.Equal(core.Bundle(), o.store.Bundles()[op.Scope{File: file, Part: op.Core}]) {
			t.Errorf("%s: other bytes than the server's", name)
		}
		got := domain.CaseDistrict.Get(p.parts(file), file)
		if got.Known || got.Conflict || len(got.Heads) != 1 {
			t.Errorf("%s: a value of a later version reads %+v", name, got)
		}
		if _, conflicts := domain.ReadCase(p.parts(file), file); len(conflicts) != 0 {
			t.Errorf("%s: %+v", name, conflicts)
		}
	}

	t.Run("a later server's own fields are nobody's to write", func(t *testing.T) {
		wati := o.phone("wati")
		wati.sync()
		wati.write(domain.CaseChannel.Set(file, file, "telepon", domain.CaseChannel.Get(wati.parts(file), file).Heads))
		batch, _ := wati.NextPush()
		batch.Ops[0].Field = domain.ServerFields + 5
		ans, _, err := o.core.Push(context.Background(), wati.actor, batch)
		if err != nil || ans.Acks[0].Verdict != op.Rejected || ans.Acks[0].Code != errs.UnknownField {
			t.Errorf("%+v %v", ans.Acks, err)
		}
	})
}

// TestALaterServer speaks of things that this program does not know: they are passed over, the rest holds.
func TestALaterServer(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	file := wati.newCase()
	wati.sync()
	other := o.phone("wati")
	ans, err := o.core.Pull(context.Background(), other.actor, other.NextPull())
	if err != nil {
		t.Fatal(err)
	}
	var members map[int]any
	if err := op.Unmarshal(op.Marshal(ans), &members); err != nil {
		t.Fatal(err)
	}
	members[99] = []string{"dari versi berikutnya"}
	var read op.PullAnswer
	if err := op.UnmarshalAnswer(op.Marshal(members), &read); err != nil {
		t.Fatal(err)
	}
	if _, _, err := other.HandlePull(read, o.now); err != nil || len(other.parts(file)) == 0 {
		t.Errorf("%d parts, %v", len(other.parts(file)), err)
	}
	if op.UnmarshalAnswer([]byte{0xa1, 0x05, 0x01}, &read) == nil {
		t.Error("a broken answer was taken")
	}
}
