package oplog_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"sync"
	"testing"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// TestTogether lets many devices write at once while two others read all the time. Whoever reads by the cursor must
// see every op exactly once: a sequence that is not the order of commits would lose some for ever.
func TestTogether(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		o.Rand = rand.Reader
		o.core = core.New(o.log, rand.Reader)
		head, late := o.phone("head"), o.phone("head")
		head.sync()

		const writers, acts = 6, 15
		var files []op.ID
		var phones []*phone
		for range writers {
			p := o.phone("wati")
			files = append(files, p.newCase("Bunga"))
			p.sync()
			phones = append(phones, p)
		}
		var wg sync.WaitGroup
		failed := make(chan error, writers+1)
		for i, p := range phones {
			wg.Go(func() {
				for n := range acts {
					note := op.NewID(o.Now(), rand.Reader)
					_, err := p.Author(o.Now(), p.as, op.Ctx{}, []op.Draft{domain.Begin(files[i], domain.Note, note),
						domain.NoteText.Set(files[i], note, fmt.Sprint("catatan ", n), nil)})
					if err == nil {
						err = p.try()
					}
					if err != nil {
						failed <- err
						return
					}
				}
			})
		}
		done := make(chan struct{})
		var reading sync.WaitGroup
		reading.Go(func() {
			for {
				if err := head.try(); err != nil {
					failed <- err
					return
				}
				select {
				case <-done:
					return
				default:
				}
			}
		})
		wg.Wait()
		close(done)
		reading.Wait()
		select {
		case err := <-failed:
			t.Fatal(err)
		default:
		}

		head.sync()
		late.sync()
		for _, file := range files {
			for _, p := range []*phone{head, late} {
				if got := len(domain.Notes(p.parts(file))); got != acts {
					t.Errorf("%d notes, want %d", got, acts)
				}
			}
			for _, part := range []op.Part{op.Core, op.Story} {
				if !bytes.Equal(head.parts(file).Part(part).Bundle(), late.parts(file).Part(part).Bundle()) {
					t.Errorf("%s differs between who read along and who read in the end", part)
				}
			}
		}
		o.verify()
	})
}

// try syncs once and reports, for goroutines that may not end the test.
func (p *phone) try() error {
	ctx := context.Background()
	for batch, more := p.NextPush(); more; batch, more = p.NextPush() {
		ans, _, err := p.o.core.Push(oplog.WithBatch(ctx, batch.Ops), p.actor, batch)
		if err != nil {
			return err
		}
		if _, err := p.HandlePush(ans, p.o.Now()); err != nil {
			return err
		}
	}
	for more := true; more; {
		ans, err := p.o.core.Pull(ctx, p.actor, p.NextPull())
		if err != nil {
			return err
		}
		if _, more, err = p.HandlePull(ans, p.o.Now()); err != nil {
			return err
		}
	}
	return nil
}

// TestSameActTwice carries out one act from many places at once: it has one effect, and all get its answer.
func TestSameActTwice(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		o.core = core.New(o.log, rand.Reader)
		wati := o.phone("wati")
		file := wati.newCase("Bunga")
		f := wati.followUp(file, "2026-11-24T09:00", op.ID{})
		wati.sync()
		key := o.ID()
		var wg sync.WaitGroup
		acks := make([]op.Ack, 8)
		fails := make([]error, 8)
		for i := range acks {
			wg.Go(func() {
				acks[i], _, fails[i] = o.core.Act(context.Background(), wati.actor, wati.as, key, func(tx core.Tx) ([]op.Draft, error) {
					state, err := tx.State(op.Scope{File: file, Part: op.Core})
					if err != nil {
						return nil, err
					}
					v := domain.FollowUps(domain.Parts{op.Core: state})[0]
					return domain.CloseFollowUp(file, v, "2026-11-23T08:00"), nil
				})
			})
		}
		wg.Wait()
		for i := range acks {
			if fails[i] != nil || !bytes.Equal(op.Marshal(acks[i]), op.Marshal(acks[0])) || acks[i].Verdict != op.Accepted {
				t.Errorf("%+v %v", acks[i], fails[i])
			}
		}
		wati.sync()
		if v := wati.find(file, f); v.State != domain.FollowUpClosed || len(v.Heads.State) != 1 {
			t.Errorf("%+v", v)
		}
		o.verify()
	})
}
