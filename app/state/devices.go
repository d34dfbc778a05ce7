package state

import (
	"damping/shared/api"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// The names of forms on the More page.
const (
	FormDevices = "devices"
	FormAbility = "ability"
	FormLang    = "lang"
)

// DeviceList is the person's devices and sessions, as the server knows them.
type DeviceList struct {
	Status   Status
	Problem  string // i18n key when Failed
	Devices  []api.Device
	Sessions []api.SessionInfo
	Now      int64
}

// Abilities are what this browser may be asked for.
type Abilities struct {
	Ready         bool
	Passkey, Push Ability
}

// The abilities that can be switched.
const (
	PasskeyOn  = "passkey on"
	PasskeyOff = "passkey off"
	PushOn     = "push on"
	PushOff    = "push off"
	PushTest   = "push test"
)

func (o *Office) loadDevices(ctx app.Context, _ struct{}) {
	list := DeviceList{Now: o.desk.Now()}
	devices, err := o.desk.Devices()
	if err == nil {
		var sessions api.Sessions
		sessions, err = o.desk.Sessions()
		list.Devices, list.Sessions = devices.Devices, sessions.Sessions
	}
	list.Status = Loaded
	if err != nil {
		list.Status = Failed
		list.Problem, _, _ = explain(err)
	}
	DevicesKey.Set(ctx, list)
}

func (o *Office) endDevice(ctx app.Context, id string) {
	o.ended(ctx, o.desk.EndDevice(id))
}

// wipeDevice has a device delete what is on it. When it is this one, the next answer of the server says so.
func (o *Office) wipeDevice(ctx app.Context, id string) {
	o.ended(ctx, o.desk.WipeDevice(id))
}

func (o *Office) endSession(ctx app.Context, id string) {
	o.ended(ctx, o.desk.EndSession(id))
}

func (o *Office) ended(ctx app.Context, err error) {
	if err != nil {
		o.fail(ctx, FormDevices, err)
		return
	}
	o.taken(ctx, FormDevices, op.ID{})
	o.loadDevices(ctx, struct{}{})
}

func (o *Office) loadAbilities(ctx app.Context, _ struct{}) {
	AbilitiesKey.Set(ctx, Abilities{Ready: true, Passkey: o.desk.Passkey(), Push: o.desk.Push()})
}

func (o *Office) switchAbility(ctx app.Context, what string) {
	o.busy(ctx, FormAbility)
	var err error
	switch what {
	case PasskeyOn:
		err = o.desk.AddPasskey()
	case PasskeyOff:
		err = o.desk.RemovePasskey()
	case PushOn:
		err = o.desk.EnablePush()
	case PushOff:
		err = o.desk.DisablePush()
	case PushTest:
		err = o.desk.TestPush()
	}
	if err != nil {
		o.fail(ctx, FormAbility, err)
	} else {
		f := o.form(FormAbility)
		o.putForm(ctx, FormAbility, Form{Round: f.Round + 1, Args: []any{what}})
	}
	o.loadAbilities(ctx, struct{}{})
}
