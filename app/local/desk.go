package local

import (
	"context"
	"io"
	"sync"
	"time"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/op"
)

// Parts are what a Desk is put together from.
type Parts struct {
	Disk *Disk
	Web  Web
	// Browser's abilities; see app/device.
	Signals  Signals
	Passkeys Passkeys
	Notices  Notices
	Storage  Storage
	Wiper    Wiper
	Files    Files
	Pages    Pages
	Recorder Recorder
	// Metered tells whether what is sent costs the person, as far as the browser knows; nil for never.
	Metered func() bool
	// Alone runs work while no other tab of this browser runs its own.
	Alone func(ctx context.Context, work func() error) error

	Now  func() time.Time // in the device's zone
	Rand io.Reader
	// App is the version of the app, Label how the owner recognises this device in a list ("Chrome, Android").
	App, Label string
}

// Signals tells what the browser notices, until stop is called; on goroutines, so that tell may block.
type Signals interface {
	Watch(tell func(device.Signal)) (stop func())
}

// Passkeys makes and asks credentials of this device. Errors are those of app/device.
type Passkeys interface {
	Possible() bool
	// New makes a credential and answers its id and the secret it gives for salt.
	New(salt []byte) (id, secret []byte, err error)
	// Secret asks a credential for its secret.
	Secret(id, salt []byte) ([]byte, error)
}

// Notices is Web Push as the browser does it. Errors are those of app/device.
type Notices interface {
	// Stands tells whether the browser can, and whether it was told not to.
	Stands() (possible, denied bool)
	// Current is the live subscription and the server key it was made with; nil for none.
	Current() (*device.Subscription, error)
	// Ask asks the person for permission; it must follow a tap.
	Ask() error
	// Subscribe subscribes with the server's key, or answers the subscription there is.
	Subscribe(serverKey string) (*device.Subscription, error)
	Unsubscribe() error
	// Flush has the worker send what was tapped on notifications and what is sealed to the server.
	Flush()
	// Later has the browser wake the worker for that when no page is open.
	Later()
	// OnSent tells, on goroutines, whenever the worker has sent something sealed.
	OnSent(tell func())
}

// Storage is the room that the browser gives.
type Storage interface {
	// Persist asks the browser to keep the store when the disk fills up, Persisted whether it has promised to.
	Persist() bool
	Persisted() bool
	// Room tells how many bytes are used and how many may be; zeros when the browser does not tell.
	Room() (used, most int64)
}

// Desk is one person's work on one device. It is the app's state.Desk.
type Desk struct {
	p Parts

	opening sync.Mutex // one change of the door at a time

	mu       sync.Mutex // guards what follows; never held while the browser or the server is asked
	door     state.Door
	name     string // the store that the door is about
	at       *open  // nil while shut
	awaiting *changed
	wiping   bool // this device is being emptied
	watch    func([]op.ID)
}

// open is what there is while the store is open.
type open struct {
	store  client.Store
	shut   func() // drops the key
	sync   *Syncer
	keeper *keeper
	lane   *lane
	finder *finder
	stop   context.CancelFunc
	lease  func(left int64) // nil when shared
	name   string           // of the store, empty when shared
	dev    op.ID
	shared bool

	mu        sync.Mutex
	me        api.Me
	directory api.Directory
	savedAt   int64
	reached   bool // the last contact with the server succeeded
}

// changed is a sign-in that the server took and the store did not: the password was changed elsewhere.
type changed struct {
	session  api.Session
	password string
}

var _ state.Desk = (*Desk)(nil)

// NewDesk puts a desk together. Start it before anything else.
func NewDesk(p Parts) *Desk {
	return &Desk{p: p, watch: func([]op.ID) {}}
}

// Watch implements state.Desk.
func (d *Desk) Watch(tell func(changed []op.ID)) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.watch = tell
}

func (d *Desk) tell(changed []op.ID) {
	d.mu.Lock()
	watch := d.watch
	d.mu.Unlock()
	watch(changed)
}

// Door implements state.Desk.
func (d *Desk) Door() state.Door {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.door
}

// opened is what is open, or the failure that nothing is.
func (d *Desk) opened() (*open, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.at == nil {
		return nil, errLocked
	}
	return d.at, nil
}

// ask runs one request that needs a session.
func (d *Desk) ask(method, path string, in, out any) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	ctx := context.Background()
	return o.keeper.signedIn(ctx, func() error { return d.remote().json(ctx, method, path, in, out) })
}

func (d *Desk) remote() remote { return remote{d.p.Web, d.wiped} }

func (d *Desk) millis() int64 { return d.p.Now().UnixMilli() }
