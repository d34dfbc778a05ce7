package page

import (
	"damping/app/ui"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Cases is the list of cases, and beside it, or on a phone in its place, the case that is open.
type Cases struct {
	app.Compo
	Lang i18n.Lang
	ID   op.ID // zero: none is open
}

// OnMount sets the heading of the list.
func (p *Cases) OnMount(ctx app.Context) { p.title(ctx) }

// OnUpdate sets it again when the case was left.
func (p *Cases) OnUpdate(ctx app.Context) { p.title(ctx) }

func (p *Cases) title(ctx app.Context) {
	if p.ID.IsZero() {
		headline(ctx, ui.T("cases.title"), "", "")
	}
}

// Render shows the list, the case, or both.
func (p *Cases) Render() app.UI {
	list := &CaseList{Lang: p.Lang, Selected: p.ID}
	if p.ID.IsZero() {
		return ui.H("div").Class("split list-only").Body(list, pickOne())
	}
	return ui.H("div").Class("split").Body(list, &Case{Lang: p.Lang, ID: p.ID})
}
