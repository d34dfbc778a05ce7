package client_test

import (
	"fmt"
	"testing"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestShed(t *testing.T) {
	t.Run("goes in the order, and never at what only this device has", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		sent := d.attach(file, content(5))
		d.acked(op.Accepted)
		d.send()
		first := client.Blob{ID: d.id(), Scope: op.Scope{File: file, Part: op.Story}, Size: 7, At: now}
		second := client.Blob{ID: d.id(), Scope: first.Scope, Size: 8, At: now + 1}
		for _, b := range []client.Blob{second, first} {
			if err := d.KeepChunk(b, 0, content(int(b.Size))); err != nil {
				t.Fatal(err)
			}
		}
		waiting := d.attachMore(file, content(9))
		_ = d.PutNote("draft", []byte("x"))
		staged := d.picture("draft", content(10))
		_ = d.store.Commit(false, client.Record{Kind: client.KindRetain, Key: "r", Val: []byte{1}})
		for range 3 {
			if _, err := d.Reserve([]byte("filler")); err != nil {
				t.Fatal(err)
			}
		}
		here := func(id op.ID) bool { _, ok := d.Blob(id); return ok }
		picture := func() string {
			kept, _ := d.store.Load(client.KindRetain)
			return fmt.Sprint(d.Room().Reserve > 0, len(kept), here(first.ID), here(second.ID), here(sent), here(waiting), here(staged))
		}
		for _, want := range []string{"true 1 true true true true true", "false 1 true true true true true", "false 0 true true true true true",
			"false 0 false true true true true", "false 0 false false true true true", "false 0 false false false true true"} {
			if got := picture(); got != want {
				t.Fatalf("here are %s, want %s", got, want)
			}
			if _, err := d.Shed(); err != nil {
				t.Fatal(err)
			}
		}
		if more, err := d.Shed(); more || err != nil {
			t.Errorf("sheds for ever: %v", err)
		}
		d.reopen()
		if !here(waiting) || !here(staged) || d.lies() != 2 {
			t.Errorf("%d chunks after all", d.lies())
		}
	})
}

func TestReserve(t *testing.T) {
	t.Run("is laid anew after it went so that the store could be opened", func(t *testing.T) {
		d := newDesk(t)
		for more := true; more; {
			more, _ = d.Reserve([]byte("filler"))
		}
		rows, _ := d.store.Load(client.KindBlob)
		for _, r := range rows {
			_ = d.store.Commit(false, client.Record{Kind: r.Kind, Key: r.Key})
		}
		d.reopen()
		if more, err := d.Reserve([]byte("filler")); err != nil || !more || d.Room().Reserve != attach.ChunkSize {
			t.Errorf("%v, %d bytes", err, d.Room().Reserve)
		}
	})
}

// tightStore refuses the n-th commit from now, once.
type tightStore struct {
	*client.Memory
	at int
}

func (s *tightStore) Commit(durable bool, records ...client.Record) error {
	if s.at--; s.at == 0 {
		return errs.E(errs.Quota, "")
	}
	return s.Memory.Commit(durable, records...)
}

// TestFullEverywhere lets the disk be full at each write of a working day in turn: whatever was acknowledged is there in
// the end, and what was refused can be done again.
func TestFullEverywhere(t *testing.T) {
	for at := 1; ; at++ {
		d := newDesk(t)
		tight := &tightStore{Memory: d.store, at: at}
		e, err := client.Open(tight, d.r)
		if err != nil {
			t.Fatal(err)
		}
		d.Engine = e
		refused := false
		try := func(f func() error) {
			t.Helper()
			err := f()
			if errs.CodeOf(err) == errs.Quota && !refused {
				refused = true
				if _, err := d.Shed(); err != nil {
					t.Fatal(err)
				}
				err = f()
			}
			if err != nil {
				t.Fatalf("write %d: %v", at, err)
			}
		}

		file, pic := d.id(), d.id()
		pulled := func(ans op.PullAnswer) func() error {
			return func() error {
				asked := d.NextPull()
				ans.For, ans.Now = asked.Mark(), now
				_, _, err := d.HandlePull(ans, now)
				return err
			}
		}
		try(func() error { _, err := d.Reserve([]byte("filler")); return err })
		try(pulled(op.PullAnswer{Snapshots: []op.Snapshot{snapshot(file, op.Core, 1, domain.CaseDistrict, "lama"), snapshot(file, op.Story, 1, domain.CaseWish, "lama")},
			Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}}))
		d.seq = 1
		try(func() error { return d.PutNote("draft", []byte("x")) })
		whole := content(attach.ChunkSize + 1)
		try(func() error {
			return d.Stage(client.Blob{ID: pic, Size: int64(len(whole)), Media: attach.PDF, Draft: "draft"})
		})
		try(func() error { return d.PutChunk(pic, whole[:attach.ChunkSize]) })
		try(func() error { return d.PutChunk(pic, whole[attach.ChunkSize:]) })
		try(func() error { _, err := d.Author(now, d.as, op.Ctx{}, attaching(file, pic)); return err })
		batch, _ := d.NextPush()
		ans := op.PushAnswer{Now: now, Epoch: op.ID{9}, For: op.ID{9}}
		for i, o := range batch.Ops {
			ans.Acks = append(ans.Acks, op.Ack{ID: o.ID, Verdict: op.Accepted, Seq: uint64(2 + i), Eff: o.HLC})
		}
		try(func() error { _, err := d.HandlePush(ans, now); return err })
		try(func() error { return d.HandleHave(pic, []int{0, 1}, false) })
		d.reopenOn(tight)
		parts, err := d.File(file)
		if err != nil {
			t.Fatal(err)
		}
		a, there := domain.ReadAttachment(parts, op.Story, pic)
		b, here := d.Blob(pic)
		if !there || a.Name != "luka.pdf" || !here || b.State != client.BlobWaiting || len(b.Chunks) != 2 {
			t.Fatalf("write %d: attachment %v, bytes %v %+v", at, there, here, b)
		}
		try(func() error { return d.HandleBlobDone(pic) })
		if !refused {
			if at < 8 {
				t.Errorf("only %d writes were tried", at)
			}
			return
		}
	}
}

func (d *desk) reopenOn(store client.Store) {
	d.t.Helper()
	e, err := client.Open(store, d.r)
	if err != nil {
		d.t.Fatal(err)
	}
	d.Engine = e
}
