package client

import (
	"cmp"
	"slices"
	"strings"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// BlobStep is what the server is asked next about an attachment.
type BlobStep uint8

// The steps.
const (
	BlobAnnounce BlobStep = 1 // tell what comes, and hear which chunks are there
	BlobPut      BlobStep = 2 // send one chunk
	BlobCommit   BlobStep = 3 // all chunks are there
)

// BlobAsk is the next step of one attachment.
type BlobAsk struct {
	Step  BlobStep
	Blob  Blob
	Chunk int // to put
	// Lost says, of an announcement, that the record of the attachment is nowhere on this device any more: a server that does
	// not know it either will never hear of it.
	Lost bool
	// Old says that its record was judged so long ago that a file which the server does not know will not come any more. Until
	// then not_found may pass: the device that began the file has yet to bring it back to a restored server, or who decides
	// on a file that was set aside has yet to take it in.
	Old bool
}

// Final reports whether an answer to this step is for ever: the record was removed, the person may not write there, or the
// bytes are not what the record says. A record that a restored server has lost, and this device as well, will never come;
// a file that the server does not know may.
func (a BlobAsk) Final(code errs.Code) bool {
	switch code {
	case errs.Gone, errs.BadContent, errs.ReplayMismatch, errs.TooLarge, errs.Forbidden:
		return true
	case errs.NotFound:
		return a.Step == BlobAnnounce && a.Old
	case errs.Invalid:
		return a.Step == BlobAnnounce
	case errs.OpFirst:
		return a.Lost
	}
	return false
}

// upload is the one attachment that is on its way. It is forgotten at a restart: the server is asked what it has.
type upload struct {
	id   op.ID
	have []bool
}

// NextBlob returns what to ask next. It is the oldest attachment whose ops the server has judged; false when none waits.
func (e *Engine) NextBlob() (BlobAsk, bool) {
	if e.behind {
		return BlobAsk{}, false
	}
	for _, b := range e.blobsBy(BlobWaiting) {
		if e.passed[b.ID] || !e.mayOffer(b.ID) {
			continue
		}
		if e.up == nil || e.up.id != b.ID {
			return BlobAsk{Step: BlobAnnounce, Blob: *b, Lost: b.Hidden || !e.shows(b) && !e.keeps(b), Old: e.old(b)}, true
		}
		if i := slices.Index(e.up.have, false); i >= 0 {
			return BlobAsk{Step: BlobPut, Blob: *b, Chunk: i}, true
		}
		return BlobAsk{Step: BlobCommit, Blob: *b}, true
	}
	return BlobAsk{}, false
}

// old reports whether a month has passed since the server judged the record of an attachment: what was written a month
// before it was sent has as long as anything else. One of before that was noted tells only when it was attached.
func (e *Engine) old(b *Blob) bool {
	return e.meta.HLC.Millis()-cmp.Or(b.Judged, b.ID.Millis()) > keepFor
}

// shows reports whether the record of an attachment is in the view of its scope.
func (e *Engine) shows(b *Blob) bool {
	st, err := e.view(b.Scope)
	return err != nil || st.Find(op.Ent{Kind: domain.Attachment, ID: b.ID}) != nil
}

// keeps reports whether the record of an attachment is kept for a restored server: of a file of which only the card is here
// nothing is in view.
func (e *Engine) keeps(b *Blob) bool {
	kept, err := e.store.Load(KindRetain)
	return err != nil || slices.ContainsFunc(kept, func(r Record) bool {
		var o op.Op
		if !strings.HasPrefix(r.Key, scopeKey(b.Scope)+"-") {
			return false
		}
		return op.Unmarshal(r.Val, &o) != nil || o.Ent.ID == b.ID && o.Kind == op.Create
	})
}

// mayOffer reports whether the server knows of an attachment: its ops have verdicts, and it was not its beginning that
// was refused.
func (e *Engine) mayOffer(id op.ID) bool {
	return !e.Pending(id) && !begun(e.refused, id)
}

// begun reports whether the beginning of an attachment is among what was refused and lies here for its author.
func begun(refused []Refused, id op.ID) bool {
	return slices.ContainsFunc(refused, func(f Refused) bool {
		return slices.ContainsFunc(f.Ops, func(o op.Op) bool { return o.Ent.ID == id && o.Kind == op.Create })
	})
}

// HandleHave takes the answer to an announcement: the chunks that the server has, and whether it has all there is to do.
func (e *Engine) HandleHave(id op.ID, have []int, done bool) error {
	b := e.blobs[id]
	if b == nil || b.State != BlobWaiting {
		return nil // it went in the meantime
	}
	if done {
		return e.HandleBlobDone(id)
	}
	e.up = &upload{id: id, have: make([]bool, b.Count())}
	for _, i := range have {
		if i >= 0 && i < len(e.up.have) {
			e.up.have[i] = true
		}
	}
	return nil
}

// HandlePut notes that the server took a chunk.
func (e *Engine) HandlePut(id op.ID, chunk int) {
	if e.up != nil && e.up.id == id && chunk < len(e.up.have) {
		e.up.have[chunk] = true
	}
}

// HandleBlobDone notes that the server has all of an attachment. What is not seen here goes. What lies in a file that was
// begun here and has yet to come back is seen: its bytes stay for a server that was restored.
func (e *Engine) HandleBlobDone(id op.ID) error {
	b := e.blobs[id]
	if b == nil || b.State != BlobWaiting {
		return nil
	}
	t := e.begin()
	if !b.Hidden && (e.holds(b.Scope) || e.shows(b)) {
		n := *b
		n.State = BlobSent
		t.keepBlob(n)
	} else {
		t.dropBlob(*b)
	}
	t.touch(b.Scope.File)
	if _, err := t.commit(false); err != nil {
		return err
	}
	e.up = nil
	return nil
}

// PassBlob puts an attachment off until ResumeBlobs: it must not keep those behind it from being sent.
func (e *Engine) PassBlob(id op.ID) {
	if e.passed == nil {
		e.passed = map[op.ID]bool{}
	}
	e.passed[id], e.up = true, nil
}

// ResumeBlobs begins again with the oldest.
func (e *Engine) ResumeBlobs() { e.passed = nil }

// ForgetUpload has the server asked again what it has: it answered that it does not know what is on its way.
func (e *Engine) ForgetUpload() { e.up = nil }

// HandleBlobRefused takes it that the server will never have these bytes. They stay where the person may see them, because
// there is no other copy, also while only the card of their file is here; that they were not taken is told, like a
// refused act.
func (e *Engine) HandleBlobRefused(id op.ID, code errs.Code) error {
	b := e.blobs[id]
	if b == nil || b.State != BlobWaiting {
		return nil
	}
	t := e.begin()
	if !b.Hidden {
		n := *b
		n.State = BlobRefused
		t.keepBlob(n)
	} else {
		t.dropBlob(*b)
	}
	at, found := slices.BinarySearchFunc(t.refused, id, func(f Refused, g op.ID) int { return f.Group.Compare(g) })
	if !found {
		t.refused = slices.Insert(t.refused, at, Refused{Group: id, File: b.Scope.File, Verdict: op.Rejected, Code: code, Bytes: true})
	}
	t.records = append(t.records, record(KindRefused, groupKey(id), t.refused[at]))
	t.touch(b.Scope.File)
	if _, err := t.commit(true); err != nil {
		return err
	}
	e.up = nil
	return nil
}

// Sending tells how much of an attachment the server has: chunks, of how many. Only the one on its way is known.
func (e *Engine) Sending(id op.ID) (chunks, of int) {
	b := e.blobs[id]
	if b == nil {
		return 0, 0
	}
	if e.up != nil && e.up.id == id {
		for _, has := range e.up.have {
			if has {
				chunks++
			}
		}
	}
	return chunks, b.Count()
}

// UnsentBlobs counts the attachments whose bytes the server does not have. Those of a refused act wait for its author, as
// the act does, and not for the server.
func (e *Engine) UnsentBlobs() (n int) {
	for _, b := range e.blobs {
		if b.State == BlobWaiting && !begun(e.refused, b.ID) {
			n++
		}
	}
	return n
}
