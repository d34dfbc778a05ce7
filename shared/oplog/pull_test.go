package oplog_test

import (
	"context"
	"slices"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestPages(t *testing.T) {
	o := newOffice(t)
	wati, tini := o.phone("wati"), o.phone("tini")
	first := wati.newCase()
	wati.write(domain.Grant(first, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core}}))
	wati.sync()
	tini.sync()

	t.Run("a page full of snapshots leaves the ops to the next", func(t *testing.T) {
		second := wati.newCase()
		wati.write(domain.CaseDistrict.Set(first, first, "sukarame", nil))
		wati.write(domain.Grant(second, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core, op.Story}}))
		wati.sync()
		for pages, more := 0, true; more; pages++ {
			if pages > 20 {
				t.Fatal("the pages do not end")
			}
			p := tini.NextPull()
			p.Limit = 1
			ans, err := o.core.Pull(context.Background(), tini.actor, p)
			if err != nil {
				t.Fatal(err)
			}
			if len(ans.Snapshots) > 1 || len(ans.Ops) > 1 {
				t.Errorf("a page of %d snapshots and %d ops", len(ans.Snapshots), len(ans.Ops))
			}
			if _, more, err = tini.HandlePull(ans, o.now); err != nil {
				t.Fatal(err)
			}
		}
		if v, _ := domain.ReadCase(tini.parts(first), first); v.District != "sukarame" {
			t.Error("an op was lost between two pages")
		}
		if tini.parts(second).Part(op.Story) == nil {
			t.Error("a snapshot was lost between two pages")
		}
	})
}

func TestRestore(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	file := wati.newCase()
	wati.sync()
	backup := o.store.Backup()
	wati.note(file, "hilang")
	wati.sync()
	o.store.Restore(backup, o.id())
	wati.note(file, "sesudah")

	t.Run("a restored server takes nothing before the device has begun anew", func(t *testing.T) {
		batch, _ := wati.NextPush()
		before := len(o.store.Log())
		ans, _, err := o.core.Push(context.Background(), wati.actor, batch)
		if err != nil || len(ans.Acks) != 0 || len(o.store.Log()) != before {
			t.Fatalf("%+v %v", ans, err)
		}
		if _, err := wati.HandlePush(ans, o.now); err != nil {
			t.Fatal(err)
		}
		if _, any := wati.NextPush(); any {
			t.Error("the device goes on sending")
		}
	})
	t.Run("what was lost is shown all the time and comes back", func(t *testing.T) {
		ans, err := o.core.Pull(context.Background(), wati.actor, wati.NextPull())
		for more := true; more && err == nil; {
			if len(domain.Notes(wati.parts(file))) != 2 {
				t.Errorf("%d notes are shown", len(domain.Notes(wati.parts(file))))
			}
			if _, more, err = wati.HandlePull(ans, o.now); more {
				ans, err = o.core.Pull(context.Background(), wati.actor, wati.NextPull())
			}
		}
		if err != nil || len(domain.Notes(wati.parts(file))) != 2 || wati.Unsent() != 3 {
			t.Errorf("%v, %d notes, %d unsent", err, len(domain.Notes(wati.parts(file))), wati.Unsent())
		}
		wati.sync()
		if len(domain.Notes(wati.parts(file))) != 2 || wati.Unsent() != 0 || len(wati.Refused()) != 0 {
			t.Errorf("%d notes, %d unsent", len(domain.Notes(wati.parts(file))), wati.Unsent())
		}
	})
	t.Run("an answer of before the restore is refused", func(t *testing.T) {
		wati.note(file, "tiga")
		batch, _ := wati.NextPush()
		late, _, _ := o.core.Push(context.Background(), wati.actor, batch)
		o.store.Restore(backup, o.id())
		wati.sync()
		wati.sync()
		if _, err := wati.HandlePush(late, o.now); errs.CodeOf(err) != errs.Conflict {
			t.Error(err)
		}
	})
}

func TestLatePage(t *testing.T) {
	o := newOffice(t)
	wati, tini := o.phone("wati"), o.phone("tini")
	file := wati.newCase()
	wati.sync()
	late, err := o.core.Pull(context.Background(), wati.actor, wati.NextPull())
	if err != nil {
		t.Fatal(err)
	}
	wati.note(file, "satu")
	wati.sync()
	if _, _, err := wati.HandlePull(late, o.now); errs.CodeOf(err) != errs.Conflict || len(domain.Notes(wati.parts(file))) != 1 {
		t.Error("a page of before was taken", err)
	}
	foreign, err := o.core.Pull(context.Background(), tini.actor, tini.NextPull())
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.phone("wati").HandlePull(foreign, o.now); errs.CodeOf(err) != errs.Conflict {
		t.Error("another device's page was taken", err)
	}
}

func TestClock(t *testing.T) {
	t.Run("what is written after seeing a snapshot is later than it, even with a clock of yesterday", func(t *testing.T) {
		o := newOffice(t)
		wati, head := o.phone("wati"), o.phone("head")
		file := wati.newCase()
		wati.write(domain.CaseTriggers.Add(file, file, "senjata"))
		wati.sync()
		head.sync()
		yesterday := o.now - 24*3_600_000
		if _, err := head.Author(yesterday, head.as, op.Ctx{}, []op.Draft{domain.CaseLower.Set(file, file, domain.RiskLow, nil),
			domain.CaseLowerWhy.Set(file, file, "terlapor ditahan", nil)}); err != nil {
			t.Fatal(err)
		}
		o.now += 1000
		head.sync()
		if v, _ := domain.ReadCase(head.parts(file), file); v.Risk != domain.RiskLow {
			t.Error("the lowering counts as older than the trigger it answers:", v.Risk)
		}
	})
}

func TestHalfAnAct(t *testing.T) {
	t.Run("what is left of an act after a revocation is taken by a restored server", func(t *testing.T) {
		o := newOffice(t)
		wati, tini := o.phone("wati"), o.phone("tini")
		file := wati.newCase()
		wati.write(domain.Grant(file, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core}}))
		wati.write(domain.Grant(file, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Story}, Until: o.now + 1000}))
		wati.sync()
		tini.sync()
		backup := o.store.Backup()
		victim := o.id()
		tini.write(domain.Begin(file, domain.Victim, victim), domain.CaseWish.Set(file, file, "pulang", nil), domain.VictimAge.Set(file, victim, 9, nil))
		tini.sync()
		o.now += 2000
		tini.sync()
		o.store.Restore(backup, o.id())
		for range 3 {
			tini.sync()
		}
		if tini.Unsent() != 0 || len(tini.Refused()) != 0 {
			t.Errorf("%d unsent, %+v", tini.Unsent(), tini.Refused())
		}
		wati.sync()
		nine := func(v domain.VictimView) bool { return v.Age == 9 }
		if all := domain.Victims(wati.parts(file)); len(all) != 2 || !slices.ContainsFunc(all, nine) {
			t.Errorf("%+v", all)
		}
	})
}
