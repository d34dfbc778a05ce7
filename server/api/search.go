package api

import (
	"context"

	"damping/shared/api"
)

func (s *server) search(ctx context.Context, in *with[api.Search]) (*with[api.Found], error) {
	out, err := s.office.Search(ctx, actorOf(ctx), in.Body.Query)
	return &with[api.Found]{out}, err
}
