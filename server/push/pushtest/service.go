package pushtest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"damping/shared/api"
)

// Message is one message that came.
type Message struct {
	// Path names the subscription.
	Path  string
	Topic string
	TTL   int
	// Size is that of the encrypted body, Plain what was in it.
	Size  int
	Plain []byte
	Shown Shown
	// Subject is who may be written to when the messages trouble the service.
	Subject string
	// Status is what the service answered.
	Status int
}

// Reply is what the service answers. The zero Reply is 201 at once.
type Reply struct {
	Status     int
	RetryAfter string
	// Hang says to leave the sender without an answer until it gives up.
	Hang bool
}

// Service is a push service on the loopback. It is safe for concurrent use.
type Service struct {
	tb     testing.TB
	server *httptest.Server

	mu       sync.Mutex
	browsers map[string]*browser
	got      []Message
	reply    func(Message) Reply
	after    func(Message)
}

// New starts a service, which ends with the test.
func New(tb testing.TB) *Service {
	tb.Helper()
	s := &Service{tb: tb, browsers: map[string]*browser{}}
	s.server = httptest.NewServer(http.HandlerFunc(s.take))
	tb.Cleanup(s.server.Close)
	return s
}

// Origin is where the service really is: http://127.0.0.1:port.
func (s *Service) Origin() string { return s.server.URL }

// Subscribe makes a browser with a subscription. Its address is at origin: a well-known host, for a sender that uses
// Client, or Origin.
func (s *Service) Subscribe(origin string) api.PushSubscription {
	b, err := newBrowser()
	if err != nil {
		s.tb.Fatal(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	path := "/wpush/" + strconv.Itoa(len(s.browsers)) + base64.RawURLEncoding.EncodeToString(b.auth)
	s.browsers[path] = b
	return b.subscription(origin + path)
}

// Client brings requests for any host to this service.
func (s *Service) Client() *http.Client {
	to, err := url.Parse(s.server.URL)
	if err != nil {
		s.tb.Fatal(err)
	}
	return &http.Client{Transport: rerouted{to, s.server.Client().Transport}}
}

type rerouted struct {
	to   *url.URL
	next http.RoundTripper
}

func (r rerouted) RoundTrip(request *http.Request) (*http.Response, error) {
	sent := request.Clone(request.Context())
	sent.URL.Scheme, sent.URL.Host = r.to.Scheme, r.to.Host
	sent.Header.Set("X-Origin", request.URL.Scheme+"://"+request.URL.Host)
	return r.next.RoundTrip(sent)
}

// Answer has fn decide about every message that follows; nil takes them all.
func (s *Service) Answer(fn func(Message) Reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reply = fn
}

// After has fn called when a message was taken, after the answer is on its way or just before it.
func (s *Service) After(fn func(Message)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.after = fn
}

// Messages are all that came, the oldest first.
func (s *Service) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.got)
}

// Taken are the messages that the service accepted.
func (s *Service) Taken() []Message {
	return slices.DeleteFunc(s.Messages(), func(m Message) bool { return m.Status != http.StatusCreated })
}

// Forget drops what came so far.
func (s *Service) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = nil
}

func (s *Service) take(w http.ResponseWriter, request *http.Request) {
	body, err := io.ReadAll(io.LimitReader(request.Body, 64<<10))
	if err != nil {
		return // the sender died in the middle: nothing came
	}
	m, err := s.read(request, body)
	if err != nil {
		s.tb.Errorf("pushtest: %v", err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}

	s.mu.Lock()
	reply := Reply{}
	if s.reply != nil {
		reply = s.reply(m)
	}
	m.Status = reply.Status
	if m.Status == 0 {
		m.Status = http.StatusCreated
	}
	if reply.Hang {
		m.Status = 0
	}
	s.got = append(s.got, m)
	after := s.after
	s.mu.Unlock()

	if reply.Hang {
		<-request.Context().Done()
		return
	}
	if after != nil && m.Status == http.StatusCreated {
		after(m)
	}
	if reply.RetryAfter != "" {
		w.Header().Set("Retry-After", reply.RetryAfter)
	}
	w.WriteHeader(m.Status)
}

// read checks a message as the services do and opens it as the browser does.
func (s *Service) read(request *http.Request, body []byte) (Message, error) {
	m := Message{Path: request.URL.Path, Topic: request.Header.Get("Topic"), Size: len(body)}
	s.mu.Lock()
	b := s.browsers[m.Path]
	s.mu.Unlock()
	if b == nil {
		return m, errors.New("a message for nobody")
	}
	ttl, err := strconv.Atoi(request.Header.Get("TTL"))
	if err != nil || ttl <= 0 {
		return m, fmt.Errorf("TTL is %q", request.Header.Get("TTL"))
	}
	m.TTL = ttl
	if request.Method != http.MethodPost || request.Header.Get("Content-Encoding") != "aes128gcm" || request.Header.Get("Urgency") != "high" {
		return m, fmt.Errorf("method or headers: %s %v", request.Method, request.Header)
	}
	if len(m.Topic) == 0 || len(m.Topic) > 32 || strings.Trim(m.Topic, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return m, fmt.Errorf("topic is %q", m.Topic)
	}
	origin := request.Header.Get("X-Origin")
	if origin == "" {
		origin = s.server.URL
	}
	if m.Subject, err = signed(request.Header.Get("Authorization"), origin); err != nil {
		return m, err
	}
	if m.Plain, err = b.open(body); err != nil {
		return m, err
	}
	m.Shown, err = read(m.Plain)
	return m, err
}

// signed verifies "vapid t=…,k=…" (RFC 8292) and gives its subject.
func signed(header, origin string) (subject string, err error) {
	rest, ok := strings.CutPrefix(header, "vapid t=")
	token, key, both := strings.Cut(rest, ", k=")
	parts := strings.Split(token, ".")
	if !ok || !both || len(parts) != 3 {
		return "", fmt.Errorf("authorization is %q", header)
	}
	point, err := base64.RawURLEncoding.DecodeString(key)
	if err != nil {
		return "", err
	}
	public, err := ecdsa.ParseUncompressedPublicKey(elliptic.P256(), point)
	if err != nil {
		return "", err
	}
	signature, err := base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil || len(signature) != 64 {
		return "", errors.New("the signature has another form")
	}
	sum := sha256.Sum256([]byte(parts[0] + "." + parts[1]))
	if !ecdsa.Verify(public, sum[:], new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:])) {
		return "", errors.New("the signature is not of the key")
	}

	claims, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		return "", err
	}
	var said struct {
		Aud, Sub string
		Exp      int64
	}
	if err := json.Unmarshal(claims, &said); err != nil {
		return "", err
	}
	left := time.Until(time.Unix(said.Exp, 0))
	if said.Aud != origin || left <= 0 || left > 24*time.Hour {
		return "", fmt.Errorf("the claims are %s", claims)
	}
	return said.Sub, nil
}

// Eventually waits until the service has taken n messages, or fails the test.
func (s *Service) Eventually(ctx context.Context, n int) {
	s.tb.Helper()
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for len(s.Taken()) < n {
		select {
		case <-ctx.Done():
			s.tb.Fatalf("pushtest: %d messages came, want %d", len(s.Taken()), n)
		case <-tick.C:
		}
	}
}
