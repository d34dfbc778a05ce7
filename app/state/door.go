package state

import (
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// The names of the forms at the door, under which their results are observed.
const (
	FormSignIn  = "signin"
	FormUnlock  = "unlock"
	FormWelcome = "welcome"
	FormSignOut = "signout"
)

// Credentials are what somebody signs in with.
type Credentials struct {
	Name, Password string
	Shared         bool
}

// Welcome is a first password chosen with the token of a one-time link.
type Welcome struct{ Token, Password, Again string }

func (o *Office) begin(ctx app.Context, _ struct{}) {
	o.mu.Lock()
	again := o.begun
	o.ctx, o.begun = ctx, true
	o.mu.Unlock()
	if again {
		return
	}
	o.desk.Watch(o.changed)
	door, err := o.desk.Start()
	if err != nil {
		door = Door{Stage: Broken, Problem: errs.CodeOf(err)}
	}
	o.through(ctx, door)
}

// through shows where the device stands, and everything behind the door once it is open.
func (o *Office) through(ctx app.Context, door Door) {
	if door.Stage == Open {
		o.showMe(ctx)
		o.showSync(ctx)
		o.showLists(ctx)
	}
	DoorKey.Set(ctx, door)
}

func (o *Office) signIn(ctx app.Context, c Credentials) {
	var wrong []FieldError
	if c.Name == "" {
		wrong = append(wrong, FieldError{Field: "name", Key: "form.missing"})
	}
	if c.Password == "" {
		wrong = append(wrong, FieldError{Field: "password", Key: "form.missing"})
	}
	if len(wrong) > 0 {
		o.refuse(ctx, FormSignIn, wrong...)
		return
	}
	o.busy(ctx, FormSignIn)
	if err := o.desk.SignIn(c.Name, c.Password, c.Shared); err != nil {
		o.fail(ctx, FormSignIn, err)
		return
	}
	o.taken(ctx, FormSignIn, op.ID{})
	o.through(ctx, o.desk.Door())
}

func (o *Office) unlock(ctx app.Context, password string) {
	if password == "" {
		o.refuse(ctx, FormUnlock, FieldError{Field: "password", Key: "form.missing"})
		return
	}
	o.busy(ctx, FormUnlock)
	o.unlocked(ctx, o.desk.Unlock(password))
}

func (o *Office) unlockPasskey(ctx app.Context, _ struct{}) {
	o.busy(ctx, FormUnlock)
	o.unlocked(ctx, o.desk.UnlockWithPasskey())
}

func (o *Office) unlocked(ctx app.Context, err error) {
	switch errs.CodeOf(err) {
	case "":
		o.taken(ctx, FormUnlock, op.ID{})
	case errs.WrongCredentials:
		o.refuse(ctx, FormUnlock, FieldError{Field: "password", Key: "unlock.wrong"})
	case errs.Limited: // the door tells how long to wait
		o.refuse(ctx, FormUnlock)
	default:
		o.fail(ctx, FormUnlock, err)
	}
	o.through(ctx, o.desk.Door())
}

// otherAccount shows the sign-in form although somebody is enrolled here. Their store stays as it is.
func (o *Office) otherAccount(ctx app.Context, _ struct{}) {
	DoorKey.Set(ctx, Door{Stage: SignedOut})
}

// OtherTab is the text of the problem that another tab has the store open; the tab may be overruled.
const OtherTab = "store.otherTab"

// takeOver locks the store in the other tab, so that it can be unlocked here.
func (o *Office) takeOver(ctx app.Context, _ struct{}) {
	if err := o.desk.TakeOver(); err != nil {
		o.fail(ctx, FormUnlock, err)
		return
	}
	o.putForm(ctx, FormUnlock, Form{Round: o.form(FormUnlock).Round})
	DoorKey.Set(ctx, o.desk.Door())
}

// countUnsent tells how much unsent work in a store that cannot be opened would go with it.
func (o *Office) countUnsent(ctx app.Context, _ struct{}) {
	if n, err := o.desk.StoreUnsent(); err == nil {
		LostKey.Set(ctx, n)
	}
}

// startOver deletes a store that cannot be opened. The page has told what is lost and was answered.
func (o *Office) startOver(ctx app.Context, _ struct{}) {
	if err := o.desk.StartOver(); err != nil {
		o.fail(ctx, FormUnlock, err)
		return
	}
	DoorKey.Set(ctx, o.desk.Door())
}

// lock drops the keys; the page reloads when it sees the door shut.
func (o *Office) lock(ctx app.Context, _ struct{}) {
	o.sealVoice(ctx)
	o.desk.Lock()
	o.forget()
	DoorKey.Set(ctx, o.desk.Door())
}

func (o *Office) signOut(ctx app.Context, _ struct{}) {
	o.busy(ctx, FormSignOut)
	if err := o.desk.SignOut(); err != nil {
		o.fail(ctx, FormSignOut, err)
		return
	}
	o.forget()
	DoorKey.Set(ctx, o.desk.Door())
}

// forget drops what the office itself remembers of anybody.
func (o *Office) forget() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.who, o.names, o.query = Me{}, map[op.ID]string{}, Query{}
	o.open, o.whole, o.looked = map[op.EntKind]op.ID{}, map[op.EntKind]op.ID{}, map[op.ID]bool{}
	o.drafts, o.dirty = map[string]*draftJob{}, map[string]bool{}
}

func (o *Office) welcome(ctx app.Context, w Welcome) {
	switch {
	case len([]rune(w.Password)) < api.MinPassword:
		o.refuse(ctx, FormWelcome, FieldError{Field: "password", Key: "welcome.tooShort", Args: []any{api.MinPassword}})
		return
	case w.Password != w.Again:
		o.refuse(ctx, FormWelcome, FieldError{Field: "again", Key: "welcome.mismatch"})
		return
	}
	o.busy(ctx, FormWelcome)
	login, err := o.desk.Welcome(w.Token, w.Password)
	switch {
	case errs.CodeOf(err) == errs.Gone:
		o.fail(ctx, FormWelcome, errs.E(errs.Gone, "welcome.badLink"))
	case err != nil:
		o.fail(ctx, FormWelcome, err)
	default:
		f := o.form(FormWelcome)
		o.putForm(ctx, FormWelcome, Form{Round: f.Round + 1, Args: []any{login}})
	}
}
