package push

import (
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"damping/server/store"
	"damping/server/vault"
	"damping/shared/op"
)

// Options are what an operator decides, and the twins of tests.
type Options struct {
	// Subject is whom a push service may write to: a bare mail address or an https URL. Empty turns push off.
	Subject string
	// Hosts are push services besides the well-known ones; a leading "*." stands for one or more labels.
	Hosts []string
	// Origin is where people reach this server, such as https://damping.example.go.id.
	Origin string
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Random makes keys and ids. Default crypto/rand.
	Random io.Reader
	// Log is told when a push service refuses us. Default slog.Default.
	Log *slog.Logger
	// Client sends instead of the guarded client: for tests only, which answer in place of the push services.
	Client Client
}

// Client sends one request. *http.Client is one.
type Client interface {
	Do(*http.Request) (*http.Response, error)
}

// Service sends and keeps subscriptions. It is safe for concurrent use.
type Service struct {
	db      *store.DB
	vault   *vault.Vault
	subject string
	origin  string
	now     func() time.Time
	random  io.Reader
	log     *slog.Logger
	guard   *guard
	client  Client
	pair    atomic.Pointer[pair]

	mu     sync.Mutex
	trials map[op.ID]time.Time // when each device last asked for a trial notification
}

// New returns a service. It asks the database for nothing yet.
func New(db *store.DB, v *vault.Vault, o Options) *Service {
	s := &Service{
		db: db, vault: v, origin: o.Origin, now: o.Now, random: o.Random, log: o.Log, client: o.Client,
		// webpush-go adds the prefix itself, and Apple refuses one that stands there twice.
		subject: strings.TrimPrefix(o.Subject, "mailto:"),
		guard:   &guard{hosts: slices.Concat(wellKnown, lower(o.Hosts))},
		trials:  map[op.ID]time.Time{},
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.client == nil {
		s.client = s.guard.client()
	}
	return s
}

// Off reports whether the operator has turned push off.
func (s *Service) Off() bool { return s.subject == "" }

func lower(hosts []string) []string {
	list := make([]string, len(hosts))
	for i, h := range hosts {
		list[i] = strings.ToLower(h)
	}
	return list
}
