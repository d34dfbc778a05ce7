package api

import (
	"context"
	"net/http"
	"strconv"

	"damping/server/auth"
	"damping/shared/api"
	"damping/shared/op"
)

// fetch is a door for an answer in core deterministic CBOR to a request that says nothing.
func fetch[O any](fn func(context.Context, auth.Actor) (O, error)) door {
	return func(s *server, r route) {
		s.mention(r.operation(), "200", api.MediaCBOR)
		s.mount(r, func(w http.ResponseWriter, req *http.Request) {
			out, err := fn(req.Context(), actorOf(req.Context()))
			if err != nil {
				fail(w, req, err)
				return
			}
			body := op.Marshal(out)
			w.Header().Set("Content-Type", api.MediaCBOR)
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
			_, _ = w.Write(body)
		})
	}
}

func (s *server) inbox(ctx context.Context, who auth.Actor) (op.Inbox, error) {
	return s.office.Inbox(ctx, who)
}

func (s *server) renumber(ctx context.Context, _ *empty) (*entered, error) {
	signed, session, err := s.office.NewDevice(ctx, actorOf(ctx))
	return &entered{cookies(signed.Cookies()), session}, err
}
