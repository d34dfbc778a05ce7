// Command app is the staff app as it runs in the browser: it binds every path to the frame that shows its page, every
// action to its handler, and hands the window to go-app. Compiled for anything but js/wasm it does nothing, so that the
// module vets as a whole.
package main

import (
	"damping/app/local"
	"damping/app/page"
	"damping/app/state"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func main() {
	if local.BesideThePage() {
		select {}
	}
	if app.IsClient {
		state.NewOffice(local.Here(app.Getenv("RELEASE"))).Register(app.Handle)
	}
	// One component for every path: it stays while pages come and go, and a path that is no page says so.
	app.RouteWithRegexp("", func() app.Composer { return &page.Frame{} })
	app.RunWhenOnBrowser()
}
