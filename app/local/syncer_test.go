//go:build !js

package local

import (
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"damping/app/device"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

const (
	didPush    = "POST " + api.SyncPushPath
	didPull    = "POST " + api.SyncPullPath
	didRefresh = "POST " + api.RefreshPath
)

func wantDid(t *testing.T, s *stand, want ...string) {
	t.Helper()
	if did := s.server.didSync(); !slices.Equal(did, want) {
		t.Errorf("the server was asked %v, want %v", did, want)
	}
}

func TestCycle(t *testing.T) {
	t.Run("sends before it fetches, and tells who looks", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			file := s.write(t)
			synctest.Wait()

			wantDid(t, s, didPush, didPull)
			if y := s.Sync(); y.Unsent != 0 || !y.Online || y.Busy || y.Contact == 0 || y.SavedAt == 0 || y.Problem != "" || y.FirstFetch {
				t.Errorf("stands at %+v", y)
			}
			if !slices.ContainsFunc(s.told, func(files []op.ID) bool { return slices.Contains(files, file) }) {
				t.Error("nobody was told of the file")
			}
		})
	})

	t.Run("sends again after a lost answer, and nothing counts twice", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			lost := 0
			s.server.set(func() {
				s.server.lost = func(path string) bool { lost++; return path == api.SyncPushPath && lost == 1 }
			})
			s.write(t)
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 1 || y.Online || y.Problem != "" {
				t.Errorf("after the loss: %+v", y)
			}
			time.Sleep(time.Second)
			synctest.Wait()

			if y := s.Sync(); y.Unsent != 0 || !y.Online {
				t.Errorf("in the end: %+v", y)
			}
			if len(s.server.log) != 1 || s.server.doubled != 1 {
				t.Errorf("log %d, doubled %d", len(s.server.log), s.server.doubled)
			}
		})
	})

	t.Run("halves a batch that is too large", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() {
				s.server.before = func(path string, _ []byte) (int, errs.Code) { return -1, "" }
			})
			for range 6 {
				s.write(t)
			}
			synctest.Wait()
			most := 0
			s.server.set(func() {
				s.server.before = func(path string, body []byte) (int, errs.Code) {
					var in op.Push
					if path != api.SyncPushPath || op.Unmarshal(body, &in) != nil {
						return 0, ""
					}
					if len(in.Ops) > 2 {
						return 413, errs.TooLarge
					}
					most = max(most, len(in.Ops))
					return 0, ""
				}
			})
			s.SyncNow()
			synctest.Wait()

			if y := s.Sync(); y.Unsent != 0 || most == 0 {
				t.Errorf("%+v, largest batch %d", y, most)
			}
		})
	})

	t.Run("offers again what a restored server has lost", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			epoch, pulled := op.ID{2}, false
			s.server.set(func() {
				s.server.before = func(path string, body []byte) (int, errs.Code) {
					s.server.answer = nil
					var push op.Push
					var pull op.Pull
					switch {
					case path == api.SyncPushPath && !pulled && op.Unmarshal(body, &push) == nil:
						s.server.answer = func(string) any { return op.PushAnswer{Now: 1, Epoch: epoch, For: push.Epoch} }
					case path == api.SyncPushPath:
						s.server.answer = func(string) any {
							_ = op.Unmarshal(body, &push)
							return op.PushAnswer{Now: 1, Epoch: epoch, For: push.Epoch, Acks: []op.Ack{{ID: push.Ops[0].ID, Verdict: op.Accepted, Seq: 1}}}
						}
					case path == api.SyncPullPath && op.Unmarshal(body, &pull) == nil:
						pulled = true
						s.server.answer = func(string) any {
							return op.PullAnswer{Reset: pull.Cursor.Epoch != epoch, Cursor: op.Cursor{Epoch: epoch}, Now: 1, For: pull.Mark()}
						}
					}
					return 0, ""
				}
			})
			s.write(t)
			synctest.Wait()
			wantDid(t, s, didPush, didPull, didPush)
			if y := s.Sync(); y.Unsent != 0 {
				t.Errorf("stands at %+v", y)
			}
		})
	})

	t.Run("does not go round for ever", func(t *testing.T) {
		var dev op.ID
		for name, answer := range map[string]func(path string) any{
			"over a batch without a verdict": func(path string) any {
				if path == api.SyncPushPath {
					return op.PushAnswer{Now: 1, Epoch: op.ID{1}, For: op.ID{1}}
				}
				return nil
			},
			"over pages that bring nothing": func(path string) any {
				if path == api.SyncPullPath {
					same := op.Pull{Dev: dev, Cursor: op.Cursor{Epoch: op.ID{1}}, Digest: op.DigestOf(nil)}
					return op.PullAnswer{More: true, Now: 1, Cursor: same.Cursor, For: same.Mark()}
				}
				return nil
			},
		} {
			t.Run(name, func(t *testing.T) {
				onStand(t, func(t *testing.T, s *stand) {
					s.signIn(t)
					dev = s.server.device
					s.server.set(func() { s.server.answer = answer })
					s.SyncNow()
					synctest.Wait()
					s.server.did()
					s.write(t)
					synctest.Wait()
					if n := len(s.server.did()); n > 4 {
						t.Errorf("asked %d times", n)
					}
					if y := s.Sync(); y.Problem != "" {
						t.Errorf("bothers the person with %+v", y)
					}
				})
			})
		}
	})
}

func TestSessionEnds(t *testing.T) {
	t.Run("the next one is got with the secret, and the next secret is kept", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() { s.server.alive = false })
			s.write(t)
			synctest.Wait()
			wantDid(t, s, didPush, didRefresh, didPush, didPull)

			s.server.set(func() { s.server.alive = false })
			s.reload(t)
			must(t, s.Unlock(password))
			synctest.Wait()
			if y := s.Sync(); y.Problem != "" || !y.Online {
				t.Errorf("after a second exchange: %+v", y)
			}
		})
	})

	t.Run("it is exchanged once for everybody who waits", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() { s.server.alive = false })
			done := make(chan error, 3)
			for range 3 {
				go func() {
					_, err := s.Devices()
					done <- err
				}()
			}
			for range 3 {
				if err := <-done; err != nil && errs.CodeOf(err) != errs.BadRequest {
					t.Errorf("one got %v", err)
				}
			}
			wantDid(t, s, didRefresh)
		})
	})

	t.Run("without a good secret the person is asked, and nothing is lost", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() { s.server.alive, s.server.secret = false, "another" })
			s.write(t)
			synctest.Wait()
			if y := s.Sync(); y.Problem != errs.Unauthenticated || y.Unsent != 1 {
				t.Errorf("stands at %+v", y)
			}
			s.server.did()
			time.Sleep(time.Hour)
			synctest.Wait()
			wantDid(t, s)

			must(t, s.SignIn(login, password, false))
			synctest.Wait()
			if y := s.Sync(); y.Problem != "" || y.Unsent != 0 {
				t.Errorf("after the sign-in: %+v", y)
			}
		})
	})
}

func TestLoop(t *testing.T) {
	t.Run("tries again after growing waits, at most five minutes", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() {
				s.server.before = func(string, []byte) (int, errs.Code) { return 503, errs.Unavailable }
			})
			s.write(t)
			time.Sleep(2 * time.Hour)
			synctest.Wait()
			n := len(s.server.did())
			// Full jitter: half of five minutes in the middle.
			if n < 30 || n > 120 {
				t.Errorf("tried %d times in two hours", n)
			}

			s.server.set(func() { s.server.before = nil })
			s.browser.tell(device.Online)
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 0 || !y.Online {
				t.Errorf("not at once when the network came back: %+v", y)
			}
		})
	})

	t.Run("says that the server is full, keeps what was written, and goes on by itself once there is room", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.server.set(func() {
				s.server.before = func(string, []byte) (int, errs.Code) { return 507, errs.ServerFull }
			})
			s.write(t)
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 1 || y.Problem != errs.ServerFull || !y.Online {
				t.Errorf("%+v", y)
			}
			s.server.set(func() { s.server.before = nil })
			time.Sleep(10 * time.Minute)
			synctest.Wait()
			if y := s.Sync(); y.Unsent != 0 || y.Problem != "" {
				t.Errorf("with room: %+v", y)
			}
		})
	})

	t.Run("runs when the browser or the server says so, and rests otherwise", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			for _, signal := range []device.Signal{device.Online, device.Visible, device.Head, device.Cut} {
				s.browser.tell(signal)
				synctest.Wait()
				wantDid(t, s, didPull)
			}
			s.browser.tell(device.Hidden)
			s.browser.tell(device.Offline)
			synctest.Wait()
			wantDid(t, s)
			if s.Sync().Online {
				t.Error("still thinks itself online")
			}
			time.Sleep(idle)
			synctest.Wait()
			wantDid(t, s, didPull)
		})
	})

	t.Run("ends with the lock", func(t *testing.T) {
		onStand(t, func(t *testing.T, s *stand) {
			s.signIn(t)
			s.Lock()
			time.Sleep(time.Hour)
			synctest.Wait()
			wantDid(t, s)
			if s.browser.watching != 0 {
				t.Error("still listens to the browser")
			}
		})
	})
}

func TestRetryIn(t *testing.T) {
	most := func(n int64) int64 { return n - 1 }
	var got []string
	for failures := range 11 {
		got = append(got, fmt.Sprint((retryIn(failures+1, most) + 1).Round(time.Second)))
	}
	want := []string{"1s", "2s", "4s", "8s", "16s", "32s", "1m4s", "2m8s", "4m16s", "5m0s", "5m0s"}
	if !slices.Equal(got, want) {
		t.Errorf("bounds are %v, want %v", got, want)
	}
}

func TestProxyInBetween(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		s.signIn(t)
		s.server.set(func() {
			s.server.before = func(string, []byte) (int, errs.Code) { return 502, "" }
		})
		_, err := s.Devices()
		wantCode(t, err, errs.Unavailable)
	})
}
