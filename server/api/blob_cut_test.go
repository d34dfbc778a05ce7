package api_test

import (
	"bytes"
	"context"
	cryptorand "crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"damping/server/auth"
	"damping/server/servertest"
	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/op"
)

// wire is a connection that counts what goes up, and that can be cut.
type wire struct {
	mu     sync.Mutex
	up     int64
	cutAt  int64  // of all bytes that go up; 0 is never
	tell   func() // called once when so many bytes have gone up
	tellAt int64
}

func (l *wire) dial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return counted{c, l}, nil
}

type counted struct {
	net.Conn
	l *wire
}

var errCut = errors.New("the line was cut")

// Write lets through what fits before the cut, and then the line is dead.
func (c counted) Write(b []byte) (int, error) {
	c.l.mu.Lock()
	room := int64(len(b))
	cut := c.l.cutAt > 0 && c.l.up+room >= c.l.cutAt
	if cut {
		room = c.l.cutAt - c.l.up
		c.l.cutAt = 0
	}
	c.l.up += room
	tell := c.l.tell
	if tell != nil && c.l.up >= c.l.tellAt {
		c.l.tell = nil
	} else {
		tell = nil
	}
	c.l.mu.Unlock()
	if tell != nil {
		defer tell()
	}
	n, err := c.Conn.Write(b[:room])
	if cut {
		_ = c.Close()
		return n, errCut
	}
	return n, err
}

// at has fn called when so many bytes have gone up.
func (l *wire) at(up int64, fn func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.tellAt, l.tell = up, fn
}

func (l *wire) sent() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.up
}

// uploader brings bytes as a phone does: it asks what is there, sends what is missing, and begins again when the line is cut.
type uploader struct {
	to, session string
	wire        *wire
	client      *http.Client
	wasted      []int64 // bytes of chunks that did not arrive, by cut
}

func newUploader(to, session string) *uploader {
	l := &wire{}
	return &uploader{to: to, session: session, wire: l, client: &http.Client{Transport: &http.Transport{DialContext: l.dial}}}
}

func (u *uploader) ask(ctx context.Context, method, path, media string, body []byte, out any) error {
	r, err := http.NewRequestWithContext(ctx, method, "http://"+u.to+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	if media != "" {
		r.Header.Set("Content-Type", media)
	}
	r.AddCookie(&http.Cookie{Name: auth.SessionCookie, Value: u.session})
	res, err := u.client.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("%s %s: %s %s", method, path, res.Status, text)
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(text, out)
}

// bring makes one attempt.
func (u *uploader) bring(ctx context.Context, a attachment) error {
	body, _ := json.Marshal(api.NewBlobOffer(a.id.String(), a.file.String(), uint8(a.part), a.Manifest))
	var at api.Blob
	if err := u.ask(ctx, http.MethodPost, api.BlobsPath, api.MediaJSON, body, &at); err != nil {
		return err
	}
	for _, i := range attach.Missing(len(a.Chunks), at.Have) {
		from, to := attach.Span(a.Size, i)
		before := u.wire.sent()
		if err := u.ask(ctx, http.MethodPut, api.BlobChunk(a.id.String(), i), api.MediaBytes, a.data[from:to], nil); err != nil {
			u.wasted = append(u.wasted, u.wire.sent()-before)
			return err
		}
	}
	return u.ask(ctx, http.MethodPost, api.BlobCommit(a.id.String()), "", nil, &at)
}

// check fails unless every byte comes back.
func (u *uploader) check(t *testing.T, a attachment) {
	t.Helper()
	for i := range a.Chunks {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+u.to+api.BlobChunk(a.id.String(), i), nil)
		r.AddCookie(&http.Cookie{Name: auth.SessionCookie, Value: u.session})
		res, err := u.client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		chunk, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if err != nil || a.Verify(i, chunk) != nil {
			t.Fatalf("chunk %d came back as %d bytes: %s %v", i, len(chunk), res.Status, err)
		}
	}
}

// attached has a sender write and send the record of an attachment.
func (s *sender) attached(t *testing.T, data []byte) attachment {
	t.Helper()
	a := attachment{id: op.NewID(time.Now().UnixMilli(), cryptorand.Reader), file: s.file, part: op.Story, data: data}
	var err error
	if a.Manifest, err = attach.Read(bytes.NewReader(data), nil); err != nil {
		t.Fatal(err)
	}
	drafts, err := domain.Attach(a.file, a.part, domain.NewAttachment{ID: a.id, Hash: a.Hash, Size: a.Size, Media: attach.JPEG, Name: "IMG_1.jpg"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Author(time.Now().UnixMilli(), s.h.as, op.Ctx{}, drafts); err != nil {
		t.Fatal(err)
	}
	insist(t, s.send)
	return a
}

// TestCutTenTimes brings 20 MB over a line that is cut ten times, while notes go by the side. Each cut costs one chunk at
// most, and what stands around the bytes costs next to nothing.
func TestCutTenTimes(t *testing.T) {
	program := build(t)
	for _, engine := range servertest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			seed := uint64(time.Now().UnixNano())
			t.Logf("seed %d", seed)
			dice := rand.New(rand.NewPCG(seed, 0))
			h := newHome(t, servertest.Source(t, engine))
			p := h.start(t, program)
			s := h.sender(t, p)
			a := s.attached(t, photo(t, 1, 20<<20))
			u := newUploader(p.address, s.session)
			l := u.wire

			ctx, end := context.WithCancel(t.Context())
			var notes sync.WaitGroup
			var slowest time.Duration
			notes.Go(func() { // notes go on meanwhile, each sent at once
				for ctx.Err() == nil {
					began := time.Now()
					if s.failed = s.note(); s.failed != nil || s.send() != nil {
						return
					}
					slowest = max(slowest, time.Since(began))
				}
			})
			cuts := 0
			for {
				if cuts < 10 {
					l.mu.Lock()
					l.cutAt = l.up + 20<<10 + dice.Int64N(3<<20)
					if a.Size*int64(cuts+1)/11 > l.up { // so that they come at all times
						l.cutAt = a.Size*int64(cuts+1)/11 + dice.Int64N(1<<20)
					}
					l.mu.Unlock()
				}
				err := u.bring(ctx, a)
				if err == nil {
					break
				}
				if !errors.Is(err, errCut) {
					t.Fatal(err)
				}
				cuts++
			}
			end()
			notes.Wait()
			var again, most int64
			for _, n := range u.wasted {
				again, most = again+n, max(most, n)
			}
			around := l.sent() - a.Size - again
			if cuts != 10 || most > attach.ChunkSize+1000 { // and the head of the request
				t.Errorf("%d cuts, %d bytes again for one", cuts, most)
			}
			if around > a.Size/20 {
				t.Errorf("%d bytes around %d", around, a.Size)
			}
			if s.notes < 5 {
				t.Errorf("%d notes went by the side", s.notes)
			}
			t.Logf("%d bytes, %d cuts: sent again %.0f kB a cut, %.0f kB at most; around the chunks %.2f %%, in all %.2f %%; %d notes meanwhile, the slowest %v",
				a.Size, cuts, float64(again)/10_000, float64(most)/1000, 100*float64(around)/float64(a.Size),
				100*float64(l.sent()-a.Size)/float64(a.Size), s.notes, slowest.Round(time.Millisecond))
			u.check(t, a)
		})
	}
}
