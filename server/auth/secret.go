package auth

import (
	"crypto/sha256"
	"encoding/base64"
	"io"
)

// newSecret returns 256 random bits in base64url, and what the database keeps of them.
func newSecret(random io.Reader) (secret string, hash []byte, err error) {
	var b [32]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return "", nil, err
	}
	secret = base64.RawURLEncoding.EncodeToString(b[:])
	return secret, hashSecret(secret), nil
}

// hashSecret is what the database keeps of a secret. A plain hash is enough: nobody can try 2²⁵⁶ of them.
func hashSecret(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}
