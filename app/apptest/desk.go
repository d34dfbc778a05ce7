package apptest

import (
	"math/rand"
	"sync"

	"damping/app/state"
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/find"
	"damping/shared/op"
)

// Password opens the desk.
const Password = "empat kata yang panjang"

// Desk is the twin of the device for tests: the real engine on a store in memory, nothing sent, a clock that the test
// sets. Errors to come may be planted.
type Desk struct {
	Clock   int64 // ms UTC
	Fail    error // what the next Author answers
	Acts    []string
	Locked  bool
	Box     *op.Inbox    // what waits for the person; nil without a signal
	Picked  []state.File // what the next file input holds, or another app gave
	Text    string       // what another app gave
	Voice   state.File   // what the microphone hears; nil when it is forbidden
	Mail    *api.Letters // of every case; nil without a signal
	Printed []api.LetterAsk

	mu     sync.Mutex
	door   state.Door
	engine *client.Engine
	rand   *rand.Rand
	user   op.ID
	as     op.ID
	watch  func([]op.ID)
}

var _ state.Desk = (*Desk)(nil)

// NewDesk returns a desk whose door is shut. Its clock stands on Monday 23 November 2026, 08.00 WIB.
func NewDesk() *Desk {
	d := &Desk{Clock: 1795395600000, rand: rand.New(rand.NewSource(1)), watch: func([]op.ID) {}}
	var err error
	if d.engine, err = client.Open(client.NewMemory(), d.rand); err != nil {
		panic(err)
	}
	if err := d.engine.Enrol(d.NewID()); err != nil {
		panic(err)
	}
	d.user, d.as = d.NewID(), d.NewID()
	return d
}

// As is the appointment of the desk's owner.
func (d *Desk) As() op.ID { return d.as }

// Start, SignIn, Unlock and the rest implement state.Desk.
func (d *Desk) Start() (state.Door, error) {
	d.door = state.Door{Stage: state.SignedOut}
	return d.door, nil
}

func (d *Desk) SignIn(_, password string, shared bool) error {
	if password != Password {
		return errs.E(errs.WrongCredentials, "")
	}
	d.door = state.Door{Stage: state.Open, Shared: shared}
	return nil
}

func (d *Desk) Unlock(password string) error        { return d.SignIn("", password, false) }
func (d *Desk) UnlockWithPasskey() error            { return errs.E(errs.Forbidden, "passkey.unlockFailed") }
func (d *Desk) Door() state.Door                    { return d.door }
func (d *Desk) Lock()                               { d.Locked, d.door = true, state.Door{Stage: state.Locked} }
func (d *Desk) SignOut() error                      { d.Lock(); return nil }
func (d *Desk) TakeOver() error                     { return nil }
func (d *Desk) StoreUnsent() (int, error)           { return d.engine.Unsent(), nil }
func (d *Desk) StartOver() error                    { return nil }
func (d *Desk) Watch(tell func([]op.ID))            { d.watch = tell }
func (d *Desk) Changed(files ...op.ID)              { d.watch(append([]op.ID{}, files...)) }
func (d *Desk) Now() int64                          { return d.Clock }
func (d *Desk) NewID() op.ID                        { d.Clock++; return op.NewID(d.Clock, d.rand) }
func (d *Desk) SyncNow()                            {}
func (d *Desk) EndDevice(string) error              { return nil }
func (d *Desk) WipeDevice(string) error             { return nil }
func (d *Desk) EndSession(string) error             { return nil }
func (d *Desk) Passkey() state.Ability              { return state.Ability{Possible: true} }
func (d *Desk) AddPasskey() error                   { return nil }
func (d *Desk) RemovePasskey() error                { return nil }
func (d *Desk) Push() state.Ability                 { return state.Ability{Possible: true} }
func (d *Desk) EnablePush() error                   { return nil }
func (d *Desk) DisablePush() error                  { return nil }
func (d *Desk) TestPush() error                     { return nil }
func (d *Desk) Directory() api.Directory            { return api.Directory{} }
func (d *Desk) Refused() []client.Refused           { return d.engine.Refused() }
func (d *Desk) Chosen(string) []state.File          { return d.Picked }
func (d *Desk) Shared() (string, []state.File)      { return d.Text, d.Picked }
func (d *Desk) DropRecording()                      {}
func (d *Desk) Hear(b client.Blob) (string, error)  { return "blob:" + b.ID.String(), nil }
func (d *Desk) Recorded(string) (state.File, error) { return d.Voice, nil }
func (d *Desk) Record() error {
	if d.Voice == nil {
		return errs.E(errs.Forbidden, "voice.denied")
	}
	return nil
}
func (d *Desk) ForgetShared()       { d.Text, d.Picked = "", nil }
func (d *Desk) Forget(string)       {}
func (d *Desk) Room() state.Room    { return state.Room{Used: 30 << 20, Most: 900 << 20, Kept: true} }
func (d *Desk) OnlyWiFi(bool) error { return nil }

func (d *Desk) Welcome(token, _ string) (string, error) {
	if token == "" {
		return "", errs.E(errs.Gone, "")
	}
	return "rina", nil
}

// Me is a case manager with two appointments.
func (d *Desk) Me() api.Me {
	office, forum := d.as.String(), "0198c2f0-7d3a-7c11-9b5e-3f1f5a2b6c7e"
	return api.Me{User: api.User{ID: d.user.String(), Login: "rina", Name: "Rina Wulandari"}, Device: api.Device{ID: d.engine.Device().String(), Shared: d.door.Shared},
		Appointments: []api.Appointment{{ID: d.as.String(), Institution: office, Role: "manajer_kasus"},
			{ID: "0198c2f0-7d3a-7c11-9b5e-3f1f5a2b6c7d", Institution: forum, Role: "petugas_lplbm"}},
		Institutions: []api.Institution{{ID: office, Name: "UPTD PPA", Zone: "WIB"}, {ID: forum, Name: "Forum PUSPA", Zone: "WIB"}}}
}

func (d *Desk) Dismiss(group op.ID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Dismiss(group)
}

func (d *Desk) Cards() []domain.Card {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Cards()
}

func (d *Desk) Grade(id op.ID) client.Grade {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Grade(id)
}

func (d *Desk) Card(id op.ID) (domain.Card, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Card(id)
}

func (d *Desk) Want(files ...op.ID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	_, err := d.engine.Want(d.Clock, files...)
	return err
}

func (d *Desk) File(id op.ID) (domain.Parts, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.File(id)
}

func (d *Desk) Pending(ent op.ID) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Pending(ent)
}

func (d *Desk) AllPending() map[op.ID]bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.AllPending()
}

func (d *Desk) Waiting(file op.ID) []op.Op {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Waiting(file)
}

// Author writes with the engine and remembers the names of the forms.
func (d *Desk) Author(as op.ID, form string, drafts []op.Draft, drops ...client.Drop) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.Fail; err != nil {
		d.Fail = nil
		return err
	}
	d.Acts = append(d.Acts, form)
	_, err := d.engine.Author(d.Clock, as, op.Ctx{Form: form}, drafts, drops...)
	return err
}

func (d *Desk) Note(key string) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Note(key)
}

func (d *Desk) PutNote(key string, val []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.PutNote(key, val)
}

// Sync says that there is no signal.
func (d *Desk) Sync() state.Sync {
	d.mu.Lock()
	defer d.mu.Unlock()
	out := state.Sync{Unsent: d.engine.Unsent(), Refused: len(d.engine.Refused()), Fate: d.engine.Fate(), SavedAt: d.Clock}
	if d.Box != nil {
		out.Inbox = len(d.Box.Items)
	}
	return out
}

// Find looks through everything each time.
func (d *Desk) Find(text string) state.Finding {
	d.mu.Lock()
	defer d.mu.Unlock()
	x, out := find.New(), state.Finding{Ready: true}
	for _, c := range d.engine.Cards() {
		out.More = out.More || d.engine.Grade(c.File) != client.Full
		if parts, err := d.engine.File(c.File); err == nil {
			x.Put(c.File, parts)
		}
	}
	out.Hits = x.Find(text)
	return out
}

// Search has no server.
func (d *Desk) Search(string) (api.Found, error) {
	return api.Found{}, errs.E(errs.Unavailable, "err.offline")
}

// Language has no other language.
func (d *Desk) Language(string) (string, error) { return "", errs.E(errs.Unavailable, "err.offline") }

func (d *Desk) Devices() (api.Devices, error) {
	return api.Devices{}, errs.E(errs.Unavailable, "err.offline")
}

// Letters are those that a test has put there; without any there is no signal.
func (d *Desk) Letters(op.ID) (api.Letters, error) {
	if d.Mail == nil {
		return api.Letters{}, errs.E(errs.Unavailable, "err.offline")
	}
	return *d.Mail, nil
}

// Letter notes what was asked for.
func (d *Desk) Letter(_ op.ID, ask api.LetterAsk) error {
	if d.Mail == nil {
		return errs.E(errs.Unavailable, "err.offline")
	}
	d.Printed = append(d.Printed, ask)
	return nil
}

func (d *Desk) Sessions() (api.Sessions, error) { return api.Sessions{}, nil }

// Take copies a file whole: tests have no large ones.
func (d *Desk) Take(draft string, f state.File, progress func(int64)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.Clock++
	b := client.Blob{ID: op.NewID(d.Clock, d.rand), Size: f.Size(), Media: f.Media(), Name: f.Name(), At: d.Clock, Draft: draft}
	if err := d.engine.Stage(b); err != nil {
		return err
	}
	chunk, err := f.Read(0, f.Size())
	if err == nil {
		err = d.engine.PutChunk(b.ID, chunk)
	}
	return err
}

func (d *Desk) Staged(draft string) []client.Blob {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Staged(draft)
}

func (d *Desk) Unstage(ids ...op.ID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.engine.Unstage(ids...)
}

func (d *Desk) Bytes(id op.ID) (out state.Bytes) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if b, here := d.engine.Blob(id); here {
		out.State = b.State
	}
	return out
}

// View gives an address that names the attachment; what is not here cannot be fetched.
func (d *Desk) View(_ op.ID, a domain.AttachmentView) (string, error) {
	if d.Bytes(a.ID).State == 0 {
		return "", errs.E(errs.Unavailable, "attach.notHere")
	}
	return "blob:" + a.ID.String(), nil
}

func (d *Desk) Copy(text string) error {
	d.Acts = append(d.Acts, "copy "+text)
	fail := d.Fail
	d.Fail = nil
	return fail
}

func (d *Desk) Save(op.ID, domain.AttachmentView) error { d.Acts = append(d.Acts, "save"); return nil }
func (d *Desk) Share(op.ID, domain.AttachmentView) error {
	d.Acts = append(d.Acts, "share")
	return nil
}
