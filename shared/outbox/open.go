package outbox

import (
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"errors"
	"fmt"

	"damping/shared/attach"
	"damping/shared/op"
)

// encBytes is the length of what X25519 adds to every box.
const encBytes = 32

// NewKey makes a private key of the server.
func NewKey() ([]byte, error) {
	key, err := kem.GenerateKey()
	if err != nil {
		return nil, err
	}
	return key.Bytes()
}

// Opener is the server's side: the keys that boxes may be sealed to, and the secret behind the devices' MAC keys.
type Opener struct {
	keys   map[KeyID]hpke.PrivateKey
	public []byte
	secret []byte
}

// NewOpener takes the private keys, the one that devices get today first, and the secret for MAC keys.
func NewOpener(secret []byte, private ...[]byte) (*Opener, error) {
	if len(private) == 0 || len(secret) < 32 {
		return nil, errors.New("outbox: keys are missing")
	}
	o := &Opener{keys: map[KeyID]hpke.PrivateKey{}, secret: secret}
	for _, bytes := range private {
		key, err := kem.NewPrivateKey(bytes)
		if err != nil {
			return nil, fmt.Errorf("outbox: private key: %w", err)
		}
		public := key.PublicKey().Bytes()
		if o.public == nil {
			o.public = public
		}
		o.keys[idOf(public)] = key
	}
	return o, nil
}

// Public is the key that devices seal to from now on.
func (o *Opener) Public() []byte { return o.public }

// MAC is the key by which a device proves what it wrote.
func (o *Opener) MAC(dev op.ID) []byte {
	mac := hmac.New(sha256.New, o.secret)
	mac.Write([]byte("damping device mac 1\x00"))
	mac.Write(dev[:])
	return mac.Sum(nil)
}

// Open gives the act in a box, which is whole and of the device that the head names. Errors: bad_request, and not_found
// when it is sealed to another server's key, or to one that a restore lost. The head is right also beside an error, as far
// as it could be read.
func (o *Opener) Open(box []byte) (Head, []op.Op, error) {
	head, content, err := o.open(box)
	if err != nil {
		return head, nil, err
	}
	var group []op.Op
	if err := op.Unmarshal(content, &group); err != nil {
		return head, nil, err
	}
	if head.Parcel || !head.fits(group) {
		return head, nil, errBox
	}
	return head, group, nil
}

// OpenParcel gives the parcel in a box. Errors as with Open.
func (o *Opener) OpenParcel(box []byte) (Head, attach.Parcel, error) {
	head, content, err := o.open(box)
	if err != nil {
		return head, attach.Parcel{}, err
	}
	var w parcel
	if err := op.Unmarshal(content, &w); err != nil {
		return head, attach.Parcel{}, err
	}
	p, fits := w.parcel()
	if !fits || !head.Parcel || head.Group != p.ID {
		return head, attach.Parcel{}, errBox
	}
	return head, p, nil
}

// open gives what is under the head.
func (o *Opener) open(box []byte) (Head, []byte, error) {
	head, err := ReadHead(box)
	if err != nil {
		return head, nil, err
	}
	key, known := o.keys[head.Key]
	switch {
	case len(box) > MaxBytes || len(box) < HeadBytes+encBytes:
		return head, nil, errBox
	case !known:
		return head, nil, errKey
	}
	recipient, err := hpke.NewRecipient(box[HeadBytes:HeadBytes+encBytes], key, kdf, aead, []byte(info))
	if err != nil {
		return head, nil, errBox
	}
	clear := box[:HeadBytes]
	plain, err := recipient.Open(clear, box[HeadBytes+encBytes:])
	if err != nil || len(plain) < macBytes || !hmac.Equal(plain[:macBytes], macOf(o.MAC(head.Dev), clear, plain[macBytes:])) {
		return head, nil, errBox
	}
	return head, plain[macBytes:], nil
}

// fits reports whether the act is the one that the head announces, and whole.
func (h *Head) fits(group []op.Op) bool {
	if len(group) == 0 || len(group) > op.MaxGroupOps || len(group) != int(h.Ops) {
		return false
	}
	for i := range group {
		o := &group[i]
		if o.Dev != h.Dev || o.G != h.Group || o.N != h.N+uint64(i) || int(o.GI) != i || o.GN != h.Ops {
			return false
		}
	}
	return true
}
