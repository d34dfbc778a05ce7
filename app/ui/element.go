package ui

import (
	"strconv"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// El is an element of HTML on its way: H begins it, Text or Body ends it, UI ends one that has nothing inside.
//
// Why not go-app's own element functions: each of its forty element types costs the download some kilobytes of methods,
// and every link of a chain through its interfaces several instructions more than a call here [measured: a tenth of the
// packed program]. Everything here is one type underneath, and nothing is inlined: the two thousand places that call it are
// the weight.
type El struct{ e app.HTMLElem }

// H begins an element.
//
//go:noinline
func H(tag string) El { return El{app.Elem(tag)} }

// Attr sets an attribute. Empty values are left out.
//
//go:noinline
func (x El) Attr(name, value string) El {
	x.e.Attr(name, value)
	return x
}

// Flag sets a property that is true or false: checked, disabled, selected, hidden, open.
//
//go:noinline
func (x El) Flag(name string, on bool) El {
	return x.Attr(name, strconv.FormatBool(on))
}

// Class, ID, Type, Name, Value, Href, Role, For and Title set the attributes of these names.
//
//go:noinline
func (x El) Class(v string) El {
	return x.Attr("class", v)
}

//go:noinline
func (x El) ID(v string) El {
	return x.Attr("id", v)
}

//go:noinline
func (x El) Type(v string) El {
	return x.Attr("type", v)
}

//go:noinline
func (x El) Name(v string) El {
	return x.Attr("name", v)
}

//go:noinline
func (x El) Value(v string) El {
	return x.Attr("value", v)
}

//go:noinline
func (x El) Href(v string) El {
	return x.Attr("href", v)
}

//go:noinline
func (x El) Role(v string) El {
	return x.Attr("role", v)
}

//go:noinline
func (x El) For(v string) El {
	return x.Attr("for", v)
}

//go:noinline
func (x El) Title(v string) El {
	return x.Attr("title", v)
}

// Checked, Disabled and Selected set the properties of these names.
//
//go:noinline
func (x El) Checked(on bool) El {
	return x.Flag("checked", on)
}

//go:noinline
func (x El) Disabled(on bool) El {
	return x.Flag("disabled", on)
}

//go:noinline
func (x El) Selected(on bool) El {
	return x.Flag("selected", on)
}

// Aria sets an attribute of accessibility.
//
//go:noinline
func (x El) Aria(name, value string) El {
	return x.Attr("aria-"+name, value)
}

// Test names the element for journeys.
//
//go:noinline
func (x El) Test(name string) El {
	return x.Attr("data-test", name)
}

// DataSet sets a data attribute.
//
//go:noinline
func (x El) DataSet(name, value string) El {
	return x.Attr("data-"+name, value)
}

// On listens to an event. The handler is a method, never a closure over what changes (go-app tells handlers apart by
// their code alone).
//
//go:noinline
func (x El) On(event string, do app.EventHandler) El {
	x.e.On(event, do)
	return x
}

// OnClick, OnChange, OnInput and OnSubmit listen to these.
//
//go:noinline
func (x El) OnClick(do app.EventHandler) El {
	return x.On("click", do)
}

//go:noinline
func (x El) OnChange(do app.EventHandler) El {
	return x.On("change", do)
}

//go:noinline
func (x El) OnInput(do app.EventHandler) El {
	return x.On("input", do)
}

//go:noinline
func (x El) OnSubmit(do app.EventHandler) El {
	return x.On("submit", do)
}

// Text ends the element with a text in it.
//
//go:noinline
func (x El) Text(text string) app.UI { return x.e.Body(app.Text(text)) }

// Body ends the element with other elements in it.
//
//go:noinline
func (x El) Body(body ...app.UI) app.UI { return x.e.Body(body...) }

// UI ends an element with nothing in it.
//
//go:noinline
func (x El) UI() app.UI { return x.e }

// Flat is a true or false as an attribute of accessibility or of data wants it.
//
//go:noinline
func Flat(on bool) string { return strconv.FormatBool(on) }
