package page

import (
	"strings"
	"time"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// timeline tells what happened, the newest first.
func (p *Case) timeline() app.UI {
	if len(p.file.Timeline) == 0 {
		return ui.Empty("pen", ui.T("case.noTimeline"), "")
	}
	var items []app.UI
	entries := p.file.Timeline
	if most := firstEntries + p.older; len(entries) > most {
		entries = entries[:most]
	}
	for _, e := range entries {
		class := ""
		if e.What == state.EntryNote {
			class = "note"
		}
		items = append(items, ui.H("li").Class(class).Test("entry").DataSet("what", e.What).DataSet("id", e.ID.String()).Body(
			ui.H("b").Text(entryTitle(e)),
			app.If(e.Text != "", func() app.UI { return ui.H("p").Class("text").Test("entry-text").Text(e.Text) }),
			attachmentRows(e.Files, p.Lang),
			ui.H("small").Body(ui.H("span").Test("entry-by").Text(entryBy(e)), ui.H("time").Attr("datetime", time.UnixMilli(e.At).UTC().Format(time.RFC3339)).Text(ui.Stamp(e.At, p.file.Zone)), ui.Unsent(e.Unsent)),
		))
	}
	return ui.H("section").Class("section").Body(ui.H("h2").Class("unseen").Text(ui.T("case.timeline")), ui.H("ol").Class("timeline").Test("timeline").Body(items...),
		ui.Slot(len(entries) < len(p.file.Timeline), func() app.UI {
			return ui.H("button").Class("button soft").Type("button").Test("older").OnClick(p.onOlder).
				Text(ui.T("timeline.older", len(p.file.Timeline)-len(entries)))
		}))
}

// A case of years has hundreds of entries, and a cheap phone draws a few dozen at once: the newest stand there, older ones
// come when they are asked for.
const (
	firstEntries = 30
	moreEntries  = 100
)

func (p *Case) onOlder(app.Context, app.Event) { p.older += moreEntries }

// entryBy names who wrote it, and who took it into the file where that was somebody else.
func entryBy(e state.Entry) string {
	if e.Taken != nil {
		return ui.T("timeline.adopted", ui.Who(e.By), ui.Who(*e.Taken))
	}
	return ui.Who(e.By)
}

func entryTitle(e state.Entry) string {
	switch e.What {
	case state.EntryBegin:
		return ui.T("timeline.created")
	case state.EntryStage:
		return ui.T("timeline.stage", ui.T("stage."+e.Code))
	case state.EntryPlan:
		return ui.T("timeline.followUp", ui.Code(code.FollowUpKind, e.Code))
	case state.EntryDecide:
		return ui.Code(code.Decision, e.Code)
	case state.EntryFile:
		return ui.T("timeline.file")
	case state.EntryRecord:
		title := ui.T("record." + e.Code)
		if e.Title.Is != 0 && e.Title.Text != "" {
			title += ": " + titleOf(e.Title)
		}
		return title
	case state.EntryClosed:
		return ui.T("timeline.followUpDone", ui.Code(code.FollowUpKind, e.Code))
	}
	if e.Code != "" {
		return ui.Code(code.NoteKind, e.Code)
	}
	return ui.T("timeline.note")
}

// titleOf is what names a record: a text, or the codes of a list.
func titleOf(v state.Value) string {
	if v.List == "" {
		return v.Text
	}
	return ui.Codes(v.List, strings.Split(v.Text, ","))
}

// writing are the forms for a note and a follow-up, folded until they are wanted, for who may write them. On a case that is
// closed stands what to do first; a form that lies open when a colleague closes the case stays until its words are safe.
// The server takes what comes all the same: a phone without signal did not know.
func (p *Case) writing() app.UI {
	ended := p.file.Course.Ended
	forms := []app.UI{ui.Slot(ended, p.shut)}
	if p.file.Zone.MayWrite(op.Story, domain.Case) {
		forms = append(forms, &NoteForm{Lang: p.Lang, File: p.ID, As: p.file.Zone, Ended: ended})
	}
	if p.file.Zone.MayWrite(op.Core, domain.Case) && p.file.Zone.MayWrite(op.Story, domain.Case) {
		forms = append(forms, &FollowUpForm{Lang: p.Lang, File: p.ID, As: p.file.Zone, People: p.file.Workers(), Ended: ended})
	}
	return ui.H("section").Class("writing").Body(forms...)
}

// shut tells where to write instead: in the file that this one was merged into, or here when it is open again.
func (p *Case) shut() app.UI {
	key := "case.shut"
	switch {
	case len(p.file.Course.Into) > 0:
		key = "case.shutMerged"
	case p.file.Course.May[policy.Reopen]:
		key = "case.shutMayReopen"
	}
	body := []app.UI{ui.H("p").Class("quiet").Test("case-shut").Text(ui.T(key))}
	for _, l := range p.file.Course.Into {
		body = append(body, linked("course.into", "course.intoElsewhere", l))
	}
	return ui.H("div").Body(body...)
}

// FollowUpRow is an open follow-up on the page of its case.
type FollowUpRow struct {
	app.Compo
	File     op.ID
	FollowUp state.FollowUp
	Zone     state.Post
	Now      int64
	Lang     i18n.Lang
}

// Render shows what, when, and the two taps.
func (r *FollowUpRow) Render() app.UI {
	f := r.FollowUp
	kind, class := ui.Code(code.FollowUpKind, f.Kind), "when"
	if f.Due < r.Now {
		class += " late"
	}
	return ui.H("div").Class("due").Test("followup").DataSet("id", f.ID.String()).Body(
		ui.H("div").Class("row").Body(
			ui.H("b").Text(kind),
			ui.H("span").Class("what").Body(
				ui.H("span").Class(class).Text(ui.When(f.Due, r.Now, r.Zone)), ui.H("span").Text(f.Text), ui.Unsent(f.Unsent)),
		),
		ui.H("div").Class("acts").Body(
			ui.H("button").Class("act").Type("button").Test("snooze").Aria("label", ui.T("a11y.snooze", kind)).
				Title(ui.T("followup.snoozeDay")).OnClick(r.snooze).Body(ui.Icon("snooze")),
			ui.H("button").Class("act").Type("button").Test("done").Aria("label", ui.T("a11y.markDone", kind)).
				Title(ui.T("followup.markDone")).OnClick(r.done).Body(ui.Icon("check")),
		),
	)
}

func (r *FollowUpRow) done(ctx app.Context, _ app.Event) {
	state.CloseDue.Do(ctx, state.DueRef{File: r.File, ID: r.FollowUp.ID})
}

func (r *FollowUpRow) snooze(ctx app.Context, _ app.Event) {
	state.SnoozeDue.Do(ctx, state.DueRef{File: r.File, ID: r.FollowUp.ID})
}
