package push_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"log/slog"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"damping/server/push"
	"damping/server/push/pushtest"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/notify"
	"damping/shared/op"
)

const origin = "https://damping.example.go.id"

// googles is where Chrome's subscriptions are.
const googles = "https://fcm.googleapis.com"

func newID() op.ID { return op.NewID(servertest.Start.UnixMilli(), rand.Reader) }

func newVault(t testing.TB) *vault.Vault {
	t.Helper()
	path := filepath.Join(t.TempDir(), "master.key")
	if err := vault.CreateMasterFile(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	master, err := vault.OpenMasterFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return vault.New(master, rand.Reader)
}

// house is a service on a database with one person and some devices.
type house struct {
	*push.Service
	db    *store.DB
	fake  *pushtest.Service
	clock *servertest.Clock
	log   *bytes.Buffer
	user  op.ID
	phone op.ID
}

func newHouse(t *testing.T, db *store.DB, clock *servertest.Clock) *house {
	t.Helper()
	h := &house{db: db, fake: pushtest.New(t), clock: clock, log: &bytes.Buffer{}, user: newID()}
	h.Service = push.New(db, newVault(t), push.Options{
		Subject: "it@damping.go.id", Origin: origin, Now: clock.Now, Client: h.fake.Client(),
		Log: slog.New(slog.NewTextHandler(h.log, nil)),
	})
	h.update(t, func(tx *store.Tx) error {
		return tx.AddAccount(t.Context(), store.Account{ID: h.user, Login: "dewi", DisplayName: "Dewi", CreatedAt: tx.Millis()})
	})
	h.phone = h.device(t, store.Device{Label: "HP"})
	return h
}

func (h *house) update(t *testing.T, fn func(*store.Tx) error) {
	t.Helper()
	if err := h.db.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func (h *house) device(t *testing.T, row store.Device) op.ID {
	t.Helper()
	row.ID, row.UserID = newID(), h.user
	h.update(t, func(tx *store.Tx) error { return tx.AddDevice(t.Context(), row) })
	return row.ID
}

// subscribed is the subscription of a device, after it was made.
func (h *house) subscribed(t *testing.T, device op.ID) store.PushSubscription {
	t.Helper()
	if err := h.Subscribe(t.Context(), device, h.fake.Subscribe(googles)); err != nil {
		t.Fatal(err)
	}
	return h.row(t, device)
}

func (h *house) row(t *testing.T, device op.ID) (row store.PushSubscription) {
	t.Helper()
	err := h.db.View(t.Context(), func(tx *store.Tx) error {
		var err error
		row, err = tx.PushSubscriptionOf(t.Context(), device)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return row
}

func each(t *testing.T, test func(*testing.T, *house)) {
	t.Helper()
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) { test(t, newHouse(t, db, clock)) })
}

func wantCode(t *testing.T, err error, want errs.Code) {
	t.Helper()
	if got := errs.CodeOf(err); got != want {
		t.Errorf("code is %q, want %q (%v)", got, want, err)
	}
}

func TestAMessageArrives(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		to := h.subscribed(t, h.phone)
		token := notify.Token(h.phone, newID())
		outcome, err := h.Send(t.Context(), to, push.Notice{Lang: i18n.ID, Token: token, Due: 3}, push.Delivery{TTL: time.Hour, Topic: token})
		if err != nil || outcome.Class != push.Taken || outcome.Status != http.StatusCreated {
			t.Fatalf("%+v, %v", outcome, err)
		}

		m := h.fake.Messages()[0]
		n := m.Shown.Notification
		if m.Shown.WebPush != 8030 || n.Title != "Catatan Kerja" || n.Body != "Anda punya 3 pengingat" || n.AppBadge != "3" || n.Lang != "id" || n.Silent {
			t.Errorf("shows %+v", m.Shown)
		}
		if n.Tag != token || n.Data.ID != token || m.Topic != token || n.Navigate != origin+"/t/"+token {
			t.Errorf("is about %+v, topic %s", n, m.Topic)
		}
		if n.Data.Done != "Selesai" || n.Data.Snooze != "Tunda 1 hari" {
			t.Errorf("has the buttons %+v", n.Data)
		}
		if m.TTL != 3600 || m.Subject != "mailto:it@damping.go.id" || m.Size != 4096 {
			t.Errorf("TTL %d, subject %s, %d bytes", m.TTL, m.Subject, m.Size)
		}
	})
}

// The price of a leak is somebody's safety: a thousand messages of all kinds have the same length on the wire and in
// the clear, and are the same but for the word and the number.
func TestMessagesTellNothing(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		devices := []op.ID{h.phone, h.device(t, store.Device{Label: "PC"}), h.device(t, store.Device{Label: "Tablet"})}
		subs := make([]store.PushSubscription, len(devices))
		for i, d := range devices {
			subs[i] = h.subscribed(t, d)
		}
		type kind struct {
			lang  i18n.Lang
			trial bool
		}
		for i := range 1000 {
			lang := i18n.Languages()[i%2]
			token := notify.Token(devices[i%3], newID())
			if _, err := h.Send(t.Context(), subs[i%3], push.Notice{Lang: lang, Token: token, Due: int64(2 + i*i), Trial: i%7 == 3, Wipe: i%11 == 5},
				push.Delivery{TTL: time.Hour, Topic: token}); err != nil {
				t.Fatal(err)
			}
		}

		number := regexp.MustCompile(`[0-9][0-9.,]*`)
		zeroed := map[kind]string{}
		sizes, lengths := map[int]int{}, map[int]int{}
		for _, m := range h.fake.Messages() {
			sizes[m.Size]++
			lengths[len(m.Plain)]++

			n := m.Shown.Notification
			k := kind{i18n.Lang(n.Lang), n.Data.Done == ""}
			text := strings.TrimRight(string(m.Plain), " ")
			if n.Data.ID != "" {
				text = strings.ReplaceAll(text, n.Data.ID, "0")
			}
			if n.Body != "" {
				text = strings.ReplaceAll(text, n.Body, number.ReplaceAllString(n.Body, "0"))
			}
			text = strings.ReplaceAll(text, `"app_badge":"`+n.AppBadge+`"`, `"app_badge":"0"`)
			if before, ok := zeroed[k]; ok && before != text {
				t.Fatalf("differ beyond word and number:\n%s\n%s", before, text)
			}
			zeroed[k] = text
		}
		if len(sizes) != 1 || len(lengths) != 1 || len(zeroed) != 5 {
			t.Errorf("sizes %v, lengths %v, kinds %d", sizes, lengths, len(zeroed))
		}
	})
}

func TestClassesOfAnswers(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		to := h.subscribed(t, h.phone)
		for _, c := range []struct {
			status int
			after  string
			class  push.Class
			wait   time.Duration
			alarm  bool
		}{
			{201, "", push.Taken, 0, false},
			{202, "", push.Taken, 0, false},
			{404, "", push.Gone, 0, false},
			{410, "", push.Gone, 0, false},
			{400, "", push.Refused, 0, true},
			{401, "", push.Refused, 0, true},
			{403, "", push.Refused, 0, true},
			{413, "", push.Refused, 0, true},
			{408, "", push.Later, 0, false},
			{429, "120", push.Later, 2 * time.Minute, false},
			{429, "-5", push.Later, 0, false},
			{429, "999999999999", push.Later, 24 * time.Hour, false},
			{503, clock.Now().Add(time.Minute).Format(http.TimeFormat), push.Later, time.Minute, false},
			{500, "soon", push.Later, 0, false},
		} {
			h.log.Reset()
			h.fake.Answer(func(pushtest.Message) pushtest.Reply { return pushtest.Reply{Status: c.status, RetryAfter: c.after} })
			got, err := h.Send(t.Context(), to, push.Notice{Lang: i18n.ID, Token: notify.TestToken(h.phone)}, push.Delivery{Topic: "t"})
			if want := (push.Outcome{Class: c.class, Status: c.status, RetryAfter: c.wait}); err != nil || got != want {
				t.Errorf("%d %s: %+v, want %+v (%v)", c.status, c.after, got, want, err)
			}
			if alarmed := strings.Contains(h.log.String(), "level=ERROR"); alarmed != c.alarm {
				t.Errorf("%d: alarm %v", c.status, alarmed)
			}
			if strings.Contains(h.log.String(), "wpush") {
				t.Errorf("%d: the log names the browser: %s", c.status, h.log)
			}
		}
	})
}

// A service that takes only small messages gets a small one.
func TestTooLargeIsSentSmaller(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		to := h.subscribed(t, h.phone)
		h.fake.Answer(func(m pushtest.Message) pushtest.Reply {
			if m.Size > 2000 {
				return pushtest.Reply{Status: http.StatusRequestEntityTooLarge}
			}
			return pushtest.Reply{}
		})
		got, err := h.Send(t.Context(), to, push.Notice{Lang: i18n.EN, Token: notify.TestToken(h.phone), Due: 1}, push.Delivery{Topic: "t"})
		if err != nil || got.Class != push.Taken {
			t.Fatalf("%+v, %v", got, err)
		}
		if m := h.fake.Taken()[0]; m.Shown.Notification.Body != "You have 1 reminder" || len(m.Plain) != 1024 {
			t.Errorf("came %d bytes: %s", len(m.Plain), m.Plain)
		}
	})
}

func TestASilentServiceIsGivenUp(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		to := h.subscribed(t, h.phone)
		ctx, cancel := context.WithCancel(t.Context())
		h.fake.Answer(func(pushtest.Message) pushtest.Reply {
			cancel() // as the client's timeout would
			return pushtest.Reply{Hang: true}
		})
		got, err := h.Send(ctx, to, push.Notice{Token: notify.TestToken(h.phone)}, push.Delivery{Topic: "t"})
		if err != nil || got.Class != push.Later {
			t.Errorf("%+v, %v", got, err)
		}
	})
}

// Two nodes that start together on an empty database must give browsers the same key.
func TestOneKeyForAll(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		v := newVault(t)
		var (
			wait sync.WaitGroup
			keys [8]string
		)
		for i := range keys {
			wait.Go(func() {
				key, err := push.New(db, v, push.Options{Subject: "it@damping.go.id"}).Key(t.Context())
				if err != nil {
					t.Error(err)
				}
				keys[i] = key.Key
			})
		}
		wait.Wait()
		for _, key := range keys {
			if key != keys[0] {
				t.Fatal("two keys were made")
			}
		}
		if point, err := base64.RawURLEncoding.DecodeString(keys[0]); err != nil || len(point) != 65 || point[0] != 4 {
			t.Errorf("the key is %q", keys[0])
		}

		err := db.View(t.Context(), func(tx *store.Tx) error {
			row, err := tx.ServerKey(t.Context(), "vapid")
			if err == nil && len(row.Sealed) < 32+28 {
				t.Errorf("%d bytes cannot be sealed", len(row.Sealed))
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if _, err := push.New(db, newVault(t), push.Options{Subject: "it@damping.go.id"}).Key(t.Context()); err == nil {
			t.Error("another master key opened it")
		}
	})
}

func TestSubscribing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		first := h.subscribed(t, h.phone)

		t.Run("again with the same changes nothing", func(t *testing.T) {
			same := api.PushSubscription{Endpoint: first.Endpoint, Keys: api.SubscriptionKeys{P256DH: first.P256DH, Auth: first.Auth}}
			h.clock.Advance(time.Hour)
			if err := h.Subscribe(ctx, h.phone, same); err != nil || h.row(t, h.phone) != first {
				t.Errorf("%v, %+v", err, h.row(t, h.phone))
			}
		})
		t.Run("anew takes the place and keeps what is under way", func(t *testing.T) {
			second := h.subscribed(t, h.phone)
			if second.ID != first.ID || second.Endpoint == first.Endpoint {
				t.Errorf("became %+v", second)
			}
			first = second
		})
		t.Run("a browser that was enrolled anew brings its endpoint", func(t *testing.T) {
			other := h.device(t, store.Device{Label: "HP"})
			same := api.PushSubscription{Endpoint: first.Endpoint, Keys: api.SubscriptionKeys{P256DH: first.P256DH, Auth: first.Auth}}
			if err := h.Subscribe(ctx, other, same); err != nil {
				t.Fatal(err)
			}
			got, err := h.Listeners(ctx, h.user)
			if err != nil || len(got) != 1 || got[other].Device != other {
				t.Errorf("%v, %v", got, err)
			}
			third := h.device(t, store.Device{Label: "PC"})
			h.subscribed(t, third)
			if err := h.Subscribe(ctx, third, same); err != nil {
				t.Fatal(err)
			}
			if got, err := h.Listeners(ctx, h.user); err != nil || len(got) != 1 || got[third].Device != third {
				t.Errorf("%v, %v", got, err)
			}
			h.subscribed(t, h.phone)
		})
		t.Run("and off", func(t *testing.T) {
			for range 2 {
				if err := h.Unsubscribe(ctx, h.phone); err != nil {
					t.Error(err)
				}
			}
			if got, _ := h.Listeners(ctx, h.user); len(got) != 1 {
				t.Errorf("left: %v", got)
			}
		})
		t.Run("refuses", func(t *testing.T) {
			good := h.fake.Subscribe(googles)
			shared := h.device(t, store.Device{Label: "PC kantor", Shared: true})
			ended := h.device(t, store.Device{Label: "HP lama", EndedAt: 1})
			for name, c := range map[string]struct {
				device op.ID
				change func(*api.PushSubscription)
				want   errs.Code
			}{
				"an address inside":     {h.phone, func(s *api.PushSubscription) { s.Endpoint = "https://10.0.0.1/x" }, errs.Invalid},
				"a key that is none":    {h.phone, func(s *api.PushSubscription) { s.Keys.P256DH = strings.Repeat("A", 87) }, errs.Invalid},
				"half a secret":         {h.phone, func(s *api.PushSubscription) { s.Keys.Auth = s.Keys.Auth[:10] }, errs.Invalid},
				"a secret that is none": {h.phone, func(s *api.PushSubscription) { s.Keys.Auth = "!!!" }, errs.Invalid},
				"a shared device":       {shared, func(*api.PushSubscription) {}, errs.Forbidden},
				"an ended device":       {ended, func(*api.PushSubscription) {}, errs.NotFound},
				"an unknown device":     {newID(), func(*api.PushSubscription) {}, errs.NotFound},
			} {
				sub := good
				c.change(&sub)
				t.Run(name, func(t *testing.T) { wantCode(t, h.Subscribe(ctx, c.device, sub), c.want) })
			}
		})
	})
}

func TestATrial(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := t.Context()
		_, err := h.Trial(ctx, h.phone)
		wantCode(t, err, errs.Conflict)

		h.subscribed(t, h.phone)
		got, err := h.Trial(ctx, h.phone)
		if err != nil || got.ID != notify.TestToken(h.phone) {
			t.Fatalf("%+v, %v", got, err)
		}
		n := h.fake.Messages()[0].Shown.Notification
		if n.Body != "Pemberitahuan berfungsi" || n.Data.Done != "" || n.Data.ID != got.ID {
			t.Errorf("shows %+v", n)
		}
		if h.row(t, h.phone).LastOKAt != h.clock.Now().UnixMilli() {
			t.Error("it is not noted that the service took it")
		}

		_, err = h.Trial(ctx, h.phone)
		wantCode(t, err, errs.Limited)

		h.clock.Advance(time.Minute)
		h.fake.Answer(func(pushtest.Message) pushtest.Reply { return pushtest.Reply{Status: 503} })
		_, err = h.Trial(ctx, h.phone)
		wantCode(t, err, errs.Unavailable)
		if row := h.row(t, h.phone); row.FailingSince != h.clock.Now().UnixMilli() || row.LastStatus != 503 {
			t.Errorf("noted %+v", row)
		}

		h.clock.Advance(time.Minute)
		h.fake.Answer(func(pushtest.Message) pushtest.Reply { return pushtest.Reply{Status: 410} })
		_, err = h.Trial(ctx, h.phone)
		wantCode(t, err, errs.Conflict)
		if left, _ := h.Listeners(ctx, h.user); len(left) != 0 {
			t.Error("a browser that is gone is kept")
		}
	})
}

func TestPushTurnedOff(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		off := push.New(db, newVault(t), push.Options{})
		_, err := off.Key(t.Context())
		wantCode(t, err, errs.NotFound)
		wantCode(t, off.Subscribe(t.Context(), h.phone, h.fake.Subscribe(googles)), errs.NotFound)
	})
}

// One body must not be shared between sends: webpush-go 1.4.0 writes behind it. The race detector judges.
func TestSendingToManyAtOnce(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		to := h.subscribed(t, h.phone)
		var wait sync.WaitGroup
		for range 16 {
			wait.Go(func() {
				if got, err := h.Send(context.Background(), to, push.Notice{Token: "x"}, push.Delivery{Topic: "t"}); err != nil || got.Class != push.Taken {
					t.Errorf("%+v, %v", got, err)
				}
			})
		}
		wait.Wait()
	})
}

// Apple answers 403 to a subject that has the prefix twice.
func TestTheSubjectHasItsPrefixOnce(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		h := newHouse(t, db, clock)
		to := h.subscribed(t, h.phone)
		v := newVault(t)
		for subject, want := range map[string]string{
			"mailto:it@damping.go.id": "mailto:it@damping.go.id", "https://damping.go.id": "https://damping.go.id",
		} {
			s := push.New(db, v, push.Options{Subject: subject, Client: h.fake.Client(), Now: clock.Now})
			h.fake.Forget()
			if _, err := s.Send(t.Context(), to, push.Notice{Token: "x"}, push.Delivery{Topic: "t"}); err != nil {
				t.Fatal(err)
			}
			if got := h.fake.Messages()[0].Subject; got != want {
				t.Errorf("%s became %s", subject, got)
			}
		}
	})
}

func FuzzEndpoint(f *testing.F) {
	f.Add("https://fcm.googleapis.com/fcm/send/a")
	f.Add("https://10.0.0.1/")
	f.Add("https://a@b:c/#d")
	s := push.New(nil, nil, push.Options{Subject: "it@damping.go.id"})
	f.Fuzz(func(t *testing.T, endpoint string) {
		keys := api.SubscriptionKeys{P256DH: strings.Repeat("A", 87), Auth: "AAAAAAAAAAAAAAAAAAAAAA"}
		err := s.Subscribe(t.Context(), op.ID{}, api.PushSubscription{Endpoint: endpoint, Keys: keys})
		e := errs.As(err)
		if e == nil || e.Code != errs.Invalid { // the key is none, so it never gets to the database
			t.Errorf("%q: %v", endpoint, err)
		}
		if e != nil && e.Field == "p256dh" && !regexp.MustCompile(`(?i)^https://`).MatchString(endpoint) {
			t.Errorf("%q passes", endpoint)
		}
	})
}
