package work

import (
	"context"

	"damping/server/auth"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// SignIn begins a session by a password. It returns invalid at "device.id" for what is no id. The cookies are made from what auth returns.
func (o *Office) SignIn(ctx context.Context, credential string, ask api.SignIn) (auth.SignedIn, api.Session, error) {
	var device op.ID
	if ask.Device.ID != "" {
		var err error
		if device, err = op.ParseID(ask.Device.ID); err != nil {
			return auth.SignedIn{}, api.Session{}, errs.E(errs.Invalid, "").At("device.id")
		}
	}
	in, err := o.auth.SignIn(ctx, auth.SignIn{Login: ask.Name, Password: ask.Password, Label: ask.Device.Label,
		Shared: ask.Device.Shared, Credential: credential, Device: device, Fresh: ask.Device.Fresh})
	if err != nil {
		return in, api.Session{}, err
	}
	s, err := o.session(ctx, in)
	return in, s, err
}

// Refresh begins the next session by the secret of the last one.
func (o *Office) Refresh(ctx context.Context, credential string, ask api.Refresh) (auth.SignedIn, api.Session, error) {
	in, err := o.auth.Refresh(ctx, credential, ask.Refresh)
	if err != nil {
		return in, api.Session{}, err
	}
	s, err := o.session(ctx, in)
	return in, s, err
}

func (o *Office) session(ctx context.Context, in auth.SignedIn) (api.Session, error) {
	me, err := o.Me(ctx, in.Actor)
	s := api.Session{Me: me, Refresh: in.Refresh, Expires: in.Expires.UnixMilli()}
	if !in.Shared { // on a shared computer nothing is kept that could be sent later
		s.Outbox = api.Outbox{Key: o.opener.Public(), MAC: o.opener.MAC(in.Device)}
	}
	return s, err
}

// Welcome sets a first password by a one-time link.
func (o *Office) Welcome(ctx context.Context, ask api.Welcome) (api.Welcomed, error) {
	login, err := o.auth.Welcome(ctx, ask.Token, ask.Password)
	return api.Welcomed{Login: login}, err
}

// Sessions lists the actor's living sessions, the current one first.
func (o *Office) Sessions(ctx context.Context, who auth.Actor) (api.Sessions, error) {
	rows, err := o.auth.Sessions(ctx, who)
	if err != nil {
		return api.Sessions{}, err
	}
	labels := map[op.ID]string{}
	err = o.db.View(ctx, func(tx *store.Tx) error {
		for _, row := range rows {
			device, err := tx.Device(ctx, row.DeviceID)
			if err != nil {
				return err
			}
			labels[row.DeviceID] = device.Label
		}
		return nil
	})
	out := api.Sessions{Sessions: make([]api.SessionInfo, 0, len(rows))}
	for _, row := range rows {
		s := api.SessionInfo{ID: row.ID.String(), Device: row.DeviceID.String(), DeviceLabel: labels[row.DeviceID], Started: row.CreatedAt,
			LastSeen: row.LastSeenAt, Expires: row.ExpiresAt, Current: row.ID == who.Session}
		out.Sessions = append(out.Sessions, s)
	}
	first(out.Sessions, func(s api.SessionInfo) bool { return s.Current })
	return out, err
}

// EndSession ends one of the actor's sessions; not_found for anybody else's and for what is no id.
func (o *Office) EndSession(ctx context.Context, who auth.Actor, id string) error {
	parsed, err := op.ParseID(id)
	if err != nil {
		return errs.E(errs.NotFound, "")
	}
	return o.auth.EndSession(ctx, who, parsed)
}

// Devices lists the actor's living devices, the current one first.
func (o *Office) Devices(ctx context.Context, who auth.Actor) (api.Devices, error) {
	rows, err := o.auth.Devices(ctx, who)
	if err != nil {
		return api.Devices{}, err
	}
	listening, err := o.push.Listeners(ctx, who.User)
	if err != nil {
		return api.Devices{}, err
	}
	out := api.Devices{Devices: make([]api.Device, 0, len(rows))}
	for _, row := range rows {
		d := device(row)
		heard, listens := listening[row.ID]
		d.Push, d.LastReceipt, d.Current = listens, heard.LastReceipt, row.ID == who.Device
		out.Devices = append(out.Devices, d)
	}
	first(out.Devices, func(d api.Device) bool { return d.Current })
	return out, nil
}

// EndDevice forgets one of the actor's devices; not_found for anybody else's and for what is no id.
func (o *Office) EndDevice(ctx context.Context, who auth.Actor, id string) error {
	parsed, err := op.ParseID(id)
	if err != nil {
		return errs.E(errs.NotFound, "")
	}
	return o.auth.EndDevice(ctx, who, parsed)
}

// WipeDevice has one of the actor's devices delete what is on it; not_found for anybody else's and for what is no id.
func (o *Office) WipeDevice(ctx context.Context, who auth.Actor, id string) error {
	parsed, err := op.ParseID(id)
	if err != nil {
		return errs.E(errs.NotFound, "")
	}
	if err := o.auth.WipeOwn(ctx, who, parsed); err != nil {
		return err
	}
	o.wiped()
	return nil
}

func device(row store.Device) api.Device {
	return api.Device{ID: row.ID.String(), Label: row.Label, Shared: row.Shared, Enrolled: row.CreatedAt, LastSeen: row.LastSeenAt,
		WipeAsked: row.WipeAskedAt}
}

// first moves the one that is wanted to the front; the others keep their order.
func first[T any](list []T, wanted func(T) bool) {
	for i, v := range list {
		if wanted(v) {
			copy(list[1:i+1], list[:i])
			list[0] = v
			return
		}
	}
}
