package client

import (
	"encoding/hex"
	"maps"
	"slices"

	"damping/shared/attach"
	"damping/shared/op"
)

// Sealer seals one whole act to the server, so that it can be sent while the store is locked (model M9), or what the server
// must know to take the bytes of an attachment as they lie on the device.
type Sealer interface {
	// Device is the device whose work it seals.
	Device() op.ID
	Seal(epoch op.ID, group []op.Op) ([]byte, error)
	SealParcel(p attach.Parcel) ([]byte, error)
	// Current reports whether a copy need not be made anew. Of a parcel the epoch is zero.
	Current(box []byte, epoch op.ID) bool
}

// sealing is what the engine needs of the shelf of sealed copies: there is one for each act that waits for its verdict and
// for each attachment whose bytes the server does not have, written in the transaction in which that began to wait and
// dropped in that in which it ended. Without a sealer, in shared-PC mode and before the server has given the device a key,
// none are made.
type sealing struct {
	by  Sealer
	has map[op.ID]sealedAs // by group or attachment
}

// sealedAs is what a copy was made for; it is made anew when that changes. Bytes outlive a restore of the server: their
// epoch is zero.
type sealedAs struct{ epoch, dev op.ID }

// SealWith has work sealed from now on, what waits already at once. It may be called again with another sealer: when
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
		epoch := e.meta.Cursor.Epoch
		if e.blobs[group] != nil {
			epoch = op.ID{}
		}
		as := sealedAs{} // to be made anew, or dropped
		if s.Current(r.Val, epoch) {
			as = sealedAs{epoch, s.Device()}
		}
		e.sealing.has[group] = as
	}
	maps.Copy(t.blobs, e.blobs) // to be looked at, all of them
	if _, err := t.commit(true); err != nil {
		e.sealing = before
		return err
	}
	return nil
}

// seal brings the copies in step with what will wait for the server. An act of which a part was taken away keeps the copy of
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
		t.keepCopy(group, want, box)
	}
	for _, id := range slices.SortedFunc(maps.Keys(t.blobs), op.ID.Compare) {
		b, want := t.blobs[id], sealedAs{dev: want.dev}
		if b == nil || b.State != BlobWaiting || b.Key == nil || s.has[id] == want {
			continue
		}
		box, err := s.by.SealParcel(b.parcel())
		if err != nil {
			return err
		}
		t.keepCopy(id, want, box)
	}
	for id := range s.has {
		if b := t.blob(id); !waits[id] && (b == nil || b.State != BlobWaiting) {
			t.unsealed = append(t.unsealed, id)
		}
	}
	slices.SortFunc(t.unsealed, op.ID.Compare) // the same work writes the same records
	for _, id := range t.unsealed {
		t.records = append(t.records, drop(KindSealed, groupKey(id)))
	}
	return nil
}

func (t *tx) keepCopy(id op.ID, as sealedAs, box []byte) {
	t.records = append(t.records, Record{Kind: KindSealed, Key: groupKey(id), Val: box})
	t.sealed[id] = as
}

// resealed notes what seal did, once it is written.
func (t *tx) resealed() {
	has := t.e.sealing.has
	maps.Copy(has, t.sealed)
	for _, id := range t.unsealed {
		delete(has, id)
	}
}
