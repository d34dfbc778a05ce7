package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Room tells what the work takes on this device, of how much, and whether the browser has promised to keep it.
type Room struct {
	app.Compo
	Lang i18n.Lang
	room state.Room
	sync state.Sync
	me   state.Me
}

// little is what is left when the person should be told, in bytes.
const little = 50 << 20

// OnMount measures.
func (p *Room) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.SyncKey.Observe(ctx, &p.sync)
	state.RoomKey.Observe(ctx, &p.room)
	state.LoadRoom.Do(ctx, struct{}{})
}

// Render shows the meter and what fills it.
func (p *Room) Render() app.UI {
	if p.me.Shared {
		return ui.Section(ui.T("room.title"), ui.H("div").Class("card padded").Test("room").Body(ui.H("p").Text(ui.T("room.shared"))))
	}
	r := p.room
	kept, class := "room.kept", "quiet"
	if !r.Kept {
		kept, class = "room.notKept", "notice small"
	}
	// The browser's own count holds everything, the program too; what is left of it is the cases.
	cases := max(r.Used-r.Unsent-r.Copies-r.Reserve, 0)
	return ui.Section(ui.T("room.title"), ui.H("div").Class("card padded").Test("room").DataSet("kept", ui.Flat(r.Kept)).Body(
		ui.Slot(r.Most > 0, func() app.UI {
			used := ui.T("room.used", ui.Part(r.Used, r.Most))
			return ui.H("div").Body(
				ui.H("p").Body(ui.H("b").Text(used)),
				ui.H("meter").Attr("min", "0").Attr("max", itoa(int(r.Most>>10))).Attr("value", itoa(int(r.Used>>10))).Aria("label", used).UI())
		}),
		ui.Slot(r.Most > 0 && r.Most-r.Used < little, func() app.UI {
			return ui.H("p").Class("summary").Role("alert").Test("room-little").Text(ui.T("room.little"))
		}),
		ui.Slot(string(p.sync.Problem) == "quota", func() app.UI {
			return ui.H("p").Class("summary").Role("alert").Text(ui.T("err.quota"))
		}),
		ui.H("dl").Class("facts").Body(
			fact(ui.T("room.cases"), ui.Size(cases)),
			fact(ui.T("room.unsent"), ui.Size(r.Unsent)),
			fact(ui.T("room.copies"), ui.Size(r.Copies)),
			fact(ui.T("room.reserve"), ui.Size(r.Reserve))),
		ui.H("p").Class(class).Test("room-kept").Text(ui.T(kept)),
		ui.H("label").Class("tile").Body(
			ui.H("input").Type("checkbox").Test("only-wifi").Checked(r.OnlyWiFi).OnChange(p.onWiFi).UI(),
			ui.H("span").Text(ui.T("room.onlyWiFi"))),
	))
}

func (p *Room) onWiFi(ctx app.Context, _ app.Event) {
	state.OnlyWiFi.Do(ctx, ctx.JSSrc().Get("checked").Bool())
}
