package oplog_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
)

// inbox asks what waits for a person.
func (p *phone) inbox() []op.InboxItem {
	p.o.t.Helper()
	box, err := p.o.core.Inbox(context.Background(), p.actor)
	if err != nil {
		p.o.t.Fatal(err)
	}
	return box.Items
}

// caseOf begins a case.
func (p *phone) caseOf(victim string) op.ID {
	p.o.t.Helper()
	file, v := p.o.id(), p.o.id()
	p.write(domain.Begin(file, domain.Case, file), domain.CaseChannel.Set(file, file, "telepon", nil), domain.Begin(file, domain.Victim, v),
		domain.VictimName.Set(file, v, victim, nil))
	return file
}

// handOver gives a case of wati's to tini while wati is away with a note and a change.
func handOver(t *testing.T) (o *office, wati, tini, head *phone, file, note op.ID) {
	o = newOffice(t)
	wati, tini, head = o.phone("wati"), o.phone("tini"), o.phone("head")
	file = wati.caseOf("Bunga")
	wati.write(domain.CaseWish.Set(file, file, "pulang", nil))
	wati.sync()
	head.sync()
	o.now += 60_000
	note = wati.note(file, "ia menelepon semalam")
	wati.write(domain.CaseWish.Set(file, file, "tinggal di rumah nenek", domain.CaseWish.Get(wati.parts(file), file).Heads))
	o.now += 60_000
	head.write(domain.Assign(file, domain.AssignArgs{Appointment: tini.as}, domain.CaseOwner.Get(head.parts(file), file).Heads))
	head.sync()
	tini.sync()
	o.now += 60_000
	return o, wati, tini, head, file, note
}

func (p *phone) verdict() (code errs.Code) {
	p.o.t.Helper()
	p.sync()
	for _, f := range p.Refused() {
		code = f.Code
		if err := p.Dismiss(f.Group); err != nil {
			p.o.t.Fatal(err)
		}
	}
	return code
}

func adopt(i op.InboxItem) op.Draft {
	return domain.Adopt(i.Kind, i.File, domain.AdoptArgs{Group: i.Group})
}

func leave(i op.InboxItem) op.Draft {
	return domain.SetAside(i.Kind, i.File, domain.SetAsideArgs{Group: i.Group, Reason: "sudah dicatat"})
}

func TestWorkOfAFormerOwner(t *testing.T) {
	o, wati, tini, head, file, note := handOver(t)
	tini.write(domain.CaseWish.Set(file, file, "belum tahu", domain.CaseWish.Get(tini.parts(file), file).Heads))
	tini.sync()
	if tini.Inbox() != 0 {
		t.Fatal("something waits before it came")
	}
	wati.sync()
	if len(wati.parts(file)) != 0 || wati.Unsent() != 0 {
		t.Fatal("the former owner's device still has it")
	}
	if f := wati.Fate(); f != (op.Fate{Waits: 2}) {
		t.Errorf("the author is told %+v", f)
	}
	tini.sync()
	head.sync()
	if tini.Inbox() != 2 || head.Inbox() != 2 || wati.Inbox() != 0 || len(wati.inbox()) != 0 {
		t.Fatalf("tini %d, head %d, wati %d", tini.Inbox(), head.Inbox(), wati.Inbox())
	}
	items := tini.inbox()
	first := items[0]
	if first.As != wati.as || first.Actor != wati.actor.User || first.After || !first.May || first.By != tini.as || len(first.Ops) != 2 ||
		!slices.Equal(first.Parts, []op.Part{op.Core, op.Story}) || first.Made >= first.Came {
		t.Errorf("%+v", first)
	}
	if seen := head.inbox()[0]; seen.May || seen.By != head.as || len(seen.Ops) != 2 {
		t.Errorf("the head may not write a story, and reads it: %+v", seen)
	}

	t.Run("by nobody else", func(t *testing.T) {
		psy := o.phone("psy")
		for _, p := range []*phone{psy, wati} {
			p.write(adopt(first))
			if code := p.verdict(); code == "" {
				t.Error("somebody without a right took it in")
			}
		}
		head.write(adopt(first))
		if code := head.verdict(); code != errs.Forbidden {
			t.Error("who may not write a story wrote one:", code)
		}
		if len(o.store.AllItems()) != 2 {
			t.Error("a refused decision waits for a decision")
		}
	})

	t.Run("taken in under its author's name", func(t *testing.T) {
		tini.write(adopt(first))
		if code := tini.verdict(); code != "" {
			t.Fatal(code)
		}
		notes := domain.Notes(tini.parts(file))
		if len(notes) != 1 || notes[0].ID != note || notes[0].Text != "ia menelepon semalam" || notes[0].By != wati.as || notes[0].Adopter != tini.as ||
			notes[0].Made != first.Made {
			t.Fatalf("%+v", notes)
		}
		if domain.Notes(head.parts(file)) != nil {
			t.Fatal("it is there before it was fetched")
		}
		head.sync()
		if n := domain.Notes(head.parts(file)); len(n) != 1 || head.Inbox() != 1 {
			t.Errorf("%+v, %d wait", n, head.Inbox())
		}
	})

	t.Run("what was changed meanwhile stands beside it", func(t *testing.T) {
		tini.write(adopt(items[1]))
		if code := tini.verdict(); code != "" {
			t.Fatal(code)
		}
		wish := domain.CaseWish.Get(tini.parts(file), file)
		if !wish.Conflict || len(wish.Sibs) != 2 || wish.V != "belum tahu" {
			t.Errorf("%+v", wish)
		}
	})

	t.Run("again it changes nothing", func(t *testing.T) {
		before := len(o.store.Log())
		for range 2 {
			tini.write(adopt(first))
			if code := tini.verdict(); code != "" {
				t.Error(code)
			}
		}
		if n := len(o.store.Log()) - before; n != 2 {
			t.Errorf("%d ops for two commands without effect", n)
		}
		tini.write(leave(first))
		if code := tini.verdict(); code != errs.Conflict {
			t.Error("it was left after it was taken:", code)
		}
	})

	wati.sync()
	if f := wati.Fate(); f != (op.Fate{Taken: 2}) {
		t.Errorf("the author is told %+v", f)
	}
	acts := map[string]int{}
	for _, e := range o.store.Trail() {
		if e.Code == "" {
			acts[e.Act]++
		}
	}
	if acts["adopt"] != 4 {
		t.Errorf("the trail says %v", acts)
	}
}

func TestLeftAside(t *testing.T) {
	o, wati, tini, head, file, _ := handOver(t)
	wati.note(file, "setelah serah terima")
	wati.sync()
	head.sync()
	items := head.inbox()
	if !items[2].After || items[0].After {
		t.Error("before and after the hand-over are confused")
	}
	aside := len(o.store.Aside())
	head.write(leave(items[0]))
	if code := head.verdict(); code != "" {
		t.Fatal(code)
	}
	if head.Inbox() != 2 || len(o.store.Aside()) != aside {
		t.Error("it does not stay where it was")
	}
	tini.write(adopt(items[0]))
	if code := tini.verdict(); code != errs.Conflict {
		t.Error("it was taken after it was left:", code)
	}
	wati.sync()
	if f := wati.Fate(); f != (op.Fate{Waits: 2, Left: 1}) {
		t.Errorf("%+v", f)
	}
	head.write(domain.SetAside(items[1].Kind, file, domain.SetAsideArgs{Group: o.id(), Reason: "tidak ada"}))
	if code := head.verdict(); code != errs.NotFound {
		t.Error("what never was is decided on:", code)
	}
}

// A name may not be borrowed: what is taken in is what the server has kept, and nobody can keep it there for another.
func TestNobodyWritesInAnothersName(t *testing.T) {
	o, wati, tini, _, file, _ := handOver(t)
	wati.sync()
	tini.sync()
	items := tini.inbox()
	other := o.phone("head").caseOf("x")
	tini.write(domain.Adopt(domain.Case, other, domain.AdoptArgs{Group: items[0].Group}))
	if code := tini.verdict(); code == "" {
		t.Error("it went into another file")
	}

	// A group under the id of another's is no part of that one.
	false1 := o.phone("psy")
	batch := op.Push{Dev: false1.actor.Dev}
	false1.note(file, "palsu")
	p, _ := false1.NextPush()
	batch.Ops = slices.Clone(p.Ops)
	for i := range batch.Ops {
		batch.Ops[i].G = o.store.AllItems()[items[0].Group].G
	}
	if _, _, err := o.core.Push(context.Background(), false1.actor, batch); err != nil {
		t.Fatal(err)
	}
	tini.write(adopt(items[0]))
	if code := tini.verdict(); code != "" {
		t.Fatal(code)
	}
	for _, n := range domain.Notes(tini.parts(file)) {
		if n.Text == "palsu" || n.By != wati.as {
			t.Errorf("%+v", n)
		}
	}

	// Nor can somebody write what only the server writes, by having it taken in.
	rogue := o.phone("desk")
	rogue.write(domain.CaseWish.Set(file, file, "x", nil))
	p, _ = rogue.NextPush()
	p.Ops[0].Field, p.Ops[0].Part, p.Ops[0].Val = domain.CaseOwner.ID, op.Core, op.Marshal(rogue.as)
	if _, _, err := o.core.Push(context.Background(), rogue.actor, p); err != nil {
		t.Fatal(err)
	}
	for _, i := range tini.inbox() {
		if i.As == rogue.as {
			tini.write(adopt(i))
			if code := tini.verdict(); code != errs.Forbidden {
				t.Error("the owner was set by who may not:", code)
			}
		}
	}
}

// What a later version wrote may be taken in like anything else: the server keeps and passes on what it does not know.
func TestWhatALaterVersionWroteIsTakenIn(t *testing.T) {
	o, wati, tini, _, file, _ := handOver(t)
	wati.sync()
	wati.write(domain.CaseWish.Set(file, file, "x", nil))
	p, _ := wati.NextPush()
	later := op.FieldID(30_000)
	p.Ops[0].Field, p.Ops[0].SV = later, 1
	if _, _, err := o.core.Push(context.Background(), wati.actor, p); err != nil {
		t.Fatal(err)
	}
	tini.sync()
	for _, i := range tini.inbox() {
		if i.Ops[0].Field != later {
			continue
		}
		tini.write(adopt(i))
		if code := tini.verdict(); code != "" {
			t.Fatal(code)
		}
	}
	root := tini.parts(file).Part(p.Ops[0].Part).Find(op.Ent{Kind: domain.Case, ID: file})
	if reg := root.Register(later); reg == nil || len(reg.Sibs) != 1 {
		t.Error("it is not in the file")
	}
}

// However much somebody has set aside, one answer stays within bounds, and deciding brings the rest.
func TestAFullInbox(t *testing.T) {
	_, wati, tini, _, file, _ := handOver(t)
	for range 40 {
		wati.note(file, strings.Repeat("x", 50_000))
	}
	wati.sync()
	tini.sync()
	seen := 0
	for tini.Inbox() > 0 {
		size := 0
		items := tini.inbox()
		for _, i := range items {
			size += len(op.Marshal(i))
			tini.write(adopt(i))
		}
		if seen += len(items); len(items) == 0 || size > 3<<19 {
			t.Fatalf("%d items of %d bytes", len(items), size)
		}
		if code := tini.verdict(); code != "" {
			t.Fatal(code)
		}
	}
	if seen != 42 {
		t.Errorf("%d were shown", seen)
	}
}

func TestWhoMayNotReadAllIsToldWhoMay(t *testing.T) {
	o := newOffice(t)
	wati, tini, head, psy := o.phone("wati"), o.phone("tini"), o.phone("head"), o.phone("psy")
	file := wati.caseOf("Bunga")
	wati.write(domain.Grant(file, domain.GrantArgs{Appointment: psy.as, Parts: []op.Part{op.Core, op.Clinical}, Until: o.now + 1}))
	wati.sync()
	_ = tini
	psy.write(op.Draft{File: file, Part: op.Clinical, Ent: op.Ent{Kind: domain.Note, ID: o.id()}, Kind: op.Create})
	o.now += 1000
	psy.sync()
	head.sync()
	items := head.inbox()
	if len(items) != 1 || items[0].Ops != nil || items[0].May || !items[0].By.IsZero() || head.Inbox() != 1 {
		t.Fatalf("%+v", items)
	}
}

func TestAFileThatNeverWas(t *testing.T) {
	o := newOffice(t)
	wati, tini, head := o.phone("wati"), o.phone("tini"), o.phone("head")
	file := wati.caseOf("Bunga")
	wati.note(file, "catatan pertama")
	lost := wati.caseOf("Melati")
	_ = lost
	o.end("wati")
	wati.push()
	head.sync()
	items := head.inbox()
	if head.Inbox() != 3 || len(items) != 3 || !items[0].Begins || items[1].Begins || !items[0].May || items[0].Ops == nil {
		t.Fatalf("%d %+v", head.Inbox(), items)
	}
	if tini.sync(); tini.Inbox() != 0 {
		t.Error("a colleague is asked")
	}
	head.write(domain.Adopt(domain.Case, file, domain.AdoptArgs{Group: items[0].Group, Owner: tini.as}))
	if code := head.verdict(); code != "" {
		t.Fatal(code)
	}
	tini.sync()
	v, _ := domain.ReadCase(tini.parts(file), file)
	if v.Owner != tini.as || v.Number == "" || len(domain.Victims(tini.parts(file))) != 1 || domain.Victims(tini.parts(file))[0].Name != "Bunga" {
		t.Errorf("%+v", v)
	}
	if tini.Inbox() != 1 {
		t.Fatal("what belongs to the file does not follow it")
	}
	tini.write(adopt(tini.inbox()[0]))
	if code := tini.verdict(); code != "" || len(domain.Notes(tini.parts(file))) != 1 {
		t.Error("the note was not taken in", code)
	}
	// The other is left: there is no file to write that into.
	head.sync()
	other := head.inbox()[0]
	head.write(domain.SetAside(domain.UserSpace, head.actor.User, domain.SetAsideArgs{Group: other.Group, Reason: "salah"}))
	if code := head.verdict(); code != "" || head.Inbox() != 0 {
		t.Error("it still waits", code)
	}
}

func TestAFileThatNobodyHas(t *testing.T) {
	o := newOffice(t)
	wati, tini := o.phone("wati"), o.phone("tini")
	file := wati.caseOf("Bunga")
	wati.sync()
	wati.note(file, "sesudah berhenti")
	o.end("wati")
	o.end("head")
	wati.push()
	if tini.sync(); tini.Inbox() != 0 {
		t.Error("a colleague is asked")
	}
	new := oplog.Appointment{ID: o.id(), User: o.id(), Institution: o.inst, Unit: o.unit, Role: "kepala_uptd"}
	o.people["new"] = new
	o.store.Appoint(new)
	head := o.phone("new")
	if head.sync(); head.Inbox() != 1 || head.inbox()[0].Ops != nil {
		t.Errorf("%d: %+v", head.Inbox(), head.inbox())
	}
}
