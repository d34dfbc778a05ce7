// Package state is what the pages show and what they may ask for. A page never reads the device or the network: it
// observes a state and posts an action; the action's handler, on its own goroutine, asks the Desk, and sets states
// anew; whoever observes them is drawn again. Data moves in this one direction only.
//
//	page ── action ──▶ Office (goroutine) ──▶ Desk (device store, sync)
//	  ▲                    │
//	  └──── state ◀────────┘
//
// Every state key and action name is in keys.go. What a state holds is a plain copy made for one page, so that nothing
// is shared with a goroutine. The package knows go-app, the domain and the Desk; it knows no HTML and no JavaScript.
package state
