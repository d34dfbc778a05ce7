package client

import (
	"slices"

	"damping/shared/errs"
	"damping/shared/op"
)

// NextPush returns the next batch to send: whole groups without a verdict, in the order they were written. It returns
// false when there is nothing to send, or when a pull must come first because the server was restored. Sending it again is always safe.
func (e *Engine) NextPush() (op.Push, bool) {
	p := op.Push{Dev: e.meta.Dev, Epoch: e.meta.Cursor.Epoch}
	if e.behind || e.copied {
		return p, false
	}
	size := 0
	for i := 0; i < len(e.own); {
		end, waits := i, false
		for end < len(e.own) && e.own[end].Op.G == e.own[i].Op.G {
			waits = waits || !e.own[end].Acked
			end++
		}
		if !waits {
			i = end
			continue
		}
		bytes := 0
		for j := i; j < end; j++ {
			bytes += len(op.Marshal(e.own[j].Op))
		}
		if len(p.Ops) > 0 && (len(p.Ops)+end-i > e.batch || size+bytes > op.MaxBatchBytes*e.batch/op.MaxBatchOps) {
			break
		}
		for j := i; j < end; j++ {
			p.Ops = append(p.Ops, e.own[j].Op)
		}
		size += bytes
		i = end
	}
	return p, len(p.Ops) > 0
}

// Halve makes the next batches smaller, after the network or the server found one too large. It reports false when the
// batch is a single group already.
func (e *Engine) Halve() bool {
	if e.batch <= 1 {
		return false
	}
	e.batch /= 2
	return true
}

// HandlePush takes the server's verdicts, in one local transaction. now is the device's clock. It returns the files
// whose view may have changed. An answer to what this device asked in another epoch is refused with conflict: its
// verdicts may speak of a log that is gone.
func (e *Engine) HandlePush(ans op.PushAnswer, now int64) ([]op.ID, error) {
	if ans.For != e.meta.Cursor.Epoch {
		return nil, errs.E(errs.Conflict, "err.conflict")
	}
	t := e.begin()
	t.contact(ans.Now, now)
	if t.meta.Cursor.Epoch.IsZero() {
		t.meta.Cursor.Epoch = ans.Epoch // so that a restore before the first pull is noticed, too
	}
	var left []op.ID
	for _, a := range ans.Acks {
		if refused := t.ack(a); !refused.IsZero() {
			left = append(left, refused)
		}
	}
	if err := t.forget(left); err != nil {
		return nil, err
	}
	for _, a := range ans.Acks {
		if a.Verdict == op.Torn && a.Code != errs.Copied {
			t.mend(a.ID)
		}
	}
	changed, err := t.commit(false)
	if err == nil {
		e.copied = e.copied || slices.ContainsFunc(ans.Acks, func(a op.Ack) bool { return a.Verdict == op.Torn && a.Code == errs.Copied })
		e.batch = op.MaxBatchOps
		e.behind = ans.Epoch != e.meta.Cursor.Epoch
	}
	return changed, err
}

// ack takes one verdict and returns the file of an op that was refused. A verdict for an op that is no longer here is an
// old answer come late.
func (t *tx) ack(a op.Ack) (refused op.ID) {
	i := slices.IndexFunc(t.own, func(o own) bool { return o.Op.ID == a.ID })
	if i < 0 || t.own[i].Acked {
		return op.ID{}
	}
	o := t.own[i]
	if a.Verdict != op.Torn {
		t.judged(&o.Op)
	}
	switch a.Verdict {
	case op.Accepted:
		o.Acked, o.Seq, o.Eff = true, a.Seq, a.Eff
		t.meta.HLC = max(t.meta.HLC, a.Eff)
		if o.Covered {
			t.settle(i, o)
			return op.ID{}
		}
		t.put(i, o)
	case op.Quarantined, op.Rejected:
		t.refuse(o, a)
		t.remove(i)
		return o.Op.File
	}
	return op.ID{}
}

// mend makes acts of what is left of an act that the server called torn. An act is sent whole; when the server yet
// misses some of it, the rest went with a part that was taken away, and a restored server asks for it in vain. Numbers
// and ids stay, so that nothing can be taken twice.
func (t *tx) mend(id op.ID) {
	first := slices.IndexFunc(t.own, func(o own) bool { return o.Op.ID == id })
	if first < 0 {
		return
	}
	group := t.own[first].Op.G
	first = slices.IndexFunc(t.own, func(o own) bool { return o.Op.G == group })
	end := first
	for end < len(t.own) && t.own[end].Op.G == group {
		end++
	}
	if end-first == int(t.own[first].Op.GN) {
		return // it is whole: it was torn on the way
	}
	for from := first; from < end; {
		to := from + 1
		for to < end && t.own[to].Op.N == t.own[to-1].Op.N+1 {
			to++
		}
		g := op.NewID(t.serverNow, t.e.rand)
		for i := from; i < to; i++ {
			o := t.own[i]
			o.Op.G, o.Op.GI, o.Op.GN = g, uint8(i-from), uint8(to-from)
			t.put(i, o)
		}
		from = to
	}
}

// settle takes an op that server and base have out of the outbox, and keeps a copy for a server that was restored
// from a backup older than the op. The copy says since when it is kept: what was written a month before it was sent is
// kept as long as anything else.
func (t *tx) settle(i int, o own) {
	if !o.Hidden {
		kept := o.Op
		kept.RecvAt = t.serverNow
		t.records = append(t.records, record(KindRetain, retainKey(&kept), kept))
	}
	t.remove(i)
}

// refuse notes that a group was set aside.
func (t *tx) refuse(o own, a op.Ack) {
	at, found := slices.BinarySearchFunc(t.refused, o.Op.G, func(f Refused, g op.ID) int { return f.Group.Compare(g) })
	if !found { // in order of group, which is the order in which they lie in the store
		t.refused = slices.Insert(t.refused, at, Refused{Group: o.Op.G, File: o.Op.File, Verdict: a.Verdict, Code: a.Code})
	}
	kept := a.Verdict == op.Rejected && t.mayKeep(&o)
	t.refuseBlob(&o.Op, a.Verdict, kept)
	if kept {
		t.refused[at].Ops = append(slices.Clone(t.refused[at].Ops), o.Op)
	}
	t.records = append(t.records, record(KindRefused, groupKey(o.Op.G), t.refused[at]))
}

// mayKeep reports whether the words of a refused op may stay for their author to decide on: in a scope that may be read,
// and in a file that began on this device. What was written into a scope after it had been taken away goes.
func (t *tx) mayKeep(o *own) bool {
	if may := t.entry(o.Op.File).mayRead(o.Op.Part); may || o.Hidden {
		return may && !o.Hidden
	}
	begins := func(p *op.Op) bool { return p.Kind == op.Create && p.Ent.ID == o.Op.File }
	return slices.ContainsFunc(t.own, func(w own) bool { return begins(&w.Op) }) ||
		slices.ContainsFunc(t.refused, func(f Refused) bool {
			return slices.ContainsFunc(f.Ops, func(p op.Op) bool { return begins(&p) })
		})
}
