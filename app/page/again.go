package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/route"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// SignInAgain is the sign-in path behind an open door: the form for somebody whose session has ended, with the name they
// have, and the way on for everybody else. On a shared computer there is no such form: what it holds in memory ends with
// the sign-in it came by.
type SignInAgain struct {
	app.Compo
	Lang i18n.Lang
	sync state.Sync
	me   state.Me
}

// OnMount follows the session.
func (p *SignInAgain) OnMount(ctx app.Context) {
	state.MeKey.Observe(ctx, &p.me)
	state.SyncKey.Observe(ctx, &p.sync).OnChange(func() { p.goOn(ctx) })
	headline(ctx, ui.T("signin.again"), "", route.TodayPath)
	p.goOn(ctx)
}

func (p *SignInAgain) goOn(ctx app.Context) {
	if !mayReturn(p.sync, p.me) {
		ctx.Navigate(route.TodayPath)
	}
}

// Render shows the form while it is needed.
func (p *SignInAgain) Render() app.UI {
	return ui.Slot(mayReturn(p.sync, p.me), func() app.UI { return &SignIn{Lang: p.Lang, Early: early{Name: p.me.Login, Focus: "password"}} })
}

func mayReturn(s state.Sync, me state.Me) bool { return sessionOver(s) && !me.Shared }

// sessionOver reports whether the server wants the password again.
func sessionOver(s state.Sync) bool { return s.Problem == errs.Unauthenticated }
