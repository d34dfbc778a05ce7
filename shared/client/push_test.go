package client_test

import (
	"math/rand"
	"slices"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

const now = int64(1_790_000_000_000)

// desk is an engine with a device and nothing else.
type desk struct {
	*client.Engine
	t     testing.TB
	r     *rand.Rand
	store *client.Memory
	as    op.ID
	seq   uint64
}

func newDesk(t testing.TB) *desk {
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
	epoch := d.NextPull().Cursor.Epoch
	ans := op.PushAnswer{Now: now, Epoch: epoch, For: epoch}
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
		if again, any := d.NextPush(); !any || len(again.Ops) != 2 || d.Unsent() != 1 {
			t.Errorf("%d ops, %d unsent", len(again.Ops), d.Unsent())
		}
	})
}

func TestManyEdits(t *testing.T) {
	t.Run("a field can be changed without signal as often as one likes", func(t *testing.T) {
		d := newDesk(t)
		file := d.id()
		d.write(domain.Begin(file, domain.Case, file))
		for range 2 * op.MaxSup {
			parts, err := d.File(file)
			if err != nil {
				t.Fatal(err)
			}
			d.write(domain.CaseWish.Set(file, file, "pulang", domain.CaseWish.Get(parts, file).Heads))
		}
	})
}

// page answers the device as it is.
func (d *desk) page(ans op.PullAnswer) {
	d.t.Helper()
	asked := d.NextPull()
	ans.For = asked.Mark()
	if ans.Now == 0 {
		ans.Now = now
	}
	if _, _, err := d.HandlePull(ans, now); err != nil {
		d.t.Fatal(err)
	}
}

// snapshot makes one of a case in which one field is set.
func snapshot(file op.ID, part op.Part, seq uint64, field domain.Field[string], v string) op.Snapshot {
	st := fold.New()
	root := op.Ent{Kind: domain.Case, ID: file}
	st.Apply(&op.Op{ID: op.ID{1}, Ent: root, Kind: op.Create, Eff: 1})
	st.Apply(&op.Op{ID: op.ID{2}, Ent: root, Kind: op.Set, Field: field.ID, SV: 1, Val: op.Marshal(v), Eff: 2})
	return op.Snapshot{Holding: op.Holding{Scope: op.Scope{File: file, Part: part}, GrantSeq: 1}, AsOf: seq, Bundle: st.Bundle()}
}

func TestManyFiles(t *testing.T) {
	t.Run("a page with changes in more scopes than are kept open loses none", func(t *testing.T) {
		d := newDesk(t)
		epoch := op.ID{9}
		var files []op.ID
		var first op.PullAnswer
		for range 300 {
			f := d.id()
			files = append(files, f)
			first.Snapshots = append(first.Snapshots, snapshot(f, op.Core, 1, domain.CaseDistrict, "lama"), snapshot(f, op.Story, 1, domain.CaseWish, "lama"))
		}
		first.Cursor = op.Cursor{Epoch: epoch, Seq: 1}
		d.page(first)

		reopened, err := client.Open(d.store, d.r) // nothing is open any more
		if err != nil {
			t.Fatal(err)
		}
		d.Engine = reopened
		second := op.PullAnswer{Cursor: op.Cursor{Epoch: epoch, Seq: 302}}
		for i, f := range files {
			second.Ops = append(second.Ops, op.Op{ID: d.id(), Dev: d.as, N: uint64(i + 1), File: f, Part: op.Core, Ent: op.Ent{Kind: domain.Case, ID: f},
				Kind: op.Set, Field: domain.CaseDistrict.ID, SV: 1, Val: op.Marshal("baru"), Sup: []op.ID{{2}}, Seq: uint64(i + 2), Eff: 3})
		}
		d.page(second)
		stale := 0
		for _, f := range slices.Backward(files) {
			parts, err := d.File(f)
			if err != nil {
				t.Fatal(err)
			}
			if domain.CaseDistrict.Get(parts, f).V != "baru" {
				stale++
			}
		}
		for _, c := range d.Cards() {
			if c.District != "baru" {
				stale++
			}
		}
		if stale > 0 {
			t.Errorf("%d of %d files are shown as before", stale, len(files))
		}
	})
}

// watched notes whether the last write was asked to be durable.
type watched struct {
	*client.Memory
	durable bool
}

func (w *watched) Commit(durable bool, records ...client.Record) error {
	w.durable = durable
	return w.Memory.Commit(durable, records...)
}

func TestDurable(t *testing.T) {
	d := newDesk(t)
	w := &watched{Memory: d.store}
	e, err := client.Open(w, d.r)
	if err != nil {
		t.Fatal(err)
	}
	d.Engine = e
	file := d.id()
	s := snapshot(file, op.Core, 1, domain.CaseDistrict, "lama")
	d.page(op.PullAnswer{Snapshots: []op.Snapshot{s}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 1}})
	if w.durable {
		t.Error("what the server can send again was waited for")
	}
	d.page(op.PullAnswer{Revoked: []op.Scope{s.Holding.Scope}, Cursor: op.Cursor{Epoch: op.ID{9}, Seq: 2}})
	if !w.durable {
		t.Error("a crash could bring back what was taken away")
	}
	d.write(domain.Begin(file, domain.Case, file))
	if !w.durable {
		t.Error("a crash could lose what was written")
	}
}

func TestKeptCopies(t *testing.T) {
	const month = 30 * 24 * 3_600_000
	kept := func(d *desk) int {
		all, err := d.store.Load(client.KindRetain)
		if err != nil {
			t.Fatal(err)
		}
		return len(all)
	}
	d := newDesk(t)
	file := d.id()
	s := snapshot(file, op.Core, 0, domain.CaseDistrict, "lama")
	cursor := op.Cursor{Epoch: op.ID{9}, Seq: 1}
	d.page(op.PullAnswer{Snapshots: []op.Snapshot{s}, Cursor: cursor})
	d.write(domain.CaseDistrict.Set(file, file, "baru", []op.ID{{2}}))
	batch, _ := d.NextPush()
	d.ack(op.Accepted, batch.Ops...)
	o := batch.Ops[0]
	o.Seq, o.Eff = 1, o.HLC
	d.page(op.PullAnswer{Ops: []op.Op{o}, Cursor: cursor})
	if kept(d) != 1 {
		t.Error("nothing is kept for a restored server")
	}
	d.page(op.PullAnswer{Cursor: cursor, Now: now + month/2})
	if kept(d) != 1 {
		t.Error("the copy was not kept for a month")
	}
	d.page(op.PullAnswer{Cursor: cursor, Now: now + month + 24*3_600_000})
	if kept(d) != 0 {
		t.Error("the copy is kept for ever")
	}
}

func TestDismiss(t *testing.T) {
	d := newDesk(t)
	file := d.id()
	d.write(domain.Begin(file, domain.Case, file))
	batch, _ := d.NextPush()
	d.ack(op.Rejected, batch.Ops...)
	refused := d.Refused()
	if len(refused) != 1 || len(refused[0].Ops) != 1 {
		t.Fatalf("%+v", refused)
	}
	if err := d.Dismiss(d.id()); errs.CodeOf(err) != errs.NotFound {
		t.Error("an act that nobody refused:", err)
	}
	if err := d.Dismiss(refused[0].Group); err != nil || len(d.Refused()) != 0 {
		t.Error("it is still there", err)
	}
	again, err := client.Open(d.store, d.r)
	if err != nil || len(again.Refused()) != 0 {
		t.Error("it came back", err)
	}
}
