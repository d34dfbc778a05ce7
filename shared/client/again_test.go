package client_test

import (
	"slices"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// refused has the server refuse what waits, and returns it.
func (d *desk) refused() client.Refused {
	d.t.Helper()
	batch, _ := d.NextPush()
	d.ack(op.Rejected, batch.Ops...)
	all := d.Refused()
	if len(all) == 0 {
		d.t.Fatal("nothing was refused")
	}
	return all[len(all)-1]
}

func TestRetry(t *testing.T) {
	d := newDesk(t)
	file := d.id()
	d.page(op.PullAnswer{Snapshots: []op.Snapshot{snapshot(file, op.Core, 1, domain.CaseDistrict, "lama")}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
	d.write(domain.CaseDistrict.Set(file, file, "sukarame", []op.ID{{2}}))
	f := d.refused()
	// Somebody else writes meanwhile.
	d.page(op.PullAnswer{Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 2}, Ops: []op.Op{{ID: op.ID{3}, Dev: d.as, N: 1, File: file, Part: op.Core,
		Ent: op.Ent{Kind: domain.Case, ID: file}, Kind: op.Set, Field: domain.CaseDistrict.ID, SV: 1, Val: op.Marshal("kedaton"), Sup: []op.ID{{2}}, Seq: 2, Eff: 3}}})

	w := &watched{Memory: d.store}
	e, err := client.Open(w, d.r)
	if err != nil {
		t.Fatal(err)
	}
	d.Engine = e
	group, err := d.Retry(now, f.Group, op.Ctx{})
	if err != nil || group == f.Group || len(d.Refused()) != 0 || !w.durable {
		t.Fatal(err, d.Refused())
	}
	batch, _ := d.NextPush()
	if len(batch.Ops) != 1 || batch.Ops[0].ID == f.Ops[0].ID || !slices.Equal(batch.Ops[0].Sup, []op.ID{{3}}) || batch.Ops[0].G != group {
		t.Errorf("%+v", batch.Ops)
	}
	parts, _ := d.File(file)
	if v := domain.CaseDistrict.Get(parts, file); v.V != "sukarame" || v.Conflict {
		t.Errorf("%+v", v)
	}
	if _, err := d.Retry(now, f.Group, op.Ctx{}); errs.CodeOf(err) != errs.NotFound {
		t.Error("it was written twice:", err)
	}
}

// full refuses every write.
type fullDisk struct{ *client.Memory }

func (fullDisk) Commit(bool, ...client.Record) error { return errs.E(errs.Quota, "err.quota") }

func TestWhatIsRefusedGoesOnlyWhenItsWordsAreSafe(t *testing.T) {
	d := newDesk(t)
	file := d.id()
	d.write(domain.Begin(file, domain.Case, file), domain.CaseWish.Set(file, file, "pulang", nil))
	f := d.refused()
	e, err := client.Open(fullDisk{d.store}, d.r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Retry(now, f.Group, op.Ctx{}); errs.CodeOf(err) != errs.Quota || len(e.Refused()) != 1 || e.Unsent() != 0 {
		t.Errorf("%v, %d refused, %d unsent", err, len(e.Refused()), e.Unsent())
	}
	draft := []op.Draft{domain.Begin(file, domain.Case, file)}
	if _, err := e.Author(now, d.as, op.Ctx{}, draft, client.Drop{Refused: []op.ID{f.Group}}); err == nil || len(e.Refused()) != 1 {
		t.Error("it went without its words being safe")
	}
}

func TestAnActIsNeverAlsoADraft(t *testing.T) {
	d := newDesk(t)
	file := d.id()
	if err := d.PutNote("draft", []byte("catatan")); err != nil {
		t.Fatal(err)
	}
	commits := &counted{Memory: d.store}
	e, err := client.Open(commits, d.r)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Author(now, d.as, op.Ctx{}, []op.Draft{domain.Begin(file, domain.Case, file)}, client.Drop{Notes: []string{"draft"}}); err != nil {
		t.Fatal(err)
	}
	if kept, _ := e.Note("draft"); kept != nil || commits.n != 1 {
		t.Errorf("the draft is %q after %d commits", kept, commits.n)
	}
}

type counted struct {
	*client.Memory
	n int
}

func (c *counted) Commit(durable bool, records ...client.Record) error {
	c.n++
	return c.Memory.Commit(durable, records...)
}

func TestRenameKeepsOrderAndWords(t *testing.T) {
	d := newDesk(t)
	file := d.id()
	d.write(domain.Begin(file, domain.Case, file), domain.CaseWish.Set(file, file, "satu", nil))
	first, _ := d.NextPush()
	d.ack(op.Accepted, first.Ops...) // taken, and in no base yet
	parts, _ := d.File(file)
	d.write(domain.CaseWish.Set(file, file, "dua", domain.CaseWish.Get(parts, file).Heads))
	d.write(domain.CaseDistrict.Set(file, file, "sukarame", nil))
	before, _ := d.NextPush()
	dev := d.id()
	if err := d.Rename(dev); err != nil {
		t.Fatal(err)
	}
	e, err := client.Open(d.store, d.r) // as after a crash
	if err != nil {
		t.Fatal(err)
	}
	batch, _ := e.NextPush()
	if batch.Dev != dev || len(batch.Ops) != len(before.Ops) {
		t.Fatalf("%+v", batch)
	}
	last := first.Ops[1].N
	for i, o := range batch.Ops {
		if o.Dev != dev || o.N <= last || o.ID != before.Ops[i].ID || o.G != before.Ops[i].G {
			t.Errorf("%d: %+v", i, o)
		}
		last = o.N
	}
	after, _ := e.File(file)
	if v, _ := domain.ReadCase(after, file); v.Wish != "dua" || v.District != "sukarame" {
		t.Errorf("%+v", v)
	}
	// What the old id wrote comes back in a page and is not shown twice.
	ops := slices.Clone(first.Ops)
	for i := range ops {
		ops[i].Seq, ops[i].Eff = uint64(i+1), ops[i].HLC
	}
	d.Engine = e
	d.page(op.PullAnswer{Snapshots: []op.Snapshot{{Holding: op.Holding{Scope: op.Scope{File: file, Part: op.Core}, GrantSeq: 1}, Bundle: nil},
		{Holding: op.Holding{Scope: op.Scope{File: file, Part: op.Story}, GrantSeq: 1}, Bundle: nil}}, Ops: ops, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 2}})
	parts, _ = d.File(file)
	if e := parts.Part(op.Core).Find(op.Ent{Kind: domain.Case, ID: file}); len(e.Born) != 1 || d.Unsent() != 2 {
		t.Errorf("born %d times, %d unsent", len(e.Born), d.Unsent())
	}
}
