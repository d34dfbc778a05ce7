package local

import (
	"context"
	"sync"
	"time"

	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/find"
	"damping/shared/op"
)

// finder keeps an index of the words of every file that is held in full. It is made behind the open door, some files at a
// time so that the page stays at hand, and follows what changes. It is in memory only and goes with the lock.
type finder struct {
	sync *Syncer

	mu    sync.Mutex // guards what follows; never held while the store is asked
	index *find.Index
	stale map[op.ID]bool // to be read, again or for the first time
	ready bool           // everything was read once
	kicks chan struct{}
}

// What is taken at a time: until the first screen stands nothing, then as many files as a person does not notice.
const (
	finderRest  = time.Second
	finderPause = time.Millisecond
	finderMost  = 64
	finderShort = 40 * time.Millisecond // most of it waits for the store, which leaves the page alone
	finderLong  = 100 * time.Millisecond
)

func newFinder(s *Syncer) *finder {
	return &finder{sync: s, index: find.New(), stale: map[op.ID]bool{}, kicks: make(chan struct{}, 1)}
}

// changed has files read again.
func (f *finder) changed(files []op.ID) {
	f.mu.Lock()
	for _, file := range files {
		f.stale[file] = true
	}
	f.mu.Unlock()
	select {
	case f.kicks <- struct{}{}:
	default:
	}
}

// run reads all files, and then those that change, until ctx ends.
func (f *finder) run(ctx context.Context) {
	if !rest(ctx, finderRest) {
		return
	}
	var files []op.ID
	_ = f.sync.With(func(e *client.Engine) error {
		for _, c := range e.Cards() {
			if e.Grade(c.File) == client.Full {
				files = append(files, c.File)
			}
		}
		return nil
	})
	f.changed(files)
	for {
		select {
		case <-ctx.Done():
			return
		case <-f.kicks:
		}
		if !f.read(ctx) {
			return
		}
	}
}

// read reads what is stale. It reports whether the store is still open.
func (f *finder) read(ctx context.Context) bool {
	n := 4
	for files := f.take(n); len(files) > 0; files = f.take(n) {
		began := time.Now()
		err := f.sync.With(func(e *client.Engine) error {
			return e.Each(files, func(file op.ID, parts domain.Parts) {
				f.mu.Lock()
				f.index.Put(file, parts)
				f.mu.Unlock()
			})
		})
		if errs.CodeOf(err) == errs.Locked { // one that cannot be read is not found; the rest is
			return false
		}
		switch took := time.Since(began); {
		case took < finderShort:
			n = min(2*n, finderMost)
		case took > finderLong:
			n = max(n/2, 1)
		}
		if !rest(ctx, finderPause) {
			return false
		}
	}
	f.mu.Lock()
	f.ready = true
	f.mu.Unlock()
	return true
}

// take takes some of the stale files.
func (f *finder) take(n int) []op.ID {
	f.mu.Lock()
	defer f.mu.Unlock()
	files := make([]op.ID, 0, n)
	for file := range f.stale {
		if len(files) == n {
			break
		}
		files = append(files, file)
		delete(f.stale, file)
	}
	return files
}

// rest waits; it reports whether ctx has not ended.
func rest(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// Find implements state.Desk.
func (d *Desk) Find(text string) (out state.Finding) {
	o, err := d.opened()
	if err != nil {
		return out
	}
	o.finder.mu.Lock()
	out.Hits, out.Ready = o.finder.index.Find(text), o.finder.ready
	o.finder.mu.Unlock()
	_ = o.sync.With(func(e *client.Engine) error {
		for _, c := range e.Cards() {
			if e.Grade(c.File) != client.Full {
				out.More = true
				break
			}
		}
		return nil
	})
	return out
}

// Search implements state.Desk.
func (d *Desk) Search(text string) (out api.Found, err error) {
	err = d.ask("POST", api.SearchPath, api.Search{Query: text}, &out)
	return out, err
}
