package local

import (
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
)

// Me implements state.Desk; empty while the door is shut.
func (d *Desk) Me() api.Me {
	o, err := d.opened()
	if err != nil {
		return api.Me{}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.me
}

// Directory implements state.Desk; empty while the door is shut.
func (d *Desk) Directory() api.Directory {
	o, err := d.opened()
	if err != nil {
		return api.Directory{}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.directory
}

// with lends the engine; the error is locked while the door is shut.
func (d *Desk) with(f func(e *client.Engine) error) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	return o.sync.With(f)
}

// read asks the engine for something that cannot fail; what it is while the door is shut is the zero value.
func read[T any](d *Desk, f func(e *client.Engine) T) (v T) {
	_ = d.with(func(e *client.Engine) error {
		v = f(e)
		return nil
	})
	return v
}

// Cards implements state.Desk.
func (d *Desk) Cards() []domain.Card { return read(d, (*client.Engine).Cards) }

// Refused implements state.Desk.
func (d *Desk) Refused() []client.Refused { return read(d, (*client.Engine).Refused) }

// Dismiss implements state.Desk.
func (d *Desk) Dismiss(group op.ID) error {
	return d.with(func(e *client.Engine) error { return e.Dismiss(group) })
}

// Pending implements state.Desk.
func (d *Desk) Pending(ent op.ID) bool {
	return read(d, func(e *client.Engine) bool { return e.Pending(ent) })
}

// AllPending implements state.Desk.
func (d *Desk) AllPending() map[op.ID]bool { return read(d, (*client.Engine).AllPending) }

// Waiting implements state.Desk.
func (d *Desk) Waiting(file op.ID) []op.Op {
	return read(d, func(e *client.Engine) []op.Op { return e.Waiting(file) })
}

// Grade implements state.Desk.
func (d *Desk) Grade(file op.ID) client.Grade {
	return read(d, func(e *client.Engine) client.Grade { return e.Grade(file) })
}

// Card implements state.Desk.
func (d *Desk) Card(file op.ID) (c domain.Card, ok bool) {
	_ = d.with(func(e *client.Engine) error {
		c, ok = e.Card(file)
		return nil
	})
	return c, ok
}

// Want implements state.Desk.
func (d *Desk) Want(files ...op.ID) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	ask := false
	err = o.sync.With(func(e *client.Engine) error {
		ask, err = e.Want(d.millis(), files...)
		return err
	})
	if ask {
		o.sync.Kick()
	}
	return err
}

// File implements state.Desk.
func (d *Desk) File(file op.ID) (parts domain.Parts, err error) {
	err = d.with(func(e *client.Engine) error {
		parts, err = e.File(file)
		return err
	})
	return parts, err
}

// Now implements state.Desk; while the door is shut it is the device's own clock.
func (d *Desk) Now() int64 {
	now := d.millis()
	return now + read(d, (*client.Engine).Offset)
}

// NewID implements state.Desk.
func (d *Desk) NewID() op.ID { return op.NewID(d.Now(), d.p.Rand) }

// Author implements state.Desk.
func (d *Desk) Author(as op.ID, form string, drafts []op.Draft, drops ...client.Drop) error {
	var files []op.ID
	for i := range drafts {
		if file := drafts[i].File; len(files) == 0 || files[len(files)-1] != file {
			files = append(files, file)
		}
	}
	return d.write(form, files, func(e *client.Engine, now int64, ctx op.Ctx) error {
		_, err := e.Author(now, as, ctx, drafts, drops...)
		return err
	})
}

// Retry implements state.Desk.
func (d *Desk) Retry(group op.ID) error {
	var files []op.ID
	for _, r := range d.Refused() {
		if r.Group == group {
			files = []op.ID{r.File}
		}
	}
	return d.write("", files, func(e *client.Engine, now int64, ctx op.Ctx) error {
		_, err := e.Retry(now, group, ctx)
		return err
	})
}

// write has the engine write an act on some files, and has it sent.
func (d *Desk) write(form string, files []op.ID, act func(e *client.Engine, now int64, ctx op.Ctx) error) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	now := d.p.Now()
	_, east := now.Zone()
	circumstances := op.Ctx{TZ: int16(east / 60), App: d.p.App, Offline: !o.sync.Progress().Online, Form: form}
	err = o.sync.With(func(e *client.Engine) error { return act(e, now.UnixMilli(), circumstances) })
	if err != nil {
		return err
	}

	o.mu.Lock()
	o.savedAt = now.UnixMilli()
	o.mu.Unlock()
	o.finder.changed(files)
	o.sync.Kick()
	return nil
}

// Note implements state.Desk.
func (d *Desk) Note(key string) ([]byte, error) {
	o, err := d.opened()
	if err != nil {
		return nil, err
	}
	return o.note(key)
}

// PutNote implements state.Desk.
func (d *Desk) PutNote(key string, val []byte) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	return o.putNote(key, val)
}

// farOff is how many ms a device's clock may be off before its owner is told.
const farOff = 5 * 60_000

// Sync implements state.Desk.
func (d *Desk) Sync() state.Sync {
	o, err := d.opened()
	if err != nil {
		return state.Sync{}
	}
	p := o.sync.Progress()
	s := state.Sync{Online: p.Online, Busy: p.Busy, Contact: p.Contact, Problem: p.Problem, FirstFetch: p.FirstFetch}
	_ = o.sync.With(func(e *client.Engine) error {
		s.Unsent, s.Refused, s.Inbox, s.Fate = e.Unsent(), len(e.Refused()), e.Inbox(), e.Fate()
		if off := e.Offset(); off > farOff || off < -farOff {
			s.ClockOff = off
		}
		return nil
	})

	o.mu.Lock()
	defer o.mu.Unlock()
	s.SavedAt = o.savedAt
	if s.Contact == 0 {
		s.Contact = o.me.Now
	}
	return s
}

// SyncNow implements state.Desk.
func (d *Desk) SyncNow() {
	if o, err := d.opened(); err == nil {
		o.sync.Kick()
	}
}
