package ui

import (
	"strconv"

	"damping/app/state"
	"damping/shared/code"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

const svgSpace = "http://www.w3.org/2000/svg"

// Icon is a drawing from the sprite that stands in every page. It is decoration: what it means stands beside it in words.
func Icon(name string) app.UI {
	return app.Elem("svg").XMLNS(svgSpace).Attr("class", "icon").Aria("hidden", "true").Body(
		app.Elem("use").XMLNS(svgSpace).Attr("href", "#icon-"+name),
	)
}

// Unseen is text for who listens to the page.
func Unseen(text string) app.UI { return H("span").Class("unseen").Text(text) }

// Risk is the badge of a risk level: word, shape and colour.
func Risk(level string) app.UI {
	if level == "" {
		return H("span").Class("tag").Test("risk").Text(T("risk.none"))
	}
	return H("span").Class("tag "+level).Test("risk").DataSet("risk", level).Text(T("risk." + level))
}

// RiskShort is the badge in a row, where the word "risk" is for listeners only.
func RiskShort(level string) app.UI {
	if level == "" {
		return nil
	}
	return H("span").Class("tag "+level).Body(Unseen(T("case.risk")+": "), app.Text(T("risk.short."+level)))
}

// Unsent marks what the server has not taken yet.
func Unsent(yes bool) app.UI {
	if !yes {
		return nil
	}
	return H("span").Class("mark").Test("unsent").Body(Icon("cloud"), app.Text(T("sync.notSent")))
}

// Calls are the numbers that answer in an emergency, to be called by a tap.
func Calls() app.UI {
	var calls []app.UI
	for _, e := range code.Get(code.Emergency).Entries {
		calls = append(calls, H("a").Class("button soft tight").Href("tel:"+e.Code).Test("call").Body(Icon("phone"), app.Text(e.Code+" "+e.Label(Lang()))))
	}
	return H("div").Class("calls").Body(calls...)
}

// Pane is the part of a page that scrolls.
func Pane(body ...app.UI) app.UI { return H("div").Class("pane").Body(body...) }

// Section is a heading and what belongs to it.
func Section(title string, body ...app.UI) app.UI {
	all := append([]app.UI{H("h2").Text(title)}, body...)
	return H("section").Class("section").Body(all...)
}

// CountedSection is a Section whose heading tells how many there are.
func CountedSection(title string, n int, body ...app.UI) app.UI {
	all := append([]app.UI{H("h2").Body(H("span").Text(title), H("span").Text(strconv.Itoa(n)))}, body...)
	return H("section").Class("section").Body(all...)
}

// Loading is the face of a list that is on its way.
func Loading() app.UI {
	return H("div").Class("skeleton").Role("status").Body(Unseen(T("a11y.loading")),
		H("i").UI(), H("i").UI(), H("i").UI(), H("i").UI(), H("i").UI(), H("i").UI())
}

// Empty is the face of a list with nothing in it: what that means and what to do.
func Empty(icon, text, hint string, todo ...app.UI) app.UI {
	body := []app.UI{Icon(icon), H("p").Text(text)}
	if hint != "" {
		body = append(body, H("p").Class("quiet").Text(hint))
	}
	return H("div").Class("face").Test("empty").Body(append(body, todo...)...)
}

// Trouble is the face of a list that could not be shown: what happened, and again.
func Trouble(text string, retry app.EventHandler) app.UI {
	return H("div").Class("face").Test("error").Role("alert").Body(Icon("warn"), H("p").Text(text),
		H("button").Class("button soft tight").Type("button").OnClick(retry).Text(T("button.retry")))
}

// Slot keeps the place of what is there only sometimes. go-app matches children by their index: without it everything
// behind would be made anew when it comes or goes, and whoever is typing there would lose the cursor.
func Slot(there bool, body func() app.UI) app.UI {
	return H("div").Class("slot").Body(app.If(there, body))
}

// Problem tells why a form as a whole did not go through.
func Problem(f state.Form) app.UI {
	return Slot(f.Problem != "", func() app.UI { return problem(f) })
}

func problem(f state.Form) app.UI {
	return H("div").Class("summary").Role("alert").Test("problem").Body(H("p").Text(T(f.Problem, f.Args...)))
}

// WritesAs says under which appointment a form will be signed. With several appointments people must see it.
func WritesAs(as state.Post, several bool) app.UI {
	return Slot(several, func() app.UI {
		return H("p").Class("writes-as").Test("writes-as").Text(T("newcase.as", Code("role", as.Role), as.Institution))
	})
}
