//go:build !js

package local

import (
	"crypto/rand"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
)

func wantStage(t *testing.T, s *stand, want state.Stage) {
	t.Helper()
	if got := s.Door(); got.Stage != want {
		t.Errorf("the door is %+v, want stage %d", got, want)
	}
}

func (s *stand) offline() {
	s.server.set(func() { s.server.before = func(string, []byte) (int, errs.Code) { return -1, "" } })
}

func (s *stand) online() { s.server.set(func() { s.server.before = nil }) }

func TestDoor(t *testing.T) {
	t.Run("from a first sign-in to an unlock without network", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			door, err := s.Start()
			must(t, err)
			if door.Stage != state.SignedOut {
				t.Fatalf("an empty device starts at %+v", door)
			}
			s.signIn(t)
			wantStage(t, s, state.Open)
			s.offline()
			file := s.write(t)
			synctest.Wait()

			s.reload(t)
			wantStage(t, s, state.Locked)
			if len(s.Cards()) != 0 || s.Me().User.ID != "" {
				t.Error("a locked desk shows something")
			}
			must(t, s.Unlock(password))
			wantStage(t, s, state.Open)
			if cards := s.Cards(); len(cards) != 1 || cards[0].File != file {
				t.Errorf("cards after the unlock: %v", cards)
			}
			if s.Me().User.Name != "Ratna" || len(s.Directory().People) != 1 {
				t.Errorf("me %+v, directory %+v", s.Me(), s.Directory())
			}
		})
	})

	t.Run("wrong passwords slow down, and the tenth wants the network", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.reload(t)
			wantCode(t, s.Unlock("salah"), errs.WrongCredentials)
			if at := s.Door().WaitUntil; at != time.Now().Add(time.Second).UnixMilli() {
				t.Errorf("wait until %d", at)
			}
			wantCode(t, s.Unlock(password), errs.Limited)
			for range onlineFrom - 1 {
				time.Sleep(longestWait)
				wantCode(t, s.Unlock("salah"), errs.WrongCredentials)
			}
			time.Sleep(longestWait)
			wantCode(t, s.Unlock(password), errs.Locked)
			if !s.Door().OnlineOnly {
				t.Errorf("the door says %+v", s.Door())
			}
			s.reload(t)
			if !s.Door().OnlineOnly {
				t.Error("a restart forgot it")
			}

			must(t, s.SignIn(login, password, false))
			wantStage(t, s, state.Open)
		})
	})

	t.Run("a sign-in without network unlocks the store of that name", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			must(t, s.SignOut())
			wantStage(t, s, state.SignedOut)
			s.offline()
			s.reload(t)
			wantStage(t, s, state.SignedOut)

			wantCode(t, s.SignIn("somebody else", password, false), errs.Unavailable)
			must(t, s.SignIn(" Ratna ", password, false))
			wantStage(t, s, state.Open)
		})
	})

	t.Run("a password changed elsewhere asks for the old one once", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.reload(t)
			const fresh = "payung merah di teras"
			err := s.SignIn(login, fresh, false)
			wantCode(t, err, errs.Locked)
			if e := errs.As(err); e.Key != "unlock.changed" {
				t.Errorf("says %s", e.Key)
			}
			wantStage(t, s, state.Locked)
			must(t, s.Unlock(password))
			wantStage(t, s, state.Open)

			s.reload(t)
			wantCode(t, s.Unlock(password), errs.WrongCredentials)
			time.Sleep(time.Second)
			must(t, s.Unlock(fresh))
		})
	})

	t.Run("nobody wrong gets in, and nothing is made for them", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.server.wrong = true
			wantCode(t, s.SignIn(login, "salah", false), errs.WrongCredentials)
			if names, _ := s.p.Disk.Names(); len(names) != 0 {
				t.Errorf("stores: %v", names)
			}
		})
	})

	t.Run("a store that cannot be read is told, kept, and started over only when asked", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.offline()
			s.write(t)
			synctest.Wait()
			o, _ := s.opened()
			must(t, o.store.Commit(true, client.Record{Kind: client.KindMeta, Key: "meta", Val: []byte("damaged")}))

			s.reload(t)
			wantCode(t, s.Unlock(password), errs.StoreCorrupt)
			if door := s.Door(); door.Stage != state.Broken || door.Problem != errs.StoreCorrupt {
				t.Errorf("the door is %+v", door)
			}
			if n, err := s.StoreUnsent(); n != 1 || err != nil {
				t.Errorf("%d unsent, %v", n, err)
			}
			must(t, s.StartOver())
			wantStage(t, s, state.SignedOut)
			if names, _ := s.p.Disk.Names(); len(names) != 0 {
				t.Errorf("stores: %v", names)
			}
		})
	})
}

func TestLease(t *testing.T) {
	t.Run("too long without contact, the server must be asked first", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.reload(t)
			s.offline()
			time.Sleep(8 * 24 * time.Hour)
			err := s.Unlock(password)
			wantCode(t, err, errs.Locked)
			if door := s.Door(); door.Stage != state.Locked || !door.LeaseOver {
				t.Errorf("the door is %+v", door)
			}

			s.online()
			s.server.lease.LockAt = time.Now().Add(7 * 24 * time.Hour).UnixMilli()
			must(t, s.Unlock(password))
			wantStage(t, s, state.Open)
			if s.Door().LeaseOver {
				t.Error("still says that the lease is over")
			}
		})
	})

	t.Run("each contact renews it", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			time.Sleep(6 * 24 * time.Hour) // the loop is in contact all the while
			s.reload(t)
			s.offline()
			time.Sleep(6 * 24 * time.Hour)
			must(t, s.Unlock(password))
		})
	})
}

func TestOtherDevice(t *testing.T) {
	t.Run("a new device id moves a store in which nothing waits, drafts and all", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			must(t, s.PutNote("draft", []byte("half a sentence")))
			s.server.device = op.NewID(2, rand.Reader)
			s.reload(t)
			must(t, s.SignIn(login, password, false))
			if v, err := s.Note("draft"); string(v) != "half a sentence" || err != nil {
				t.Errorf("draft %q %v", v, err)
			}
			s.write(t)
		})
	})

	t.Run("also when the desk is open and its session has ended", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() { s.server.alive, s.server.secret, s.server.device = false, "another", op.NewID(2, rand.Reader) })
			must(t, s.SignIn(login, password, false))
			s.write(t)
			synctest.Wait()
			for id := range s.server.log {
				if s.server.devices[id] != s.server.device {
					t.Error("sent under the id that the server no longer knows")
				}
			}
			if y := s.Sync(); y.Unsent != 0 {
				t.Errorf("stands at %+v", y)
			}
		})
	})

	t.Run("the server agrees to the id under which work waits", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.offline()
			s.write(t)
			s.reload(t)
			s.online()
			s.server.former = s.server.device
			s.server.device = op.NewID(2, rand.Reader) // its cookie was lost, or came after the backup of a restored server
			must(t, s.SignIn(login, password, false))
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 0 || len(s.server.log) != 1 {
				t.Errorf("stands at %+v, the server has %d", y, len(s.server.log))
			}
		})
	})

	t.Run("what waits goes on under the id that it insists on", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.offline()
			s.write(t)
			s.reload(t)
			s.online()
			s.server.device = op.NewID(2, rand.Reader)
			must(t, s.SignIn(login, password, false))
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 0 || len(s.server.log) != 1 {
				t.Errorf("stands at %+v, the server has %d", y, len(s.server.log))
			}
			for id, under := range s.server.devices {
				if under != s.server.device {
					t.Errorf("%v was sent as %v", id, under)
				}
			}
		})
	})
}

func TestSharedComputer(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		must(t, s.SignIn(login, password, true))
		synctest.Wait()
		if door := s.Door(); door.Stage != state.Open || !door.Shared {
			t.Errorf("the door is %+v", door)
		}
		s.write(t)
		synctest.Wait()
		if y := s.Sync(); y.Unsent != 0 {
			t.Errorf("stands at %+v", y)
		}
		wantCode(t, s.AddPasskey(), errs.Unavailable)
		wantCode(t, s.EnablePush(), errs.Unavailable)
		s.Lock()
		wantStage(t, s, state.SignedOut)
		if names, _ := s.p.Disk.Names(); len(names) != 0 {
			t.Errorf("it left %v behind", names)
		}
	})
}

func TestPasskeyAbility(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		s.signIn(t)
		if a := s.Passkey(); !a.Possible || a.On {
			t.Errorf("before: %+v", a)
		}
		must(t, s.AddPasskey())
		if a := s.Passkey(); !a.On {
			t.Errorf("after: %+v", a)
		}

		s.reload(t)
		if !s.Door().Passkey {
			t.Error("the door does not offer it")
		}
		must(t, s.UnlockWithPasskey())
		wantStage(t, s, state.Open)
		// Without the password nobody adds another one.
		wantCode(t, s.AddPasskey(), errs.Locked)

		must(t, s.RemovePasskey())
		s.reload(t)
		wantCode(t, s.UnlockWithPasskey(), errs.NotFound)
		must(t, s.Unlock(password))
	})
}

func TestPushAbility(t *testing.T) {
	subscribed := func(t *testing.T, s *stand) {
		s.signIn(t)
		must(t, s.EnablePush())
		if a := s.Push(); !a.Possible || !a.On {
			t.Fatalf("after switching it on: %+v", a)
		}
		s.server.did()
	}

	t.Run("is renewed at the next start when the browser has lost it", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			subscribed(t, s)
			s.browser.current = nil
			s.reload(t)
			must(t, s.Unlock(password))
			synctest.Wait()
			if a := s.Push(); !a.On || s.browser.subscribed != 2 {
				t.Errorf("%+v after %d subscriptions", a, s.browser.subscribed)
			}
		})
	})

	t.Run("is renewed, and taps are sent, when the server is back after a start without it", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			subscribed(t, s)
			s.browser.current = nil
			s.server.set(func() { s.server.lost = func(string) bool { return true } })
			s.reload(t)
			flushed := s.browser.flushed
			must(t, s.Unlock(password))
			synctest.Wait()
			if s.browser.subscribed != 1 || s.browser.flushed != flushed {
				t.Fatalf("%d subscriptions, flushed %d times more without a server", s.browser.subscribed, s.browser.flushed-flushed)
			}
			s.server.set(func() { s.server.lost = nil })
			s.browser.tell(device.Online)
			synctest.Wait()
			if s.browser.subscribed != 2 || s.browser.flushed != flushed+1 {
				t.Errorf("%d subscriptions, flushed %d times more", s.browser.subscribed, s.browser.flushed-flushed)
			}
		})
	})

	t.Run("and when the server has a new key, and not otherwise", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			subscribed(t, s)
			s.reload(t)
			must(t, s.Unlock(password))
			synctest.Wait()
			if s.browser.subscribed != 1 {
				t.Error("subscribed anew without need")
			}
			s.server.pushKey = "key2"
			s.reload(t)
			must(t, s.Unlock(password))
			synctest.Wait()
			if s.browser.current == nil || s.browser.current.ServerKey != "key2" || !s.Push().On {
				t.Errorf("subscription %+v", s.browser.current)
			}
		})
	})

	t.Run("says so when the person said no", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.browser.denied = true
			if err := s.EnablePush(); !errors.Is(err, device.ErrRefused) {
				t.Errorf("error is %v", err)
			}
			if a := s.Push(); !a.Denied || a.On {
				t.Errorf("%+v", a)
			}
		})
	})

	t.Run("is switched off on both sides", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			subscribed(t, s)
			must(t, s.DisablePush())
			s.reload(t)
			must(t, s.Unlock(password))
			synctest.Wait()
			if s.browser.current != nil || s.Push().On {
				t.Error("it came back")
			}
		})
	})
}

func TestStoreTakenAway(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		s.signIn(t)
		s.lost(errs.Conflict)
		synctest.Wait()
		wantStage(t, s, state.Locked)
		wantCode(t, s.Author(op.ID{1}, "test", nil), errs.Locked)
		s.server.did()
		time.Sleep(time.Hour)
		synctest.Wait()
		wantDid(t, s)
	})
}
