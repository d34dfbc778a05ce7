package work

import (
	"context"
	"strings"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// searchesAtOnce bounds what people who look for something take from all others: each opens many files.
const searchesAtOnce = 2

// Search looks through what an actor may read. That it was done, and what was found, is in the audit trail; what was looked
// for is nowhere.
//
// Errors: invalid at "query" when no word is in it.
func (o *Office) Search(ctx context.Context, who auth.Actor, query string) (api.Found, error) {
	if strings.TrimSpace(domain.Fold(query)) == "" {
		return api.Found{}, errs.E(errs.Invalid, "").At("query")
	}
	select {
	case o.searching <- struct{}{}:
		defer func() { <-o.searching }()
	case <-ctx.Done():
		return api.Found{}, ctx.Err()
	}
	found, err := o.log.Search(ctx, who.User, query)
	if err != nil {
		return api.Found{}, err
	}
	out := api.Found{Hits: make([]api.Hit, 0, len(found.Hits)), Looked: found.Looked, Older: found.Older}
	files := make([]op.ID, 0, len(found.Hits))
	for _, h := range found.Hits {
		out.Hits = append(out.Hits, api.Hit{File: h.File.String(), Place: uint8(h.Place)})
		files = append(files, h.File)
	}
	err = o.db.Update(ctx, func(tx *store.Tx) error {
		audit.Append(tx, audit.Entry{Actor: who.User, Device: who.Device, Act: audit.Search, Objects: files})
		return nil
	})
	return out, err
}
