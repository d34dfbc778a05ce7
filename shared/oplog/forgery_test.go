package oplog_test

import (
	"context"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestForgedDevice(t *testing.T) {
	o := newOffice(t)
	wati, tini := o.phone("wati"), o.phone("tini")
	file := wati.newCase()
	wati.sync()
	var server op.ID
	for _, l := range o.store.Log() {
		if l.Field == domain.CaseStage.ID {
			server = l.Dev
		}
	}

	t.Run("nobody writes as another device, nor as the server", func(t *testing.T) {
		for name, dev := range map[string]op.ID{"another": tini.actor.Dev, "the server": server} {
			wati.write(domain.CaseDistrict.Set(file, file, "kedaton", nil))
			batch, _ := wati.NextPush()
			forged := batch.Ops[len(batch.Ops)-1]
			forged.ID, forged.G, forged.GI, forged.GN, forged.Dev, forged.N = o.id(), o.id(), 0, 1, dev, 900
			forged.Field, forged.Val = domain.CaseStage.ID, op.Marshal(domain.StagePlan)
			before := len(o.store.Log())
			batch.Ops = []op.Op{forged}
			ans, _, err := o.core.Push(context.Background(), wati.actor, batch)
			if err != nil || ans.Acks[0].Verdict != op.Rejected || ans.Acks[0].Code != errs.Forbidden || len(o.store.Log()) != before {
				t.Errorf("%s: %+v %v", name, ans.Acks, err)
			}
		}
	})
	t.Run("a forgery leaves the other device's numbers alone", func(t *testing.T) {
		mine := tini.newCase()
		tini.sync()
		head := o.phone("head")
		head.sync()
		if v, _ := domain.ReadCase(head.parts(file), file); v.Stage != domain.StageReceipt {
			t.Error("the stage was forged:", v.Stage)
		}
		if len(tini.Refused()) != 0 || len(tini.parts(mine)) == 0 {
			t.Errorf("%+v", tini.Refused())
		}
	})
	t.Run("an id that comes twice in a group is not taken", func(t *testing.T) {
		wati.sync()
		wati.note(file, "dua kali")
		batch, _ := wati.NextPush()
		batch.Ops[1].ID = batch.Ops[0].ID
		before := len(o.store.Log())
		ans, _, err := o.core.Push(context.Background(), wati.actor, batch)
		if err != nil || ans.Acks[0].Verdict == op.Accepted || len(o.store.Log()) != before {
			t.Errorf("%+v %v", ans.Acks, err)
		}
	})
}

func TestRootStays(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	file := wati.newCase()
	wati.sync()
	root := wati.parts(file).Part(op.Core).Find(op.Ent{Kind: domain.Case, ID: file})
	wati.write(op.Draft{File: file, Part: op.Core, Ent: root.Ent, Kind: op.Tomb, Sup: root.Heads()})
	wati.sync()
	if got := wati.Refused(); len(got) != 1 || got[0].Code != errs.Invalid {
		t.Errorf("a case was removed by hand: %+v", got)
	}
}
