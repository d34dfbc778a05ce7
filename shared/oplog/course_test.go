package oplog_test

import (
	"slices"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
	"damping/shared/policy"
)

// refused asks that the newest act was set aside for this reason, and takes it off the list. No code asks that none was.
func (p *phone) refused(why string, code errs.Code) {
	p.o.t.Helper()
	got := p.Refused()
	if code == "" && len(got) == 0 {
		return
	}
	if len(got) != 1 || got[0].Code != code {
		p.o.t.Errorf("%s: refused %+v, want %q", why, got, code)
	}
	for _, f := range got {
		if err := p.Dismiss(f.Group); err != nil {
			p.o.t.Fatal(err)
		}
	}
}

// give sends a command and expects an answer.
func (p *phone) give(why string, d op.Draft, code errs.Code) {
	p.o.t.Helper()
	p.write(d)
	p.sync()
	p.refused(why, code)
}

func (p *phone) caseState(file op.ID) string {
	v, _ := domain.ReadCase(p.parts(file), file)
	return v.State
}

func (p *phone) decisions(file op.ID) (kinds []string) {
	for _, d := range domain.Decisions(p.parts(file)) {
		kinds = append(kinds, d.Kind)
	}
	return kinds
}

// hire adds somebody, by default to the office's unit.
func (o *office) hire(name string, role policy.Role, unit op.ID) *phone {
	a := oplog.Appointment{ID: o.id(), User: o.id(), Institution: o.inst, Unit: unit, Role: role}
	o.people[name] = a
	o.store.Appoint(a)
	return o.phone(name)
}

func TestACaseIsClosedWithApproval(t *testing.T) {
	o := newOffice(t)
	wati, head := o.phone("wati"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	closing := func(outcome string) op.Draft {
		return domain.Close(domain.Case, file, domain.CloseArgs{As: outcome, Reason: "semua sasaran tercapai"}, domain.CourseHeads(domain.Case, file, wati.parts(file)))
	}
	answer := func(p *phone, yes bool, reason string) op.Draft {
		return domain.Approve(file, domain.ApproveArgs{Yes: yes, Reason: reason}, domain.AskedHeads(file, p.parts(file)))
	}

	wati.give("without approval", closing("tujuan_tercapai"), errs.Invalid)
	head.sync()
	head.give("nobody asked", answer(head, true, ""), errs.Conflict)
	wati.write(domain.Ask(file, "tujuan_tercapai", "dua bulan tanpa kejadian", seen(wati.parts(file), file))...)
	wati.sync()
	head.sync()
	if a := domain.ReadAsking(head.parts(file), file); a.What != domain.AskClosing || a.Outcome != "tujuan_tercapai" || a.Note == "" || a.Answer != "" {
		t.Fatalf("%+v", a)
	}
	wati.give("the asker", answer(wati, true, ""), errs.Forbidden)

	// The outcome changes while the head, without having seen it, says yes.
	wati.write(domain.CaseOutcome.Set(file, file, "mandiri", domain.CaseOutcome.Get(wati.parts(file), file).Heads))
	wati.sync()
	head.give("of what was changed meanwhile", answer(head, true, ""), errs.Conflict)
	head.give("no", answer(head, false, "tunggu kunjungan terakhir"), "")
	wati.sync()
	if a := domain.ReadAsking(wati.parts(file), file); a.Answer != domain.Refused {
		t.Errorf("%+v", a)
	}
	wati.give("refused", closing("mandiri"), errs.Invalid)
	head.give("answered already", answer(head, true, ""), errs.Conflict)

	// Asked anew and approved; a change that a phone without signal made earlier arrives after the yes.
	late := o.phone("wati")
	late.sync()
	late.write(domain.CaseOutcome.Set(file, file, "lainnya", domain.CaseOutcome.Get(late.parts(file), file).Heads))
	o.now += 60_000
	wati.write(domain.Ask(file, "mandiri", "", seen(wati.parts(file), file))...)
	wati.sync()
	head.sync()
	head.give("yes", answer(head, true, ""), "")
	late.sync()
	wati.sync()
	wati.give("of an outcome in dispute", closing("mandiri"), errs.Invalid)
	wati.write(domain.Ask(file, "mandiri", "", seen(wati.parts(file), file))...)
	wati.sync()
	head.sync()
	head.give("yes", answer(head, true, ""), "")
	wati.sync()
	wati.give("another outcome than the approved one", closing("lainnya"), errs.Invalid)
	late.sync()
	stale := late.parts(file)
	wati.give("closed", closing("mandiri"), "")
	if wati.caseState(file) != domain.CaseShut || !domain.Ended(wati.parts(file), domain.Case, file) || !domain.Closed(wati.Cards()[0]) {
		t.Errorf("%s, %+v", wati.caseState(file), wati.Cards())
	}
	late.give("somebody else has closed it", domain.Close(domain.Case, file, domain.CloseArgs{As: "mandiri"}, domain.CourseHeads(domain.Case, file, stale)), errs.Conflict)
	late.give("closed twice", domain.Close(domain.Case, file, domain.CloseArgs{As: "mandiri"}, domain.CourseHeads(domain.Case, file, late.parts(file))), errs.Conflict)
	late.give("a closed case does not go on", domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, domain.CaseStage.Get(late.parts(file), file).Heads), errs.Conflict)

	again := domain.ReopenArgs{Reason: "korban datang kembali"}
	wati.sync()
	wati.give("the owner reopens", domain.Reopen(domain.Case, file, again, domain.CourseHeads(domain.Case, file, wati.parts(file))), errs.Forbidden)
	head.sync()
	head.give("reopened", domain.Reopen(domain.Case, file, again, domain.CourseHeads(domain.Case, file, head.parts(file))), "")
	head.give("reopened twice", domain.Reopen(domain.Case, file, again, domain.CourseHeads(domain.Case, file, head.parts(file))), errs.Conflict)
	wati.sync()
	if wati.caseState(file) != domain.CaseOpen || domain.Closed(wati.Cards()[0]) || domain.ReadAsking(wati.parts(file), file).What != "" {
		t.Errorf("%s %+v", wati.caseState(file), domain.ReadAsking(wati.parts(file), file))
	}
	wati.give("by the old approval", closing("mandiri"), errs.Invalid)
	want := []string{domain.DecidedNo, domain.DecidedYes, domain.DecidedYes, domain.DecidedClose, domain.DecidedReopen}
	if got := wati.decisions(file); !slices.Equal(got, want) {
		t.Errorf("decided %v, want %v", got, want)
	}
}

func TestAComplaintIsClosed(t *testing.T) {
	o := newOffice(t)
	desk, head, tini := o.phone("desk"), o.phone("head"), o.phone("tini")
	closing := func(p *phone, file op.ID, args domain.CloseArgs) op.Draft {
		return domain.Close(domain.Complaint, file, args, domain.CourseHeads(domain.Complaint, file, p.parts(file)))
	}
	state := func(p *phone, file op.ID) string { v, _ := domain.ReadComplaint(p.parts(file), file); return v.State }

	file := desk.newComplaint()
	desk.sync()
	for name, args := range map[string]domain.CloseArgs{
		"without a reason":      {As: domain.ComplaintInformation},
		"by merging":            {As: domain.ComplaintDuplicate, Reason: "x"},
		"as a case":             {As: domain.StateBecameCase, Reason: "x"},
		"passed on to nobody":   {As: domain.ComplaintPassedOn, Reason: "x"},
		"to somebody otherwise": {As: domain.ComplaintOutOfScope, Reason: "x", To: "Dinas Sosial"},
	} {
		if _, err := desk.Author(o.now, desk.as, op.Ctx{}, []op.Draft{closing(desk, file, args)}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	stale := desk.parts(file)
	desk.give("passed on", closing(desk, file, domain.CloseArgs{As: domain.ComplaintPassedOn, Reason: "wilayah lain", To: "UPTD PPA Metro"}), "")
	if state(desk, file) != domain.ComplaintPassedOn || !domain.Closed(desk.Cards()[0]) {
		t.Error(state(desk, file))
	}
	d := domain.Decisions(desk.parts(file))
	if len(d) != 1 || d[0].Code != domain.ComplaintPassedOn || d[0].Reason != "wilayah lain" || d[0].To != "UPTD PPA Metro" || d[0].By != desk.as {
		t.Errorf("%+v", d)
	}

	t.Run("its state is no field any more", func(t *testing.T) {
		set := func(v string) op.Draft {
			return domain.ComplaintState.Set(file, file, v, domain.ComplaintState.Get(desk.parts(file), file).Heads)
		}
		desk.give("opened by hand", set(domain.StateTriaged), errs.Forbidden)
		other := desk.newComplaint()
		desk.sync()
		desk.give("closed by hand", domain.ComplaintState.Set(other, other, domain.ComplaintInformation, nil), errs.Forbidden)
		for _, d := range []op.Draft{domain.DecisionKind.Set(other, o.id(), domain.DecidedClose, nil), domain.Begin(other, domain.Decision, o.id())} {
			if _, err := desk.Author(o.now, desk.as, op.Ctx{}, []op.Draft{d}); errs.CodeOf(err) != errs.Forbidden {
				t.Errorf("a decision by hand: %v", err)
			}
		}
	})
	t.Run("who assessed it without signal disagrees until somebody chooses", func(t *testing.T) {
		desk.write(domain.ComplaintState.Set(file, file, domain.StateTriaged, domain.ComplaintState.Get(stale, file).Heads))
		desk.sync()
		desk.refused("assessed meanwhile", "")
		if v := domain.ComplaintState.Get(desk.parts(file), file); !v.Conflict || domain.Ended(desk.parts(file), domain.Complaint, file) {
			t.Errorf("%+v", v)
		}
		desk.write(domain.ComplaintState.Set(file, file, domain.ComplaintPassedOn, domain.ComplaintState.Get(desk.parts(file), file).Heads))
		desk.sync()
		desk.refused("chosen", "")
		if !domain.Ended(desk.parts(file), domain.Complaint, file) {
			t.Error("not closed")
		}
	})
	t.Run("who looks after the unit opens it again", func(t *testing.T) {
		head.sync()
		again := domain.ReopenArgs{Reason: "ditolak di sana"}
		desk.give("the desk", domain.Reopen(domain.Complaint, file, again, domain.CourseHeads(domain.Complaint, file, desk.parts(file))), errs.Forbidden)
		head.give("reopened", domain.Reopen(domain.Complaint, file, again, domain.CourseHeads(domain.Complaint, file, head.parts(file))), "")
		if state(head, file) != domain.StateTriaged {
			t.Error(state(head, file))
		}
	})
	t.Run("one that became a case is not closed beside it", func(t *testing.T) {
		mine := tini.newComplaint()
		kase := tini.newCase()
		tini.write(domain.ComplaintState.Set(mine, mine, domain.StateBecameCase, nil), domain.ComplaintCase.Set(mine, mine, kase, nil))
		tini.sync()
		tini.give("closed", closing(tini, mine, domain.CloseArgs{As: domain.ComplaintInformation, Reason: "x"}), errs.Invalid)
	})
}

func TestAFileMovesToAnotherUnit(t *testing.T) {
	o := newOffice(t)
	south := o.id()
	wati, head, psy := o.phone("wati"), o.phone("head"), o.phone("psy")
	chief, lina, all := o.hire("chief", policy.FollowUpChief, south), o.hire("lina", policy.Companion, south), o.hire("all", policy.UPTDHead, op.ID{})
	file := wati.newCase()
	wati.write(domain.Grant(file, domain.GrantArgs{Appointment: psy.as, Parts: []op.Part{op.Core, op.Story}}))
	wati.sync()
	for _, p := range []*phone{head, psy, all} {
		p.sync()
	}
	move := func(p *phone, to *phone) op.Draft {
		return domain.Transfer(domain.Case, file, domain.TransferArgs{Head: to.as, Reason: "tempat tinggal pindah"}, domain.CaseOwner.Get(p.parts(file), file).Heads)
	}

	wati.give("the owner", move(wati, chief), errs.Forbidden)
	head.give("to who looks after no unit", move(head, lina), errs.Invalid)
	head.give("to the unit that has it", move(head, head), errs.Invalid)
	head.give("to no unit in particular", move(head, all), errs.Invalid)
	stale := move(head, chief)
	stale.Sup = nil
	head.give("from an owner that was not seen", stale, errs.Conflict)

	wati.note(file, "belum terkirim")
	head.give("moved", move(head, chief), "")
	for name, p := range map[string]*phone{"the former owner": wati, "who was let in": psy, "who looked after the unit": head} {
		p.sync()
		if len(p.parts(file)) != 0 || len(p.Cards()) != 0 {
			t.Errorf("%s still holds it", name)
		}
	}
	if got := wati.Refused(); len(got) != 1 || got[0].Verdict != op.Quarantined || len(o.store.Aside()) == 0 {
		t.Errorf("unsent work of the former owner: %+v", got)
	}
	chief.sync()
	all.sync()
	lina.sync()
	for name, p := range map[string]*phone{"the receiving head": chief, "who looks after the whole house": all} {
		if v, _ := domain.ReadCase(p.parts(file), file); v.Owner != chief.as || p.parts(file).Part(op.Identity) == nil {
			t.Errorf("%s reads %+v", name, v)
		}
	}
	if len(lina.parts(file)) != 0 {
		t.Error("a colleague there reads it before it is hers")
	}
	chief.give("assigned on", domain.Assign(file, domain.AssignArgs{Appointment: lina.as}, domain.CaseOwner.Get(chief.parts(file), file).Heads), "")
	lina.sync()
	if v, _ := domain.ReadCase(lina.parts(file), file); v.Owner != lina.as {
		t.Errorf("%+v", v)
	}
	chief.sync()
	if len(chief.parts(file)) == 0 {
		t.Error("who assigned it on no longer looks after it")
	}
	if got := chief.decisions(file); !slices.Equal(got, []string{domain.DecidedTransfer}) {
		t.Error(got)
	}
}

func TestFilesAreMerged(t *testing.T) {
	o := newOffice(t)
	wati, tini, head, desk := o.phone("wati"), o.phone("tini"), o.phone("head"), o.phone("desk")
	one, two, foreign := wati.newCase(), wati.newCase(), tini.newCase()
	complaint, first := wati.newComplaint(), desk.newComplaint()
	twice := desk.newComplaint()
	wati.sync()
	tini.sync()
	desk.sync()
	head.sync()
	merge := func(p *phone, kind op.EntKind, file, into op.ID) op.Draft {
		return domain.Merge(kind, file, domain.MergeArgs{Into: into, Reason: "korban yang sama"}, domain.CourseHeads(kind, file, p.parts(file)))
	}

	wati.give("into itself", merge(wati, domain.Case, one, one), errs.Invalid)
	wati.give("into one that she may not read", merge(wati, domain.Case, one, foreign), errs.Invalid)
	wati.give("into nothing", merge(wati, domain.Case, one, o.id()), errs.Invalid)
	wati.give("a case into a complaint", merge(wati, domain.Case, one, complaint), errs.Invalid)
	tini.give("one that she may not read", merge(tini, domain.Case, foreign, one), errs.Invalid)
	tini.sync()

	wati.note(two, "rahasia berkas kedua")
	wati.give("two cases", merge(wati, domain.Case, two, one), "")
	wati.give("a complaint into a case", merge(wati, domain.Complaint, complaint, one), "")
	desk.give("two complaints", merge(desk, domain.Complaint, twice, first), "")
	wati.give("into one that is closed", merge(wati, domain.Case, one, two), errs.Invalid)
	a, _ := domain.ReadCase(wati.parts(one), one)
	b, _ := domain.ReadCase(wati.parts(two), two)
	c, _ := domain.ReadComplaint(wati.parts(complaint), complaint)
	d, _ := domain.ReadComplaint(desk.parts(twice), twice)
	if len(a.Merged) != 2 || a.State != domain.CaseOpen || b.State != domain.CaseDuplicate || !slices.Equal(b.Into, []op.ID{one}) ||
		c.State != domain.ComplaintMerged || !slices.Equal(c.Into, []op.ID{one}) || d.State != domain.ComplaintDuplicate {
		t.Errorf("%+v\n%+v\n%+v\n%+v", a, b, c, d)
	}
	if len(domain.Notes(wati.parts(two))) != 1 || len(domain.Notes(wati.parts(one))) != 0 {
		t.Error("words have moved")
	}

	t.Run("who reads only one learns no more than that", func(t *testing.T) {
		wati.write(domain.Grant(one, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core, op.Story}}))
		wati.sync()
		tini.sync()
		if v, _ := domain.ReadCase(tini.parts(one), one); len(v.Merged) != 2 || len(tini.parts(two)) != 0 {
			t.Errorf("%+v", v)
		}
		for _, d := range domain.Decisions(tini.parts(one)) {
			t.Errorf("words about the other file: %+v", d)
		}
	})
	t.Run("undone, both are as before", func(t *testing.T) {
		head.sync()
		head.give("reopened", domain.Reopen(domain.Case, two, domain.ReopenArgs{Reason: "x"}, domain.CourseHeads(domain.Case, two, head.parts(two))), errs.Invalid)
		wati.give("undone", domain.Unmerge(domain.Case, two, domain.ReopenArgs{Reason: "orang lain"}, domain.CourseHeads(domain.Case, two, wati.parts(two))), "")
		wati.give("undone twice", domain.Unmerge(domain.Case, two, domain.ReopenArgs{Reason: "orang lain"}, domain.CourseHeads(domain.Case, two, wati.parts(two))), errs.Conflict)
		a, _ := domain.ReadCase(wati.parts(one), one)
		b, _ := domain.ReadCase(wati.parts(two), two)
		if !slices.Equal(a.Merged, []op.ID{complaint}) || b.State != domain.CaseOpen || len(b.Into) != 0 {
			t.Errorf("%+v\n%+v", a, b)
		}
	})
}

// seen gives the heads of a case's fields as somebody sees them.
func seen(parts domain.Parts, file op.ID) func(op.FieldID) []op.ID {
	return func(f op.FieldID) (heads []op.ID) {
		def, _ := domain.Lookup(f)
		if reg := parts.Part(def.Part).Find(op.Ent{Kind: domain.Case, ID: file}).Register(f); reg != nil {
			for _, h := range reg.Sibs {
				heads = append(heads, h.ID)
			}
		}
		return heads
	}
}
