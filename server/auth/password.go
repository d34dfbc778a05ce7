package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"damping/shared/errs"
)

// cost is what one guess costs whoever has the database. OWASP's first choice for Argon2id (19 MiB, two passes, one
// lane), about 25 ms of one core here.
type cost struct {
	memory  uint32 // KiB
	passes  uint32
	threads uint8
}

var usualCost = cost{memory: 19 * 1024, passes: 2, threads: 1}

// longestQueue is how long a sign-in waits for others before it is sent away.
const longestQueue = 5 * time.Second

const (
	saltSize = 16
	hashSize = 32
)

// passwords hashes and checks. It does few at once: each takes 19 MiB, and a flood of sign-ins must not take all.
type passwords struct {
	cost   cost
	random io.Reader
	places chan struct{}
	dummy  string // the hash of a password that nobody has, for names that nobody has

	argon2 func(password, salt []byte, passes, memory uint32, threads uint8, size uint32) []byte // a test counts its work
}

func newPasswords(c cost, random io.Reader, places int) (*passwords, error) {
	p := &passwords{cost: c, random: random, places: make(chan struct{}, places), argon2: argon2.IDKey}
	var err error
	p.dummy, err = p.hash(context.Background(), rand.Text())
	return p, err
}

// hash makes the encoded hash of a password, in the usual PHC form.
func (p *passwords) hash(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(p.random, salt); err != nil {
		return "", fmt.Errorf("auth: no randomness: %w", err)
	}
	sum, err := p.derive(ctx, password, salt, p.cost)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s",
		argon2.Version, p.cost.memory, p.cost.passes, p.cost.threads, b64(salt), b64(sum)), nil
}

// check tells whether the password is the one of the hash. With an empty hash it takes as long and says no. An error
// is a context that ended or a hash that cannot be read.
func (p *passwords) check(ctx context.Context, encoded, password string) (bool, error) {
	known := encoded != ""
	if !known {
		encoded = p.dummy
	}
	c, salt, want, err := parseHash(encoded)
	if err != nil {
		return false, err
	}
	got, err := p.derive(ctx, password, salt, c)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want) == 1 && known, nil
}

// derive waits for its place. The password is normalised first: keyboards differ in how they write é.
func (p *passwords) derive(ctx context.Context, password string, salt []byte, c cost) ([]byte, error) {
	select {
	case p.places <- struct{}{}:
		defer func() { <-p.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-time.After(longestQueue):
		return nil, errs.E(errs.Limited, "", int(longestQueue.Seconds()))
	}
	return p.argon2([]byte(norm.NFC.String(password)), salt, c.passes, c.memory, c.threads, hashSize), nil
}

var errHash = errors.New("auth: a stored password hash cannot be read")

func parseHash(encoded string) (c cost, salt, sum []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, errHash
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.threads); err != nil {
		return c, nil, nil, errHash
	}
	salt, saltErr := base64.RawStdEncoding.DecodeString(parts[4])
	sum, sumErr := base64.RawStdEncoding.DecodeString(parts[5])
	if saltErr != nil || sumErr != nil || len(sum) != hashSize || c.passes == 0 || c.threads == 0 || c.memory > 1<<20 {
		return c, nil, nil, errHash
	}
	return c, salt, sum, nil
}
