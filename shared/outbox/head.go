// Package outbox seals one act of a device to the server, so that whoever finds it on the disk reads nothing and a service
// worker can send it while the device's store is locked (model M9). It does the same with what the server must know to take
// the bytes of an attachment, the key of its sealed chunks included (attach.Parcel); the chunks travel beside.
//
// A box is HPKE (RFC 9180, base mode: X25519, HKDF-SHA256, ChaCha20-Poly1305; the last because without the hardware's help,
// as in WebAssembly, it is faster than AES and takes the same time for every key) over a MAC and the act's operations, or the
// parcel. The
// MAC is made with a key that the server derives for each device and that lies on the device sealed in its store: anybody
// can seal to a public key, only the device can have written this.
//
// Before it stands a head in the clear, which the sealing and the MAC cover: ids, numbers and times that are the clear keys
// of the store's records anyway. The worker orders and counts by it and answers for it, without a key.
//
// A head alone, without what it is the head of, is what the worker leaves in the place of a box that the server has taken.
package outbox

import (
	"encoding/binary"

	"damping/shared/errs"
	"damping/shared/op"
)

// HeadBytes is the length of a head; the service worker knows the places in it (web/static/outbox.js).
const HeadBytes = 63

// The first byte of a box: what is in it, in this version.
const (
	actBox    = 1
	parcelBox = 2
)

// MaxBytes is the length of the longest box: an act at its limits.
const MaxBytes = HeadBytes + 32 + 16 + macBytes + 8 + op.MaxGroupBytes

// KeyID tells which of the server's keys a box is sealed to.
type KeyID [4]byte

// Head is what a box shows without a key.
type Head struct {
	Parcel bool // the bytes of an attachment, and not an act
	Work   bool // somebody's work, and not merely that they looked at something
	Key    KeyID
	Dev    op.ID
	Group  op.ID  // the attachment of a parcel
	Epoch  op.ID  // of the device's cursor when it was sealed; zero before the first contact, and of a parcel
	N      uint64 // of a parcel when it came to the device, ms UTC: it goes after all acts
	Ops    uint8  // how many, numbered from N; of a parcel the one record that waits
}

func (h *Head) bytes() []byte {
	b := make([]byte, 0, HeadBytes)
	kind, work := byte(actBox), byte(0)
	if h.Parcel {
		kind = parcelBox
	}
	if h.Work {
		work = 1
	}
	b = append(b, kind, work)
	b = append(b, h.Key[:]...)
	b = append(b, h.Dev[:]...)
	b = append(b, h.Group[:]...)
	b = append(b, h.Epoch[:]...)
	b = binary.BigEndian.AppendUint64(b, h.N)
	return append(b, h.Ops)
}

// ReadHead reads the head of a box, or one that stands alone. Error: bad_request.
func ReadHead(box []byte) (Head, error) {
	if len(box) < HeadBytes || box[0] != actBox && box[0] != parcelBox || box[1] > 1 {
		return Head{}, errBox
	}
	h := Head{Parcel: box[0] == parcelBox, Work: box[1] == 1, N: binary.BigEndian.Uint64(box[54:]), Ops: box[62]}
	copy(h.Key[:], box[2:])
	copy(h.Dev[:], box[6:])
	copy(h.Group[:], box[22:])
	copy(h.Epoch[:], box[38:])
	return h, nil
}

// errBox is all that is said of a box that does not open: who made it knows more, and nobody else should.
var errBox = errs.E(errs.BadRequest, "err.bad_request")

// errKey says that a box is sealed to a key that is not here. It may be elsewhere: the box must not be given up.
var errKey = errs.E(errs.NotFound, "err.not_found")
