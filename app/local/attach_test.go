//go:build !js

package local

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"damping/app/device"
	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// paper is a file of a person, in memory; it may become unreadable after some bytes.
type paper struct {
	name    string
	content []byte
	broken  int64
}

func (p paper) Name() string    { return p.name }
func (p paper) Media() string   { return attach.PDF }
func (p paper) Size() int64     { return int64(len(p.content)) }
func (p paper) Modified() int64 { return 0 }
func (p paper) Read(from, to int64) ([]byte, error) {
	if p.broken > 0 && to > p.broken {
		return nil, io.ErrUnexpectedEOF
	}
	return p.content[from:to], nil
}

// disk is a browser's storage with so much room.
type disk struct{ used, most int64 }

func (d disk) Persist() bool        { return true }
func (d disk) Persisted() bool      { return true }
func (d disk) Room() (int64, int64) { return d.used, d.most }

// sheets stand for the page that shows bytes.
type sheets struct {
	shown map[string][]byte
	given []byte
}

func (s *sheets) Begin() device.Copy { return &sheetCopy{to: s} }
func (s *sheets) Forget(url string)  { delete(s.shown, url) }
func (s *sheets) Copy(text string) error {
	if text == "" {
		return errors.New("nothing to copy")
	}
	s.given = []byte(text)
	return nil
}

type sheetCopy struct {
	bytes.Buffer
	to *sheets
}

func (c *sheetCopy) URL(string) string {
	url := fmt.Sprint("blob:", len(c.to.shown))
	c.to.shown[url] = bytes.Clone(c.Bytes())
	return url
}
func (c *sheetCopy) Hand(_, _ string) error { c.to.given = bytes.Clone(c.Bytes()); return nil }
func (c *sheetCopy) Save(_, _ string)       { c.to.given = bytes.Clone(c.Bytes()) }

// warehouse is the server's side of attachments.
type warehouse struct {
	mu       sync.Mutex
	chunks   map[int][]byte
	manifest api.BlobOffer
	done     bool
	puts     int
	refuse   map[string]errs.Code // by step: offer, put, commit
	cut      func() bool          // the line at a put
}

// Ask answers what is asked of attachments; handled is false for the rest.
func (w *warehouse) ask(method, path string, body []byte) (status int, answer []byte, handled bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !strings.HasPrefix(path, api.BlobsPath) {
		return 0, nil, false
	}
	ok := func() (int, []byte, bool) {
		b := api.Blob{Done: w.done, Hash: w.manifest.Hash, Size: w.manifest.Size, Chunks: w.manifest.Chunks}
		for i := range w.chunks {
			b.Have = append(b.Have, i)
		}
		text, _ := json.Marshal(b)
		return 200, text, true
	}
	no := func(code errs.Code) (int, []byte, bool) {
		p := api.ProblemOf(errs.E(code, ""))
		text, _ := json.Marshal(p)
		return p.Status, text, true
	}
	step := "get"
	switch {
	case method == "POST" && path == api.BlobsPath:
		step = "offer"
	case method == "PUT":
		step = "put"
	case strings.HasSuffix(path, "/commit"):
		step = "commit"
	}
	if code := w.refuse[step]; code != "" {
		return no(code)
	}
	var i int
	_, _ = fmt.Sscan(path[strings.LastIndex(path, "/")+1:], &i)
	switch {
	case step == "offer":
		var offer api.BlobOffer
		_ = json.Unmarshal(body, &offer)
		if offer.ID != w.manifest.ID { // it has room for one
			w.manifest, w.chunks, w.done = offer, map[int][]byte{}, false
		}
	case step == "put":
		w.puts++
		if w.cut != nil && w.cut() {
			return -1, nil, true
		}
		w.chunks[i] = bytes.Clone(body)
		return 204, nil, true
	case step == "commit":
		w.done = len(w.chunks) == len(w.manifest.Chunks)
	case strings.Count(path, "/") == 4:
		return 200, w.chunks[i], true
	}
	return ok()
}

// attaching is a stand whose server takes attachments, with a case that is held. prepare is called before anybody signs
// in; nil for nothing.
func attaching(t *testing.T, prepare func(s *stand), test func(t *testing.T, s *stand, w *warehouse, pages *sheets, file op.ID)) {
	t.Helper()
	onStand(t, func(t *testing.T, s *stand) {
		w := &warehouse{chunks: map[int][]byte{}, refuse: map[string]errs.Code{}}
		pages := &sheets{shown: map[string][]byte{}}
		s.p.Web, s.p.Pages, s.p.Storage = &withBlobs{s.server, w}, pages, disk{most: 100 << 20}
		if prepare != nil {
			prepare(s)
		}
		s.signIn(t)
		file := op.NewID(1, rand.Reader)
		hold(t, s, file)
		test(t, s, w, pages, file)
	})
}

// withBlobs is a server that takes attachments, too.
type withBlobs struct {
	*fakeServer
	w *warehouse
}

func (b *withBlobs) Ask(ctx context.Context, method, path, media, accept string, body []byte) (int, []byte, error) {
	if err := ctx.Err(); err != nil {
		return 0, nil, err
	}
	if status, answer, handled := b.w.ask(method, path, body); status < 0 {
		return 0, nil, errOffline
	} else if handled {
		return status, answer, nil
	}
	return b.fakeServer.Ask(ctx, method, path, media, accept, body)
}

// hold gives the device a case.
func hold(t *testing.T, s *stand, file op.ID) {
	t.Helper()
	must(t, s.with(func(e *client.Engine) error {
		asked := e.NextPull()
		ans := op.PullAnswer{For: asked.Mark(), Cursor: asked.Cursor, Now: time.Now().UnixMilli()}
		for _, part := range []op.Part{op.Core, op.Story} {
			state := fold.New()
			state.Apply(&op.Op{ID: op.ID{1}, Ent: op.Ent{Kind: domain.Case, ID: file}, Kind: op.Create, Eff: 1})
			ans.Snapshots = append(ans.Snapshots, op.Snapshot{Holding: op.Holding{Scope: op.Scope{File: file, Part: part}, GrantSeq: 1}, Bundle: state.Bundle()})
		}
		_, _, err := e.HandlePull(ans, time.Now().UnixMilli())
		return err
	}))
}

// file takes a paper for a note and writes its record into a case.
func (s *stand) file(t *testing.T, file op.ID, content []byte) domain.AttachmentView {
	t.Helper()
	must(t, s.PutNote("draft", []byte("x")))
	must(t, s.Take("draft", paper{name: "visum.pdf", content: content}, func(int64) {}))
	b := s.Staged("draft")[0]
	drafts, err := domain.Attach(file, op.Story, domain.NewAttachment{ID: b.ID, Hash: b.Manifest().Hash, Size: b.Size, Media: b.Media, Name: b.Name})
	must(t, err)
	must(t, s.Author(op.NewID(1, rand.Reader), "test", drafts))
	parts, err := s.File(file)
	must(t, err)
	view, there := domain.ReadAttachment(parts, op.Story, b.ID)
	if !there {
		t.Fatal("the attachment is not in the case")
	}
	return view
}

func pdf(n int) []byte { return bytes.Repeat([]byte("%PDF"), n/4+1)[:n] }

func TestLane(t *testing.T) {
	whole := pdf(5*attach.ChunkSize + 9)

	t.Run("brings every byte, and says when it is through", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
			a := s.file(t, file, whole)
			if s.Sync().Unsent == 0 {
				t.Error("nothing counts as unsent")
			}
			synctest.Wait()
			if !w.done || w.puts != 6 || s.Sync().Unsent != 0 || s.Bytes(a.ID).State != client.BlobSent {
				t.Errorf("done %v, %d puts, %d unsent, %+v", w.done, w.puts, s.Sync().Unsent, s.Bytes(a.ID))
			}
		})
	})

	t.Run("a line that is cut at every second chunk costs no chunk twice over, and moves on in seconds", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
			n := 0
			w.cut = func() bool { n++; return n%2 == 1 }
			s.file(t, file, whole)
			time.Sleep(30 * time.Second)
			synctest.Wait()
			if !w.done || w.puts != 12 {
				t.Errorf("done %v after %d puts", w.done, w.puts)
			}
		})
	})

	t.Run("words go on while the bytes cannot", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
			w.cut = func() bool { return true }
			s.file(t, file, whole)
			synctest.Wait()
			s.write(t)
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 1 || !y.Online || y.Problem != "" {
				t.Errorf("stands at %+v", y)
			}
		})
	})

	t.Run("what the server will never take is told and not sent again", func(t *testing.T) {
		for step, code := range map[string]errs.Code{"offer": errs.NotFound, "put": errs.Gone, "commit": errs.BadContent} {
			attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
				w.refuse[step] = code
				a := s.file(t, file, pdf(9))
				synctest.Wait()
				puts := w.puts
				time.Sleep(time.Hour)
				told := slices.ContainsFunc(s.Refused(), func(f client.Refused) bool { return f.Bytes && f.Code == code })
				if !told || w.puts != puts || s.Sync().Unsent != 0 || s.Bytes(a.ID).State != client.BlobRefused {
					t.Errorf("%s: told %v, %d puts, %+v", step, told, w.puts, s.Bytes(a.ID))
				}
			})
		}
	})

	t.Run("one that cannot go on does not keep the next from being sent", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
			w.refuse["offer"] = errs.Conflict
			first := s.file(t, file, pdf(9))
			synctest.Wait()
			w.refuse["offer"] = ""
			second := s.file(t, file, pdf(10))
			synctest.Wait()
			time.Sleep(time.Hour)
			for _, a := range []domain.AttachmentView{first, second} {
				if b := s.Bytes(a.ID); b.State != client.BlobSent {
					t.Errorf("%+v", b)
				}
			}
		})
	})

	t.Run("waits for a line that costs nothing, when it was asked to", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
			s.p.Metered = func() bool { return true }
			must(t, s.OnlyWiFi(true))
			s.file(t, file, pdf(9))
			synctest.Wait()
			if w.puts != 0 || s.Sync().Unsent != 1 {
				t.Errorf("%d puts, %d unsent", w.puts, s.Sync().Unsent)
			}
			must(t, s.OnlyWiFi(false))
			synctest.Wait()
			if !w.done {
				t.Error("it does not go on")
			}
		})
	})
}

func TestTake(t *testing.T) {
	t.Run("a file that cannot be read to its end leaves nothing behind", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, _ *warehouse, _ *sheets, _ op.ID) {
			must(t, s.PutNote("draft", []byte("x")))
			err := s.Take("draft", paper{name: "x.pdf", content: pdf(3 * attach.ChunkSize), broken: attach.ChunkSize + 1}, func(int64) {})
			wantCode(t, err, errs.NotFound)
			o, _ := s.opened()
			left, _ := o.store.Load(client.KindBlob)
			if len(s.Staged("draft")) != 0 || len(left) != 0 {
				t.Errorf("%d chunks stay", len(left))
			}
		})
	})

	t.Run("what there is no room for is not begun", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, _ *warehouse, _ *sheets, _ op.ID) {
			s.p.Storage = disk{used: 1 << 20, most: 2 << 20}
			err := s.Take("draft", paper{name: "x.pdf", content: pdf(3 << 20)}, func(int64) {})
			wantCode(t, err, errs.Quota)
		})
	})

	t.Run("names become names that a record may have", func(t *testing.T) {
		for name, want := range map[string]string{"a/b\\c.pdf": "a_b_c.pdf", "": "_", "..": "_", "foto\u202e.jpg": "foto_.jpg",
			strings.Repeat("é", 100) + ".jpg": ""} {
			got := cleanName(name)
			if want != "" && got != want || len(got) > domain.MaxAttachmentName || !strings.HasSuffix(got, name[strings.LastIndexAny(name, ".")+1:]) {
				t.Errorf("%q became %q", name, got)
			}
		}
	})
}

func TestCopy(t *testing.T) {
	attaching(t, nil, func(t *testing.T, s *stand, _ *warehouse, pages *sheets, _ op.ID) {
		must(t, s.Copy("fisik"))
		if string(pages.given) != "fisik" {
			t.Errorf("on the clipboard is %q", pages.given)
		}
		if e := errs.As(s.Copy("")); e == nil || e.Key != "simfoni.notCopied" {
			t.Errorf("a browser that forbids it is told as %v", e)
		}
	})
}

func TestView(t *testing.T) {
	whole := pdf(2*attach.ChunkSize + 9)
	// elsewhere is an attachment whose bytes only the server has.
	elsewhere := func(t *testing.T, s *stand, file op.ID) domain.AttachmentView {
		t.Helper()
		a := s.file(t, file, whole)
		synctest.Wait()
		must(t, s.with(func(e *client.Engine) error {
			for more := true; more; {
				var err error
				if more, err = e.Shed(); err != nil {
					return err
				}
			}
			return nil
		}))
		return a
	}

	t.Run("is fetched once, kept, and shown without a signal then", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, pages *sheets, file op.ID) {
			a := elsewhere(t, s, file)
			for range 2 {
				url, err := s.View(file, a)
				must(t, err)
				if !bytes.Equal(pages.shown[url], whole) {
					t.Error("what is shown is not what was attached")
				}
				s.Forget(url)
				w.refuse["get"] = errs.Unavailable // from now on there is no signal
			}
			if len(pages.shown) != 0 {
				t.Error("an address outlives its picture")
			}
		})
	})

	t.Run("says so when it is not here and there is no signal", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) {
			a := elsewhere(t, s, file)
			w.refuse["get"] = errs.Unavailable
			_, err := s.View(file, a)
			if e := errs.As(err); e == nil || e.Key != "attach.notHere" {
				t.Errorf("%v", err)
			}
		})
	})

	t.Run("shows and keeps nothing that is not the original", func(t *testing.T) {
		attaching(t, nil, func(t *testing.T, s *stand, w *warehouse, pages *sheets, file op.ID) {
			a := elsewhere(t, s, file)
			w.chunks[1][7] ^= 1
			_, err := s.View(file, a)
			wantCode(t, err, errs.Invalid)
			o, _ := s.opened()
			kept, _ := o.store.Load(client.KindBlob)
			if len(pages.shown) != 0 || len(kept) != 1 {
				t.Errorf("%d shown, %d chunks kept", len(pages.shown), len(kept))
			}
		})
	})
}
