package local

import (
	"context"
	"encoding/json"
	"errors"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
)

// The notes in which the desk keeps what it needs behind the lock.
const (
	noteRefresh   = "desk-refresh"   // the secret for the next session
	noteMe        = "desk-me"        // api.Me as the server last told
	noteDirectory = "desk-directory" // api.Directory
	notePush      = "desk-push"      // the push subscription that the server has
)

// enter begins work on an unlocked store: with the session of a sign-in, or with what is kept from earlier ones. After
// an error the store is locked again.
func (d *Desk) enter(store client.Store, session *api.Session) (err error) {
	o := &open{store: store, name: d.name, shut: func() {}, stop: func() {}}
	if s, ok := store.(*Store); ok {
		o.shut = s.Lock
		o.lease = func(left int64) { d.p.Wiper.Renew(o.name, left) }
		s.OnLost(d.lost)
	} else {
		o.shared = true
	}
	defer func() {
		if err != nil {
			o.shut()
		}
	}()

	engine, err := client.Open(store, d.p.Rand)
	if err != nil {
		return d.stayLocked(err)
	}
	if session != nil {
		dev, err := op.ParseID(session.Device.ID)
		if err != nil {
			return errs.E(errs.BadRequest, "err.bad_request")
		}
		if err := engine.Enrol(dev); err != nil {
			if errs.CodeOf(err) == errs.Conflict {
				return errOtherDevice
			}
			return err
		}
	}
	d.furnish(o, engine)

	if session != nil {
		err = o.renew(*session)
	} else {
		err = d.resume(o)
	}
	if err != nil {
		return err
	}
	d.begin(o)
	return nil
}

// furnish puts the engine, the sync loop and the session together.
func (d *Desk) furnish(o *open, engine *client.Engine) {
	o.dev = engine.Device()
	o.keeper = &keeper{
		remote: d.remote(),
		secret: func() (string, error) {
			secret, err := o.note(noteRefresh)
			return string(secret), err
		},
		renew: o.renew,
	}
	o.sync = &Syncer{remote: d.remote(), now: d.p.Now, alone: d.p.Alone, session: o.keeper, engine: engine,
		kicks: make(chan struct{}, 1), progress: Progress{FirstFetch: !engine.Synced()}}
	o.lane = &lane{remote: d.remote(), session: o.keeper, sync: o.sync, may: func() bool { return d.mayUseLine(o) }, tell: d.tell,
		rest: func() { d.layReserve(o) }, kicks: make(chan struct{}, 1)}
	o.finder = newFinder(o.sync)
	o.sync.part = o.part
	o.sync.tell = func(changed []op.ID) {
		if changed == nil {
			if o.sync.Progress().Online {
				o.lane.kick()
			}
			d.afterContact(o)
			d.afterAbsence(o)
		}
		if len(changed) > 0 {
			o.finder.changed(changed)
		}
		d.tell(changed)
	}
}

// resume reads who works here. When the lease is over the server must be asked before anything is shown.
func (d *Desk) resume(o *open) error {
	if err := o.readJSON(noteMe, &o.me); err != nil {
		return err
	}
	if err := o.readJSON(noteDirectory, &o.directory); err != nil {
		return err
	}
	if err := o.resumeOutbox(); err != nil {
		return err
	}
	if o.me.Lease.LockAt == 0 || o.serverNow(d.millis()) < o.me.Lease.LockAt {
		return nil
	}

	err := o.keeper.exchange(context.Background(), 0)
	if err == nil {
		return nil
	}
	d.mu.Lock()
	d.door.LeaseOver = true
	d.mu.Unlock()
	if errors.Is(err, errOffline) || isAway(err) {
		return errs.E(errs.Locked, "unlock.leaseOver")
	}
	return err
}

// begin opens the door and starts the loop.
func (d *Desk) begin(o *open) {
	ctx, stop := context.WithCancel(context.Background())
	unwatch := d.p.Signals.Watch(func(s device.Signal) { d.noticed(o, s) })
	o.stop = func() {
		stop()
		unwatch()
	}

	d.mu.Lock()
	d.at = o
	d.door = state.Door{Stage: state.Open, Shared: o.shared}
	d.mu.Unlock()
	go o.sync.Run(ctx)
	go o.lane.run(ctx)
	go o.finder.run(ctx)
	go d.settle(o)
}

// noticed turns what the browser notices into sending and fetching.
func (d *Desk) noticed(o *open, s device.Signal) {
	switch s {
	case device.Online, device.Visible, device.Head, device.Cut:
		o.sync.Kick()
	case device.Hidden:
		d.sendLater(o)
	case device.Offline:
		o.sync.set(func(p *Progress) { p.Online = false })
	}
}

// settle does once, after the door is open, what nobody waits for.
func (d *Desk) settle(o *open) {
	d.fetchPeople(o)
	if !o.shared {
		d.p.Storage.Persist() // may wait for ever: Firefox asks the person
	}
}

// afterAbsence does what needs the server and is not the engine's, each time the server is reached again: it has what
// was tapped on notifications sent, and looks whether notifications still arrive here. Not every browser does the first
// by itself, and none the second.
func (d *Desk) afterAbsence(o *open) {
	online := o.sync.Progress().Online
	o.mu.Lock()
	back := online && !o.reached
	o.reached = online
	o.mu.Unlock()
	if !back || o.shared {
		return
	}
	d.p.Notices.Flush()
	go d.renewPush(o)
}

// fetchPeople asks who works here and who the colleagues are: appointments change. Without an answer what is known from
// last time stays.
func (d *Desk) fetchPeople(o *open) {
	var me api.Me
	var directory api.Directory
	ctx := context.Background()
	err := o.keeper.signedIn(ctx, func() error {
		if err := d.remote().json(ctx, "GET", api.MePath, nil, &me); err != nil {
			return err
		}
		return d.remote().json(ctx, "GET", api.DirectoryPath, nil, &directory)
	})
	if err != nil {
		return
	}
	o.mu.Lock()
	o.me, o.directory = me, directory
	o.mu.Unlock()
	// Kept for the next start. Should that fail, they are asked for again then.
	_ = o.putJSON(noteMe, me)
	_ = o.putJSON(noteDirectory, directory)
	d.tell([]op.ID{})
}

// renew keeps the next secret and who is signed in, before the session is used for anything.
func (o *open) renew(session api.Session) error {
	if !o.shared {
		if err := o.putNote(noteRefresh, []byte(session.Refresh)); err != nil {
			return err
		}
	}
	o.mu.Lock()
	o.me = session.Me
	o.mu.Unlock()
	if err := o.keepMe(session.Me); err != nil {
		return err
	}
	return o.keepOutbox(session)
}

// leaseStep is how often the lease is written down while contact goes on.
const leaseStep = int64(3_600_000) // ms

// afterContact moves the lease on: each contact renews it for as long as the server gave it.
func (d *Desk) afterContact(o *open) {
	contact := o.sync.Progress().Contact
	o.mu.Lock()
	step := contact - o.me.Now
	late := o.me.Lease.LockAt != 0 && step >= leaseStep
	if late {
		o.me.Now += step
		o.me.Lease.LockAt += step
		o.me.Lease.WipeAt += step
	}
	me := o.me
	o.mu.Unlock()
	if late {
		_ = o.keepMe(me) // written again at the next contact
	}
}

// keepMe keeps who is signed in, and for how long this device may be out of touch: the latter also where it is read
// without the key.
func (o *open) keepMe(me api.Me) error {
	if o.lease != nil && me.Lease.WipeAt > me.Now {
		o.lease(me.Lease.WipeAt - me.Now)
	}
	return o.putJSON(noteMe, me)
}

func (o *open) serverNow(deviceNow int64) (now int64) {
	_ = o.sync.With(func(e *client.Engine) error {
		now = e.Now(deviceNow)
		return nil
	})
	return now
}

func (o *open) note(key string) (val []byte, err error) {
	err = o.sync.With(func(e *client.Engine) error {
		val, err = e.Note(key)
		return err
	})
	return val, err
}

func (o *open) putNote(key string, val []byte) error {
	return o.sync.With(func(e *client.Engine) error { return e.PutNote(key, val) })
}

func (o *open) readJSON(key string, into any) error {
	val, err := o.note(key)
	if err != nil || val == nil {
		return err
	}
	if json.Unmarshal(val, into) != nil {
		return errCorrupt
	}
	return nil
}

func (o *open) putJSON(key string, v any) error {
	val, err := json.Marshal(v)
	if err != nil {
		return err
	}
	return o.putNote(key, val)
}
