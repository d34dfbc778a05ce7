package work

import (
	"context"
	"slices"
	"sync"
	"time"

	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/op"
)

// news tells open pages that there is something to pull. Each page gets the newest number only: one that was away for
// a moment has missed nothing, because a number covers all before it.
type news struct {
	listeners []func(oplog.Change)

	mu      sync.Mutex
	waiting map[*Follower]struct{}
	seq     uint64 // up to here everybody was told what they must know
}

func newNews() *news { return &news{waiting: map[*Follower]struct{}{}} }

// Follower hears of news for one open page.
type Follower struct {
	news *news
	apps []op.ID
	head chan uint64
}

// Head gives the log's newest number whenever there is something to pull.
func (f *Follower) Head() <-chan uint64 { return f.head }

// Close ends the following.
func (f *Follower) Close() {
	f.news.mu.Lock()
	defer f.news.mu.Unlock()
	delete(f.news.waiting, f)
}

// Follow begins to listen for an actor's appointments. The present number is the first that is told.
func (o *Office) Follow(ctx context.Context, who auth.Actor) (*Follower, error) {
	f := &Follower{news: o.news, head: make(chan uint64, 1)}
	for _, a := range who.Appointments {
		f.apps = append(f.apps, a.ID)
	}
	o.news.mu.Lock()
	o.news.waiting[f] = struct{}{}
	o.news.mu.Unlock()

	seq, err := o.headSeq(ctx) // after joining, so that nothing falls in between
	if err != nil {
		f.Close()
		return nil, err
	}
	o.news.mu.Lock()
	defer o.news.mu.Unlock()
	f.offer(seq)
	return f, nil
}

// offer puts a number in the place of an older one that nobody has taken yet. The caller holds the lock.
func (f *Follower) offer(seq uint64) {
	select {
	case old := <-f.head:
		seq = max(seq, old)
	default:
	}
	f.head <- seq
}

// tell is called after each commit of this process.
func (n *news) tell(c oplog.Change) {
	for _, fn := range n.listeners {
		fn(c)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if c.From == n.seq { // nothing of another process in between
		n.seq = c.Seq
	}
	for f := range n.waiting {
		if slices.ContainsFunc(f.apps, func(id op.ID) bool { _, found := slices.BinarySearchFunc(c.Readers, id, op.ID.Compare); return found }) {
			f.offer(c.Seq)
		}
	}
}

// tellAll is for changes of another process, of which only the number is known.
func (n *news) tellAll(seq uint64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if seq <= n.seq {
		return
	}
	n.seq = seq
	for f := range n.waiting {
		f.offer(seq)
	}
}

func (n *news) some() bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return len(n.waiting) > 0
}

// otherNodes is how often is looked for what other nodes wrote.
const otherNodes = 2 * time.Second

// WatchOtherNodes tells open pages of what other processes on the same PostgreSQL wrote, until the context ends. It
// asks for the log's one head row while somebody has a page open, and asks nothing on SQLite, which has one process.
//
// PostgreSQL could say it itself (LISTEN), but that needs a connection that is held for ever, watched, and opened anew
// behind each restart and proxy; one row in two seconds is cheaper than being wrong about that.
func (o *Office) WatchOtherNodes(ctx context.Context) {
	if o.db.Engine() != "postgres" {
		return
	}
	tick := time.NewTicker(otherNodes)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if !o.news.some() {
			continue
		}
		if seq, err := o.headSeq(ctx); err == nil { // a database that is away is somebody else's to report
			o.news.tellAll(seq)
		}
	}
}

func (o *Office) headSeq(ctx context.Context) (seq uint64, err error) {
	err = o.db.View(ctx, func(tx *store.Tx) error {
		head, err := tx.LogHead(ctx)
		seq = head.Seq
		return err
	})
	return seq, err
}
