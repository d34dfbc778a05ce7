package state

import (
	"cmp"
	"slices"
	"sort"

	"damping/shared/domain"
	"damping/shared/op"
)

// What a timeline entry is about.
const (
	EntryNote   = "note"
	EntryStage  = "stage"
	EntryBegin  = "begin"
	EntryPlan   = "plan"   // a follow-up was planned
	EntryClosed = "closed" // a follow-up was done
	EntryDecide = "decided"
	EntryFile   = "file" // an attachment of nothing in particular
	EntryRecord = "record"
)

// Entry is one line of a case's timeline.
type Entry struct {
	ID     op.ID
	What   string // one of the Entry words
	Code   string // stage, kind of note or follow-up, form of a record
	Text   string
	Title  Value // what names a record
	At     int64 // ms UTC when it happened, as the author said, otherwise when it was written
	By     Author
	Taken  *Author // who took it in after it had been set aside; nil for most
	Unsent bool
	Files  []Attachment // that belong to it
}

// timeline tells what happened in a case, the newest first.
func (o *Office) timeline(src domain.Parts, id op.ID, zone int) []Entry {
	var out []Entry
	if root := src.Part(op.Core).Find(op.Ent{Kind: domain.Case, ID: id}); root != nil && len(root.Born) > 0 {
		born := root.Born[0]
		// The server numbers what it takes: what waits of a numbered case is something later.
		unsent := domain.CaseNumber.Get(src, id).V == "" && o.desk.Pending(id)
		out = append(out, Entry{ID: born.ID, What: EntryBegin, At: born.Eff.Millis(), By: o.author(born.As), Unsent: unsent})
	}
	stages, heads := domain.CaseStages.Elements(src, id)
	for i, s := range stages {
		if s != domain.StageReceipt {
			out = append(out, Entry{ID: heads[i].ID, What: EntryStage, Code: s, At: heads[i].Eff.Millis(), By: o.author(heads[i].As)})
		}
	}
	files := o.attachments(src, id)
	for _, n := range domain.Notes(src) {
		e := Entry{ID: n.ID, What: EntryNote, Code: n.Kind, Text: n.Text, At: n.Made, By: o.author(n.By), Unsent: o.desk.Pending(n.ID)}
		e.Files, e.Taken = files[n.ID], o.adopter(n.Adopter)
		delete(files, n.ID)
		if n.At != "" {
			e.At = exact(n.At.In(zone), n.Made)
		}
		out = append(out, e)
	}
	for _, f := range domain.FollowUps(src) {
		unsent := o.desk.Pending(f.ID)
		out = append(out, Entry{ID: f.ID, What: EntryPlan, Code: f.Kind, Text: f.Text, At: f.Made, By: o.author(f.By), Taken: o.adopter(f.Adopter), Unsent: unsent})
		if f.State == domain.FollowUpClosed && f.Done != "" {
			done := domain.FollowUpState.Get(src, f.ID).At()
			out = append(out, Entry{ID: done.ID, What: EntryClosed, Code: f.Kind, At: exact(f.Done.In(zone), done.Eff.Millis()), By: o.author(done.As), Unsent: unsent})
		}
	}
	for _, f := range domain.Forms {
		if !f.Dated() {
			continue
		}
		for _, r := range f.Records(src) {
			e := Entry{ID: r.ID, What: EntryRecord, Code: f.Name, At: r.Made, By: o.author(r.By), Unsent: o.desk.Pending(r.ID), Files: files[r.ID]}
			delete(files, r.ID)
			if at := f.At(r); at != "" {
				e.At = exact(at.In(zone), r.Made)
			}
			if f.Title != nil {
				e.Title = Value{List: f.Title.List, Text: r.Answers[f.Title.Name], Is: titleKind(f.Title)}
			}
			out = append(out, e)
		}
	}
	for _, list := range files {
		for _, a := range list {
			out = append(out, Entry{ID: a.ID, What: EntryFile, At: a.Made, By: a.Who, Unsent: a.Unsent, Files: []Attachment{a}})
		}
	}
	for _, d := range domain.Decisions(src) {
		out = append(out, Entry{ID: d.ID, What: EntryDecide, Code: d.Kind, Text: d.Reason, At: d.At, By: o.author(d.By)})
	}
	// Of what happened in the same millisecond, the later in its own list is the newer.
	slices.Reverse(out)
	sort.SliceStable(out, func(i, j int) bool { return out[i].At > out[j].At })
	return out
}

// titleKind is how the title of a record is shown: words and codes as they are, several codes by their list; an id names
// nothing by itself.
func titleKind(d *domain.Def) byte {
	if d.Kind() == domain.Reference {
		return 0
	}
	return 't'
}

// exact is when something happened: a civil time knows only the minute, so what was written down in the same minute
// happened when it was written.
func exact(said, written int64) int64 {
	if written >= said && written-said < 60_000 {
		return written
	}
	return said
}

func sortByDue(list []FollowUp) {
	sort.Slice(list, func(i, j int) bool {
		a, b := &list[i], &list[j]
		return cmp.Or(cmp.Compare(a.Due, b.Due), a.ID.Compare(b.ID)) < 0
	})
}

func (o *Office) adopter(as op.ID) *Author {
	if as.IsZero() {
		return nil
	}
	a := o.author(as)
	return &a
}
