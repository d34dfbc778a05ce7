package client_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/outbox"
)

// house is the server's side of sealed copies.
func house(t testing.TB) *outbox.Opener {
	t.Helper()
	private, err := outbox.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	opener, err := outbox.NewOpener(make([]byte, 32), private)
	if err != nil {
		t.Fatal(err)
	}
	return opener
}

func (d *desk) sealWith(to *outbox.Opener) {
	d.t.Helper()
	s, err := outbox.NewSealer(to.Public(), d.Device(), to.MAC(d.Device()))
	if err != nil {
		d.t.Fatal(err)
	}
	if err := d.SealWith(s); err != nil {
		d.t.Fatal(err)
	}
}

// copies are the sealed copies of acts in the store, opened; one that the worker has sent is nil.
func (d *desk) copies(to *outbox.Opener) map[op.ID][]op.Op {
	d.t.Helper()
	rows, err := d.store.Load(client.KindSealed)
	if err != nil {
		d.t.Fatal(err)
	}
	out := map[op.ID][]op.Op{}
	for _, r := range rows {
		head, err := outbox.ReadHead(r.Val)
		if err != nil || r.Key != hex.EncodeToString(head.Group[:]) {
			d.t.Fatal("key", r.Key, err)
		}
		out[head.Group] = nil
		if len(r.Val) > outbox.HeadBytes {
			if _, out[head.Group], err = to.Open(r.Val); err != nil {
				d.t.Fatal(err)
			}
		}
	}
	return out
}

// oneTx counts the transactions, and can refuse them.
type oneTx struct {
	*client.Memory
	n      int
	refuse error
}

func (s *oneTx) Commit(durable bool, records ...client.Record) error {
	if s.n++; s.refuse != nil {
		return s.refuse
	}
	return s.Memory.Commit(durable, records...)
}

func TestSealed(t *testing.T) {
	t.Run("an act and its copy are written together, and the verdict takes both", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		store := &oneTx{Memory: d.store}
		e, err := client.Open(store, d.r)
		if err != nil {
			t.Fatal(err)
		}
		d.Engine = e
		d.sealWith(to)
		file := d.id()
		store.n = 0
		d.write(domain.Begin(file, domain.Case, file), domain.CaseWish.Set(file, file, "pulang", nil))
		if store.n != 1 {
			t.Errorf("%d transactions", store.n)
		}
		batch, _ := d.NextPush()
		for group, ops := range d.copies(to) {
			if group != batch.Ops[0].G || !bytes.Equal(op.Marshal(ops), op.Marshal(batch.Ops)) {
				t.Errorf("the copy holds %v", ops)
			}
		}
		d.ack(op.Accepted, batch.Ops[0])
		if len(d.copies(to)) != 1 {
			t.Error("the copy goes before the whole act has a verdict")
		}
		store.n = 0
		d.ack(op.Accepted, batch.Ops[1])
		if store.n != 1 || len(d.copies(to)) != 0 {
			t.Errorf("%d transactions, %d copies", store.n, len(d.copies(to)))
		}
	})

	t.Run("a store that refuses has neither", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		store := &oneTx{Memory: d.store}
		e, err := client.Open(store, d.r)
		if err != nil {
			t.Fatal(err)
		}
		d.Engine = e
		d.sealWith(to)
		store.refuse = errors.New("full")
		file := d.id()
		if _, err := d.Author(now, d.as, op.Ctx{}, []op.Draft{domain.Begin(file, domain.Case, file)}); err == nil {
			t.Fatal("it was taken")
		}
		store.refuse = nil
		d.write(domain.Begin(file, domain.Case, file))
		if len(d.copies(to)) != 1 {
			t.Errorf("%d copies", len(d.copies(to)))
		}
	})

	t.Run("what was written before the key came is sealed when it comes", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		file := d.id()
		d.write(domain.Begin(file, domain.Case, file))
		d.write(domain.CaseWish.Set(file, file, "pulang", nil))
		if len(d.copies(to)) != 0 {
			t.Fatal("sealed without a key")
		}
		d.sealWith(to)
		if len(d.copies(to)) != 2 {
			t.Errorf("%d copies", len(d.copies(to)))
		}
	})

	t.Run("another key or another device makes the copies anew, and only then", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		file := d.id()
		d.write(domain.Begin(file, domain.Case, file))
		before, _ := d.store.Load(client.KindSealed)
		d.sealWith(to)
		if after, _ := d.store.Load(client.KindSealed); !bytes.Equal(before[0].Val, after[0].Val) {
			t.Error("sealed anew without need")
		}
		rotated := house(t)
		d.sealWith(rotated)
		if ops := d.copies(rotated); len(ops) != 1 {
			t.Errorf("%v", ops)
		}
		if err := d.Rename(d.id()); err != nil {
			t.Fatal(err)
		}
		d.sealWith(rotated)
		for _, ops := range d.copies(rotated) {
			if ops[0].Dev != d.Device() {
				t.Error("a copy of the device of before")
			}
		}
	})

	t.Run("what the worker has sent is not sealed again, and goes with the verdict", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		file := d.id()
		d.write(domain.Begin(file, domain.Case, file))
		rows, _ := d.store.Load(client.KindSealed)
		rows[0].Val = rows[0].Val[:outbox.HeadBytes]
		if err := d.store.Commit(true, rows...); err != nil {
			t.Fatal(err)
		}
		d.sealWith(to)
		batch, _ := d.NextPush()
		for _, ops := range d.copies(to) {
			if ops != nil {
				t.Error("sealed again")
			}
		}
		d.ack(op.Accepted, batch.Ops...)
		if len(d.copies(to)) != 0 {
			t.Error("the mark stays")
		}
	})

	t.Run("after a restore everything that is offered again is sealed for the new epoch", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		file := d.id()
		d.page(op.PullAnswer{Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
		d.write(domain.Begin(file, domain.Case, file))
		first, _ := d.NextPush()
		d.ack(op.Accepted, first.Ops...)
		d.write(domain.CaseWish.Set(file, file, "pulang", nil))
		if len(d.copies(to)) != 1 {
			t.Fatalf("%d copies", len(d.copies(to)))
		}
		d.page(op.PullAnswer{Reset: true, Cursor: op.Cursor{Epoch: op.ID{8}}})
		if len(d.copies(to)) != 2 {
			t.Errorf("%d copies", len(d.copies(to)))
		}
		rows, _ := d.store.Load(client.KindSealed)
		for _, r := range rows {
			if head, _ := outbox.ReadHead(r.Val); head.Epoch != (op.ID{8}) {
				t.Error("a copy of the epoch of before")
			}
		}
	})

	t.Run("an act of which a part was taken away keeps the copy of the whole", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		file := d.id()
		core, story := snapshot(file, op.Core, 1, domain.CaseDistrict, "lama"), snapshot(file, op.Story, 1, domain.CaseWish, "lama")
		d.page(op.PullAnswer{Snapshots: []op.Snapshot{core, story}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
		d.write(domain.CaseDistrict.Set(file, file, "baru", nil), domain.CaseWish.Set(file, file, "baru", nil))
		batch, _ := d.NextPush()
		d.ack(op.Accepted, batch.Ops[1])
		d.page(op.PullAnswer{Revoked: []op.Scope{story.Holding.Scope}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
		if ops := d.copies(to)[batch.Ops[0].G]; len(ops) != 2 {
			t.Errorf("the copy holds %d ops", len(ops))
		}
	})
}

// BenchmarkAuthorSealed is BenchmarkAuthor with the sealing.
func BenchmarkAuthorSealed(b *testing.B) {
	d := newDesk(b)
	d.sealWith(house(b))
	file := d.id()
	for b.Loop() {
		n := d.id()
		d.write(domain.Begin(file, domain.Note, n), domain.NoteText.Set(file, n, "catatan", nil))
		b.StopTimer()
		batch, _ := d.NextPush()
		d.ack(op.Accepted, batch.Ops...)
		b.StartTimer()
	}
}

// parcels are the sealed copies of the bytes of attachments, opened.
func (d *desk) parcels(to *outbox.Opener) map[op.ID]attach.Parcel {
	d.t.Helper()
	rows, err := d.store.Load(client.KindSealed)
	if err != nil {
		d.t.Fatal(err)
	}
	out := map[op.ID]attach.Parcel{}
	for _, r := range rows {
		if head, _ := outbox.ReadHead(r.Val); !head.Parcel {
			continue
		}
		head, p, err := to.OpenParcel(r.Val)
		if err != nil || r.Key != hex.EncodeToString(head.Group[:]) {
			d.t.Fatal("key", r.Key, err)
		}
		out[p.ID] = p
	}
	return out
}

// lying is what the disk holds of an attachment, opened with a parcel's key.
func (d *desk) lying(p attach.Parcel) (all []byte) {
	d.t.Helper()
	for i := range p.Chunks {
		vals, err := d.store.Get(client.KindBlob, hex.EncodeToString(p.ID[:])+fmt.Sprintf("-%04x", i))
		if err != nil {
			d.t.Fatal(err)
		}
		chunk, err := p.Key.Open(p.ID, i, vals[0])
		if err != nil {
			d.t.Fatal(err)
		}
		all = append(all, chunk...)
	}
	return all
}

func TestSealedBytes(t *testing.T) {
	t.Run("can be sent from what lies on the disk until they have arrived", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		picture := content(attach.ChunkSize + 100)
		id := d.attach(d.id(), picture)
		p, found := d.parcels(to)[id]
		if !found || p.As != d.as || p.Size != int64(len(picture)) || !bytes.Equal(d.lying(p), picture) {
			t.Fatalf("%v %+v", found, p)
		}
		all, _ := d.store.Load(client.KindBlob)
		for _, r := range all {
			if bytes.Contains(r.Val, []byte("kunang")) {
				t.Error("a chunk lies open")
			}
		}
		d.acked(op.Accepted)
		d.reopen()
		d.sealWith(to)
		if got := d.parcels(to)[id]; !bytes.Equal(d.lying(got), picture) {
			t.Error("after a restart they cannot")
		}
		d.send()
		if got := d.parcels(to); len(got) != 0 {
			t.Errorf("sealed although they arrived: %v", got)
		}
		if got, err := d.Chunk(id, 1); err != nil || !bytes.Equal(got, picture[attach.ChunkSize:]) {
			t.Error("and are not to be seen:", err)
		}
	})

	t.Run("are sealed in the transaction of the act, and anew for another key", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		id := d.attach(d.id(), content(9))
		store := &oneTx{Memory: d.store}
		e, err := client.Open(store, d.r)
		if err != nil {
			t.Fatal(err)
		}
		d.Engine = e
		d.sealWith(to)
		file := d.id()
		other := d.picture("draft", content(9))
		store.n = 0
		d.write(attaching(file, other)...)
		if _, found := d.parcels(to)[other]; store.n != 1 || !found {
			t.Errorf("%d transactions, %v", store.n, found)
		}
		rotated := house(t)
		d.sealWith(rotated)
		if got := d.parcels(rotated); len(got) != 2 || !bytes.Equal(d.lying(got[id]), content(9)) {
			t.Errorf("sealed anew: %d", len(got))
		}
	})

	t.Run("of a restored server are sealed once more", func(t *testing.T) {
		d, to := newDesk(t), house(t)
		d.sealWith(to)
		id := d.attach(d.id(), content(9))
		d.acked(op.Accepted)
		d.send()
		d.page(op.PullAnswer{Reset: true, Cursor: op.Cursor{Epoch: op.ID{8}, Seq: 1}})
		if _, found := d.parcels(to)[id]; !found {
			t.Error("they cannot be sent without the store")
		}
	})
}
