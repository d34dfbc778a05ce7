package oplog_test

import (
	"context"
	"testing"

	"damping/shared/domain"
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
