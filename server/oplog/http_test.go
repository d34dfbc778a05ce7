package oplog_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"testing"

	doors "damping/server/api"
	"damping/server/auth"
	"damping/server/blob"
	"damping/server/push"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/server/work"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/outbox"
	"damping/shared/sim"
)

// serveHTTP opens servers that devices reach as phones do, over TLS: each signs in with its person's password, keeps its
// cookies, gets a new session by the secret of the last, and speaks CBOR.
func serveHTTP(t *testing.T, engine servertest.Engine, seed uint64) sim.Serve {
	return func(id func() op.ID, clock func() int64) sim.Server {
		s := &behindHTTP{simServer: newSimServer(t, engine, id, clock), effects: sim.Effects(seed), browsers: map[op.ID]*browser{},
			welcomed: map[op.ID]bool{}}
		s.build = s.house
		s.begin()
		s.wire = httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.door.ServeHTTP(w, r) }))
		return s
	}
}

// behindHTTP is a database in the simulation whose devices come in by the door.
type behindHTTP struct {
	*simServer
	effects  io.Reader
	people   *auth.Service
	office   *work.Office
	door     http.Handler
	wire     *httptest.Server   // the same after a restore
	browsers map[op.ID]*browser // by device
	welcomed map[op.ID]bool     // users who have a password
}

// password is everybody's.
const password = "empat kata yang mudah"

// house builds the rooms on the database, up to the door. The simulation looks into the log of that house.
func (s *behindHTTP) house(v *vault.Vault) (err error) {
	if s.people, err = auth.New(s.db, rand.Reader, auth.Options{Cheap: true}); err != nil {
		return err
	}
	s.office, err = work.Open(s.t.Context(), work.Rooms{DB: s.db, Vault: v, Auth: s.people, Push: push.New(s.db, v, push.Options{}),
		Blobs: work.Blobs{Options: blob.Options{Folder: s.t.TempDir()}}, Random: s.effects})
	if err != nil {
		return err
	}
	s.store = s.office.Log()
	s.door, err = doors.New(doors.Options{Office: s.office, Log: slog.New(slog.DiscardHandler)})
	return err
}

// Appoint implements sim.Server. Who is appointed for the first time can sign in from then on.
func (s *behindHTTP) Appoint(a core.Appointment) {
	s.simServer.Appoint(a)
	if !s.welcomed[a.User] {
		check(s.db.Update(s.t.Context(), func(tx *store.Tx) error { return s.people.SetPassword(s.t.Context(), tx, a.User, password) }))
		s.welcomed[a.User] = true
	}
}

// Push implements sim.Desk.
func (s *behindHTTP) Push(_ context.Context, who core.Actor, p op.Push) (ans op.PushAnswer, _ []op.ID, err error) {
	return ans, nil, s.at(who).call(http.MethodPost, api.SyncPushPath, p, &ans)
}

// Pull implements sim.Desk.
func (s *behindHTTP) Pull(_ context.Context, who core.Actor, p op.Pull) (ans op.PullAnswer, err error) {
	return ans, s.at(who).call(http.MethodPost, api.SyncPullPath, p, &ans)
}

// Inbox implements sim.Desk.
func (s *behindHTTP) Inbox(_ context.Context, who core.Actor) (box op.Inbox, err error) {
	return box, s.at(who).call(http.MethodGet, api.InboxPath, nil, &box)
}

// Sealed implements sim.Desk. The act is sealed with what came with the device's session, and sent with its credential alone.
func (s *behindHTTP) Sealed(_ context.Context, who core.Actor, epoch op.ID, group []op.Op) (outbox.Answer, error) {
	b := s.at(who)
	if b.session.Refresh == "" {
		if err := b.signIn(); err != nil {
			return outbox.Answer{}, err
		}
	}
	sealer, err := outbox.NewSealer(b.session.Outbox.Key, who.Dev, b.session.Outbox.MAC)
	if err != nil {
		return outbox.Answer{}, err
	}
	box, err := sealer.Seal(epoch, group)
	if err != nil {
		return outbox.Answer{}, err
	}
	var answers []outbox.Answer
	if err := b.call(http.MethodPost, api.SyncSealedPath, outbox.Batch{Boxes: [][]byte{box}}, &answers); err != nil {
		return outbox.Answer{}, err
	}
	if len(answers) != 1 {
		return outbox.Answer{}, fmt.Errorf("%d answers to one box", len(answers))
	}
	return answers[0], nil
}

// Act implements sim.Desk. What a notification is answered with comes without a session: the reminder asks the core.
func (s *behindHTTP) Act(ctx context.Context, who core.Actor, as, group op.ID, drafts func(core.Tx) ([]op.Draft, error)) (op.Ack, []op.ID, error) {
	return s.office.Core().Act(ctx, who, as, group, drafts)
}

func (s *behindHTTP) at(who core.Actor) *browser {
	if s.browsers[who.Dev] == nil {
		jar, err := cookiejar.New(nil)
		check(err)
		s.browsers[who.Dev] = &browser{s: s, who: who, http: http.Client{Transport: s.wire.Client().Transport, Jar: jar}}
	}
	return s.browsers[who.Dev]
}

// Close implements sim.Server.
func (s *behindHTTP) Close() {
	s.wire.Close()
	s.simServer.Close()
}

// browser is a device with its cookies.
type browser struct {
	s       *behindHTTP
	who     core.Actor
	http    http.Client
	session api.Session
}

// call asks in CBOR, and again when the session had to be renewed first.
func (b *browser) call(method, path string, in, out any) error {
	body := []byte(nil)
	if in != nil {
		body = op.Marshal(in)
	}
	answer, err := b.ask(method, path, api.MediaCBOR, body)
	if errs.CodeOf(err) == errs.Unauthenticated {
		if err := b.signIn(); err != nil {
			return err
		}
		answer, err = b.ask(method, path, api.MediaCBOR, body)
	}
	if err != nil {
		return err
	}
	return op.Unmarshal(answer, out)
}

// signIn gets a session, by the last one's secret when that is still good, as an unlocked app does, or else by the password.
// The device says which one it is.
func (b *browser) signIn() error {
	answer, err := b.ask(http.MethodPost, api.RefreshPath, api.MediaJSON, asJSON(api.Refresh{Refresh: cmp.Or(b.session.Refresh, "none")}))
	if errs.CodeOf(err) == errs.Unauthenticated {
		answer, err = b.ask(http.MethodPost, api.SessionPath, api.MediaJSON, asJSON(api.SignIn{Name: b.who.User.String(), Password: password,
			Device: api.DeviceInfo{Label: "HP", ID: b.who.Dev.String()}}))
	}
	if err != nil {
		return err
	}
	if err = json.Unmarshal(answer, &b.session); err == nil && b.session.Device.ID != b.who.Dev.String() {
		err = fmt.Errorf("signed in on device %s instead of %s", b.session.Device.ID, b.who.Dev)
	}
	return err
}

// ask sends a request; a failure that the server told is one of ours again.
func (b *browser) ask(method, path, media string, body []byte) ([]byte, error) {
	r, err := http.NewRequestWithContext(b.s.t.Context(), method, b.s.wire.URL+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", media)
	res, err := b.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		var p api.Problem
		if err := json.Unmarshal(answer, &p); err != nil {
			return nil, fmt.Errorf("%s %s: %s: %w", method, path, res.Status, err)
		}
		err = errs.E(p.Code, "")
	}
	return answer, err
}

func asJSON(v any) []byte {
	b, err := json.Marshal(v)
	check(err)
	return b
}
