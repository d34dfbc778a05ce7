package page

import (
	"slices"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// RecordForm writes one kind of record of a case: a new one, or what was there. It lies folded under its button.
type RecordForm struct {
	app.Compo
	Lang   i18n.Lang
	File   op.ID
	Form   string       // of domain.Forms
	Record state.Record // the one to change; without an id a new one
	As     state.Post   // who will have written it
	Refs   refs
	Ended  bool
	Open   bool // something that is missing leads here
	folded
}

// CompoID tells the forms of one page apart.
func (p *RecordForm) CompoID() string { return p.File.String() + p.name() }

func (p *RecordForm) name() string { return state.RecordForm(p.Form, p.Record.ID) }

// OnMount takes up the draft.
func (p *RecordForm) OnMount(ctx app.Context) {
	for _, a := range domain.FormOf(p.Form).Asks {
		if a.Shape == domain.Many {
			p.sheet.many = append(p.sheet.many, a.Name)
		}
	}
	p.watch(ctx, p.name(), p.File)
	if p.Open {
		p.start()
	}
}

// OnUpdate opens the form when something that is missing leads here.
func (p *RecordForm) OnUpdate(app.Context) {
	if p.Open && p.shut() && !p.saved {
		p.start()
	}
}

// test is how journeys find the form: "service", and "service-edit" for one that is there.
func (p *RecordForm) test() string {
	if p.Record.ID.IsZero() {
		return p.Form
	}
	return p.Form + "-edit"
}

// Render shows the button, or the form.
func (p *RecordForm) Render() app.UI {
	form := domain.FormOf(p.Form)
	if p.shut() {
		icon, text := "plus", ui.T("record.add", ui.T("record."+p.Form))
		if !p.Record.ID.IsZero() {
			icon, text = "pen", ui.T("record.change")
		}
		return p.button(p.test(), icon, text, ui.T("record.saved"), p.Ended, p.onOpen)
	}
	body := []app.UI{endedMeanwhile(p.Ended, "case.endedMeanwhile"), ui.Summary(p.sheet.result, labels(form))}
	for _, a := range form.Asks {
		body = append(body, ui.Slot(a.Asked(p.sheet.values) && p.As.MayWrite(a.Part, domain.Case), func() app.UI {
			return p.sheet.question(a, p.Refs, p.onInput)
		}), prompts(a.Def, p.sheet.chosen(a.Name)))
	}
	if form.Kind != domain.Case && p.As.MayWrite(form.AttachmentPart(), domain.Case) {
		body = append(body, p.sheet.attach(ui.T("attach.hint"), p.onAsk, p.onPick, p.onDropFile))
	}
	body = append(body, p.doubts())
	return p.form(p.test(), ui.T("button.save"), p.As, p.onSubmit, body...)
}

// prompts are what has to be done today, whatever else was answered: some signs of danger kill days later.
func prompts(d *domain.Def, chosen []string) app.UI {
	const list, sign = "danger_prompt", "pemicu"
	var lines []app.UI
	if d == domain.DangerAnswers.Def || d == domain.DangerSigns.Def {
		for _, e := range code.Get(list).Entries {
			if slices.Contains(chosen, e.Map(sign)) {
				lines = append(lines, ui.H("p").Class("notice").Role("alert").Test("prompt").Text(e.Label(ui.Lang())))
			}
		}
	}
	return ui.Slot(len(lines) > 0, func() app.UI { return ui.H("div").Body(lines...) })
}

func labels(f *domain.Form) map[string]string {
	out := map[string]string{}
	for _, a := range f.Asks {
		out[a.Name] = label(a.Def)
	}
	return out
}

// doubts asks about what looks contradictory. Who has looked says so, and saves it.
func (p *RecordForm) doubts() app.UI {
	doubts := p.sheet.result.Doubts
	return ui.Slot(len(doubts) > 0, func() app.UI {
		var lines []app.UI
		for _, d := range doubts {
			lines = append(lines, ui.H("li").Text(ui.Said(d)))
		}
		return ui.H("div").Class("notice").Role("alert").Test("doubts").Body(
			ui.H("p").Text(ui.T("doubt.title")), ui.H("ul").Body(lines...),
			ui.H("label").Class("tile").Body(ui.H("input").Type("checkbox").Name(state.Sure).Value("yes").
				Checked(p.sheet.values[state.Sure] != "").Test("q-sure").OnChange(p.onInput).UI(), ui.H("span").Text(ui.T("doubt.sure"))))
	})
}

func (p *RecordForm) start() {
	p.open, p.saved = true, false
	p.sheet.fill(p.Record.Opened())
	if form := domain.FormOf(p.Form); p.Record.ID.IsZero() && form.Happened() {
		now := domain.LocalAt(p.me.Now, p.As.Offset())
		if form.When.Kind() == domain.Day {
			p.sheet.set(form.When.Name, string(now.Date()))
		} else {
			p.sheet.set(form.When.Name, string(now))
		}
	}
}

func (p *RecordForm) onOpen(app.Context, app.Event) {
	p.start()
	for _, a := range domain.FormOf(p.Form).Asks {
		if a.Asked(p.sheet.values) && p.As.MayWrite(a.Part, domain.Case) {
			ui.Focus(p.home, ui.FieldID(a.Name))
			return
		}
	}
}

func (p *RecordForm) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	state.WriteRecord.Do(ctx, state.RecordEdit{File: p.File, Form: p.Form, ID: p.Record.ID, Values: p.sheet.values.Copy()})
}
