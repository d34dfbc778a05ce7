package page

import (
	"damping/app/ui"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// fact is one line of what is known; what is not known is left out.
func fact(label, text string) app.UI {
	if text == "" {
		return nil
	}
	return ui.H("div").Body(ui.H("dt").Text(label), ui.H("dd").Text(text))
}

// masked is a line that names somebody, until it is tapped.
func masked(label string, onReveal app.EventHandler) app.UI {
	return hiding(label, ui.T("person.masked"), onReveal)
}

// hiding is a line of which only so much is shown until it is tapped.
func hiding(label, shown string, onReveal app.EventHandler) app.UI {
	return ui.H("div").Body(ui.H("dt").Text(label), ui.H("dd").Body(
		ui.H("button").Class("masked").Type("button").Test("reveal").Title(ui.T("person.revealNote")).OnClick(onReveal).
			Body(ui.Icon("eye"), app.Text(shown))))
}

// numbered are the fields with a number of identity, of which the ends are shown: enough to tell it from another one.
func numbered(d *domain.Def) bool {
	return d == domain.VictimNIK.Def || d == domain.VictimKK.Def || d == domain.PerpetratorNIK.Def
}

// yesOrNo is the raw value of a question of yes or no. Whether a message may be left is known only where there is a way to
// reach somebody; an answer not given is no.
func yesOrNo(yes, known bool) string {
	switch {
	case !known:
		return ""
	case yes:
		return "yes"
	}
	return "no"
}
