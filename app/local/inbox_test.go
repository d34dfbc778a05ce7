//go:build !js

package local

import (
	"crypto/rand"
	"testing"
	"testing/synctest"
	"time"

	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
)

// TestACopiedProfile has the server say that another machine writes under the device's id. The desk asks for an id of its
// own and sends what waits under it, ids and all; nobody has to do anything.
func TestACopiedProfile(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		s.signIn(t)
		old, own := s.server.device, op.NewID(1, rand.Reader)
		split := false
		s.server.set(func() {
			s.server.answer = func(path string) any {
				switch {
				case path == api.NewDevicePath:
					split, s.server.device = true, own
				case path == api.SyncPushPath && !split:
					var ans op.PushAnswer
					_ = s.at.sync.With(func(e *client.Engine) error {
						batch, _ := e.NextPush()
						ans = op.PushAnswer{Now: time.Now().UnixMilli(), Epoch: op.ID{1}, For: batch.Epoch}
						for _, o := range batch.Ops {
							ans.Acks = append(ans.Acks, op.Ack{ID: o.ID, Verdict: op.Torn, Code: errs.Copied})
						}
						return nil
					})
					return ans
				}
				return nil
			}
		})
		s.write(t)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if !split || s.Sync().Unsent != 0 || s.Sync().Problem != "" {
			t.Fatalf("asked %v, %+v", split, s.Sync())
		}
		if len(s.server.devices) == 0 {
			t.Error("nothing came")
		}
		for id, dev := range s.server.devices {
			if dev != own {
				t.Errorf("op %s came under %s, the copied id is %s", id, dev, old)
			}
		}
	})
}
