package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"
	"damping/shared/policy"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Namesakes tells, beside a form that names somebody, in which files the same person may stand already. It names nobody
// itself, and keeps nobody from going on.
type Namesakes struct {
	app.Compo
	Lang  i18n.Lang
	Form  string
	Whom  domain.Person
	Not   op.ID // the file that the form was filled from
	found state.Alikes
	asked domain.Person
}

// CompoID tells those of one form apart.
func (p *Namesakes) CompoID() string { return p.Form }

// OnMount looks for who is named already.
func (p *Namesakes) OnMount(ctx app.Context) {
	state.AlikeKey(p.Form).Observe(ctx, &p.found)
	p.found = state.Alikes{}
	p.seek(ctx)
}

// OnUpdate looks again when something else is known of them.
func (p *Namesakes) OnUpdate(ctx app.Context) { p.seek(ctx) }

func (p *Namesakes) seek(ctx app.Context) {
	if p.Whom != p.asked {
		p.asked = p.Whom
		state.SeekAlike.Do(ctx, state.Seek{By: p.Form, People: []domain.Person{p.Whom}, Not: []op.ID{p.Not}})
	}
}

// Render shows them, as long as they are about who is named now.
func (p *Namesakes) Render() app.UI {
	fits := len(p.found.Found) > 0 && p.found.People[0] == p.Whom
	return ui.H("div").Class("slot").Role("status").Body(app.If(fits, func() app.UI {
		var links []app.UI
		for _, a := range p.found.Found {
			links = append(links, alikeLink(a))
		}
		return ui.H("div").Class("hint namesakes").Test("namesakes").Body(append([]app.UI{ui.H("span").Text(ui.T("alike.maybe"))}, links...)...)
	}))
}

// alikeLink leads to a file by its number and who it is about, without a name.
func alikeLink(a state.Alike) app.UI {
	href := route.ToCase(a.File)
	if a.Kind == domain.Complaint {
		href = route.ToComplaint(a.File)
	}
	text := ui.Name(a.Number, a.File)
	if who := ui.Person(a.Age, a.Sex); who != "" {
		text += " (" + who + ")"
	}
	return ui.H("a").Class("button plain").Href(href).Test("alike-link").DataSet("file", a.File.String()).Text(text)
}

// alikes are the files in which a victim of this case may stand, why, and the way to merge with one.
func (p *Case) alikes() app.UI {
	return ui.Slot(len(p.alike.Found) > 0, func() app.UI {
		var rows []app.UI
		for _, a := range p.alike.Found {
			body := []app.UI{alikeLink(a), ui.H("p").Class("quiet small").Text(p.reasons(a))}
			if a.Merges && p.file.Course.May[policy.Merge] {
				body = append(body, ui.H("button").Class("button soft tight").Type("button").Test("alike-merge").
					DataSet("file", a.File.String()).OnClick(p.onMerge).Text(ui.T("alike.merge")))
			}
			rows = append(rows, ui.H("li").Test("alike").DataSet("how", a.How).Body(body...))
		}
		return ui.Section(ui.T("alike.title"), ui.H("p").Class("quiet small").Text(ui.T("alike.hint")), ui.H("ul").Class("card alikes").Body(rows...))
	})
}

// reasons are what the two have in common, and which victim it is where there are several.
func (p *Case) reasons(a state.Alike) string {
	text := ""
	for _, s := range a.Shared {
		if text != "" {
			text += ", "
		}
		text += ui.T("alike." + s)
	}
	if len(p.file.Victims) > 1 {
		text = ui.T("person.victimN", a.Whom+1) + ": " + text
	}
	return text
}

// seekAlike looks for other files of the victims, once for each picture of them.
func (p *Case) seekAlike(ctx app.Context) {
	people := p.file.People()
	if slices.Equal(people, p.sought) {
		return
	}
	p.sought = people
	s := state.Seek{By: alikeCase, File: p.ID, Kind: domain.Case, People: people, Not: p.file.View.Complaints}
	for _, l := range slices.Concat(p.file.Course.Into, p.file.Course.Merged) {
		s.Not = append(s.Not, l.File)
	}
	state.SeekAlike.Do(ctx, s)
}

const alikeCase = "case"

// onMerge opens the form that merges, with this file chosen.
func (p *Case) onMerge(ctx app.Context, _ app.Event) {
	file := ctx.JSSrc().Get("dataset").Get("file").String()
	for _, a := range p.alike.Found {
		if a.File.String() == file {
			p.into = chosen{Link: a.Link, Times: p.into.Times + 1}
		}
	}
}
