package client_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"testing"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// picture stages bytes for a draft and answers their id.
func (d *desk) picture(draft string, content []byte) op.ID {
	d.t.Helper()
	id := d.id()
	if err := d.Stage(client.Blob{ID: id, Size: int64(len(content)), At: now, Draft: draft, Name: "luka.jpg", Media: attach.PDF}); err != nil {
		d.t.Fatal(err)
	}
	for chunk := range slices.Chunk(content, attach.ChunkSize) {
		if err := d.PutChunk(id, chunk); err != nil {
			d.t.Fatal(err)
		}
	}
	return id
}

// attach writes a note with a picture into a file that is held, and answers the picture.
func (d *desk) attach(file op.ID, content []byte) op.ID {
	d.t.Helper()
	d.page(op.PullAnswer{Snapshots: []op.Snapshot{snapshot(file, op.Core, 1, domain.CaseDistrict, "lama"),
		snapshot(file, op.Story, 1, domain.CaseWish, "lama")}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
	d.seq = 1
	return d.attachMore(file, content)
}

func (d *desk) attachMore(file op.ID, content []byte) op.ID {
	id := d.picture("draft", content)
	d.write(attaching(file, id)...)
	return id
}

// attaching drafts the record of a picture.
func attaching(file, id op.ID) []op.Draft {
	drafts, _ := domain.Attach(file, op.Story, domain.NewAttachment{ID: id, Size: 5, Media: attach.PDF, Name: "luka.pdf"})
	return drafts
}

// acked has the server judge everything.
func (d *desk) acked(verdict op.Verdict) {
	batch, _ := d.NextPush()
	d.ack(verdict, batch.Ops...)
}

// reopen is the end of the page and the next one.
func (d *desk) reopen() {
	d.t.Helper()
	e, err := client.Open(d.store, d.r)
	if err != nil {
		d.t.Fatal(err)
	}
	d.Engine = e
}

// lies counts the chunks on the shelf.
func (d *desk) lies() int {
	all, _ := d.store.Load(client.KindBlob)
	return len(all)
}

func content(n int) []byte { return bytes.Repeat([]byte("kunang"), n/6+1)[:n] }

// send runs the upload against a server that has what it has; it answers the chunks put.
func (d *desk) send(have ...int) (put []int) {
	d.t.Helper()
	for {
		ask, some := d.NextBlob()
		if !some {
			return put
		}
		var err error
		switch ask.Step {
		case client.BlobAnnounce:
			err = d.HandleHave(ask.Blob.ID, have, false)
		case client.BlobPut:
			data, _ := d.Chunk(ask.Blob.ID, ask.Chunk)
			if sum := sha256.Sum256(data); !bytes.Equal(sum[:], ask.Blob.Chunks[ask.Chunk]) {
				d.t.Error("a chunk is not what it was")
			}
			d.HandlePut(ask.Blob.ID, ask.Chunk)
			put = append(put, ask.Chunk)
		case client.BlobCommit:
			err = d.HandleBlobDone(ask.Blob.ID)
		}
		if err != nil {
			d.t.Fatal(err)
		}
	}
}

func TestStage(t *testing.T) {
	t.Run("what was taken for a form outlives the page, chunk by chunk", func(t *testing.T) {
		d := newDesk(t)
		if err := d.PutNote("draft", []byte("x")); err != nil {
			t.Fatal(err)
		}
		whole := content(2*attach.ChunkSize + 7)
		id := d.picture("draft", whole)
		d.reopen()
		staged := d.Staged("draft")
		sum := sha256.Sum256(whole)
		if len(staged) != 1 || staged[0].ID != id || !bytes.Equal(staged[0].Hash, sum[:]) || d.lies() != 3 {
			t.Errorf("%+v, %d chunks", staged, d.lies())
		}
	})

	t.Run("nothing stays of what was half taken, or whose draft is gone", func(t *testing.T) {
		d := newDesk(t)
		_ = d.PutNote("draft", []byte("x"))
		half := d.id()
		_ = d.Stage(client.Blob{ID: half, Size: 2 * attach.ChunkSize, Draft: "draft", Media: attach.PDF})
		_ = d.PutChunk(half, content(attach.ChunkSize))
		d.picture("no such draft", content(10))
		d.reopen()
		if d.lies() != 0 || len(d.Staged("draft")) != 0 {
			t.Errorf("%d chunks", d.lies())
		}
	})

	t.Run("a store that is full takes no chunk and loses none before it", func(t *testing.T) {
		d := newDesk(t)
		full := &fullStore{Memory: d.store}
		e, _ := client.Open(full, d.r)
		d.Engine = e
		id, whole := d.id(), content(attach.ChunkSize+3)
		if err := d.Stage(client.Blob{ID: id, Size: int64(len(whole)), Draft: "draft", Media: attach.PDF}); err != nil {
			t.Fatal(err)
		}
		if err := d.PutChunk(id, whole[:attach.ChunkSize]); err != nil {
			t.Fatal(err)
		}
		full.full = true
		if err := d.PutChunk(id, whole[attach.ChunkSize:]); errs.CodeOf(err) != errs.Quota {
			t.Errorf("%v", err)
		}
		full.full = false
		if err := d.PutChunk(id, whole[attach.ChunkSize:]); err != nil {
			t.Fatal(err)
		}
		b, _ := d.Blob(id)
		if sum := sha256.Sum256(whole); !bytes.Equal(b.Hash, sum[:]) {
			t.Error("the sum is wrong")
		}
	})

	t.Run("an act cannot name what is not whole", func(t *testing.T) {
		d := newDesk(t)
		id, file := d.id(), d.id()
		_ = d.Stage(client.Blob{ID: id, Size: 9, Draft: "draft", Media: attach.PDF})
		if _, err := d.Author(now, d.as, op.Ctx{}, []op.Draft{attaching(file, id)[0]}); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("%v", err)
		}
	})

	t.Run("too much, nothing, and what is no attachment are refused", func(t *testing.T) {
		d := newDesk(t)
		if err := d.Stage(client.Blob{ID: d.id(), Size: 5, Media: "text/html"}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
		if err := d.Stage(client.Blob{ID: d.id(), Size: attach.Limit(attach.PDF) + 1, Media: attach.PDF}); errs.CodeOf(err) != errs.TooLarge {
			t.Errorf("%v", err)
		}
		if err := d.Stage(client.Blob{ID: d.id(), Media: attach.PDF}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
	})
}

// fullStore is a disk that may be full.
type fullStore struct {
	*client.Memory
	full bool
}

func (s *fullStore) Commit(durable bool, records ...client.Record) error {
	if s.full {
		return errs.E(errs.Quota, "err.quota")
	}
	return s.Memory.Commit(durable, records...)
}

func TestSend(t *testing.T) {
	size := 3*attach.ChunkSize + 1
	t.Run("ops first, then the bytes, of which none is sent twice", func(t *testing.T) {
		d := newDesk(t)
		id := d.attach(d.id(), content(size))
		if _, some := d.NextBlob(); some || d.Unsent() != 2 {
			t.Errorf("offered before its ops; %d unsent", d.Unsent())
		}
		d.acked(op.Accepted)
		if put := d.send(0, 2); !slices.Equal(put, []int{1, 3}) {
			t.Errorf("put %v", put)
		}
		if b, _ := d.Blob(id); b.State != client.BlobSent || d.Unsent() != 0 || d.lies() != 4 {
			t.Errorf("%+v, %d unsent, %d chunks", b, d.Unsent(), d.lies())
		}
	})

	t.Run("a restart asks what the server has", func(t *testing.T) {
		d := newDesk(t)
		id := d.attach(d.id(), content(size))
		d.acked(op.Accepted)
		_ = d.HandleHave(id, nil, false)
		d.HandlePut(id, 0)
		d.reopen()
		if ask, some := d.NextBlob(); !some || ask.Step != client.BlobAnnounce || ask.Blob.Scope.Part != op.Story {
			t.Errorf("%+v", ask)
		}
	})

	t.Run("what waits is seen without a key, as pending", func(t *testing.T) {
		d := newDesk(t)
		d.attach(d.id(), content(5))
		d.acked(op.Accepted)
		pending, _ := d.store.Load(client.KindPending)
		if !slices.ContainsFunc(pending, func(r client.Record) bool { return strings.HasPrefix(r.Key, "blob-") }) {
			t.Error("it is not")
		}
	})
}

func TestBlobFate(t *testing.T) {
	revoke := func(d *desk, file op.ID) {
		d.page(op.PullAnswer{Revoked: []op.Scope{{File: file, Part: op.Core}, {File: file, Part: op.Story}},
			Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 9}})
	}

	t.Run("with a scope go its copies and what was taken for its drafts", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		d.attach(file, content(5))
		d.acked(op.Accepted)
		d.send()
		draft := strings.ReplaceAll(file.String(), "-", "") + "/note"
		_ = d.PutNote(draft, []byte("x"))
		d.picture(draft, content(6))
		seen := client.Blob{ID: d.id(), Scope: op.Scope{File: file, Part: op.Story}, Size: 7}
		if err := d.KeepChunk(seen, 0, content(7)); err != nil {
			t.Fatal(err)
		}
		revoke(d, file)
		if d.lies() != 0 {
			t.Errorf("%d chunks stay", d.lies())
		}
		if err := d.KeepChunk(seen, 0, content(7)); errs.CodeOf(err) != errs.Conflict || d.lies() != 0 {
			t.Errorf("kept after the scope went: %v", err)
		}
	})

	t.Run("unsent bytes of a scope that went reach the server unseen, and go then", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		id := d.attach(file, content(5))
		revoke(d, file)
		if _, seen := d.Blob(id); seen || d.lies() != 1 || d.Unsent() == 0 {
			t.Errorf("%d chunks, %d unsent", d.lies(), d.Unsent())
		}
		d.acked(op.Quarantined)
		if put := d.send(); len(put) != 1 || d.lies() != 0 || d.Unsent() != 0 {
			t.Errorf("put %v, %d chunks stay", put, d.lies())
		}
	})

	t.Run("bytes that the server will not have go, and their author is told", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		id := d.attach(file, content(5))
		revoke(d, file)
		d.acked(op.Quarantined)
		if err := d.HandleBlobRefused(id, errs.Forbidden); err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(d.Refused(), func(f client.Refused) bool { return f.Group == id && f.Bytes && f.Code == errs.Forbidden })
		if d.lies() != 0 || !told {
			t.Errorf("%d chunks, %+v", d.lies(), d.Refused())
		}
	})

	t.Run("bytes that the server will not have stay with their author while the file is no more than a card", func(t *testing.T) {
		card := func(d *desk, file op.ID) {
			s := op.Scope{File: file, Part: op.CardPart}
			d.page(op.PullAnswer{Snapshots: []op.Snapshot{{Holding: op.Holding{Scope: s, GrantSeq: 7}, AsOf: 2,
				Bundle: op.Marshal(domain.Card{File: file}), Reads: []op.Part{op.Core, op.Story}}},
				Released: []op.Scope{{File: file, Part: op.Core}, {File: file, Part: op.Story}}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 9}})
		}
		for _, released := range []string{"before", "after"} {
			d := newDesk(t)
			file := d.id()
			id := d.attach(file, content(5))
			d.acked(op.Accepted)
			if released == "before" {
				card(d, file)
			}
			if err := d.HandleBlobRefused(id, errs.BadContent); err != nil {
				t.Fatal(err)
			}
			if released == "after" {
				card(d, file)
			}
			if b, here := d.Blob(id); !here || b.State != client.BlobRefused || d.lies() != 1 {
				t.Errorf("released %s: %+v, %d chunks", released, b, d.lies())
			}
			revoke(d, file)
			d.page(op.PullAnswer{Revoked: []op.Scope{{File: file, Part: op.CardPart}}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 10}})
			if d.lies() != 0 {
				t.Errorf("released %s: %d chunks stay when the right has ended", released, d.lies())
			}
		}
	})

	t.Run("refused words keep their bytes until they are done with", func(t *testing.T) {
		d := newDesk(t)
		d.attach(d.id(), content(5))
		d.acked(op.Rejected)
		if _, some := d.NextBlob(); some || d.lies() != 1 {
			t.Errorf("offered, %d chunks", d.lies())
		}
		if err := d.Dismiss(d.Refused()[0].Group); err != nil {
			t.Fatal(err)
		}
		if d.lies() != 0 || d.UnsentBlobs() != 0 {
			t.Errorf("%d chunks stay", d.lies())
		}
	})

	t.Run("a restored server is offered the bytes again", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		id := d.attach(file, content(5))
		d.acked(op.Accepted)
		d.send()
		d.page(op.PullAnswer{Reset: true, Cursor: op.Cursor{Epoch: op.ID{8}, Seq: 1}, Snapshots: []op.Snapshot{
			snapshot(file, op.Core, 1, domain.CaseDistrict, "lama"), snapshot(file, op.Story, 1, domain.CaseWish, "lama")}})
		d.acked(op.Accepted)
		if put := d.send(); len(put) != 1 {
			t.Errorf("put %v of %s", put, id)
		}
	})

	t.Run("a restored server is offered what the earlier one would not have", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		id := d.attach(file, content(5))
		d.acked(op.Accepted)
		if err := d.HandleBlobRefused(id, errs.Gone); err != nil {
			t.Fatal(err)
		}
		d.page(op.PullAnswer{Reset: true, Cursor: op.Cursor{Epoch: op.ID{8}, Seq: 1}, Snapshots: []op.Snapshot{
			snapshot(file, op.Core, 1, domain.CaseDistrict, "lama"), snapshot(file, op.Story, 1, domain.CaseWish, "lama")}})
		d.acked(op.Accepted)
		d.reopen()
		if len(d.Refused()) != 0 || d.UnsentBlobs() != 1 {
			t.Errorf("%d waits, refused %+v", d.UnsentBlobs(), d.Refused())
		}
		if put := d.send(); len(put) != 1 {
			t.Errorf("put %v of %s", put, id)
		}
	})
}
