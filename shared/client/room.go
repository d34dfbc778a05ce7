package client

import (
	"cmp"
	"encoding/hex"
	"fmt"

	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/op"
)

// When the disk is full, what the server can give again goes, and what it cannot never does: first the reserve, which is
// there for that moment alone, then what is kept for a restored server, then copies of attachments, the oldest first,
// those fetched before those sent, then closed files but for their cards. What waits to be sent, what was taken for a form,
// what was refused, and drafts stay.

// reserveRows is how many rows of the size of a chunk are kept as a reserve: 20 MiB.
const reserveRows = 80

const keyReserve = "reserve"

// reserve is a row that holds nothing. The zero id is no attachment's.
func reserveKey(i int) string { return fmt.Sprintf("%s-%04x", hex.EncodeToString(make([]byte, 16)), i) }

// Reserve adds one row to the reserve, and reports whether more are wanted. filler must be random, lest the browser
// pack it to nothing.
func (e *Engine) Reserve(filler []byte) (more bool, err error) {
	if e.reserve >= reserveRows {
		return false, nil
	}
	err = e.store.Commit(false, record(KindMeta, keyReserve, e.reserve+1), Record{Kind: KindBlob, Key: reserveKey(e.reserve), Val: filler})
	if err == nil {
		e.reserve++
	}
	return err == nil && e.reserve < reserveRows, err
}

// checkReserve looks whether the reserve is still there: it may have gone so that the store could be opened.
func (e *Engine) checkReserve() error {
	if e.reserve == 0 {
		return nil
	}
	rows, err := e.store.Get(KindBlob, reserveKey(0))
	if err == nil && rows[0] == nil {
		e.reserve = 0
	}
	return err
}

// Shed makes room by the next thing in the order, and reports whether there was one.
func (e *Engine) Shed() (bool, error) {
	if e.reserve > 0 {
		return e.shedReserve()
	}
	kept, err := e.store.Load(KindRetain)
	if err != nil {
		return false, err
	}
	if len(kept) > 0 {
		for i := range kept {
			kept[i].Val = nil
		}
		err := e.store.Commit(false, kept...)
		return err == nil, err
	}
	for _, state := range []BlobState{BlobFetched, BlobSent} {
		if done, err := e.shedCopy(state, op.ID{}); done || err != nil {
			return done, err
		}
	}
	return e.shedClosed()
}

func (e *Engine) shedReserve() (bool, error) {
	records := []Record{drop(KindMeta, keyReserve)}
	for i := range e.reserve {
		records = append(records, drop(KindBlob, reserveKey(i)))
	}
	if err := e.store.Commit(false, records...); err != nil {
		return false, err
	}
	e.reserve = 0
	return true, nil
}

// ShedFetched lets go of the oldest fetched copy other than one that is being fetched.
func (e *Engine) ShedFetched(but op.ID) (bool, error) { return e.shedCopy(BlobFetched, but) }

func (e *Engine) shedCopy(state BlobState, but op.ID) (bool, error) {
	for _, b := range e.blobsBy(state) {
		if b.ID == but {
			continue
		}
		t := e.begin()
		t.dropBlob(*b)
		_, err := t.commit(false)
		return err == nil, err
	}
	return false, nil
}

// shedClosed gives up all but the card of the closed file that was opened longest ago.
func (e *Engine) shedClosed() (bool, error) {
	busy := e.busy()
	oldest, found := op.ID{}, false
	e.files.each(func(f op.ID, x *entry) {
		if !x.row || !domain.Closed(x.card) || !x.holds(op.Core) || busy[f] {
			return
		}
		if was := oldest; !found || cmp.Or(cmp.Compare(e.wants[f].At, e.wants[was].At), f.Compare(was)) < 0 {
			oldest, found = f, true
		}
	})
	if !found {
		return false, nil
	}
	t := e.begin()
	if err := t.shed(oldest); err != nil {
		return false, err
	}
	_, err := t.commit(false)
	return err == nil, err
}

// busy lists the files with own work on its way: the server gives them in full again at once, for that work's sake.
func (e *Engine) busy() map[op.ID]bool {
	out := map[op.ID]bool{}
	for i := range e.own {
		out[e.own[i].Op.File] = true
	}
	for _, b := range e.blobs {
		out[b.Scope.File] = true
	}
	return out
}

// shed gives up all but the card of a file, as if the server had released it. The card is the device's own work and lies
// under no grant: that tells the server at the next pull that something has changed, and it sends its own.
func (t *tx) shed(file op.ID) error {
	x := t.entry(file)
	core, err := t.base(op.Scope{File: file, Part: op.Core})
	if err != nil {
		return err
	}
	card := domain.CardOf(domain.Parts{op.Core: core.state}, x.card.Kind, file)
	reads := uint8(0)
	for _, p := range op.Parts {
		if x.mayRead(p) {
			reads |= partBit(p)
		}
	}
	for _, h := range x.held {
		if h.part != op.CardPart {
			s := op.Scope{File: file, Part: h.part}
			t.unhold(s)
			t.dropBase(s)
		}
	}
	t.hold(op.Holding{Scope: op.Scope{File: file, Part: op.CardPart}})
	t.list(card, reads)
	t.want(file, want{Shed: true})
	return nil
}

// Room is what takes room on the device, in bytes, about.
type Room struct {
	Unsent  int64 // attachments that the server does not have
	Copies  int64 // attachments that it has
	Reserve int64
}

// Room tells what attachments take.
func (e *Engine) Room() (r Room) {
	r.Reserve = int64(e.reserve) * attach.ChunkSize
	for _, b := range e.blobs {
		if b.State == BlobSent || b.State == BlobFetched {
			r.Copies += b.Size
		} else {
			r.Unsent += b.Size
		}
	}
	return r
}
