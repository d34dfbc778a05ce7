package page

import (
	"damping/app/state"
	"damping/app/ui"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// soon is how long before its end a time limit is told as near, ms.
const soon = 24 * 60 * 60 * 1000

// clocks are the time limits of a file: those that run, with the law or standard they come from; those that were met or
// missed lie folded.
func clocks(list []state.Clock, now int64, zone state.Post) app.UI {
	var running, over []app.UI
	for _, c := range list {
		if c.Stopped == 0 {
			running = append(running, limit(c, now, zone))
		} else {
			over = append(over, limit(c, now, zone))
		}
	}
	return ui.Slot(len(list) > 0, func() app.UI {
		return ui.H("section").Class("section").Test("clocks").Body(
			ui.H("h2").Class(unseenIf(len(running) == 0)).Text(ui.T("clock.title")),
			ui.Slot(len(running) > 0, func() app.UI { return ui.H("ul").Class("card rows clocks").Body(running...) }),
			ui.Slot(len(over) > 0, func() app.UI {
				return ui.H("details").Body(ui.H("summary").Text(ui.T("clock.over", len(over))), ui.H("ul").Class("card rows clocks").Body(over...))
			}))
	})
}

// unseenIf hides a heading from the eye where nothing stands under it but what is folded.
func unseenIf(yes bool) string {
	if yes {
		return "unseen"
	}
	return ""
}

// limit is one time limit: what, until when, how it stands, and its legal basis.
func limit(c state.Clock, now int64, zone state.Post) app.UI {
	class, stands, told := "when", "running", ui.T("clock.until", ui.Stamp(c.Due, zone))
	switch {
	case c.Stopped > c.Due:
		class, stands, told = "when late", "missed", ui.T("clock.missed", ui.Stamp(c.Stopped, zone))
	case c.Stopped != 0:
		stands, told = "met", ui.T("clock.met", ui.Stamp(c.Stopped, zone))
	case c.Due < now:
		class, stands, told = "when late", "late", ui.T("clock.late", ui.Stamp(c.Due, zone))
	case c.Due < now+soon:
		stands, told = "soon", ui.T("clock.soon", ui.When(c.Due, now, zone))
	}
	basis := c.Limit.Basis
	if c.Estimate {
		basis += ". " + ui.T("clock.estimate")
	}
	return ui.H("li").Test("clock").DataSet("code", c.Limit.Code).DataSet("stands", stands).Body(
		ui.H("b").Text(c.Limit.Label(ui.Lang())), ui.H("span").Class(class).Text(told), ui.H("small").Class("quiet").Text(basis))
}
