package state

import (
	"strings"
	"time"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/find"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Looked tells how far a search has come. The list shows at once what stands on the rows; the words in the files follow,
// and what the server knows of files that are not here in full.
type Looked struct {
	Here  bool // the device has looked through what it holds
	More  bool // there are files of which only the row is here
	Asked bool // the server is being asked
	There bool // the server has answered
	Away  bool // the server could not be reached
	Older int  // how many files the server looked through, when there are older ones that it did not; 0 otherwise
}

// found is what a search came to.
type found struct {
	text string
	hits map[op.ID]Row // Found and Away
	Looked
}

// How long after the last letter files are looked through, how long until that is tried again while they are still being
// read, and when the server is asked. A server is not asked for less than three letters.
const (
	lookAfter = 60 * time.Millisecond
	readAfter = 500 * time.Millisecond
	askAfter  = 500 * time.Millisecond
	leastAsk  = 3
)

// findCases shows the answers that stand on the rows, and goes on looking.
func (o *Office) findCases(ctx app.Context, q Query) {
	text := strings.TrimSpace(q.Text)
	o.mu.Lock()
	o.query = q
	anew := o.found.text != text
	if anew {
		o.found = found{text: text}
	}
	o.mu.Unlock()
	o.showCases(ctx, o.desk.Cards(), o.me(), o.desk.Now(), o.unsent())
	if anew && domain.Fold(text) != "" {
		o.later(ctx, lookAfter, text, o.lookHere)
	}
}

// later does something unless another text is looked for by then.
func (o *Office) later(ctx app.Context, wait time.Duration, text string, do func(app.Context, string)) {
	ctx.After(wait, func(ctx app.Context) {
		if o.looksFor(text) {
			ctx.Async(func() { do(ctx, text) })
		}
	})
}

func (o *Office) looksFor(text string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.found.text == text
}

// lookHere looks through what the device holds.
func (o *Office) lookHere(ctx app.Context, text string) {
	f := o.desk.Find(text)
	ask := f.More && len(text) >= leastAsk
	if !o.foundMore(ctx, text, f.Hits, false, func(l *Looked) { l.Here, l.More, l.Asked = f.Ready, f.More, ask && !l.There }) {
		return
	}
	if !f.Ready {
		o.later(ctx, readAfter, text, o.lookHere)
	}
	if ask {
		o.later(ctx, askAfter, text, o.lookThere)
	}
}

// lookThere has the server look, once for each text.
func (o *Office) lookThere(ctx app.Context, text string) {
	o.mu.Lock()
	done := o.found.text == text && (o.found.There || o.found.Away)
	o.mu.Unlock()
	if done {
		return
	}
	answer, err := o.desk.Search(text)
	var hits []find.Hit
	for _, h := range answer.Hits {
		if id, bad := op.ParseID(h.File); bad == nil {
			hits = append(hits, find.Hit{File: id, Place: find.Place(h.Place)})
		}
	}
	o.foundMore(ctx, text, hits, true, func(l *Looked) {
		l.Asked, l.There, l.Away = false, err == nil, errs.CodeOf(err) != ""
		if answer.Older {
			l.Older = answer.Looked
		}
	})
}

// foundMore adds to what was found and shows it; false when something else is looked for by now.
func (o *Office) foundMore(ctx app.Context, text string, hits []find.Hit, away bool, change func(l *Looked)) bool {
	o.mu.Lock()
	if o.found.text != text {
		o.mu.Unlock()
		return false
	}
	all := make(map[op.ID]Row, len(o.found.hits)+len(hits)) // lists that are being made read the old one
	for file, row := range o.found.hits {
		all[file] = row
	}
	for _, h := range hits {
		if _, known := all[h.File]; !known || !away {
			all[h.File] = Row{Found: h.Place, Away: away}
		}
	}
	o.found.hits = all
	change(&o.found.Looked)
	o.mu.Unlock()
	o.showCases(ctx, o.desk.Cards(), o.me(), o.desk.Now(), o.unsent())
	return true
}
