package page

import (
	"strconv"

	"damping/app/state"
	"damping/app/ui"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// load is how the open cases are spread over the people of a unit, for who looks after it. A tap on a name lists their cases.
func (p *CaseList) load() app.UI {
	return ui.Slot(p.me.As.Standing(domain.Case) && len(p.list.Load) > 0, func() app.UI {
		rows := make([]app.UI, 0, len(p.list.Load))
		for _, l := range p.list.Load {
			rows = append(rows, p.loadRow(l))
		}
		return ui.H("details").Class("card fold").Test("load").Body(
			ui.H("summary").Text(ui.T("cases.load")),
			ui.H("table").Class("load").Body(
				ui.H("thead").Body(ui.H("tr").Body(head("cases.loadWho"), head("cases.loadOpen"), head("cases.loadHigh"), head("cases.loadLate"))),
				ui.H("tbody").Body(rows...)))
	})
}

func head(key string) app.UI { return ui.H("th").Attr("scope", "col").Text(ui.T(key)) }

func (p *CaseList) loadRow(l state.Load) app.UI {
	name := ui.T("cases.loadNobody")
	if !l.Who.Appointment.IsZero() {
		name = person(l.Who)
	}
	number := func(n int) app.UI { return ui.H("td").Text(strconv.Itoa(n)) }
	return ui.H("tr").Test("load-row").Body(
		ui.H("th").Attr("scope", "row").Body(ui.H("button").Class("button plain").Type("button").DataSet("owner", l.Who.Appointment.String()).
			OnClick(p.onLoad).Text(name)),
		number(l.Open), number(l.High), number(l.Late))
}

func (p *CaseList) onLoad(ctx app.Context, _ app.Event) {
	owner := ctx.JSSrc().Get("dataset").Get("owner").String()
	if owner == (op.ID{}).String() {
		p.take(ctx, state.Query{Unassigned: true})
		return
	}
	p.take(ctx, state.Query{Owner: owner})
}
