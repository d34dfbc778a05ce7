//go:build !js

package local

import (
	"testing"
	"testing/synctest"
	"time"

	"damping/app/state"
	"damping/shared/api"
	"damping/shared/errs"
)

// fakeWiper stands for wipe.js.
type fakeWiper struct {
	disk   *Disk
	why    string
	obeyed int
	left   map[string]int64
}

func (w *fakeWiper) Begin() string { return w.why }

func (w *fakeWiper) Renew(store string, left int64) {
	if w.left == nil {
		w.left = map[string]int64{}
	}
	w.left[store] = left
}

func (w *fakeWiper) Obey() {
	w.obeyed++
	w.why = "wiped"
	names, _ := w.disk.Names()
	for _, name := range names {
		_ = w.disk.Destroy(name)
	}
}

func (s *stand) wipedByServer() {
	s.server.set(func() { s.server.before = func(string, []byte) (int, errs.Code) { return 403, errs.Wiped } })
}

func (s *stand) wantEmptied(t *testing.T) {
	t.Helper()
	synctest.Wait()
	if names, err := s.p.Disk.Names(); err != nil || len(names) != 0 {
		t.Errorf("still here: %v, %v", names, err)
	}
	if door := s.Door(); door.Stage != state.SignedOut || door.Emptied != state.EmptiedWiped {
		t.Errorf("the door is %+v", door)
	}
	if s.wiper.obeyed != 1 {
		t.Errorf("emptied %d times", s.wiper.obeyed)
	}
	if len(s.told) == 0 {
		t.Error("nobody was told that the door has moved")
	}
}

func TestWipe(t *testing.T) {
	t.Run("an open device is emptied at the next answer", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			before := s.browser.flushed
			s.wipedByServer()
			s.SyncNow()
			s.wantEmptied(t)
			s.reload(t)
			if s.browser.flushed == before {
				t.Error("what was sealed is not sent")
			}
		})
	})
	t.Run("a locked device is emptied at its start", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.Lock()
			s.wipedByServer()
			s.reload(t)
			s.wantEmptied(t)
		})
	})
	t.Run("so is one on which somebody signs in", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.Lock()
			s.wipedByServer()
			wantCode(t, s.SignIn(login, password, false), errs.Wiped)
			s.wantEmptied(t)
		})
	})
	t.Run("without the server nothing happens", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.Lock()
			s.server.set(func() { s.server.before = func(string, []byte) (int, errs.Code) { return -1, "" } })
			s.reload(t)
			synctest.Wait()
			if s.Door().Stage != state.Locked || s.wiper.obeyed != 0 {
				t.Errorf("the door is %+v", s.Door())
			}
		})
	})
	t.Run("the door tells what happened while nobody was there", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.wiper.why = state.EmptiedLease
			_, err := s.Start()
			must(t, err)
			if s.Door().Emptied != state.EmptiedLease {
				t.Errorf("the door is %+v", s.Door())
			}
		})
	})
}

func TestEachContactRenewsTheLeaseInTheClear(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		month := int64(30 * 24 * time.Hour / time.Millisecond)
		s.server.set(func() {
			now := time.Now().UnixMilli()
			s.server.lease = api.Lease{LockAt: now + month/4, WipeAt: now + month}
			s.server.answer = func(path string) any { return nil }
		})
		s.signIn(t)
		if got := s.wiper.left[NameOf(login)]; got != month {
			t.Errorf("at the sign-in %d are left, want %d", got, month)
		}
		s.Lock()
		s.server.set(func() {
			s.server.before = func(path string, _ []byte) (int, errs.Code) {
				if path == api.LeasePath {
					return 503, errs.Unavailable
				}
				return 0, ""
			}
		})
		clear(s.wiper.left)
		s.reload(t)
		synctest.Wait()
		if len(s.wiper.left) != 0 {
			t.Error("renewed without an answer")
		}
	})
}
