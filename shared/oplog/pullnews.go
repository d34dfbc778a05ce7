package oplog

import (
	"slices"

	"damping/shared/op"
)

// stepsAtOnce is how many steps of the log are looked at together. A step is small: nothing of it is opened.
const stepsAtOnce = 2000

// news walks the log from the cursor on. It adds the ops of scopes that the device goes on holding as they were, and makes anew the
// cards of files whose core has changed; what the device holds no more than a card of is passed over unopened. A card is
// added at the last op of its core, so that a walk of several pages brings it once.
func (w *page) news(apps []op.ID, cards map[op.ID]*grade) error {
	w.ans.Cursor = op.Cursor{Epoch: w.head.Epoch, Seq: w.head.Seq}
	for from, last := w.p.Cursor.Seq, false; !last; {
		steps, err := w.r.StepsAfter(from, apps, stepsAtOnce)
		if err != nil {
			return err
		}
		if last = len(steps) < stepsAtOnce; !last {
			from = steps[len(steps)-1].Seq
		}
		wanted := slices.DeleteFunc(steps, func(s Step) bool { return !w.follows[s.Scope] && !w.isRow(s) })
		for len(wanted) > 0 {
			some := wanted[:min(len(wanted), pageOps/5)]
			wanted = wanted[len(some):]
			whole, err := w.take(some, cards)
			if err != nil || !whole {
				return err
			}
		}
	}
	return nil
}

// isRow reports whether a step is the last that changed a card which the device holds.
func (w *page) isRow(s Step) bool {
	return s.Last && s.Scope.Part == op.Core && w.follows[op.Scope{File: s.Scope.File, Part: op.CardPart}]
}

// take adds steps of the log while there is room. If there is not, the cursor stays before the first that has none.
func (w *page) take(steps []Step, cards map[op.ID]*grade) (whole bool, err error) {
	full := func() bool {
		n := len(w.ans.Ops) + len(w.ans.Snapshots)
		return len(w.ans.Ops) >= pageOps || w.size >= w.limit && n > 0
	}
	cut := func(s Step) (bool, error) {
		w.ans.More, w.ans.Cursor.Seq = true, s.Seq-1
		return false, nil
	}
	if full() {
		return cut(steps[0])
	}
	var seqs []uint64
	var rows []op.ID
	for _, s := range steps {
		if w.follows[s.Scope] {
			seqs = append(seqs, s.Seq)
		}
		if w.isRow(s) {
			rows = append(rows, s.Scope.File)
		}
	}
	ops, err := w.r.Ops(seqs)
	if err != nil {
		return false, err
	}
	made, err := w.r.Cards(rows)
	if err != nil {
		return false, err
	}
	for _, s := range steps {
		if full() {
			return cut(s)
		}
		if w.isRow(s) {
			if c, ok := made[s.Scope.File]; ok {
				w.card(cards[s.Scope.File], c)
			}
		}
		if len(ops) > 0 && ops[0].Seq == s.Seq {
			w.ans.Ops = append(w.ans.Ops, ops[0])
			w.size += len(ops[0].Val) + 200
			ops = ops[1:]
		}
	}
	return true, nil
}
