// Command app is the staff app as it runs in the browser: it binds every path to its page and gives go-app the page.
// Compiled for anything but js/wasm it does nothing, so that the module vets as a whole.
package main

import (
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func main() {
	for _, path := range route.Fixed() {
		app.Route(path, newPage)
	}
	for _, pattern := range route.Patterns() {
		app.RouteWithRegexp(pattern, newPage)
	}
	app.RunWhenOnBrowser()
}

func newPage() app.Composer { return &page{} }

// page is what every path shows until its own page is bound.
type page struct{ app.Compo }

// Render shows an empty frame.
func (p *page) Render() app.UI { return app.Main().ID("app") }
