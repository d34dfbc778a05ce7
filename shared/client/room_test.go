package client_test

import (
	"fmt"
	"slices"
	"strings"
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

func TestShedClosed(t *testing.T) {
	// opened gives a closed case in full, as if it had been asked for at an instant.
	opened := func(d *desk, at int64, state string) op.ID {
		file := d.id()
		d.page(op.PullAnswer{Now: at, Wanted: []op.ID{file}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}, Snapshots: []op.Snapshot{
			snapshot(file, op.Core, 1, domain.CaseState, state), snapshot(file, op.Identity, 1, domain.CaseReporterName, "Sari"),
			snapshot(file, op.Story, 1, domain.CaseWish, "lama")}})
		d.seq = 1
		return file
	}
	shed := func(d *desk) bool {
		d.t.Helper()
		more, err := d.Shed()
		if err != nil {
			d.t.Fatal(err)
		}
		return more
	}
	bases := func(d *desk) int {
		all, _ := d.store.Load(client.KindBase)
		return len(all)
	}

	t.Run("goes last, the one opened longest ago first, and its card stays", func(t *testing.T) {
		d := newDesk(t)
		newer, older, open := opened(d, now, domain.CaseShut), opened(d, now-1000, domain.CaseDuplicate), opened(d, now-2000, "")
		_ = d.store.Commit(false, client.Record{Kind: client.KindRetain, Key: "r", Val: []byte{1}})
		grades := func() string { return fmt.Sprint(d.Grade(older), d.Grade(newer), d.Grade(open), bases(d)) }
		for _, want := range []string{"2 2 2 9", "2 2 2 9", "1 2 2 6", "1 1 2 3"} {
			if got := grades(); got != want {
				t.Fatalf("grades and bases are %s, want %s", got, want)
			}
			shed(d)
		}
		d.reopen()
		if shed(d) || grades() != "1 1 2 3" {
			t.Errorf("after all %s", grades())
		}
		c, ok := d.Card(older)
		if !ok || c.State != domain.CaseDuplicate || strings.Contains(c.Find, "sari") {
			t.Errorf("its card is %+v", c)
		}
		if parts, _ := d.File(older); len(parts) != 0 {
			t.Error("it is still to be seen")
		}
	})

	t.Run("the server is told until it has heard it, and not what was opened since", func(t *testing.T) {
		d := newDesk(t)
		one, two := opened(d, now-1000, domain.CaseShut), opened(d, now, domain.CaseShut)
		before := d.NextPull()
		for shed(d) {
		}
		d.reopen()
		asked := d.NextPull()
		if !slices.Equal(asked.Shed, []op.ID{one, two}) || slices.Equal(asked.Digest, before.Digest) {
			t.Fatalf("gives up %v", asked.Shed)
		}
		if ask, err := d.Want(now, two); !ask || err != nil {
			t.Errorf("what was shed cannot be opened: %v", err)
		}
		if asked := d.NextPull(); !slices.Equal(asked.Shed, []op.ID{one}) || !slices.Equal(asked.Want, []op.ID{two}) {
			t.Errorf("gives up %v, wants %v", asked.Shed, asked.Want)
		}
		d.page(op.PullAnswer{Shed: []op.ID{one, two}, Cursor: asked.Cursor}) // as the server heard it before two was opened
		d.reopen()
		if asked := d.NextPull(); len(asked.Shed) != 0 || !slices.Equal(asked.Want, []op.ID{two}) {
			t.Errorf("gives up %v, wants %v", asked.Shed, asked.Want)
		}
	})

	t.Run("what own work is on its way for stays, and drafts and refused words of the others", func(t *testing.T) {
		d := newDesk(t)
		written, other := opened(d, now, domain.CaseShut), opened(d, now, domain.CaseShut)
		d.write(domain.CaseWish.Set(other, other, "ditolak", nil))
		batch, _ := d.NextPush()
		d.ack(op.Rejected, batch.Ops...)
		d.write(domain.CaseWish.Set(written, written, "baru", nil))
		draft := fmt.Sprintf("%x/form", other[:])
		if err := d.PutNote(draft, []byte("x")); err != nil {
			t.Fatal(err)
		}
		for shed(d) {
		}
		d.page(op.PullAnswer{Shed: d.NextPull().Shed, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
		kept, _ := d.Note(draft)
		if d.Grade(written) != client.Full || d.Grade(other) != client.CardOnly || d.Unsent() != 1 || kept == nil {
			t.Errorf("grades %d and %d, %d unsent, draft %q", d.Grade(written), d.Grade(other), d.Unsent(), kept)
		}
		if all := d.Refused(); len(all) != 1 || len(all[0].Ops) != 1 {
			t.Errorf("refused: %+v", all)
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
