package client_test

import (
	"math/rand"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

const now = int64(1_790_000_000_000)

// desk is an engine with a device and nothing else.
type desk struct {
	*client.Engine
	t     *testing.T
	r     *rand.Rand
	store *client.Memory
	as    op.ID
	seq   uint64
}

func newDesk(t *testing.T) *desk {
	d := &desk{t: t, r: rand.New(rand.NewSource(1)), store: client.NewMemory()}
	e, err := client.Open(d.store, d.r)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Enrol(d.id()); err != nil {
		t.Fatal(err)
	}
	d.Engine, d.as = e, d.id()
	return d
}

func (d *desk) id() op.ID { return op.NewID(now, d.r) }

func (d *desk) write(drafts ...op.Draft) {
	d.t.Helper()
	if _, err := d.Author(now, d.as, op.Ctx{}, drafts); err != nil {
		d.t.Fatal(err)
	}
}

// ack answers ops as a server would that takes everything.
func (d *desk) ack(verdict op.Verdict, ops ...op.Op) {
	d.t.Helper()
	ans := op.PushAnswer{Now: now}
	for i := range ops {
		d.seq++
		ans.Acks = append(ans.Acks, op.Ack{ID: ops[i].ID, Verdict: verdict, Seq: d.seq, Eff: ops[i].HLC})
	}
	if _, err := d.HandlePush(ans, now); err != nil {
		d.t.Fatal(err)
	}
}

func TestNextPush(t *testing.T) {
	t.Run("an act with verdicts for some of its ops is sent again", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		d.write(domain.Begin(file, domain.Case, file), domain.CaseChannel.Set(file, file, "telepon", nil))
		batch, _ := d.NextPush()
		d.ack(op.Accepted, batch.Ops[0])
		if again, any := d.NextPush(); !any || len(again.Ops) != 2 {
			t.Errorf("%d ops", len(again.Ops))
		}
	})
}
