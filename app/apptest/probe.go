package apptest

import (
	"testing"

	"damping/app/state"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Stage is a page under test with all that stands behind it.
type Stage struct {
	t      *testing.T
	engine app.TestEngine
	ctx    app.Context
	page   app.Composer
	Desk   *Desk
}

// holder is the component that keeps a context and the page under test.
type holder struct {
	app.Compo
	page app.UI
	keep func(app.Context)
}

// OnPreRender runs on the host and is how a test comes by a context.
func (h *holder) OnPreRender(ctx app.Context) { h.keep(ctx) }

// Render shows the page.
func (h *holder) Render() app.UI { return app.Div().Body(h.page) }

// Mounted is a page that is loaded when it is mounted.
type Mounted interface {
	app.Composer
	OnMount(app.Context)
}

// Open puts a page on the stage behind an open door, and mounts it. prepare is called before with the desk, to lay
// records upon it; nil for nothing.
func Open(t *testing.T, page Mounted, prepare func(*Desk)) *Stage {
	t.Helper()
	s := &Stage{t: t, engine: app.NewTestEngine(), page: page, Desk: NewDesk()}
	if prepare != nil {
		prepare(s.Desk)
	}
	office := state.NewOffice(s.Desk)
	root := &holder{page: page, keep: func(ctx app.Context) { s.ctx = ctx }}
	if err := s.engine.Load(root); err != nil {
		t.Fatal(err)
	}
	s.Settle()
	office.Register(func(name string, h app.ActionHandler) { s.ctx.Handle(name, h) })
	state.Begin.Do(s.ctx, struct{}{})
	s.Settle()
	state.EnterPassword.Do(s.ctx, state.Credentials{Name: "rina", Password: Password})
	s.Settle()
	s.Do(page.OnMount)
	return s
}

// Do runs one of the page's own methods as go-app would, and waits for what follows.
func (s *Stage) Do(f func(app.Context)) {
	s.t.Helper()
	s.ctx.Dispatch(f)
	s.Settle()
}

// Click runs a handler of the page.
func (s *Stage) Click(h app.EventHandler) {
	s.t.Helper()
	s.Do(func(ctx app.Context) { h(ctx, app.Event{Value: app.Null()}) })
}

// Settle waits until nothing moves any more.
func (s *Stage) Settle() { s.engine.ConsumeAll() }

// Context is the page's context, to post actions with.
func (s *Stage) Context() app.Context { return s.ctx }

// HTML is the page as it would be drawn now. Components inside it are drawn from their exported fields alone.
func (s *Stage) HTML() string { return app.HTMLString(s.page.Render()) }
