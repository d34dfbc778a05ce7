// Command app is the staff app as it runs in the browser: it binds every path to the frame that shows its page, every
// action to its handler, and hands the window to go-app. Compiled for anything but js/wasm it does nothing, so that the
// module vets as a whole.
package main

import (
	"damping/app/local"
	"damping/app/page"
	"damping/app/state"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func main() {
	if local.BesideThePage() {
		select {}
	}
	if app.IsClient {
		state.NewOffice(local.Here(app.Getenv("RELEASE"))).Register(app.Handle)
	}
	for _, path := range route.Fixed() {
		app.Route(path, frame)
	}
	for _, pattern := range route.Patterns() {
		app.RouteWithRegexp(pattern, frame)
	}
	app.RouteWithRegexp("", frame) // a path that is no page says so
	app.RunWhenOnBrowser()
}

// frame is the one component of every path: it stays while pages come and go.
func frame() app.Composer { return &page.Frame{} }
