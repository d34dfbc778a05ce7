package local

import (
	"bytes"
	"context"
	"slices"
	"sync"
	"time"

	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
)

// Syncer sends what was written and fetches what is new, for one open store. It owns the engine: everybody reaches it
// through With, one at a time.
//
// A cycle sends first and fetches then, so that work on a file that is about to be taken away is in the server's custody
// before the device forgets the file.
type Syncer struct {
	remote  remote
	now     func() time.Time
	alone   func(ctx context.Context, work func() error) error
	session sessionKeeper
	tell    func(changed []op.ID)                          // none when only the progress changed
	part    func(ctx context.Context, why errs.Code) error // gives the device another id

	engineMu sync.Mutex
	engine   *client.Engine

	progressMu sync.Mutex
	progress   Progress

	kicks chan struct{}
}

// Progress is how sending and fetching stand.
type Progress struct {
	Online     bool      // the last contact succeeded
	Busy       bool      // something is on its way now
	Contact    int64     // ms UTC of the last contact by the server's clock, 0 for never
	Problem    errs.Code // why it does not go on when it is not the network
	FirstFetch bool      // the first download is not complete
}

// With lends the engine. f must not call the Syncer again; it runs again when the disk was full and room was made.
func (s *Syncer) With(f func(e *client.Engine) error) error {
	s.engineMu.Lock()
	defer s.engineMu.Unlock()
	return roomy(s.engine, f)
}

// Progress tells how it stands.
func (s *Syncer) Progress() Progress {
	s.progressMu.Lock()
	defer s.progressMu.Unlock()
	return s.progress
}

func (s *Syncer) set(change func(p *Progress)) {
	s.progressMu.Lock()
	before := s.progress
	change(&s.progress)
	changed := s.progress != before
	s.progressMu.Unlock()
	if changed {
		s.tell(nil)
	}
}

// Cycle sends everything and fetches everything, once. It returns the failure that stopped it; nothing is lost by one.
func (s *Syncer) Cycle(ctx context.Context) error {
	s.set(func(p *Progress) { p.Busy = true })
	err := s.alone(ctx, func() error { return s.exchange(ctx) })
	s.set(func(p *Progress) {
		p.Busy = false
		p.Online = !isAway(err)
		p.Problem = problemOf(err)
		p.FirstFetch = p.FirstFetch && err != nil
	})
	return err
}

// isAway reports whether err says that the server was not reached, or could not work.
func isAway(err error) bool {
	code := errs.CodeOf(err)
	return code == errs.Unavailable || code == errs.Internal
}

// problemOf is what a person should be told. Trouble that passes by itself is not: the next cycle begins afresh.
func problemOf(err error) errs.Code {
	if err == nil || isAway(err) {
		return ""
	}
	switch code := errs.CodeOf(err); code {
	case errs.Limited, errs.Conflict, errs.TornGroup, errs.Copied:
		return ""
	default:
		return code
	}
}

// exchange sends, then fetches, and sends again what only the fetching has put into the outbox: after a restore the
// server must be offered again what it lost.
func (s *Syncer) exchange(ctx context.Context) error {
	err := s.round(ctx)
	if !isAnother(err) || s.part == nil {
		return err
	}
	if err := s.part(ctx, errs.CodeOf(err)); err != nil {
		return err
	}
	return s.round(ctx)
}

// isAnother reports whether err says that this device must go by another id: two machines write under the one it has, or
// the server has given this browser another already.
func isAnother(err error) bool {
	e := errs.As(err)
	return e != nil && (e.Code == errs.Copied || e.Code == errs.Forbidden && e.Field == "dev")
}

func (s *Syncer) round(ctx context.Context) error {
	if err := s.push(ctx); err != nil {
		return err
	}
	if err := s.pull(ctx); err != nil {
		return err
	}
	return s.push(ctx)
}

// push sends batch after batch until every act has a verdict, or until the engine wants to pull first.
func (s *Syncer) push(ctx context.Context) error {
	stuck := false
	for {
		var batch op.Push
		some := false
		_ = s.With(func(e *client.Engine) error {
			batch, some = e.NextPush()
			return nil
		})
		if !some {
			return nil
		}
		if stuck {
			return errs.E(errs.TornGroup, "") // no verdict on anything: asking again at once would go round for ever
		}

		var answer op.PushAnswer
		now, err := s.ask(ctx, api.SyncPushPath, batch, &answer)
		if errs.CodeOf(err) == errs.TooLarge && s.halve() {
			continue
		}
		if err != nil {
			return err
		}
		err = s.take(answer.Now, func(e *client.Engine) ([]op.ID, error) { return e.HandlePush(answer, now) })
		if err != nil {
			return err
		}
		copied := false
		_ = s.With(func(e *client.Engine) error {
			copied = e.Copied()
			return nil
		})
		if copied {
			return errs.E(errs.Copied, "")
		}
		stuck = !judged(batch, answer)
	}
}

func (s *Syncer) halve() (halved bool) {
	_ = s.With(func(e *client.Engine) error {
		halved = e.Halve()
		return nil
	})
	return halved
}

// judged reports whether at least one op of the batch has a verdict that ends its wait.
func judged(batch op.Push, answer op.PushAnswer) bool {
	return slices.ContainsFunc(answer.Acks, func(a op.Ack) bool {
		return a.Verdict != op.Torn && slices.ContainsFunc(batch.Ops, func(o op.Op) bool { return o.ID == a.ID })
	})
}

// pull fetches page after page.
func (s *Syncer) pull(ctx context.Context) error {
	var last []byte
	for {
		var request op.Pull
		_ = s.With(func(e *client.Engine) error {
			request = e.NextPull()
			return nil
		})
		if wire := op.Marshal(request); bytes.Equal(wire, last) {
			return errs.E(errs.Internal, "") // the page before changed nothing and yet promised more
		} else {
			last = wire
		}

		var answer op.PullAnswer
		now, err := s.ask(ctx, api.SyncPullPath, request, &answer)
		if err != nil {
			return err
		}
		more := false
		err = s.take(answer.Now, func(e *client.Engine) (changed []op.ID, err error) {
			changed, more, err = e.HandlePull(answer, now)
			return changed, err
		})
		if err != nil || !more {
			return err
		}
	}
}

// ask posts to a sync path and answers the device's time in the middle of the round trip, to which the server's clock in
// the answer belongs. A session that has ended is renewed once.
func (s *Syncer) ask(ctx context.Context, path string, in, out any) (middle int64, err error) {
	err = s.session.signedIn(ctx, func() error {
		begin := s.now().UnixMilli()
		err := s.remote.cbor(ctx, path, in, out)
		middle = begin + (s.now().UnixMilli()-begin)/2
		return err
	})
	return middle, err
}

// take gives an answer to the engine and tells what it changed.
func (s *Syncer) take(serverNow int64, handle func(e *client.Engine) ([]op.ID, error)) error {
	var changed []op.ID
	err := s.With(func(e *client.Engine) (err error) {
		changed, err = handle(e)
		return err
	})
	if err != nil {
		return err
	}
	s.set(func(p *Progress) { p.Online, p.Contact = true, serverNow })
	if len(changed) > 0 {
		s.tell(changed)
	}
	return nil
}
