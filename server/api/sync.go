package api

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"damping/server/auth"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

func (s *server) syncPush(ctx context.Context, who auth.Actor, p op.Push) (op.PushAnswer, error) {
	return s.office.Push(ctx, who, p)
}

func (s *server) syncPull(ctx context.Context, who auth.Actor, p op.Pull) (op.PullAnswer, error) {
	return s.office.Pull(ctx, who, p)
}

func (s *server) syncSealed(ctx context.Context, who auth.DeviceActor, batch outbox.Batch) ([]outbox.Answer, error) {
	return s.office.Sealed(ctx, who, batch)
}

func (s *server) syncParcel(ctx context.Context, who auth.DeviceActor, piece outbox.Piece) (outbox.PieceAnswer, error) {
	return s.office.Parcel(ctx, who, piece)
}

// events tells an open page the log's newest number whenever there is something to pull. The stream ends with the
// session, and a page that is left open does not keep the session alive.
func (s *server) events(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	follower, err := s.office.Follow(ctx, actorOf(ctx))
	if err != nil {
		fail(w, r, err)
		return
	}
	defer follower.Close()

	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("X-Accel-Buffering", "no") // a proxy that gathers would make news old
	out := http.NewResponseController(w)
	say := func(format string, args ...any) bool {
		_ = out.SetWriteDeadline(time.Now().Add(writeFor))
		_, err := fmt.Fprintf(w, format, args...)
		return err == nil && out.Flush() == nil
	}

	tick := time.NewTicker(s.ping)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case seq := <-follower.Head():
			if !say("event: %s\ndata: %d\n\n", api.EventHead, seq) {
				return
			}
		case <-tick.C:
			_, err := s.office.Auth().Watch(ctx, auth.CookieOf(r, auth.SessionCookie))
			over := errs.CodeOf(err) == errs.Unauthenticated || errs.CodeOf(err) == errs.Wiped
			if over || !say(": \n\n") {
				return
			}
		}
	}
}
