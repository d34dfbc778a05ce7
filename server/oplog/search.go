package oplog

import (
	"context"
	"slices"

	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/find"
	"damping/shared/fold"
	"damping/shared/op"
)

// Bounds of one search: how many files are looked through, how many of them are open at once, and how many are told.
const (
	mostLooked = 2000
	openAtOnce = 100
	mostHits   = 200
)

// Found is what a search came to.
type Found struct {
	Hits   []find.Hit // those named so first, then what was changed last
	Looked int
	Older  bool // there are files that were changed before all that were looked through
}

// Search looks through the parts that a person may read, of the files that were changed last. Names lie sealed, and an
// index of them would tell who they are (security.md): they are opened, looked at and let go.
func (l *Log) Search(ctx context.Context, user op.ID, query string) (Found, error) {
	var out Found
	err := l.db.View(ctx, func(s *store.Tx) error {
		out = Found{}
		r := l.reader(ctx, s)
		all, err := r.AppointmentsOf(user)
		if err != nil {
			return err
		}
		var apps []op.ID
		for _, a := range all {
			if a.ValidAt(r.Now()) {
				apps = append(apps, a.ID)
			}
		}
		files, err := s.NewestReadable(ctx, apps, mostLooked+1)
		if err != nil {
			return err
		}
		out.Older = len(files) > mostLooked
		files = files[:min(len(files), mostLooked)]
		out.Looked = len(files)
		index := find.New()
		for some := range slices.Chunk(files, openAtOnce) {
			if err := r.index(index, apps, some); err != nil {
				return err
			}
		}
		out.Hits = inOrder(index.Find(query), files)
		return nil
	})
	return out, err
}

// index takes in what of some files the appointments may read.
func (r *reader) index(x *find.Index, apps, files []op.ID) error {
	rows, err := r.s.ReadableStates(r.ctx, apps, files)
	if err != nil {
		return err
	}
	keys, err := r.log.vault.FileKeys(r.ctx, r.s, files)
	if err != nil {
		return err
	}
	for i := 0; i < len(rows); {
		file, parts := rows[i].File, domain.Parts{}
		for ; i < len(rows) && rows[i].File == file; i++ {
			key := keys[file]
			if key == nil {
				continue // erased
			}
			plain, err := key.Open(bundlePlace(rows[i]), rows[i].Bundle)
			if err != nil {
				return err
			}
			if parts[rows[i].Part], err = fold.Open(plain); err != nil {
				return err
			}
		}
		x.Put(file, parts)
	}
	return nil
}

// inOrder sorts hits as files are, those that are named so before the others.
func inOrder(hits []find.Hit, files []op.ID) []find.Hit {
	place := make(map[op.ID]int, len(files))
	for i, f := range files {
		place[f] = i
	}
	slices.SortFunc(hits, func(a, b find.Hit) int {
		switch x, y := a.Place == find.Identity, b.Place == find.Identity; {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return place[a.File] - place[b.File]
	})
	return hits[:min(len(hits), mostHits)]
}
