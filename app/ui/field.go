package ui

import (
	"slices"
	"strconv"

	"damping/app/state"
	"damping/shared/code"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Field is one question of a form.
type Field struct {
	Name     string
	Label    string
	Hint     string
	Value    string // what it holds when it is drawn first; typing is the browser's afterwards
	Wrong    state.FieldError
	Type     string // of the input: "text" when empty
	Rows     int    // above 0: several lines
	Complete string // autocomplete token; "off" when empty, because browsers keep what they complete
	Narrow   bool
	Optional bool
	Numeric  bool   // phones show digits
	Room     string // how much more goes in, when it is nearly full
	Passable bool   // "I do not know" and "prefers not to say" are answers
	Test     string // data-test of the control; "q-" and the name when empty
}

func (f Field) test() string {
	if f.Test != "" {
		return f.Test
	}
	return "q-" + f.Name
}

// FieldID is the element id of a field, to which an error summary links.
func FieldID(name string) string { return "f-" + name }

// Text is a question answered by typing. on reads name and value from the element that raised the event.
func Text(f Field, on app.EventHandler) app.UI {
	passed := f.Passable && (f.Value == state.Unknown || f.Value == state.Declined)
	body := []app.UI{label(f)}
	body = append(body, hint(f)...)
	body = append(body, Slot(!passed, func() app.UI { return input(f, on) }))
	if f.Room != "" {
		body = append(body, H("p").Class("hint").Role("status").Text(f.Room))
	}
	if f.Passable {
		body = append(body, H("div").Class("chips").Body(
			passTile(f, state.Unknown, on), passTile(f, state.Declined, on)))
	}
	return H("div").Class(fieldClass(f)).Body(append(body, wrong(f)...)...)
}

func label(f Field) app.UI {
	body := []app.UI{app.Text(f.Label)}
	if f.Optional {
		body = append(body, H("span").Class("optional").Text(" ("+T("form.optional")+")"))
	}
	return H("label").For(FieldID(f.Name)).Body(body...)
}

func hint(f Field) []app.UI {
	if f.Hint == "" {
		return nil
	}
	return []app.UI{H("p").Class("hint").ID(FieldID(f.Name) + "-hint").Text(f.Hint)}
}

func wrong(f Field) []app.UI {
	if f.Wrong.Key == "" {
		return nil
	}
	return []app.UI{H("p").Class("wrong").ID(FieldID(f.Name)+"-wrong").Body(Icon("warn"), H("span").Text(Said(f.Wrong)))}
}

func fieldClass(f Field) string {
	if f.Wrong.Key != "" {
		return "field bad"
	}
	return "field"
}

// describedBy names the hint and the error of a field.
func describedBy(f Field) string {
	by := ""
	if f.Hint != "" {
		by = FieldID(f.Name) + "-hint"
	}
	if f.Wrong.Key != "" {
		by += " " + FieldID(f.Name) + "-wrong"
	}
	return by
}

func input(f Field, on app.EventHandler) app.UI {
	complete := f.Complete
	if complete == "" {
		complete = "off"
	}
	if f.Rows > 0 {
		return H("textarea").Class("input").ID(FieldID(f.Name)).Name(f.Name).Attr("rows", strconv.Itoa(f.Rows)).Attr("autocomplete", complete).
			Aria("describedby", describedBy(f)).Aria("invalid", Flat(f.Wrong.Key != "")).Test(f.test()).
			OnInput(on).Value(f.Value).UI()
	}
	kind, class := f.Type, "input"
	if kind == "" {
		kind = "text"
	}
	if f.Narrow {
		class += " narrow"
	}
	in := H("input").Class(class).ID(FieldID(f.Name)).Name(f.Name).Type(kind).Attr("autocomplete", complete).
		Aria("describedby", describedBy(f)).Aria("invalid", Flat(f.Wrong.Key != "")).Test(f.test()).
		Value(f.Value).OnInput(on)
	if f.Numeric {
		in = in.Attr("inputmode", "numeric")
	}
	if f.Name == "name" || kind == "password" {
		in = in.Attr("autocapitalize", "none").Attr("spellcheck", "false")
	}
	return in.UI()
}

// passTile is the box that answers a typed question with "I do not know" or "prefers not to say".
func passTile(f Field, answer string, on app.EventHandler) app.UI {
	return H("label").Class("tile").Body(
		H("input").Type("checkbox").Name(f.Name).Value(answer).Checked(f.Value == answer).
			Test("q-"+f.Name+"-"+answer).OnChange(on).UI(),
		H("span").Text(Code("", answer)),
	)
}

// Choice is a question answered by choosing.
type Choice struct {
	Field
	Options []Option
	Many    bool
	Long    bool // one choice a line
}

// Option is one choice.
type Option struct{ Value, Label string }

// OptionsOf are the entries of a code list.
func OptionsOf(list string) []Option {
	var out []Option
	for _, e := range code.Get(list).Entries {
		out = append(out, Option{e.Code, e.Label(Lang())})
	}
	return out
}

// Passing adds the two answers that pass a question over.
func Passing(options []Option) []Option {
	return append(options, Option{state.Unknown, T("form.unknown")}, Option{state.Declined, T("form.declined")})
}

// Tiles shows the choices as tiles, one to be chosen or several. chosen are those that are.
func Tiles(c Choice, chosen []string, on app.EventHandler) app.UI {
	kind, class := "radio", "tiles"
	if c.Many {
		kind = "checkbox"
	}
	if c.Long {
		class += " long"
	}
	var tiles []app.UI
	for i, opt := range c.Options {
		in := H("input").Type(kind).Name(c.Name).Value(opt.Value).Checked(slices.Contains(chosen, opt.Value)).
			Test("q-" + c.Name + "-" + opt.Value).OnChange(on)
		if i == 0 {
			in = in.ID(FieldID(c.Name))
		}
		tiles = append(tiles, H("label").Class("tile").Body(in.UI(), H("span").Text(opt.Label)))
	}
	legend := []app.UI{app.Text(c.Label)}
	if c.Optional {
		legend = append(legend, H("span").Class("optional").Text(" ("+T("form.optional")+")"))
	}
	body := append([]app.UI{H("legend").Body(legend...)}, hint(c.Field)...)
	body = append(body, H("div").Class(class).Body(tiles...))
	return H("fieldset").Class(fieldClass(c.Field)).Aria("describedby", describedBy(c.Field)).
		Test("q-" + c.Name).Body(append(body, wrong(c.Field)...)...)
}

// Select shows the choices in a list that folds open, for lists too long for tiles.
func Select(c Choice, on app.EventHandler) app.UI {
	options := []app.UI{H("option").Value("").Selected(c.Value == "").Text("–")}
	for _, opt := range c.Options {
		options = append(options, H("option").Value(opt.Value).Selected(opt.Value == c.Value).Text(opt.Label))
	}
	body := append([]app.UI{label(c.Field)}, hint(c.Field)...)
	body = append(body, H("select").Class("input").ID(FieldID(c.Name)).Name(c.Name).Aria("describedby", describedBy(c.Field)).
		Aria("invalid", Flat(c.Wrong.Key != "")).Test(c.test()).OnChange(on).Body(options...))
	return H("div").Class(fieldClass(c.Field)).Body(append(body, wrong(c.Field)...)...)
}

// Summary lists what is wrong with a form, each with a link to its field. labels names the fields. It takes the focus
// when it appears (see page.FocusSummary).
func Summary(f state.Form, labels map[string]string) app.UI {
	return Slot(len(f.Errors) > 0, func() app.UI { return summary(f, labels) })
}

func summary(f state.Form, labels map[string]string) app.UI {
	var items []app.UI
	for _, e := range f.Errors {
		name := labels[e.Field]
		if name != "" {
			name += ": "
		}
		items = append(items, H("li").Body(H("a").Href("#"+FieldID(e.Field)).DataSet("to", FieldID(e.Field)).OnClick(Jump).
			Text(name+Said(e))))
	}
	return H("div").Class("summary").ID("summary").Attr("tabindex", "-1").Role("alert").Test("summary").Body(
		H("h2").Text(T("form.summary", len(f.Errors))), H("ul").Body(items...))
}

// Jump moves the focus to the element that the clicked link names in data-to. go-app would take the link for a page.
func Jump(ctx app.Context, e app.Event) {
	e.PreventDefault()
	e.StopImmediatePropagation()
	Focus(ctx, ctx.JSSrc().Get("dataset").Get("to").String())
}

// Focus moves the focus to an element once the present update is drawn.
func Focus(ctx app.Context, id string) {
	if app.IsServer {
		return
	}
	ctx.Defer(func(app.Context) {
		if el := app.Window().GetElementByID(id); el.Truthy() {
			el.Call("focus")
		}
	})
}
