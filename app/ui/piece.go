package ui

import (
	"damping/app/state"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

const svgSpace = "http://www.w3.org/2000/svg"

// Icon is a drawing from our own sprite. It is decoration: what it means stands beside it in words.
func Icon(name string) app.UI {
	return app.Elem("svg").XMLNS(svgSpace).Attr("class", "icon").Aria("hidden", "true").Body(
		app.Elem("use").XMLNS(svgSpace).Attr("href", "/web/icons.svg#"+name),
	)
}

// Unseen is text for who listens to the page.
func Unseen(text string) app.UI { return app.Span().Class("unseen").Text(text) }

// Risk is the badge of a risk level: word, shape and colour.
func Risk(level string) app.UI {
	if level == "" {
		return app.Span().Class("tag").DataSet("test", "risk").Text(T("risk.none"))
	}
	return app.Span().Class("tag", level).DataSet("test", "risk").DataSet("risk", level).Text(T("risk." + level))
}

// RiskShort is the badge in a row, where the word "risk" is for listeners only.
func RiskShort(level string) app.UI {
	if level == "" {
		return nil
	}
	return app.Span().Class("tag", level).Body(Unseen(T("case.risk")+": "), app.Text(T("risk.short."+level)))
}

// Unsent marks what the server has not taken yet.
func Unsent(yes bool) app.UI {
	if !yes {
		return nil
	}
	return app.Span().Class("mark").DataSet("test", "unsent").Body(Icon("cloud"), app.Text(T("sync.notSent")))
}

// Section is a heading and what belongs to it.
func Section(title string, body ...app.UI) app.UI {
	all := append([]app.UI{app.H2().Text(title)}, body...)
	return app.Section().Class("section").Body(all...)
}

// CountedSection is a Section whose heading tells how many there are.
func CountedSection(title string, n int, body ...app.UI) app.UI {
	all := append([]app.UI{app.H2().Body(app.Span().Text(title), app.Span().Text(n))}, body...)
	return app.Section().Class("section").Body(all...)
}

// Loading is the face of a list that is on its way.
func Loading() app.UI {
	return app.Div().Class("skeleton").Role("status").Body(Unseen(T("a11y.loading")),
		app.I(), app.I(), app.I(), app.I(), app.I(), app.I())
}

// Empty is the face of a list with nothing in it: what that means and what to do.
func Empty(icon, text, hint string, todo ...app.UI) app.UI {
	body := []app.UI{Icon(icon), app.P().Text(text)}
	if hint != "" {
		body = append(body, app.P().Class("quiet").Text(hint))
	}
	return app.Div().Class("face").DataSet("test", "empty").Body(append(body, todo...)...)
}

// Trouble is the face of a list that could not be shown: what happened, and again.
func Trouble(text string, retry app.EventHandler) app.UI {
	return app.Div().Class("face").DataSet("test", "error").Role("alert").Body(Icon("warn"), app.P().Text(text),
		app.Button().Class("button soft tight").Type("button").OnClick(retry).Text(T("button.retry")))
}

// Slot keeps the place of what is there only sometimes. go-app matches children by their index: without it everything
// behind would be made anew when it comes or goes, and whoever is typing there would lose the cursor.
func Slot(there bool, body func() app.UI) app.UI {
	return app.Div().Class("slot").Body(app.If(there, body))
}

// Problem tells why a form as a whole did not go through.
func Problem(f state.Form) app.UI {
	return Slot(f.Problem != "", func() app.UI { return problem(f) })
}

func problem(f state.Form) app.UI {
	return app.Div().Class("summary").Role("alert").DataSet("test", "problem").Body(app.P().Text(T(f.Problem, f.Args...)))
}

// WritesAs says under which appointment a form will be signed. With several appointments people must see it.
func WritesAs(me state.Me) app.UI {
	return Slot(len(me.Choices) > 1, func() app.UI {
		return app.P().Class("writes-as").DataSet("test", "writes-as").
			Text(T("newcase.as", Code("role", me.As.Role), me.As.Institution))
	})
}
