package oplog

import (
	"slices"

	"damping/shared/op"
)

// guess is how many bytes a file in full may have, for the question whether all of them fit into one page.
const guess = 64 << 10

// snapshots adds what the device does not hold. What somebody waits for comes first, then the cards, so that there is a
// list to work with long before all of it is here, then the files in full, the newest grants first: what somebody was
// just let into is what they wait for.
func (w *page) snapshots(plan []*grade) error {
	var rows, full []*grade
	for _, g := range plan {
		switch {
		case !g.full && (!w.current[g.card.Scope] || w.holds(g.rights[0].Holding)): // beside a core it made a row of its own
			rows = append(rows, g)
		case !g.full:
			w.give(g)
		case g.full && slices.ContainsFunc(g.rights, func(r Right) bool { return !w.current[r.Scope] }):
			full = append(full, g)
		case g.full && w.holds(g.card):
			w.release(g.card.Scope)
		}
	}
	inOrder(rows)
	inOrder(full)
	first := 0
	for first < len(full) && full[first].wanted {
		first++
	}
	if err := w.files(full[:first]); err != nil {
		return err
	}
	full = full[first:]
	if len(full) > w.limit/guess { // they come over several pages: their cards stand for them meanwhile
		for _, g := range full {
			if g.card.GrantSeq != 0 && !w.current[g.card.Scope] && w.has[g.rights[0].Scope] == 0 {
				rows = append(rows, g)
			}
		}
	}
	if err := w.cards(rows); err != nil {
		return err
	}
	return w.files(full)
}

func (w *page) holds(h op.Holding) bool { _, ok := w.has[h.Scope]; return ok }

// room reports whether there is room for more; if not, there will be another page.
func (w *page) room() bool {
	w.ans.More = w.ans.More || w.size >= w.limit
	return w.size < w.limit
}

// files adds files in full, the core of each first. Its card goes when all of it is there: until then the card is how the
// device hears of a right that ends meanwhile.
func (w *page) files(list []*grade) error {
	for _, g := range list {
		for _, right := range g.rights {
			if w.current[right.Scope] {
				continue
			}
			if !w.room() {
				return nil
			}
			bundle, err := w.r.Snapshot(right.Scope)
			if err != nil {
				return err
			}
			w.add(op.Snapshot{Holding: right.Holding, AsOf: w.head.Seq, FoldedN: w.dev.LastN, Bundle: bundle})
		}
		if w.holds(g.card) {
			w.release(g.card.Scope)
		}
	}
	return nil
}

// add gives a scope that the device does not hold, or not as it is now.
func (w *page) add(s op.Snapshot) {
	w.size += len(s.Bundle) + 64
	w.ans.Snapshots = append(w.ans.Snapshots, s)
	w.has[s.Holding.Scope] = s.Holding.GrantSeq
	delete(w.current, s.Holding.Scope)
	delete(w.follows, s.Holding.Scope)
}

// release has the device give up a scope that it may yet read.
func (w *page) release(s op.Scope) {
	w.ans.Released = append(w.ans.Released, s)
	delete(w.has, s)
	delete(w.current, s)
	delete(w.follows, s)
}

// cardsAtOnce is how many cards are made at once.
const cardsAtOnce = 200

// cards adds list rows. A file that was held in full until now is given up in the page that brings its card, not before:
// it is never out of the list, and what the device holds of it is kept up to date until then.
func (w *page) cards(list []*grade) error {
	for part := range slices.Chunk(list, cardsAtOnce) {
		if !w.room() {
			return nil
		}
		made, err := w.r.Cards(files(part))
		if err != nil {
			return err
		}
		for _, g := range part {
			c, ok := made[g.file]
			if !ok {
				continue // erased
			}
			if !w.room() {
				return nil
			}
			if w.card(g, c); !g.full {
				w.give(g)
			}
		}
	}
	return nil
}

// give has the device give up all but the card of a file.
func (w *page) give(g *grade) {
	for _, right := range g.rights {
		if w.holds(right.Holding) {
			w.release(right.Scope)
		}
	}
}

func (w *page) card(g *grade, c Card) {
	w.add(op.Snapshot{Holding: g.card, AsOf: c.AsOf, Bundle: c.Bundle, Reads: g.reads})
}

func files(list []*grade) []op.ID {
	out := make([]op.ID, 0, len(list))
	for _, g := range list {
		out = append(out, g.file)
	}
	return out
}
