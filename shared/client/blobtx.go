package client

import (
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
)

// keepBlob writes what is known of a blob.
func (t *tx) keepBlob(b Blob) {
	if old := t.blob(b.ID); old != nil && old.shelf() != b.shelf() {
		t.records = append(t.records, drop(old.shelf(), blobKey(b.ID)))
	}
	t.blobs[b.ID] = &b
	t.records = append(t.records, record(b.shelf(), blobKey(b.ID), b))
}

// dropBlob takes a blob off the device, bytes and all.
func (t *tx) dropBlob(b Blob) {
	t.erase = t.erase || b.Hidden
	t.blobs[b.ID] = nil
	t.records = append(t.records, drop(b.shelf(), blobKey(b.ID)))
	for i := range b.Count() {
		t.records = append(t.records, drop(KindBlob, chunkKey(b.ID, i)))
	}
}

// blob is a blob as this transaction has it.
func (t *tx) blob(id op.ID) *Blob {
	if b, changed := t.blobs[id]; changed {
		return b
	}
	return t.e.blobs[id]
}

// eachBlob calls f for every blob as this transaction has it.
func (t *tx) eachBlob(f func(b Blob)) {
	for id := range t.e.blobs {
		if b := t.blob(id); b != nil {
			f(*b)
		}
	}
}

// attach makes a staged blob the bytes of the attachment that an op begins. Error: not_found when not all of it is here.
func (t *tx) attach(o *op.Op) error {
	b := t.blob(o.Ent.ID)
	if b == nil || b.State != BlobStaged || o.Kind != op.Create {
		return nil
	}
	if !b.Whole() {
		return errs.E(errs.NotFound, "").At("attachment")
	}
	n := *b
	n.State, n.Draft, n.Scope, n.As = BlobWaiting, "", o.Scope(), o.As
	t.keepBlob(n)
	return nil
}

// revokeBlobs takes the bytes of a scope off the device, and of drafts of its file when nothing of it is left. What the
// server does not have yet stays unseen until it does, or until it has refused it: a photograph of an injury must reach
// somebody's custody, like a word.
func (t *tx) revokeBlobs(s op.Scope) {
	t.eachBlob(func(b Blob) {
		switch {
		case b.Scope != s:
		case b.State == BlobWaiting && !begun(t.refused, b.ID):
			b.Hidden = true
			t.keepBlob(b)
		default:
			t.dropBlob(b)
		}
	})
}

// regain shows again what was hidden of a scope.
func (t *tx) regain(s op.Scope) {
	t.eachBlob(func(b Blob) {
		if b.Hidden && b.Scope == s {
			b.Hidden = false
			t.keepBlob(b)
		}
	})
}

// reofferBlobs makes what was sent wait again, for a server that was restored, and what was refused: the record that the
// earlier server knew to be removed may stand there again. It has a month to hear of the record.
func (t *tx) reofferBlobs() {
	t.eachBlob(func(b Blob) {
		refused := b.State == BlobRefused
		if !refused && b.State != BlobSent && b.State != BlobWaiting {
			return
		}
		b.State, b.Judged = BlobWaiting, t.serverNow
		t.keepBlob(b)
		if refused {
			t.dismiss(b.ID)
		}
	})
}

// judged notes that the server has had its say on the op that began an attachment.
func (t *tx) judged(o *op.Op) {
	if b := t.blob(o.Ent.ID); b != nil && b.State == BlobWaiting && o.Kind == op.Create {
		n := *b
		n.Judged = t.serverNow
		t.keepBlob(n)
	}
}

// sweepBlobs lets go of copies in scopes that are not held, and of what the server refused where the right has ended: of
// that there is no other copy.
func (t *tx) sweepBlobs() {
	t.eachBlob(func(b Blob) {
		copied := b.State == BlobSent || b.State == BlobFetched
		if copied && !t.holds(b.Scope) || b.State == BlobRefused && !t.entry(b.Scope.File).mayRead(b.Scope.Part) {
			t.dropBlob(b)
		}
	})
}

// refuseBlob settles what becomes of the bytes of an attachment whose own op was set aside: with words that stay for
// their author they stay, too; of what was quarantined they go on to the server unseen.
func (t *tx) refuseBlob(o *op.Op, verdict op.Verdict, kept bool) {
	b := t.blob(o.Ent.ID)
	switch {
	case b == nil || b.State != BlobWaiting:
	case verdict == op.Quarantined:
		hidden := *b
		hidden.Hidden = true
		t.keepBlob(hidden)
	case !kept && o.Kind == op.Create:
		t.dropBlob(*b)
	}
}

// dismissBlobs lets go of the bytes of a refused act that its author has done with.
func (t *tx) dismissBlobs(f Refused) {
	t.dropUnsaid(f.Ops)
	if b := t.blob(f.Group); b != nil && b.State == BlobRefused {
		t.dropBlob(*b)
	}
}

// dropUnsaid lets go of the bytes of attachments whose refused words go.
func (t *tx) dropUnsaid(ops []op.Op) {
	for i := range ops {
		o := &ops[i]
		b := t.blob(o.Ent.ID)
		again := slices.ContainsFunc(t.own, func(w own) bool { return w.Op.Ent.ID == o.Ent.ID })
		if b != nil && b.State == BlobWaiting && o.Kind == op.Create && !again {
			t.dropBlob(*b)
		}
	}
}

// dropStaged lets go of what was taken for drafts that go.
func (t *tx) dropStaged(draft func(string) bool) {
	t.eachBlob(func(b Blob) {
		if b.State == BlobStaged && draft(b.Draft) {
			t.dropBlob(b)
		}
	})
}

// cleanBlobs lets go of staged blobs that are not whole, and of those whose draft is gone: the page ended in between.
func (e *Engine) cleanBlobs() error {
	if err := e.checkReserve(); err != nil {
		return err
	}
	t := e.begin()
	for _, b := range e.blobsBy(BlobStaged) {
		kept, err := e.Note(b.Draft)
		if err != nil {
			return err
		}
		if kept == nil || !b.Whole() {
			t.dropBlob(*b)
		}
	}
	_, err := t.commit(false)
	return err
}
