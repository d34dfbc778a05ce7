package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FieldLine is one field of a case with its value and, when asked, its editor. Seen are the heads that the value was
// read from: what is saved replaces them and nothing that the author has not seen.
type FieldLine struct {
	app.Compo
	Lang  i18n.Lang
	File  op.ID
	Ent   op.Ent
	Field op.FieldID
	Label string
	Value string
	Seen  []op.ID
	Open  bool
	Fixed bool // not the reader's to change
	open  bool
	seen  []op.ID // as of the moment the editor was opened
	sheet sheet
}

// CompoID makes the line of each field a component of its own.
func (p *FieldLine) CompoID() string { return editorID(p.Ent.ID, p.Field) }

// OnInit opens the editor when the stage bar asked for it.
func (p *FieldLine) OnInit() { p.obey() }

// OnUpdate opens the editor when the stage bar asks for it.
func (p *FieldLine) OnUpdate(ctx app.Context) {
	was := p.open
	p.obey()
	if p.open && !was {
		p.watch(ctx)
	}
}

// OnMount follows the form when it lies open from the beginning.
func (p *FieldLine) OnMount(ctx app.Context) {
	if p.open {
		p.watch(ctx)
	}
}

func (p *FieldLine) obey() {
	if p.Open && !p.open && !p.Fixed {
		p.begin()
	}
}

func (p *FieldLine) begin() {
	p.open, p.seen = true, p.Seen
	p.sheet.fill(state.Values{})
	p.sheet.set(p.name(), p.Value)
}

func (p *FieldLine) watch(ctx app.Context) {
	p.sheet.watch(ctx, p.form(), "", func(app.Context) { p.open = false })
}

// form is the name under which the result of saving is shown.
func (p *FieldLine) form() string { return state.FormField + "/" + p.CompoID() }

// name is the name of the editor's field.
func (p *FieldLine) name() string { return "value-" + strconv.Itoa(int(p.Field)) }

// Render shows the value, and the editor under it.
func (p *FieldLine) Render() app.UI {
	name := strconv.Itoa(int(p.Field))
	body := []app.UI{
		ui.H("dt").Text(p.Label),
		ui.H("dd").Test("field-" + name).Text(fieldText(p.Field, p.Value)),
	}
	if p.Fixed && !p.open { // closed under somebody's fingers it stays until it is saved
		return ui.H("div").Body(body...)
	}
	body = append(body, ui.H("dd").Body(
		ui.H("button").Class("iconic").Type("button").Test("edit-"+name).Aria("label", ui.T("button.edit")+": "+p.Label).
			Aria("expanded", ui.Flat(p.open)).OnClick(p.onEdit).Body(ui.Icon("pen"))))
	if p.open {
		body = append(body, p.editor())
	}
	return ui.H("div").Body(body...)
}

func (p *FieldLine) editor() app.UI {
	s := &p.sheet
	f := s.field(p.name(), p.Label, "")
	f.Wrong = s.result.Of("value")
	def, _ := domain.Lookup(p.Field)
	var in app.UI
	switch {
	case p.Field == domain.CaseLeaveMessage.ID:
		in = ui.Tiles(s.live(f, yesNo()), s.chosen(p.name()), p.onInput)
	case def != nil && def.List != "":
		in = ui.Select(s.live(f, ui.OptionsOf(def.List)), p.onInput)
	default:
		if def != nil && def.MaxLen > 200 {
			f.Rows = 3
		}
		f.Numeric = p.Field == domain.VictimAge.ID
		in = ui.Text(f, p.onInput)
	}
	return ui.H("dd").Class("edit").Body(ui.H("form").Class("form").OnSubmit(p.onSubmit).Test("field-form").Body(
		ui.Problem(s.result),
		endedMeanwhile(p.Fixed, "case.endedMeanwhileField"),
		ui.H("div").ID(editorID(p.Ent.ID, p.Field)).Attr("tabindex", "-1").Body(in),
		ui.H("div").Class("buttons").Body(
			ui.H("button").Class("button tight").Type("submit").Test("field-save").Disabled(s.result.Busy).Text(ui.T("button.save")),
			ui.H("button").Class("button soft tight").Type("button").OnClick(p.onCancel).Text(ui.T("button.cancel")))))
}

// editorID is the element id of a field's editor.
func editorID(ent op.ID, field op.FieldID) string {
	return "edit-" + ent.String() + "-" + strconv.Itoa(int(field))
}

// fieldText is a field's raw value in words.
func fieldText(field op.FieldID, value string) string {
	def, ok := domain.Lookup(field)
	switch {
	case !ok || value == "":
		return ""
	case value == "yes":
		return ui.T("button.yes")
	case value == "no":
		return ui.T("button.no")
	case field == domain.VictimAge.ID:
		n, _ := strconv.Atoi(value)
		return ui.T("person.ageYears", n)
	case def.List != "":
		return ui.Code(def.List, value)
	}
	return ui.Answer(value)
}

func (p *FieldLine) onEdit(ctx app.Context, _ app.Event) {
	if p.open {
		p.open = false
		return
	}
	p.begin()
	p.watch(ctx)
	ui.Focus(ctx, ui.FieldID(p.name()))
}

func (p *FieldLine) onCancel(app.Context, app.Event) { p.open = false }

func (p *FieldLine) onInput(ctx app.Context, _ app.Event) { p.sheet.take(ctx) }

func (p *FieldLine) onSubmit(ctx app.Context, e app.Event) {
	e.PreventDefault()
	state.EditField.Do(ctx, state.FieldEdit{Form: p.form(), File: p.File, Ent: p.Ent, Field: p.Field, Text: p.sheet.values[p.name()], Seen: p.seen})
}

func itoa(n int) string { return strconv.Itoa(n) }
