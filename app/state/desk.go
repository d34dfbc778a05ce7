package state

import (
	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/find"
	"damping/shared/op"
)

// Desk is all that the app asks of the device it runs on: the sealed store, the sync loop, and the browser's abilities.
// app/local is the real one; apptest has a twin in memory. Its methods may block on the browser and are called from
// handlers' goroutines only, never from the UI goroutine. Failures people can act on are *errs.Error.
type Desk interface {
	// Start looks at what is on the device and tells where it stands. With an enrolled account the door is Locked.
	Start() (Door, error)
	// SignIn asks the server, enrols the device, opens its store and begins to sync. With shared nothing is kept on
	// the disk. Errors: wrong_credentials, limited, unavailable.
	SignIn(name, password string, shared bool) error
	// Unlock opens the store with the sign-in password, without network. Errors: wrong_credentials, limited while the
	// wait after wrong tries lasts, store_corrupt.
	Unlock(password string) error
	// UnlockWithPasskey opens the store by fingerprint or face.
	UnlockWithPasskey() error
	// Door tells where the device stands now.
	Door() Door
	// Lock drops every key and card. The caller then reloads the page, which ends the WASM instance.
	Lock()
	// SignOut ends the session, expires the cookies and locks. Unsent work stays in the sealed store.
	SignOut() error
	// TakeOver locks the store in the tab that has it open, so that Unlock opens it here.
	TakeOver() error
	// StoreUnsent counts what in a store that cannot be opened is neither sent nor sealed, at most; StartOver deletes that
	// store, but not what is sealed in it. Only a person who was told may ask for it.
	StoreUnsent() (int, error)
	StartOver() error
	// Welcome sets the first password with the token of a one-time link and returns the name to sign in with.
	Welcome(token, password string) (login string, err error)

	// Me is who is signed in, Directory the colleagues by whose appointments authors are named.
	Me() api.Me
	Directory() api.Directory

	// Cards, File, Pending, AllPending, Waiting, Refused and Unsent are the engine's.
	Cards() []domain.Card
	File(id op.ID) (domain.Parts, error)
	Pending(ent op.ID) bool
	AllPending() map[op.ID]bool
	Waiting(file op.ID) []op.Op
	Refused() []client.Refused
	// Grade, Card and Want are the engine's, too: how much of a file is here, its list row, and the wish for all of it. Want
	// has the server asked at once when there is signal.
	Grade(file op.ID) client.Grade
	Card(file op.ID) (domain.Card, bool)
	Want(files ...op.ID) error
	// Dismiss takes a refused act off the list, words and all: its author has seen it.
	Dismiss(group op.ID) error
	// Retry writes a refused act once more as it is, Export saves it as a file that only the server can read.
	Retry(group op.ID) error
	Export(group op.ID) error
	// Inbox asks the server what others wrote that this person must decide on.
	Inbox() (op.Inbox, error)
	// Find looks for words in what is held in full, without network; Search has the server look through everything that the
	// person may read. Error of Search: unavailable.
	Find(text string) Finding
	Search(text string) (api.Found, error)
	// Now is the server's time in ms UTC as the device knows it.
	Now() int64
	// NewID makes an id for something new.
	NewID() op.ID
	// Author writes one act durably; form names the form or button, for audit.
	// What is to be dropped goes in the same moment.
	Author(as op.ID, form string, drafts []op.Draft, drops ...client.Drop) error
	// Note and PutNote keep small sealed records of the app: drafts of forms, the chosen appointment.
	Note(key string) ([]byte, error)
	PutNote(key string, val []byte) error

	// Shared is what another app gave to this one, words and files; it is held in the memory of the page alone, until
	// ForgetShared.
	Shared() (text string, files []File)
	ForgetShared()
	// Record asks for the microphone and records; Recorded ends that and hands it over, DropRecording forgets it. Hear gives an
	// address to listen to what was taken for a form. Errors: forbidden, unavailable.
	Record() error
	Recorded(name string) (File, error)
	DropRecording()
	Hear(b client.Blob) (url string, err error)
	// Chosen are the files in a file input of the page. Take copies one into the store, for the form whose draft has that
	// name; progress is told how many bytes are done. Staged are those that were taken for a form, Unstage lets go of some.
	Chosen(input string) []File
	Take(draft string, f File, progress func(done int64)) error
	Staged(draft string) []client.Blob
	Unstage(ids ...op.ID) error
	// Bytes tells where the bytes of an attachment are. View gives an address to show them by, and Forget ends it; Save
	// hands them out as a file, Share a copy without the place where a photo was taken. What is not on the device is
	// fetched. Errors: unavailable without a signal, not_found when the server does not have them yet.
	Bytes(id op.ID) Bytes
	View(file op.ID, a domain.AttachmentView) (url string, err error)
	Forget(url string)
	Save(file op.ID, a domain.AttachmentView) error
	Share(file op.ID, a domain.AttachmentView) error
	// Copy puts words on the clipboard. It must follow a tap.
	Copy(text string) error
	// Room tells what takes room on the device. OnlyWiFi has attachments wait for a line that costs nothing.
	Room() Room
	OnlyWiFi(yes bool) error

	// Sync tells how sending and fetching stand. SyncNow tries at once.
	Sync() Sync
	SyncNow()
	// Watch sets who is told of changes: the files whose view may have changed; nil when only Sync did, an empty list when
	// anything else may have. It is
	// called from any goroutine.
	Watch(func(changed []op.ID))

	// Language fetches the texts of a language that the program does not carry, as a catalogue of shared/i18n.
	Language(lang string) (string, error)

	// Letters asks the server what letters there are of a case; Letter has it make one, which is then saved as a file.
	Letters(file op.ID) (api.Letters, error)
	Letter(file op.ID, ask api.LetterAsk) error

	// Devices and Sessions are asked of the server; EndDevice and EndSession end one.
	Devices() (api.Devices, error)
	EndDevice(id string) error
	WipeDevice(id string) error // has it delete what is on it
	Sessions() (api.Sessions, error)
	EndSession(id string) error

	// Passkey tells whether this device can and does unlock by passkey; AddPasskey and RemovePasskey change it.
	Passkey() Ability
	AddPasskey() error
	RemovePasskey() error
	// Push tells the same of notifications; EnablePush must follow a tap. TestPush asks the server for a test.
	Push() Ability
	EnablePush() error
	DisablePush() error
	TestPush() error
}

// Stage says where a device stands.
type Stage uint8

// The stages of the door.
const (
	Opening   Stage = iota // looking at the device
	SignedOut              // nobody is enrolled, or another account was asked for
	Locked                 // somebody is enrolled, the store is shut
	Open                   // the store is open
	Broken                 // the store cannot be read; nothing was deleted
)

// Door is where this device stands.
type Door struct {
	Stage      Stage
	Passkey    bool      // a passkey can unlock
	WaitUntil  int64     // ms UTC by the device's clock: no try before this; 0 for none
	OnlineOnly bool      // too many wrong tries: only a sign-in over the network opens it
	LeaseOver  bool      // too long without contact: the server must be asked first
	Shared     bool      // shared computer: nothing is kept on the disk
	Elsewhere  bool      // another tab has the store open, and may be overruled
	Problem    errs.Code // why it is Broken
	Emptied    string    // why nothing is here any more: EmptiedWiped, EmptiedLease, or empty
	Waiting    Waiting
}

// Waiting is what of this device's work is sealed to the server and on its way while nobody is in, in acts.
type Waiting struct {
	Unsent  int // in the store that is locked
	Sent    int // from there, by the worker, since it is
	Orphans int // of stores that are gone
}

// Why a device was emptied, as web/static/wipe.js calls it.
const (
	EmptiedWiped = "wiped"
	EmptiedLease = "lease"
)

// Sync is how sending and fetching stand.
type Sync struct {
	Online     bool      // the last contact succeeded
	Busy       bool      // something is on its way now
	Unsent     int       // acts not yet taken by the server
	Contact    int64     // ms UTC of the last contact, 0 for never
	SavedAt    int64     // ms UTC of the last act written here, 0 for none in this session
	Problem    errs.Code // why it does not go on, when it is not the network: unauthenticated, stale_client, quota, server_full
	Refused    int       // acts that the server set aside and the person has not seen
	Inbox      int       // acts of others that wait for this person to decide
	Fate       op.Fate   // of the person's own that others decide on
	ClockOff   int64     // ms by which the device's clock is off, when it matters
	FirstFetch bool      // the first download of this device is not complete
}

// Finding is what a search of the device came to.
type Finding struct {
	Hits  []find.Hit
	Ready bool // everything that is held was looked through
	More  bool // of some files the device holds only the list row
}

// Bytes is where the bytes of an attachment are.
type Bytes struct {
	State    client.BlobState // 0 when they are not on the device
	Sent, Of int              // chunks that the server has, while they are sent
}

// Room is what takes room on the device, in bytes.
type Room struct {
	Used, Most int64 // as the browser tells; zeros when it does not
	Kept       bool  // the browser has promised not to clear it
	Unsent     int64 // attachments that the server does not have
	Copies     int64 // attachments that it has
	Reserve    int64 // kept free for a full disk
	OnlyWiFi   bool
}

// Ability is something a browser may or may not be able to do, and may or may not have been asked to.
type Ability struct {
	Possible bool
	On       bool
	Denied   bool  // the person or the browser said no
	Last     int64 // ms UTC of the last notification that this device showed, 0 for none
}
