package page

import (
	"time"

	"damping/app/ui"
	"damping/shared/i18n"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// What pages do with the browser's window. Off the browser go-app's Window answers with nothing, so that all of it can
// be called by tests on the host.

// early is what somebody typed into the waiting sign-in form before the app had arrived.
type early struct {
	Name, Password, Focus string
	Submitted             bool
}

// takeEarly asks the loader for it; the loader forgets it.
func takeEarly() early {
	if app.IsServer || !app.Window().Get("dampingTakeEarly").Truthy() {
		return early{}
	}
	v := app.Window().Call("dampingTakeEarly")
	return early{Name: v.Get("name").String(), Password: v.Get("password").String(), Focus: v.Get("focus").String(),
		Submitted: v.Get("submitted").Bool()}
}

// enrolled tells whether this browser has a store of somebody, by the mark that the loader reads, too.
func enrolled() bool {
	if app.IsServer {
		return false
	}
	storage := app.Window().Get("localStorage")
	return storage.Truthy() && storage.Call("getItem", "enrolled").String() == "1"
}

// markEnrolled leaves that mark, or takes it away.
func markEnrolled(yes bool) {
	storage := app.Window().Get("localStorage")
	switch {
	case app.IsServer || !storage.Truthy() || yes == enrolled():
	case yes:
		storage.Call("setItem", "enrolled", "1")
	default:
		storage.Call("removeItem", "enrolled")
	}
}

// activateUpdate lets a newer release in; the loader then reloads the page.
func activateUpdate() {
	if app.IsClient && app.Window().Get("dampingActivateUpdate").Truthy() {
		app.Window().Call("dampingActivateUpdate")
	}
}

func reload() {
	if app.IsClient {
		app.Window().Get("location").Call("reload")
	}
}

// blank hides everything on the page at once, or shows it again.
func blank(yes bool) {
	if app.IsServer {
		return
	}
	app.Window().Get("document").Get("documentElement").Get("classList").Call("toggle", "away", yes)
}

// clock is the device's clock in ms UTC.
func clock() int64 {
	if app.IsServer {
		return 0
	}
	return int64(app.Window().Get("Date").Call("now").Float())
}

func setDocumentLang(lang string) {
	if app.IsClient {
		app.Window().Get("document").Get("documentElement").Call("setAttribute", "lang", lang)
	}
}

// typing tells whether a key belongs to a field.
func typing(target app.Value) bool {
	if !target.Truthy() || !target.Get("tagName").Truthy() {
		return false
	}
	switch target.Get("tagName").String() {
	case "INPUT":
		kind := target.Get("type").String()
		return kind != "radio" && kind != "checkbox"
	case "TEXTAREA", "SELECT":
		return true
	}
	return false
}

// isFileInput tells whether something opens a camera or a picker.
func isFileInput(target app.Value) bool {
	return target.Truthy() && target.Get("tagName").Truthy() && target.Get("tagName").String() == "INPUT" && target.Get("type").String() == "file"
}

// moveRow moves the focus to the next or the previous row of the list in sight.
func moveRow(by int) {
	rows := app.Window().Get("document").Call("querySelectorAll", "[data-row]")
	n := rows.Length()
	if n == 0 {
		return
	}
	active := app.Window().Get("document").Get("activeElement")
	at := -1
	for i := range n {
		if rows.Index(i).Equal(active) {
			at = i
		}
	}
	at = min(max(at+by, 0), n-1)
	rows.Index(at).Call("focus")
}

// span is a length of time in words.
func span(ms int64) string { return i18n.Span(ui.Lang(), ms) }

// second is the step of a countdown.
const second = time.Second

// seconds is a short wait in words, rounded up.
func seconds(ms int64) string {
	if ms >= 60_000 {
		return span(ms + 59_999)
	}
	return ui.T("date.seconds", (ms+999)/1000)
}

// toTop scrolls the pane of the page to its beginning.
func toTop(ctx app.Context) {
	if app.IsServer {
		return
	}
	ctx.Defer(func(app.Context) {
		panes := app.Window().Get("document").Call("querySelectorAll", ".pane")
		for i := range panes.Length() {
			panes.Index(i).Set("scrollTop", 0)
		}
	})
}
