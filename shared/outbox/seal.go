package outbox

import (
	"crypto/ecdh"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"fmt"

	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/op"
)

// info keeps these boxes apart from whatever else may once be sealed to the same key.
const info = "damping sealed outbox 1"

const macBytes = sha256.Size

var (
	kem  = hpke.DHKEM(ecdh.X25519())
	kdf  = hpke.HKDFSHA256()
	aead = hpke.ChaCha20Poly1305()
)

// Sealer seals the acts of one device. It implements client.Sealer.
type Sealer struct {
	key hpke.PublicKey
	id  KeyID
	dev op.ID
	mac []byte
}

// NewSealer takes the server's public key and what the server gave this device to prove itself by.
func NewSealer(public []byte, dev op.ID, mac []byte) (*Sealer, error) {
	key, err := kem.NewPublicKey(public)
	if err != nil {
		return nil, fmt.Errorf("outbox: public key: %w", err)
	}
	return &Sealer{key: key, id: idOf(public), dev: dev, mac: mac}, nil
}

func idOf(public []byte) (id KeyID) {
	sum := sha256.Sum256(public)
	copy(id[:], sum[:])
	return id
}

// Device is the device whose acts it seals.
func (s *Sealer) Device() op.ID { return s.dev }

// Seal makes the box of one whole act. It asks the system for randomness.
func (s *Sealer) Seal(epoch op.ID, group []op.Op) ([]byte, error) {
	first := &group[0]
	return s.box(Head{Work: first.Ent.Kind != domain.UserSpace, Group: first.G, Epoch: epoch, N: first.N, Ops: uint8(len(group))}, op.Marshal(group))
}

// SealParcel makes the box of what the server must know to take the bytes of an attachment.
func (s *Sealer) SealParcel(p attach.Parcel) ([]byte, error) {
	return s.box(Head{Parcel: true, Work: true, Group: p.ID, N: uint64(p.At), Ops: 1}, op.Marshal(wireOf(p)))
}

// box seals what belongs under a head.
func (s *Sealer) box(head Head, content []byte) ([]byte, error) {
	head.Key, head.Dev = s.id, s.dev
	clear := head.bytes()
	enc, sender, err := hpke.NewSender(s.key, kdf, aead, []byte(info))
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	sealed, err := sender.Seal(clear, append(macOf(s.mac, clear, content), content...))
	if err != nil {
		return nil, fmt.Errorf("outbox: %w", err)
	}
	return append(append(clear, enc...), sealed...), nil
}

// Current reports whether a box need not be made anew: it is sealed to this key in this epoch, or was taken.
func (s *Sealer) Current(box []byte, epoch op.ID) bool {
	head, err := ReadHead(box)
	return err == nil && (len(box) == HeadBytes || head.Key == s.id && head.Dev == s.dev) && head.Epoch == epoch
}

func macOf(key, head, content []byte) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write(head)
	mac.Write(content)
	return mac.Sum(nil)
}
