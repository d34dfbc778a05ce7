package auth

import (
	"cmp"
	"io"
	"runtime"
	"time"

	"damping/server/store"
)

// How long things last.
const (
	// SessionLife is how long a session lasts at most.
	SessionLife = 12 * time.Hour
	// DefaultIdle is how long a session may be unused, unless the operator says otherwise.
	DefaultIdle = 15 * time.Minute
	// CredentialLife is how long a device credential lasts without contact.
	CredentialLife = 30 * 24 * time.Hour
	// LinkLife is how long a one-time link lasts.
	LinkLife = 15 * time.Minute

	// seenEvery is how precisely last_seen is kept, so that reading does not write each time.
	seenEvery = time.Minute
	// renewEvery is how often the end of a device credential is moved.
	renewEvery = time.Hour
	// lostAnswer is how long a refresh secret that was replaced is still good: its answer may have been lost.
	lostAnswer = 2 * time.Minute
)

// Service answers who somebody is. It is safe for concurrent use.
type Service struct {
	db        *store.DB
	random    io.Reader
	idle      time.Duration
	devices   int
	passwords *passwords
}

// Options are what a Service needs besides its database.
type Options struct {
	// Idle is how long a session may be unused. Default DefaultIdle.
	Idle time.Duration
	// Devices is how many devices of their own a person may be signed in on. Zero sets no limit.
	Devices int
	// Cheap makes passwords quick to hash, for tests alone: what it stores protects nothing.
	Cheap bool
}

// New makes the service; random is crypto/rand.Reader but in tests.
func New(db *store.DB, random io.Reader, options Options) (*Service, error) {
	c := usualCost
	if options.Cheap {
		c = cost{memory: 64, passes: 1, threads: 1}
	}
	hashes, err := newPasswords(c, random, runtime.GOMAXPROCS(0))
	if err != nil {
		return nil, err
	}
	return &Service{db: db, random: random, idle: cmp.Or(options.Idle, DefaultIdle), devices: options.Devices, passwords: hashes}, nil
}
