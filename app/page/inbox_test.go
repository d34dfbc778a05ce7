package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/route"
)

// noteOn writes a note as its form does.
func noteOn(d *apptest.Desk, file op.ID, text string, drops ...client.Drop) {
	n := d.NewID()
	err := d.Author(d.As(), state.FormNote, []op.Draft{domain.Begin(file, domain.Note, n), domain.NoteKind.Set(file, n, "perkembangan", nil),
		domain.NoteText.Set(file, n, text, nil)}, drops...)
	if err != nil {
		panic(err)
	}
}

func TestRefusedWork(t *testing.T) {
	var file op.ID
	refuse := func(d *apptest.Desk) {
		file = aCase(d, "Bunga", "2026-11-24T09:00")
		d.Refuse(op.Accepted, "")
		noteOn(d, file, "Kenari menelepon semalam")
		d.Refuse(op.Rejected, errs.Conflict)
	}
	open := func(t *testing.T) (*Inbox, *apptest.Stage) {
		page := &Inbox{}
		return page, apptest.Open(t, page, refuse)
	}
	t.Run("says why, and what was written", func(t *testing.T) {
		_, s := open(t)
		has(t, s.HTML(), `data-test="refused"`, "Kenari menelepon semalam", "Orang lain sudah mengubahnya", `data-test="refused-edit"`,
			`data-test="refused-retry"`, `data-test="refused-export"`, `data-test="refused-discard"`)
	})
	t.Run("goes into its form again, and off the list only when that was saved", func(t *testing.T) {
		s := apptest.Open(t, &Today{}, refuse) // the inbox would go where the form is
		state.EditAgain.Do(s.Context(), s.Desk.Refused()[0].Group)
		s.Settle()
		if len(s.Desk.Refused()) != 1 {
			t.Fatal("it went before its words were safe")
		}
		kept, _ := s.Desk.Note(state.DraftOf(file, state.FormNote))
		if kept == nil {
			t.Fatal("the form is empty")
		}
		state.WriteNote.Do(s.Context(), state.NoteEdit{File: file, Kind: "perkembangan", Text: "Kenari menelepon kemarin"})
		s.Settle()
		if kept, _ := s.Desk.Note(state.DraftOf(file, state.FormNote)); kept != nil || len(s.Desk.Refused()) != 0 {
			t.Errorf("the draft is %q, %d refused", kept, len(s.Desk.Refused()))
		}
	})
	t.Run("does not write over what is typed in that form", func(t *testing.T) {
		page, s := open(t)
		state.KeepDraft.Do(s.Context(), state.DraftEdit{Draft: state.DraftOf(file, state.FormNote), Values: state.Values{"text": "lain"}})
		s.Settle()
		state.EditAgain.Do(s.Context(), page.refused.Items[0].Group)
		s.Settle()
		has(t, s.HTML(), "tulisan yang belum dikirim")
	})
	t.Run("is written once more as it is", func(t *testing.T) {
		page, s := open(t)
		state.Retry.Do(s.Context(), page.refused.Items[0].Group)
		s.Settle()
		hasNot(t, s.HTML(), `data-test="refused"`)
		if s.Desk.Sync().Unsent != 1 {
			t.Error("it is nowhere")
		}
	})
	t.Run("is discarded only after what is lost was named", func(t *testing.T) {
		page, s := open(t)
		page.asking[page.refused.Items[0].Group] = "discard"
		has(t, s.HTML(), `data-test="refused-loses"`, `data-test="refused-discard-yes"`)
		state.Dismiss.Do(s.Context(), page.refused.Items[0].Group)
		s.Settle()
		hasNot(t, s.HTML(), `data-test="refused"`)
	})
	t.Run("of what others decide on there is a count and no word", func(t *testing.T) {
		s := apptest.Open(t, &Inbox{}, func(d *apptest.Desk) {
			file = aCase(d, "Bunga", "2026-11-24T09:00")
			d.Refuse(op.Accepted, "")
			noteOn(d, file, "Kenari menelepon semalam")
			d.Refuse(op.Quarantined, errs.NotFound)
		})
		has(t, s.HTML(), `data-test="inbox-given"`, "penanggung jawab baru")
		hasNot(t, s.HTML(), "Kenari")
	})
}

func TestInboxOfOthers(t *testing.T) {
	var item op.InboxItem
	with := func(change func(*op.InboxItem)) func(*apptest.Desk) {
		return func(d *apptest.Desk) {
			file := aCase(d, "Bunga", "2026-11-24T09:00")
			n := d.NewID()
			o := op.Op{ID: n, File: file, Part: op.Story, Ent: op.Ent{Kind: domain.Note, ID: n}, Kind: op.Set, Field: domain.NoteText.ID, SV: 1,
				Val: op.Marshal("Kenari menelepon semalam")}
			item = op.InboxItem{Group: n, File: file, Kind: domain.Case, As: d.NewID(), Made: d.Clock, Parts: []op.Part{op.Core, op.Story},
				Ops: []op.Op{o}, By: d.As(), May: true}
			change(&item)
			d.Box = &op.Inbox{Items: []op.InboxItem{item}}
		}
	}
	t.Run("shows the words, and that they were written before the hand-over", func(t *testing.T) {
		s := apptest.Open(t, &Inbox{}, with(func(*op.InboxItem) {}))
		has(t, s.HTML(), "Kenari menelepon semalam", "sebelum serah terima", `data-test="inbox-adopt"`, `data-test="inbox-leave"`)
	})
	t.Run("names who may read what this person may not", func(t *testing.T) {
		s := apptest.Open(t, &Inbox{}, with(func(i *op.InboxItem) { i.Ops, i.May, i.By = nil, false, op.ID{} }))
		has(t, s.HTML(), `data-test="inbox-hidden"`)
		hasNot(t, s.HTML(), `data-test="inbox-adopt"`, `data-test="inbox-leave"`)
	})
	t.Run("a decision is an act, and waits for the server", func(t *testing.T) {
		page := &Inbox{}
		s := apptest.Open(t, page, with(func(*op.InboxItem) {}))
		state.Adopt.Do(s.Context(), state.Disposal{Item: page.box.Items[0]})
		s.Settle()
		has(t, s.HTML(), `data-test="inbox-waits"`)
		hasNot(t, s.HTML(), `data-test="inbox-adopt"`)
	})
	t.Run("nothing is left without a reason", func(t *testing.T) {
		page := &Inbox{}
		s := apptest.Open(t, page, with(func(*op.InboxItem) {}))
		page.asking[item.Group] = "leave"
		state.Leave.Do(s.Context(), state.Disposal{Item: page.box.Items[0], Reason: "  "})
		s.Settle()
		has(t, s.HTML(), "Tulis alasannya")
		state.Leave.Do(s.Context(), state.Disposal{Item: page.box.Items[0], Reason: "sudah dicatat"})
		s.Settle()
		has(t, s.HTML(), `data-test="inbox-waits"`)
	})
	t.Run("without a signal it says that all is safe", func(t *testing.T) {
		s := apptest.Open(t, &Inbox{}, nil)
		has(t, s.HTML(), "Isinya aman di server")
	})
	t.Run("the first page leads there", func(t *testing.T) {
		s := apptest.Open(t, &Today{}, func(d *apptest.Desk) {
			file := aCase(d, "Bunga", "2026-11-24T09:00")
			noteOn(d, file, "Kenari")
			d.Refuse(op.Rejected, errs.Conflict)
		})
		has(t, s.HTML(), `href="`+route.InboxPath+`"`, `data-test="inbox-link"`)
	})
}
