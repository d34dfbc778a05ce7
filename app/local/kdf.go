package local

import (
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/json"
	"io"

	"damping/shared/errs"

	"golang.org/x/crypto/argon2"
)

// The ways in which a wrap's key is made.
const (
	algArgon2id = "argon2id"
	algHKDF     = "hkdf-sha256"
)

// derivation says how the key of a wrap is made of a secret. It stands beside the wrap in the clear, as JSON.
type derivation struct {
	Alg    string `json:"alg"`
	Salt   []byte `json:"salt"`             // 16 random bytes of this device; for a passkey the input of its PRF, 32
	Memory uint32 `json:"memory,omitempty"` // KiB
	Passes uint32 `json:"passes,omitempty"`
	Lanes  uint8  `json:"lanes,omitempty"`
	Cred   []byte `json:"cred,omitempty"` // a passkey's credential id, public
}

// The parameters of new stores, and the most that is taken from a disk: a store that asks for gigabytes was not made
// here and must not bring the page down.
const (
	argonMemory = 19 << 10 // KiB
	argonPasses = 2
	argonLanes  = 1

	mostMemory = 256 << 10
	mostPasses = 16
	mostLanes  = 4
)

// fromPassword makes a derivation for a password with a salt of its own.
func fromPassword(rand io.Reader) (derivation, error) {
	salt := make([]byte, 16)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return derivation{}, err
	}
	return derivation{Alg: algArgon2id, Salt: salt, Memory: argonMemory, Passes: argonPasses, Lanes: argonLanes}, nil
}

func fromPasskey(p Passkey) derivation {
	return derivation{Alg: algHKDF, Salt: p.Salt, Cred: p.ID}
}

// text is the derivation as it is stored.
func (d derivation) text() string {
	b, err := json.Marshal(d)
	if err != nil {
		panic(err) // a struct of numbers and bytes
	}
	return string(b)
}

// readDerivation reads what stands beside a wrap. Error: store_corrupt.
func readDerivation(text string) (derivation, error) {
	var d derivation
	if err := json.Unmarshal([]byte(text), &d); err != nil {
		return derivation{}, errCorrupt
	}

	sane := false
	switch d.Alg {
	case algArgon2id:
		sane = len(d.Salt) >= 16 && 0 < d.Memory && d.Memory <= mostMemory && 0 < d.Passes && d.Passes <= mostPasses &&
			0 < d.Lanes && d.Lanes <= mostLanes
	case algHKDF:
		sane = len(d.Salt) == 32 && len(d.Cred) > 0
	}
	if !sane {
		return derivation{}, errCorrupt
	}
	return d, nil
}

// keyBytes is the length of a wrap's key.
const keyBytes = 32

// key makes a wrap's key of a password or of a passkey's secret.
func (d derivation) key(secret []byte) ([]byte, error) {
	if d.Alg == algArgon2id {
		return argon2.IDKey(secret, d.Salt, d.Passes, d.Memory, d.Lanes, keyBytes), nil
	}
	return hkdf.Key(sha256.New, secret, d.Salt, "device store key", keyBytes)
}

// errCorrupt says that what lies in the clear in a store cannot be read.
var errCorrupt = errs.E(errs.StoreCorrupt, "store.corrupt")
