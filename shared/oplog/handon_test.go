package oplog_test

import (
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

func (p *phone) newComplaint() op.ID {
	file := p.o.id()
	p.write(domain.Begin(file, domain.Complaint, file), domain.ComplaintSafeNow.Set(file, file, "tidak_aman", nil),
		domain.ComplaintWho.Set(file, file, "Bunga", nil), domain.ComplaintWhat.Set(file, file, "dipukul", nil))
	return file
}

func (p *phone) handOn(file op.ID, to *phone) {
	p.o.t.Helper()
	p.write(domain.HandOn(file, domain.AssignArgs{Appointment: to.as}, domain.ComplaintOwner.Get(p.parts(file), file).Heads))
	p.sync()
}

func (p *phone) owner(file op.ID) op.ID {
	v, _ := domain.ReadComplaint(p.parts(file), file)
	return v.Owner
}

func TestAComplaintIsHandedOn(t *testing.T) {
	o := newOffice(t)
	desk, wati, tini, psy := o.phone("desk"), o.phone("wati"), o.phone("tini"), o.phone("psy")
	file := desk.newComplaint()
	desk.sync()
	wati.sync()
	if desk.owner(file) != desk.as || len(wati.parts(file)) != 0 {
		t.Fatal("it does not begin with who took it")
	}

	desk.handOn(file, wati)
	wati.sync()
	if desk.owner(file) != wati.as || wati.owner(file) != wati.as {
		t.Error("it is not the caseworker's")
	}
	if v, _ := domain.ReadComplaint(wati.parts(file), file); v.Who != "Bunga" || v.What != "dipukul" || v.Number == "" {
		t.Errorf("the caseworker reads %+v", v)
	}
	if v, _ := domain.ReadComplaint(desk.parts(file), file); v.Who != "Bunga" {
		t.Error("the intake desk lost what lies in its inbox")
	}

	t.Run("the caseworker works on it and hands it to a colleague", func(t *testing.T) {
		wati.write(domain.ComplaintState.Set(file, file, domain.StateTriaged, domain.ComplaintState.Get(wati.parts(file), file).Heads))
		wati.handOn(file, tini)
		tini.sync()
		if v, _ := domain.ReadComplaint(tini.parts(file), file); v.Owner != tini.as || v.State != domain.StateTriaged {
			t.Errorf("the colleague reads %+v", v)
		}
		if len(wati.parts(file)) != 0 {
			t.Error("who handed it on still holds it")
		}
	})

	refused := func(p *phone, code errs.Code) {
		t.Helper()
		got := p.Refused()
		if len(got) != 1 || got[0].Code != code {
			t.Errorf("refused %+v, want %s", got, code)
		}
		for _, f := range got {
			if err := p.Dismiss(f.Group); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Run("not to who opens no case", func(t *testing.T) {
		desk.sync()
		desk.handOn(file, psy)
		refused(desk, errs.Invalid)
	})
	t.Run("not by who saw another owner", func(t *testing.T) {
		desk.write(domain.HandOn(file, domain.AssignArgs{Appointment: wati.as}, nil))
		desk.sync()
		refused(desk, errs.Conflict)
	})
	t.Run("a complaint has no stages and lets nobody in otherwise", func(t *testing.T) {
		for _, d := range []op.Draft{domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, nil),
			domain.Grant(file, domain.GrantArgs{Appointment: psy.as, Parts: []op.Part{op.Core}})} {
			desk.write(d)
			desk.sync()
			refused(desk, errs.Invalid)
		}
	})
}
