package oplog_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
)

// recording is an attachment whose bytes need no picture.
type recording struct {
	oplog.BlobOffer
	data []byte
}

// records writes the record of a recording on a phone.
func (p *phone) records(file op.ID, text string, size int) recording {
	p.o.t.Helper()
	data := append([]byte("\xff\xfb\x90\x00"+text), bytes.Repeat([]byte("s"), size)...)
	m, err := attach.Read(bytes.NewReader(data), nil)
	if err != nil {
		p.o.t.Fatal(err)
	}
	r := recording{oplog.BlobOffer{ID: p.o.id(), Scope: op.Scope{File: file, Part: op.Story}, Manifest: m}, data}
	drafts, err := domain.Attach(file, op.Story, domain.NewAttachment{ID: r.ID, Hash: m.Hash, Size: m.Size, Media: attach.MP3, Name: "a.mp3"})
	if err != nil {
		p.o.t.Fatal(err)
	}
	p.write(drafts...)
	return r
}

// brings brings all of a recording.
func (p *phone) brings(q *oplog.Blobs, r recording) error {
	ctx := context.Background()
	_, have, err := q.Offer(ctx, p.actor, r.BlobOffer)
	if err != nil {
		return err
	}
	for _, i := range attach.Missing(len(r.Chunks), have) {
		from, to := attach.Span(r.Size, i)
		if err := q.Put(ctx, p.actor, r.ID, i, r.data[from:to]); err != nil {
			return err
		}
	}
	_, _, err = q.Commit(ctx, p.actor, r.ID)
	return err
}

func TestBlobLimits(t *testing.T) {
	o := newOffice(t)
	wati, tini := o.phone("wati"), o.phone("tini")
	file := wati.newCase()
	store := oplog.NewMemoryBlobs(o.store)
	q := oplog.NewBlobs(store, o.r, oplog.BlobLimits{File: 1000, Device: 500})
	is := func(what string, err error, code errs.Code, key string) {
		t.Helper()
		if errs.CodeOf(err) != code || key != "" && errs.As(err).Key != key {
			t.Errorf("%s: %v", what, err)
		}
	}
	offer := func(p *phone, r recording) error {
		_, _, err := q.Offer(context.Background(), p.actor, r.BlobOffer)
		return err
	}
	one, two, three := wati.records(file, "satu", 396), wati.records(file, "dua", 396), wati.records(file, "tiga", 396)
	same := wati.records(file, "satu", 396)
	wati.sync()
	is("within the phone's limit", offer(wati, one), "", "")
	is("over the phone's limit", offer(wati, two), errs.Limited, "attach.deviceFull")
	is("finished", wati.brings(q, one), "", "")
	is("once the first is finished", wati.brings(q, two), "", "")
	is("over the case's limit", offer(wati, three), errs.Quota, "attach.caseFull")
	is("what is there already takes no room", offer(wati, same), "", "")
	store.Fill(true)
	other := wati.newCase()
	elsewhere := wati.records(other, "empat", 100)
	wati.sync()
	is("a full disk", wati.brings(q, elsewhere), errs.Quota, "attach.serverFull")
	store.Fill(false)
	is("room again", wati.brings(q, elsewhere), "", "")

	// What is kept for who decides must not take the room of who writes.
	tini.pull()
	stranger := tini.records(other, "lima", 380)
	tini.push()
	is("what was set aside is taken into custody", tini.brings(q, stranger), "", "")
	more := tini.records(other, "enam", 396)
	tini.push()
	is("up to half of the case's room", offer(tini, more), errs.Quota, "attach.caseFull")
	if _, err := q.Chunk(context.Background(), tini.actor, stranger.ID, 0); errs.CodeOf(err) != errs.NotFound {
		t.Error("who brought it for somebody else reads it:", err)
	}
	if got, err := q.Chunk(context.Background(), wati.actor, stranger.ID, 0); err != nil || !bytes.Equal(got, stranger.data) {
		t.Error("who decides does not get it:", err)
	}
}

// Who looks is written down before the first byte, and not once for each of its chunks.
func TestLooksAreWrittenDown(t *testing.T) {
	o := newOffice(t)
	wati, head, tini := o.phone("wati"), o.phone("head"), o.phone("tini")
	file := wati.newCase()
	q := oplog.NewBlobs(oplog.NewMemoryBlobs(o.store), o.r, oplog.DefaultBlobLimits)
	r := wati.records(file, "satu", 2*attach.ChunkSize)
	wati.sync()
	if err := wati.brings(q, r); err != nil {
		t.Fatal(err)
	}
	looks := func(p *phone, code errs.Code) (n int) {
		for _, e := range o.store.Trail() {
			if e.Act == "look" && e.Actor == p.actor.User && e.Code == code && slices.Equal(e.Objects, []op.ID{file, r.ID}) {
				n++
			}
		}
		return n
	}
	for range 2 {
		for i := range r.Chunks {
			if _, err := q.Chunk(context.Background(), head.actor, r.ID, i); err != nil {
				t.Fatal(err)
			}
			_, _ = q.Chunk(context.Background(), tini.actor, r.ID, i)
		}
	}
	if looks(head, "") != 1 || looks(tini, errs.NotFound) != 1 || looks(tini, "") != 0 {
		t.Errorf("looked %d times, refused %d times", looks(head, ""), looks(tini, errs.NotFound))
	}
	o.now += 60 * 60 * 1000
	if _, err := q.Chunk(context.Background(), head.actor, r.ID, 0); err != nil || looks(head, "") != 2 {
		t.Error("an hour later it is not written down again:", looks(head, ""), err)
	}
}

// A folder that is an older copy lacks what the log says is there: a device that ends its upload must not believe that it has
// arrived.
func TestEndOverALostFolder(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	file := wati.newCase()
	store := oplog.NewMemoryBlobs(o.store)
	q := oplog.NewBlobs(store, o.r, oplog.DefaultBlobLimits)
	r := wati.records(file, "satu", 396)
	wati.sync()
	if err := wati.brings(q, r); err != nil {
		t.Fatal(err)
	}
	clear(store.Chunks(store.Rows()[r.ID]))
	if _, _, err := q.Commit(context.Background(), wati.actor, r.ID); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("ended over nothing: %v", err)
	}
	if err := wati.brings(q, r); err != nil {
		t.Fatal(err)
	}
	if got, err := q.Chunk(context.Background(), wati.actor, r.ID, 0); err != nil || !bytes.Equal(got, r.data) {
		t.Errorf("brought again: %v", err)
	}
}
