package sim

import (
	"bytes"
	"maps"
	"slices"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/oplog"
)

// What is asked of a device after every step and after every whole cycle, and of the world at rest. A theme adds its own.
var (
	stepChecks  = []func(*device){(*device).checkOutbox}
	cycleChecks = []func(*device){(*device).checkHoldings}
	restChecks  = []func(*world){(*world).checkReplay}
)

// checkServer looks at what the log has taken since it last looked. before are the grants before the transaction; nil
// when nobody wrote.
func (w *world) checkServer(before []oplog.Grant) {
	now := w.epochs[w.epoch()]
	touched := map[op.Scope]bool{}
	log := w.store.Log()
	for i := w.seenLog; i < len(log); i++ {
		o := &log[i]
		w.must(w.ids[o.ID] == nil && !w.aside[o.ID], "I3", "op %s is in the log and was there or aside before", short(o.ID))
		w.must(!w.numbers[numbered{o.Dev, o.N}], "I3", "number %d of %s was used twice", o.N, short(o.Dev))
		w.must(i == 0 || o.Seq > log[i-1].Seq, "I9", "the sequence goes back at %d", o.Seq)
		for _, s := range o.Sup {
			if p := w.ids[s]; p != nil {
				w.must(o.Eff > p.Eff, "I6", "op %s replaced %s and is not later", short(o.ID), short(s))
			}
		}
		if d := w.deeds[o.ID]; d != nil {
			w.must(bytes.Equal(d.op.Val, o.Val) && d.op.Scope() == o.Scope() && d.op.Kind == o.Kind, "I3", "op %s changed on the way", short(o.ID))
			w.must(d.epoch != w.epoch() || o.Eff > d.saw, "I6", "op %s of %s is not later than what its author had seen", short(o.ID), d.by.name)
			w.must(w.mayWrite(d.by, o, before), "I7", "op %s of %s was taken without a right", short(o.ID), d.by.name)
		}
		if o.Kind == op.Cmd {
			w.counted["command "+domain.CommandName(o.Field)]++
		}
		w.enter(now, o)
		touched[o.Scope()] = true
	}
	w.seenLog = len(log)

	aside := w.store.Aside()
	for i := w.seenAside; i < len(aside); i++ {
		o := &aside[i]
		w.must(w.ids[o.ID] == nil && !w.aside[o.ID], "I3", "op %s is aside and was there or in the log before", short(o.ID))
		w.aside[o.ID] = true
		if d := w.deeds[o.ID]; d != nil {
			d.aside, d.asideAt = true, o.RecvAt
			w.must(bytes.Equal(d.op.Val, o.Val) && d.op.Scope() == o.Scope(), "I2", "op %s was set aside without its content", short(o.ID))
		}
	}
	w.seenAside = len(aside)

	for s := range touched {
		if _, own := w.kinds[s.File]; !own {
			continue // a person's own space has no state
		}
		st, err := fold.Open(w.store.Bundle(s))
		w.must(err == nil, "I9", "a state does not open")
		if id, how := differ(live(now[s]), valuesOf(st)); how != "" {
			w.must(how != "is missing", "I5", "value %s of %s disappeared from the server", short(id), s.Part)
			w.must(false, "I9", "value %s of %s %s on the server", short(id), s.Part, how)
		}
	}
}

func valuesOf(st *fold.State) []value {
	n := 0
	headsOf(st, func(place, fold.Head) { n++ })
	out := make([]value, 0, n)
	headsOf(st, func(at place, h fold.Head) { out = append(out, value{at, h.ID, h.Val}) })
	slices.SortFunc(out, func(a, b value) int { return a.id.Compare(b.id) })
	return out
}

// checkPage asks whether an answer leaks.
func (w *world) checkPage(d *device, ans *op.PullAnswer) {
	for i := range ans.Snapshots {
		s := ans.Snapshots[i].Holding.Scope
		if s.Part == op.CardPart {
			s.Part = op.Core
		}
		w.must(d.may[s], "I7", "%s: a snapshot of a scope that may not be read", d.name)
	}
	for i := range ans.Ops {
		w.must(d.may[ans.Ops[i].Scope()], "I7", "%s: an op of a scope that may not be read", d.name)
	}
}

// check looks at a device after a step: at everything that themes ask, and at the views of some files.
func (d *device) check(files ...op.ID) {
	w := d.w
	for _, check := range stepChecks {
		check(d)
	}
	if len(files) == 0 && len(w.files) > 0 {
		n := w.rng.IntN(len(w.files))
		files = []op.ID{w.files[n]}
		if n > 0 {
			files = append(files, w.files[0])
		}
	}
	box := d.box()
	for _, f := range files {
		if w.kinds[f] != 0 {
			d.checkView(f, box)
		}
	}
}

// box is the outbox by op.
func (d *device) box() map[op.ID]owned {
	box := make(map[op.ID]owned, len(d.disk.pending))
	for _, o := range d.disk.pending {
		box[o.Op.ID] = o
	}
	return box
}

// checkOutbox asks whether everything written is somewhere, and whether what is held and what lies there agree.
func (d *device) checkOutbox() {
	w, box := d.w, d.box()
	for _, a := range d.deeds {
		_, waits := box[a.op.ID]
		switch {
		case waits || d.disk.kept[a.key]:
			a.gone = false // a crash may bring it back
		case a.gone || a.aside:
		default:
			w.must(d.mayGo(a), "I2", "%s: op %s was let go of", d.name, short(a.op.ID))
			a.gone = true
			w.counted["own op let go of"]++
		}
	}
	for s := range d.disk.bases {
		_, held := d.disk.held[s]
		w.must(held, "I12", "%s: a base of %s without a holding", d.name, s.Part)
	}
}

// checkView compares the view of a file with what the device was told and what was written on it.
func (d *device) checkView(f op.ID, box map[op.ID]owned) {
	w := d.w
	parts, err := d.e.File(f)
	w.must(err == nil, "I12", "%s: a file does not open: %v", d.name, err)
	log := w.epochs[d.cursor().Epoch]
	for _, p := range op.Parts {
		s := op.Scope{File: f, Part: p}
		var ops []*op.Op
		in := map[op.ID]bool{}
		base, held := d.disk.bases[s]
		if held {
			for _, o := range log[s] {
				if o.Seq <= base.AsOf {
					ops, in[o.ID] = append(ops, o), true
				}
			}
		}
		for _, a := range d.deeds {
			if a.op.File != f || a.op.Part != p || in[a.op.ID] {
				continue
			}
			lies, waits := box[a.op.ID]
			if waits && !lies.Hidden && !lies.Covered || held && !a.aside && !a.gone && !a.unseen {
				ops = append(ops, &a.op)
			}
		}
		if len(ops) == 0 && parts[p] == nil {
			continue
		}
		if id, how := differ(live(ops), valuesOf(parts[p])); how != "" {
			name := "I1"
			if a := w.deeds[id]; a != nil && a.by == d {
				name = "I4"
			}
			w.must(false, name, "%s: value %s of %s %s in the view", d.name, short(id), p, how)
		}
	}
}

// checkAll looks at a device after a whole cycle.
func (d *device) checkAll() {
	d.check(d.w.files...)
	for _, check := range cycleChecks {
		check(d)
	}
}

// checkHoldings asks whether a device holds what it may, as the server has it, and nothing else.
func (d *device) checkHoldings() {
	w := d.w
	w.must(len(d.disk.pending) == 0, "I10", "%s: something stays in the outbox after a whole cycle", d.name)
	for _, a := range d.deeds {
		w.must(a.logged || a.aside || a.gone, "I2", "%s: op %s did not come back to a restored server", d.name, short(a.op.ID))
	}
	allowed := w.allowed(d.of.user)
	for s := range allowed {
		base, held := d.disk.bases[s]
		if !d.full(s.File, allowed) {
			w.must(!held, "I8", "%s: %s is held though its card is enough", d.name, s.Part)
			continue
		}
		w.must(held, "I1", "%s: %s was given and is not held", d.name, s.Part)
		want := w.store.Bundle(s)
		if want == nil {
			want = fold.New().Bundle()
		}
		w.must(bytes.Equal(base.Bundle, want), "I1", "%s: %s of %s differs from the server's", d.name, s.Part, short(s.File))
	}
	for s := range d.disk.held {
		w.must(allowed[s] || s.Part == op.CardPart, "I8", "%s: %s is held and no longer given", d.name, s.Part)
	}
	for _, t := range d.disk.traces() {
		s := op.Scope{File: w.bySuffix[t.file], Part: t.part}
		switch {
		case w.kinds[s.File] == 0 || allowed[s]:
		case t.part == op.Copy: // the mark of a draft, which belongs to the file
			w.must(!d.any(s.File) || d.anyOf(s.File, allowed), "I8", "%s: a draft of %s is left on shelf %d", d.name, short(s.File), t.kind)
		case t.kind == client.KindRefused && !d.ever[s]: // own words that never came in, for their author to decide
		default:
			w.must(false, "I8", "%s: something of %s of %s is left on shelf %d", d.name, s.Part, short(s.File), t.kind)
		}
	}
}

// anyOf reports whether one of the scopes belongs to a file.
func (d *device) anyOf(f op.ID, scopes map[op.Scope]bool) bool {
	for s := range scopes {
		if s.File == f {
			return true
		}
	}
	return false
}

// any reports whether the device ever held something of a file.
func (d *device) any(f op.ID) bool {
	for s := range d.ever {
		if s.File == f {
			return true
		}
	}
	return false
}

// checkReplay asks at rest whether the states are the fold of the log, in its order and in others.
func (w *world) checkReplay() {
	log := w.epochs[w.epoch()]
	for _, s := range slices.SortedFunc(maps.Keys(log), op.Scope.Compare) {
		ops := log[s]
		if _, own := w.kinds[s.File]; !own {
			continue
		}
		want := w.store.Bundle(s)
		w.must(bytes.Equal(want, replay(ops)), "I9", "%s is not the fold of its log", s.Part)
		w.must(bytes.Equal(want, replay(w.shuffle(ops))), "I11", "%s depends on the order", s.Part)
		st, _ := fold.Open(want)
		for _, e := range st.Ents {
			w.counted["tomb"] += len(e.Tombs)
			if len(e.Tombs) > 0 && !e.Hidden() {
				w.counted["removed and back"]++
			}
			for _, r := range e.Regs {
				if r.Conflict() {
					w.counted["register in conflict"]++
				}
			}
		}
		if e := st.Find(op.Ent{Kind: domain.Case, ID: s.File}); e != nil && s.Part == op.Core {
			w.must(len(e.Born) == 1, "I3", "a file was begun %d times", len(e.Born))
		}
	}
}

func replay(ops []*op.Op) []byte {
	st := fold.New()
	for _, o := range ops {
		st.Apply(o)
	}
	return st.Bundle()
}

// shuffle returns another order in which nothing comes before what it replaced.
func (w *world) shuffle(ops []*op.Op) []*op.Op {
	at := make(map[op.ID]int, len(ops))
	for i, o := range ops {
		at[o.ID] = i
	}
	left, done := slices.Clone(ops), map[op.ID]bool{}
	out := make([]*op.Op, 0, len(ops))
	for len(left) > 0 {
		i := w.rng.IntN(len(left))
		ready := true
		for _, s := range left[i].Sup {
			if n, here := at[s]; here && n < at[left[i].ID] {
				ready = ready && done[s]
			}
		}
		// What a replaced value comes after in the log, it comes after here: a restored server may have it so.
		for _, o := range left {
			ready = ready && !(slices.Contains(o.Sup, left[i].ID) && at[o.ID] < at[left[i].ID])
		}
		if ready {
			done[left[i].ID] = true
			out = append(out, left[i])
			left = slices.Delete(left, i, i+1)
		}
	}
	return out
}
