package client

import (
	"encoding/hex"
	"slices"

	"damping/shared/op"
)

// Sealer seals one whole act to the server, so that it can be sent while the store is locked (model M9).
type Sealer interface {
	// Device is the device whose acts it seals.
	Device() op.ID
	Seal(epoch op.ID, group []op.Op) ([]byte, error)
	// Current reports whether a copy need not be made anew.
	Current(box []byte, epoch op.ID) bool
}

// sealing is what the engine needs of the shelf of sealed copies: there is one for each act that waits for its verdict,
// written in the transaction in which the act was and dropped in that in which its verdict came. Without a sealer, in
// shared-PC mode and before the server has given the device a key, none are made.
type sealing struct {
	by  Sealer
	has map[op.ID]sealedAs // by group
}

// sealedAs is what a copy was made for; it is made anew when that changes.
type sealedAs struct{ epoch, dev op.ID }

// SealWith has acts sealed from now on, those that wait already at once. It may be called again with another sealer: when
// the server has another key, or the device another id.
func (e *Engine) SealWith(s Sealer) error {
	rows, err := e.store.Load(KindSealed)
	if err != nil {
		return err
	}
	before := e.sealing
	e.sealing = sealing{by: s, has: map[op.ID]sealedAs{}}
	t := e.begin()
	for _, r := range rows {
		var group op.ID
		if n, err := hex.Decode(group[:], []byte(r.Key)); n != len(group) || err != nil {
			t.records = append(t.records, drop(KindSealed, r.Key))
			continue
		}
		as := sealedAs{} // to be made anew, or dropped
		if s.Current(r.Val, e.meta.Cursor.Epoch) {
			as = sealedAs{e.meta.Cursor.Epoch, s.Device()}
		}
		e.sealing.has[group] = as
	}
	if _, err := t.commit(true); err != nil {
		e.sealing = before
		return err
	}
	return nil
}

// seal brings the copies in step with what will wait for a verdict. An act of which a part was taken away keeps the copy of
// the whole that it has: it is better than what is left.
func (t *tx) seal() error {
	s := &t.e.sealing
	if s.by == nil {
		return nil
	}
	want := sealedAs{t.meta.Cursor.Epoch, s.by.Device()}
	waits := map[op.ID]bool{}
	for i := 0; i < len(t.own); {
		end, unanswered := i, false
		for end < len(t.own) && t.own[end].Op.G == t.own[i].Op.G {
			unanswered = unanswered || !t.own[end].Acked
			end++
		}
		act := t.own[i:end]
		i = end
		if !unanswered {
			continue
		}
		group := act[0].Op.G
		waits[group] = true
		if s.has[group] == want || len(act) != int(act[0].Op.GN) || act[0].Op.Dev != want.dev {
			continue
		}
		ops := make([]op.Op, len(act))
		for j := range act {
			ops[j] = act[j].Op
		}
		box, err := s.by.Seal(want.epoch, ops)
		if err != nil {
			return err
		}
		t.records = append(t.records, Record{Kind: KindSealed, Key: groupKey(group), Val: box})
		t.sealed = append(t.sealed, group)
	}
	for group := range s.has {
		if !waits[group] {
			t.unsealed = append(t.unsealed, group)
		}
	}
	slices.SortFunc(t.unsealed, op.ID.Compare) // the same work writes the same records
	for _, group := range t.unsealed {
		t.records = append(t.records, drop(KindSealed, groupKey(group)))
	}
	return nil
}

// resealed notes what seal did, once it is written.
func (t *tx) resealed() {
	s := &t.e.sealing
	for _, group := range t.sealed {
		s.has[group] = sealedAs{t.meta.Cursor.Epoch, s.by.Device()}
	}
	for _, group := range t.unsealed {
		delete(s.has, group)
	}
}
