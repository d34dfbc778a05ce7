package state

import (
	"encoding/hex"

	"damping/shared/client"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Draft is what was typed into a form and not yet sent. It lies sealed on the device, each field as soon as it is
// typed, so that neither a lock nor an empty battery costs a word.
type Draft struct {
	Ready  bool // it was looked for; without this the form must not be filled yet
	Values Values
	Saved  int64 // ms UTC, 0 when nothing is kept
}

// DraftEdit is the whole content of a form after a change of one of its fields. Empty values remove the draft.
type DraftEdit struct {
	Draft  string
	Values Values
}

// DraftOf names the draft of a form that belongs to a file; it vanishes with the file.
func DraftOf(file op.ID, form string) string { return hex.EncodeToString(file[:]) + "/" + form }

type storedDraft struct {
	Values map[string]string `cbor:"0,keyasint"`
	Saved  int64             `cbor:"1,keyasint"`
}

// draftJob is one draft being written. Typing is faster than a cheap phone's disk: while one write is on its way only
// the latest state waits behind it.
type draftJob struct {
	next    Values
	waiting bool
	done    chan struct{}
}

func (o *Office) loadDraft(ctx app.Context, name string) {
	DraftKey(name).Set(ctx, o.readDraft(name))
}

func (o *Office) readDraft(name string) Draft {
	d := Draft{Ready: true, Values: Values{}}
	if val, err := o.desk.Note(name); err == nil && val != nil {
		var s storedDraft
		if op.Unmarshal(val, &s) == nil {
			d.Values, d.Saved = s.Values, s.Saved
		}
	}
	return d
}

func (o *Office) keepDraft(ctx app.Context, e DraftEdit) {
	if len(e.Values) == 1 && e.Values[instead] != "" {
		e.Values = nil // nothing of what was refused is left in it
	}
	o.mu.Lock()
	o.dirty[e.Draft] = len(e.Values) > 0
	job, running := o.drafts[e.Draft]
	if running {
		job.next, job.waiting = e.Values, true
		o.mu.Unlock()
		return
	}
	job = &draftJob{next: e.Values, done: make(chan struct{})}
	o.drafts[e.Draft] = job
	o.mu.Unlock()
	o.showDirty(ctx)

	for {
		o.mu.Lock()
		values := job.next
		job.waiting = false
		o.mu.Unlock()

		o.putDraft(ctx, e.Draft, values)

		o.mu.Lock()
		if !job.waiting {
			delete(o.drafts, e.Draft)
			close(job.done)
			o.mu.Unlock()
			return
		}
		o.mu.Unlock()
	}
}

func (o *Office) putDraft(ctx app.Context, name string, values Values) {
	if len(values) == 0 {
		o.dropTaken(ctx, name)
		o.desk.PutNote(name, nil)
		DraftKey(name).Set(ctx, Draft{Ready: true, Values: Values{}})
		return
	}
	saved := o.desk.Now()
	if err := o.desk.PutNote(name, op.Marshal(storedDraft{values, saved})); err != nil {
		DraftKey(name).Set(ctx, Draft{Ready: true, Values: values}) // the form shows that it is not saved
		return
	}
	DraftKey(name).Set(ctx, Draft{Ready: true, Values: values, Saved: saved})
}

// dropsOf is what goes when a form becomes an act: its draft, and the refused act in whose place it comes. Whatever of
// the draft is still being written is waited for, or it would come back behind the act.
func (o *Office) dropsOf(name string) client.Drop {
	o.mu.Lock()
	job := o.drafts[name]
	o.mu.Unlock()
	if job != nil {
		<-job.done
	}
	d := client.Drop{Notes: []string{name}}
	if group, err := op.ParseID(o.readDraft(name).Values[instead]); err == nil {
		d.Refused = []op.ID{group}
	}
	return d
}

// dropped shows that the draft of a form went with the act that it became.
func (o *Office) dropped(ctx app.Context, name string) {
	o.mu.Lock()
	delete(o.dirty, name)
	o.mu.Unlock()
	DraftKey(name).Set(ctx, Draft{Ready: true, Values: Values{}})
	o.showDirty(ctx)
}

// showDirty tells how many forms hold words that are not yet an act: an update waits for them.
func (o *Office) showDirty(ctx app.Context) {
	o.mu.Lock()
	n := 0
	for _, d := range o.dirty {
		if d {
			n++
		}
	}
	o.mu.Unlock()
	DirtyKey.Set(ctx, n)
}
