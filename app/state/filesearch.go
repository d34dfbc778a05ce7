package state

import (
	"cmp"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FileSearch looks for an open file of a kind on this device. Who searches is told under the name By.
type FileSearch struct {
	By    string
	Kind  op.EntKind
	Joins op.ID // the complaint that is to be merged into what is found; zero when none is
	Text  string
}

// FilesFound is what a search found, the best answers first; without words what was touched last.
type FilesFound struct{ Rows []Row }

const mostFound = 12

func (o *Office) searchFiles(ctx app.Context, q FileSearch) {
	as := o.me().As
	if !q.Joins.IsZero() {
		as = o.postFor(q.Joins)
	}
	FoundKey(q.By).Set(ctx, filesOf(o.desk.Cards(), q, o.me(), as, o.desk.Now(), o.unsent()))
}

func filesOf(cards []domain.Card, q FileSearch, me Me, as Post, now int64, unsent func(op.ID) bool) (out FilesFound) {
	takes := func(c *domain.Card) bool { return !domain.Closed(*c) }
	if !q.Joins.IsZero() {
		takes = takers(domain.Complaint, q.Joins, as)
	}
	text, score := domain.Fold(q.Text), map[op.ID]int{}
	for i := range cards {
		c := &cards[i]
		if c.Kind != q.Kind || !takes(c) {
			continue
		}
		if text != "" {
			n := domain.Match(c.Find, text)
			if n == 0 {
				continue
			}
			score[c.File] = n
		}
		out.Rows = append(out.Rows, rowOf(*c, me, now, unsent))
	}
	sortRows(out.Rows, func(a, b *Row) int {
		return cmp.Or(score[b.File]-score[a.File], cmp.Compare(b.Touched, a.Touched), a.File.Compare(b.File))
	})
	out.Rows = out.Rows[:min(len(out.Rows), mostFound)]
	return out
}
