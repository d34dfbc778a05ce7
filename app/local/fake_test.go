//go:build !js

package local

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"damping/app/device"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

const (
	password = "kucing hujan sepeda biru"
	login    = "ratna"
)

// fakeServer takes what is pushed, has nothing to give, and can be told to fail. It is a Web: no
// sockets, so that time can be the test's.
type fakeServer struct {
	mu      sync.Mutex
	asked   []string // method and path of every request that arrived
	log     map[op.ID]uint64
	devices map[op.ID]op.ID // under which device id an op came
	doubled int
	secret  string // the refresh secret that is good
	alive   bool   // the session
	wrong   bool   // the password is
	device  op.ID
	entered api.SignIn // what the last sign-in said
	former  op.ID      // an id of this person's that it agrees to when the app remembers it
	lease   api.Lease
	outbox  api.Outbox
	pushKey string

	// before answers in place of the server when it says so. lost makes the answer vanish on its way.
	before func(path string, body []byte) (status int, problem errs.Code)
	lost   func(path string) bool
	answer func(path string) any // in place of the usual answer
}

func newFakeServer() *fakeServer {
	return &fakeServer{log: map[op.ID]uint64{}, devices: map[op.ID]op.ID{}, device: op.NewID(1, rand.Reader), secret: "s1", alive: true, pushKey: "key1",
		lease: api.Lease{LockAt: time.Now().Add(7 * 24 * time.Hour).UnixMilli()}}
}

// response is what comes back: encoded as the API does.
type response struct {
	status int
	answer []byte
}

// Ask implements Web.
func (f *fakeServer) Ask(ctx context.Context, method, path, _, _ string, body []byte) (int, []byte, error) {
	if err := ctx.Err(); err != nil {
		return 0, nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, method+" "+path)
	if f.before != nil {
		if status, code := f.before(path, body); status < 0 {
			return 0, nil, errOffline
		} else if status > 0 {
			return status, respond(status, api.MediaProblem, api.ProblemOf(errs.E(code, ""))).answer, nil
		}
	}
	r := f.serve(method, path, body)
	if f.lost != nil && f.lost(path) {
		return 0, nil, errOffline
	}
	return r.status, r.answer, nil
}

func (f *fakeServer) serve(method, path string, body []byte) response {
	needs := path != api.SessionPath && path != api.RefreshPath
	if needs && !f.alive {
		return respond(401, api.MediaProblem, api.ProblemOf(errSignIn))
	}
	if f.answer != nil {
		if a := f.answer(path); a != nil {
			return respond(200, api.MediaCBOR, a)
		}
	}
	now := time.Now().UnixMilli()
	switch method + " " + path {
	case "POST " + api.SessionPath:
		if f.wrong {
			return respond(401, api.MediaProblem, api.ProblemOf(errs.E(errs.WrongCredentials, "")))
		}
		f.alive = true
		var in api.SignIn
		_ = json.Unmarshal(body, &in)
		f.entered = in
		if known, err := op.ParseID(in.Device.ID); err == nil && known == f.former {
			f.device = known
		}
		return respond(200, api.MediaJSON, f.session(now))
	case "POST " + api.RefreshPath:
		var in api.Refresh
		_ = json.Unmarshal(body, &in)
		if in.Refresh != f.secret {
			return respond(401, api.MediaProblem, api.ProblemOf(errSignIn))
		}
		f.secret += "+"
		f.alive = true
		return respond(200, api.MediaJSON, f.session(now))
	case "DELETE " + api.SessionPath:
		f.alive = false
		return respond(204, api.MediaJSON, nil)
	case "POST " + api.NewDevicePath:
		return respond(200, api.MediaJSON, f.session(now))
	case "GET " + api.MePath:
		return respond(200, api.MediaJSON, f.session(now).Me)
	case "GET " + api.DirectoryPath:
		return respond(200, api.MediaJSON, api.Directory{People: []api.Colleague{{ID: "u2", Name: "Sari"}}})
	case "GET " + api.PushKeyPath:
		return respond(200, api.MediaJSON, api.PushKey{Key: f.pushKey})
	case "POST " + api.SyncPushPath:
		var in op.Push
		if err := op.Unmarshal(body, &in); err != nil {
			return respond(400, api.MediaProblem, api.ProblemOf(err))
		}
		out := op.PushAnswer{Now: now, Epoch: op.ID{1}, For: in.Epoch}
		for _, o := range in.Ops {
			seq, known := f.log[o.ID]
			f.devices[o.ID] = o.Dev
			if !known {
				seq = uint64(len(f.log) + 1)
				f.log[o.ID] = seq
			} else {
				f.doubled++
			}
			out.Acks = append(out.Acks, op.Ack{ID: o.ID, Verdict: op.Accepted, Seq: seq, Eff: o.HLC})
		}
		return respond(200, api.MediaCBOR, out)
	case "POST " + api.SyncPullPath:
		var in op.Pull
		if err := op.Unmarshal(body, &in); err != nil {
			return respond(400, api.MediaProblem, api.ProblemOf(err))
		}
		return respond(200, api.MediaCBOR, op.PullAnswer{Cursor: op.Cursor{Epoch: op.ID{1}, Seq: uint64(len(f.log))}, Now: now, For: in.Mark()})
	}
	return respond(204, api.MediaJSON, nil)
}

func (f *fakeServer) session(now int64) api.Session {
	return api.Session{Refresh: f.secret, Outbox: f.outbox, Me: api.Me{User: api.User{ID: "u1", Login: login, Name: "Ratna"},
		Device: api.Device{ID: f.device.String()}, Lease: f.lease, Now: now}}
}

func respond(status int, media string, body any) response {
	r := response{status: status}
	switch {
	case body == nil:
	case media == api.MediaCBOR:
		r.answer = op.Marshal(body)
	default:
		r.answer, _ = json.Marshal(body)
	}
	return r
}

// did lists what was asked since the last time.
func (f *fakeServer) did() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	asked := f.asked
	f.asked = nil
	return asked
}

// sync lists only the sync paths and the refresh among what was asked.
func (f *fakeServer) didSync() []string {
	return slices.DeleteFunc(f.did(), func(s string) bool {
		return !slices.Contains([]string{"POST " + api.SyncPushPath, "POST " + api.SyncPullPath, "POST " + api.RefreshPath}, s)
	})
}

func (f *fakeServer) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// fakeBrowser stands for app/device.
type fakeBrowser struct {
	tell     func(device.Signal)
	watching int

	noPasskey bool
	secrets   map[string][]byte

	denied     bool
	current    *device.Subscription
	subscribed int
	flushed    int
	later      int
	sent       func()
}

func (b *fakeBrowser) Watch(tell func(device.Signal)) func() {
	b.tell = tell
	b.watching++
	return func() { b.watching-- }
}

func (b *fakeBrowser) Possible() bool { return !b.noPasskey }

func (b *fakeBrowser) New(salt []byte) (id, secret []byte, err error) {
	secret = bytes.Repeat(salt[:1], 32)
	b.secrets = map[string][]byte{"cred": secret}
	return []byte("cred"), slices.Clone(secret), nil
}

func (b *fakeBrowser) Secret(id, _ []byte) ([]byte, error) {
	if s := b.secrets[string(id)]; s != nil {
		return slices.Clone(s), nil
	}
	return nil, device.ErrRefused
}

func (b *fakeBrowser) Persist() bool                   { return true }
func (b *fakeBrowser) Persisted() bool                 { return true }
func (b *fakeBrowser) Room() (used, most int64)        { return 1, 2 }
func (b *fakeBrowser) Stands() (possible, denied bool) { return true, b.denied }
func (b *fakeBrowser) Ask() error {
	if b.denied {
		return device.ErrRefused
	}
	return nil
}
func (b *fakeBrowser) Current() (*device.Subscription, error) { return b.current, nil }
func (b *fakeBrowser) Unsubscribe() error                     { b.current = nil; return nil }
func (b *fakeBrowser) Flush()                                 { b.flushed++ }
func (b *fakeBrowser) Later()                                 { b.later++ }
func (b *fakeBrowser) OnSent(tell func())                     { b.sent = tell }

func (b *fakeBrowser) Subscribe(key string) (*device.Subscription, error) {
	b.subscribed++
	b.current = &device.Subscription{ServerKey: key, PushSubscription: api.PushSubscription{
		Endpoint: "https://push.example/" + key + "/" + string(rune('a'+b.subscribed))}}
	return b.current, nil
}

// stand is a desk with everything fake around it.
type stand struct {
	*Desk
	server  *fakeServer
	browser *fakeBrowser
	wiper   *fakeWiper
	told    [][]op.ID
	mu      sync.Mutex
}

// onStand runs a test in a bubble of its own time.
func onStand(t *testing.T, test func(t *testing.T, s *stand)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := &stand{server: newFakeServer(), browser: &fakeBrowser{}}
		disk := NewMemoryDisk(time.Now, rand.Reader)
		s.wiper = &fakeWiper{disk: disk}
		s.Desk = s.desk(disk)
		t.Cleanup(func() { s.Lock() })
		test(t, s)
	})
}

// desk makes the desk as the page makes it when it is loaded; the disk stays.
func (s *stand) desk(disk *Disk) *Desk {
	d := NewDesk(Parts{
		Disk: disk, Web: s.server,
		Signals: s.browser, Passkeys: s.browser, Notices: s.browser,
		Alone:   func(_ context.Context, work func() error) error { return work() },
		Storage: s.browser, Wiper: s.wiper,
		Now: time.Now, Rand: rand.Reader, App: "test", Label: "Test",
	})
	d.Watch(func(changed []op.ID) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.told = append(s.told, changed)
	})
	return d
}

// reload is the end of the page and the next one.
func (s *stand) reload(t *testing.T) {
	t.Helper()
	s.Lock()
	s.Desk = s.desk(s.p.Disk)
	_, err := s.Start()
	must(t, err)
}

// signIn signs in and waits until all is quiet.
func (s *stand) signIn(t *testing.T) {
	t.Helper()
	must(t, s.SignIn(login, password, false))
	synctest.Wait()
	s.server.did()
}

// write authors one act in a new file and answers the file.
func (s *stand) write(t *testing.T) op.ID {
	t.Helper()
	file := s.NewID()
	must(t, s.Author(op.NewID(1, rand.Reader), "test", []op.Draft{domain.Begin(file, domain.Complaint, file)}))
	return file
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantCode(t *testing.T, err error, code errs.Code) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Errorf("error is %v (code %q), want %q", err, errs.CodeOf(err), code)
	}
}
