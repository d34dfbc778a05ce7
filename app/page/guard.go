package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// How long an open screen may stay without a touch, and out of sight. The page is blank from the first moment out of
// sight. In milliseconds.
const (
	idleLimit   = 2 * 60 * 1000
	hiddenLimit = 60 * 1000
	pickLimit   = 5 * 60 * 1000 // of both, while a camera or picker that we opened is there
	warnBefore  = 20 * 1000
	tickEvery   = 2 * 1000
	shiftWithin = 1500
)

// watchman knows when the screen was last touched and since when it is out of sight. Times are ms of the device's clock.
type watchman struct {
	touched int64
	hidden  int64 // 0 while in sight
	picking int64 // since when a camera or a picker is open; 0 for none
	shifts  []int64
}

// over reports whether the screen must be locked now.
func (w *watchman) over(now int64) bool {
	hidden, idle := w.limits()
	return w.hidden != 0 && now-w.hidden >= hidden || now-w.touched >= idle
}

// limits are how long the screen may be out of sight, and untouched.
func (w *watchman) limits() (hidden, idle int64) {
	if w.picking != 0 {
		return pickLimit, pickLimit
	}
	return hiddenLimit, idleLimit
}

// soon is how many seconds are left when the lock is about to fall, 0 when it is not.
func (w *watchman) soon(now int64) int {
	_, idle := w.limits()
	left := w.touched + idle - now
	if left > warnBefore || left <= 0 {
		return 0
	}
	return int(left+999) / 1000
}

// shift counts a press of Shift and reports the third in a row.
func (w *watchman) shift(now int64) bool {
	w.shifts = append(w.shifts, now)
	if len(w.shifts) > 3 {
		w.shifts = w.shifts[1:]
	}
	return len(w.shifts) == 3 && now-w.shifts[0] <= shiftWithin
}

// guard watches over the screen in the browser: it blanks, locks, leaves, and hears the keys.
type guard struct {
	watchman
	soon    int
	leaving bool
	undo    []func()
}

// attach listens to the window until release. The page's own handlers run on go-app's UI goroutine; what must happen
// before the event is over (blanking, keeping a key from the browser) happens in the callback itself.
func (g *guard) attach(ctx app.Context, f *Frame) {
	if app.IsServer {
		return
	}
	window := app.Window()
	document := window.Get("document")
	g.touched = clock()

	g.listen(document, "visibilitychange", func(app.Value) {
		if document.Get("visibilityState").String() == "hidden" {
			blank(true)
			g.hidden = clock()
			return
		}
		if f.door.Stage == state.Open && g.over(clock()) {
			g.lock(ctx)
			return
		}
		g.hidden = 0
		blank(false)
	})
	for _, name := range []string{"pointerdown", "input", "wheel", "touchmove"} {
		g.listen(window, name, func(app.Value) { g.touch() })
	}
	// A tap on a file input opens a camera or a picker of the system, which hides the page or keeps its taps from us.
	for name, at := range map[string]bool{"click": true, "change": false, "cancel": false} {
		g.listen(window, name, func(e app.Value) {
			if isFileInput(e.Get("target")) {
				g.touch()
				g.picking = 0
				if at {
					g.picking = clock()
				}
			}
		})
	}
	g.listen(window, "keydown", func(e app.Value) {
		g.touch()
		f.onKey(ctx, e)
	})

	tick := app.FuncOf(func(app.Value, []app.Value) any {
		ctx.Dispatch(func(ctx app.Context) {
			soon := 0
			if f.speaks && g.hidden == 0 { // who is listened to touches nothing
				g.touch()
			}
			if f.door.Stage == state.Open {
				if g.over(clock()) {
					g.lock(ctx)
				}
				soon = g.watchman.soon(clock())
			} else {
				g.touch()
			}
			if soon == g.soon {
				ctx.PreventUpdate()
			}
			g.soon = soon
		})
		return nil
	})
	timer := window.Call("setInterval", tick, tickEvery)
	g.undo = append(g.undo, func() { window.Call("clearInterval", timer); tick.Release() })
}

func (g *guard) listen(target app.Value, event string, do func(app.Value)) {
	callback := app.FuncOf(func(_ app.Value, args []app.Value) any {
		do(args[0])
		return nil
	})
	target.Call("addEventListener", event, callback, map[string]any{"passive": event != "keydown", "capture": true})
	g.undo = append(g.undo, func() {
		target.Call("removeEventListener", event, callback, true)
		callback.Release()
	})
}

func (g *guard) release() {
	for _, undo := range g.undo {
		undo()
	}
	g.undo = nil
}

func (g *guard) touch() { g.touched, g.soon = clock(), 0 }

// lock drops the keys; the Frame reloads the page when it sees the door shut.
func (g *guard) lock(ctx app.Context) {
	blank(true)
	state.LockNow.Do(ctx, struct{}{})
}

// leave is the quick exit: nothing on the screen, no keys, a page of ours that tells nothing, no way back by the
// browser's button.
func (g *guard) leave(ctx app.Context) {
	g.leaving = true
	if app.IsServer {
		return
	}
	blank(true)
	app.Window().Get("document").Get("body").Call("replaceChildren")
	state.LockNow.Do(ctx, struct{}{})
	app.Window().Get("location").Call("replace", route.NeutralPath)
}

// onKey hears the keys of people at a desk. Letters count only where nothing is being typed.
func (f *Frame) onKey(ctx app.Context, e app.Value) {
	key := e.Get("key").String()
	if key == "Shift" {
		if !e.Get("repeat").Bool() && f.guard.shift(clock()) {
			f.guard.leave(ctx)
		}
		return
	}
	f.guard.shifts = nil
	if f.door.Stage != state.Open || typing(e.Get("target")) || e.Get("ctrlKey").Bool() || e.Get("metaKey").Bool() || e.Get("altKey").Bool() {
		return
	}
	switch key {
	case "/":
		e.Call("preventDefault")
		if app.Window().GetElementByID("search").Truthy() {
			ui.Focus(ctx, "search")
			ctx.Dispatch(nil)
			return
		}
		ctx.Dispatch(func(ctx app.Context) { ctx.Navigate(route.CasesPath) })
	case "j":
		moveRow(1)
	case "k":
		moveRow(-1)
	case "n":
		e.Call("preventDefault")
		ctx.Dispatch(func(ctx app.Context) {
			path := route.NewComplaintPath
			if f.beginsWithCase() {
				path = route.NewCasePath
			}
			ctx.Navigate(path)
		})
	case "?":
		ctx.Dispatch(func(app.Context) { f.help = !f.help })
	case "Escape":
		ctx.Dispatch(func(app.Context) { f.help = false })
	}
}
