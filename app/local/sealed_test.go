//go:build !js

package local

import (
	"testing"
	"testing/synctest"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/outbox"
)

// sealsTo has the server give out a key with every session, and answers what opens what is sealed to it.
func (s *stand) sealsTo(t *testing.T) *outbox.Opener {
	t.Helper()
	private, err := outbox.NewKey()
	must(t, err)
	to, err := outbox.NewOpener(make([]byte, 32), private)
	must(t, err)
	s.server.set(func() { s.server.outbox = api.Outbox{Key: to.Public(), MAC: to.MAC(s.server.device)} })
	return to
}

// boxes are the rows of the shelf of sealed copies, while the store is open or shut.
func (s *stand) boxes(t *testing.T) []client.Record {
	t.Helper()
	rows, err := s.p.Disk.shim.(*memoryShim).boxes(s.name)
	must(t, err)
	return rows
}

func (s *stand) wantWaiting(t *testing.T, want state.Waiting) {
	t.Helper()
	if got := s.Door().Waiting; got != want {
		t.Errorf("at the door it says %+v, want %+v", got, want)
	}
}

func TestSealedOutbox(t *testing.T) {
	t.Run("what waits is sealed, counted at the door, and sent by the worker", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			to := s.sealsTo(t)
			s.signIn(t)
			s.offline()
			s.write(t)
			rows := s.boxes(t)
			if len(rows) != 1 {
				t.Fatalf("%d copies", len(rows))
			}
			if _, group, err := to.Open(rows[0].Val); err != nil || len(group) == 0 {
				t.Errorf("%d ops, %v", len(group), err)
			}

			s.browser.tell(device.Hidden)
			if s.browser.later != 1 {
				t.Error("the browser was not asked to wake the worker")
			}
			s.Lock()
			s.wantWaiting(t, state.Waiting{Unsent: 1})
			if s.browser.later != 2 {
				t.Error("nor when it was locked")
			}
			flushed := s.browser.flushed
			s.reload(t)
			s.wantWaiting(t, state.Waiting{Unsent: 1})
			if s.browser.flushed == flushed {
				t.Error("the worker was not asked to send what waits")
			}

			rows[0].Val = rows[0].Val[:outbox.HeadBytes] // as the worker does
			must(t, s.p.Disk.shim.(*memoryShim).stores[s.name].records.Commit(true, rows...))
			s.browser.sent()
			s.wantWaiting(t, state.Waiting{Sent: 1})
			if n, err := s.StoreUnsent(); n != 0 || err != nil {
				t.Errorf("%d would be lost, %v", n, err)
			}

			s.online()
			must(t, s.Unlock(password))
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 0 || len(s.boxes(t)) != 0 {
				t.Errorf("stands at %+v, %d copies are left", y, len(s.boxes(t)))
			}
		})
	})

	t.Run("it goes on sealing without a session, and changes the key with one", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			before := s.sealsTo(t)
			s.signIn(t)
			s.Lock()
			s.offline()
			must(t, s.Unlock(password))
			s.write(t)
			if _, _, err := before.Open(s.boxes(t)[0].Val); err != nil {
				t.Error("not sealed to the key of the last session:", err)
			}
			s.Lock()

			after := s.sealsTo(t)
			s.server.set(func() {
				s.server.before = func(path string, _ []byte) (int, errs.Code) {
					if path == api.SyncPushPath {
						return -1, "" // the work stays here
					}
					return 0, ""
				}
			})
			must(t, s.SignIn(login, password, false))
			synctest.Wait()
			if _, _, err := after.Open(s.boxes(t)[0].Val); err != nil {
				t.Error("not sealed to the new key:", err)
			}
		})
	})

	t.Run("a forgotten password leaves nothing here and loses nothing", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.sealsTo(t)
			s.signIn(t)
			s.offline()
			s.write(t)
			s.Lock()
			if n, err := s.StoreUnsent(); n != 0 || err != nil {
				t.Errorf("%d would be lost, %v", n, err)
			}
			flushed := s.browser.flushed
			must(t, s.StartOver())
			wantStage(t, s, state.SignedOut)
			s.wantWaiting(t, state.Waiting{Orphans: 1})
			if names, _ := s.p.Disk.Names(); len(names) != 0 || s.browser.flushed == flushed {
				t.Errorf("stores: %v, asked to send: %v", names, s.browser.flushed > flushed)
			}
			s.reload(t)
			s.wantWaiting(t, state.Waiting{Orphans: 1})
		})
	})

	t.Run("what the server has taken is not told as lost, though it was not fetched back", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.sealsTo(t)
			s.signIn(t)
			s.server.set(func() {
				s.server.before = func(path string, _ []byte) (int, errs.Code) {
					if path == api.SyncPullPath {
						return -1, ""
					}
					return 0, ""
				}
			})
			s.write(t)
			synctest.Wait()
			s.Lock()
			kept, _ := s.p.Disk.shim.(*memoryShim).stores[s.name].records.Load(client.KindPending)
			if n, err := s.StoreUnsent(); len(kept) == 0 || len(s.boxes(t)) != 0 || n != 0 || err != nil {
				t.Errorf("%d would be lost of %d, %v", n, len(kept), err)
			}
		})
	})

	t.Run("who has no store here is another device to the server", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			if !s.server.entered.Device.Fresh {
				t.Error("a new store counts on from where an old one stood")
			}
			s.Lock()
			must(t, s.SignIn(login, password, false))
			if s.server.entered.Device.Fresh {
				t.Error("a store that is here was written under the id of before")
			}
			s.Lock()
			must(t, s.SignIn(login, password, true))
			if s.server.entered.Device.Fresh {
				t.Error("a shared computer has no count")
			}
		})
	})

	t.Run("on a shared computer nothing is sealed, and a server without a key does no harm", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.offline()
			s.write(t)
			if n := len(s.boxes(t)); n != 0 {
				t.Errorf("%d copies without a key", n)
			}
			s.Lock()
			if n, err := s.StoreUnsent(); n == 0 || err != nil {
				t.Errorf("%d would be lost, %v", n, err)
			}
		})
		onStand(t, func(t *testing.T, s *stand) {
			s.sealsTo(t)
			must(t, s.SignIn(login, password, true))
			s.offline()
			s.write(t)
			s.browser.tell(device.Hidden)
			if s.browser.later != 0 {
				t.Error("the worker is to send what a shared computer holds")
			}
		})
	})
}
