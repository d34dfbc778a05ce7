package client_test

import (
	"slices"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// eraser notes whether a commit asked that what it deletes be unreadable.
type eraser struct {
	*client.Memory
	asked bool
}

func (e *eraser) Commit(durable bool, records ...client.Record) error {
	e.asked = slices.ContainsFunc(records, func(r client.Record) bool { return r.Kind == client.KindErase })
	return e.Memory.Commit(durable, records...)
}

func TestWhatIsTakenAwayIsErased(t *testing.T) {
	d := newDesk(t)
	store := &eraser{Memory: d.store}
	e, err := client.Open(store, d.r)
	if err != nil {
		t.Fatal(err)
	}
	d.Engine = e
	file := d.id()
	s := snapshot(file, op.Core, 0, domain.CaseDistrict, "lama")
	cursor := op.Cursor{Epoch: op.ID{9}, Seq: 1}
	step := func(what string, want bool) {
		t.Helper()
		if store.asked != want {
			t.Errorf("%s: asked to erase: %v, want %v", what, store.asked, want)
		}
		store.asked = false
	}

	d.page(op.PullAnswer{Snapshots: []op.Snapshot{s}, Cursor: cursor})
	step("a file came", false)
	d.write(domain.CaseDistrict.Set(file, file, "baru", []op.ID{{2}}))
	step("something was written", false)
	d.page(op.PullAnswer{Released: []op.Scope{s.Holding.Scope}, Cursor: cursor})
	step("the file is held as a card", false)
	d.page(op.PullAnswer{Snapshots: []op.Snapshot{s}, Cursor: cursor})
	step("it came again", false)
	d.page(op.PullAnswer{Revoked: []op.Scope{s.Holding.Scope}, Cursor: cursor})
	step("the file was taken away", true)
	batch, _ := d.NextPush()
	if len(batch.Ops) != 1 {
		t.Fatalf("%d ops wait to be sent", len(batch.Ops))
	}
	d.ack(op.Quarantined, batch.Ops...)
	step("the last of it was sent", true)
	d.page(op.PullAnswer{Cursor: cursor})
	step("nothing came", false)
}
