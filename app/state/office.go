package state

import (
	"sync"
	"time"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Office handles the actions: it asks the desk and sets states. Its handlers run side by side; what it remembers itself
// is behind one mutex that is never held while the desk is asked.
type Office struct {
	desk Desk

	mu       sync.Mutex
	ctx      app.Context // of the body, which is always mounted: for changes that no action asked for
	begun    bool
	listed   int64 // when the lists were last made, ms UTC
	who      Me
	names    map[op.ID]string // by appointment
	query    Query
	found    found
	forms    map[string]Form
	open     map[op.EntKind]op.ID // the file that is on the screen, by kind
	whole    map[op.EntKind]op.ID // the same, once all of it was shown
	looked   map[op.ID]bool       // files opened and names revealed in this session, already in the access log
	drafts   map[string]*draftJob
	dirty    map[string]bool // forms with words that are not yet an act
	shown    AttachmentRef   // the attachment on the screen, and the address it is shown by
	shownURL string
	voice    string // the draft that is being recorded for, and the address of what is listened to
	heard    string
}

// NewOffice returns an office over a desk.
func NewOffice(desk Desk) *Office {
	return &Office{desk: desk, names: map[op.ID]string{}, forms: map[string]Form{}, open: map[op.EntKind]op.ID{},
		whole: map[op.EntKind]op.ID{}, looked: map[op.ID]bool{}, drafts: map[string]*draftJob{}, dirty: map[string]bool{}}
}

// Register binds every action to its handler; handle is app.Handle.
func (o *Office) Register(handle func(string, app.ActionHandler)) {
	bind(handle, Begin, o.begin)
	bind(handle, EnterPassword, o.signIn)
	bind(handle, UnlockStore, o.unlock)
	bind(handle, UnlockPasskey, o.unlockPasskey)
	bind(handle, OtherAccount, o.otherAccount)
	bind(handle, TakeOver, o.takeOver)
	bind(handle, CountUnsent, o.countUnsent)
	bind(handle, StartOver, o.startOver)
	bind(handle, LockNow, o.lock)
	bind(handle, SignOut, o.signOut)
	bind(handle, SetPassword, o.welcome)
	bind(handle, ChooseAs, o.chooseAs)
	bind(handle, ChooseLang, o.chooseLang)
	bind(handle, SendNow, o.sendNow)

	bind(handle, FindCases, o.findCases)
	bind(handle, SearchFiles, o.searchFiles)
	bind(handle, LoadViews, o.loadViews)
	bind(handle, SaveView, o.saveView)
	bind(handle, DropView, o.dropView)
	bind(handle, OpenComplaint, o.openComplaint)
	bind(handle, OpenCase, o.openCase)
	bind(handle, Reveal, o.reveal)
	bind(handle, SeekAlike, o.seek)
	bind(handle, LoadDraft, o.loadDraft)
	bind(handle, KeepDraft, o.keepDraft)

	bind(handle, FileComplaint, o.fileComplaint)
	bind(handle, FileCall, o.fileCall)
	bind(handle, Triage, o.triage)
	bind(handle, CreateCase, o.createCase)
	bind(handle, AdvanceCase, o.advance)
	bind(handle, Assign, o.assign)
	bind(handle, Grant, o.grant)
	bind(handle, Steer, o.steer)
	bind(handle, WriteNote, o.writeNote)
	bind(handle, PlanFollowUp, o.planFollowUp)
	bind(handle, CloseDue, o.closeDue)
	bind(handle, SnoozeDue, o.snoozeDue)
	bind(handle, EditField, o.editField)
	bind(handle, WriteRecord, o.writeRecord)
	bind(handle, Resolve, o.resolve)

	bind(handle, LoadInbox, o.loadInbox)
	bind(handle, Adopt, o.adopt)
	bind(handle, Leave, o.leave)
	bind(handle, Dismiss, o.dismiss)
	bind(handle, DismissGiven, o.dismissGiven)
	bind(handle, Retry, o.retry)
	bind(handle, Export, o.export)
	bind(handle, EditAgain, o.editAgain)
	bind(handle, LoadDevices, o.loadDevices)
	bind(handle, EndDevice, o.endDevice)
	bind(handle, WipeDevice, o.wipeDevice)
	bind(handle, EndSession, o.endSession)
	bind(handle, LoadAbilities, o.loadAbilities)
	bind(handle, SwitchAbility, o.switchAbility)

	bind(handle, LoadTaken, o.loadTaken)
	bind(handle, StartVoice, o.startVoice)
	bind(handle, StopVoice, o.stopVoice)
	bind(handle, DropVoice, o.dropVoice)
	bind(handle, PlayVoice, o.playVoice)
	bind(handle, LoadHanded, o.loadHanded)
	bind(handle, PutHanded, o.putHanded)
	bind(handle, TakeFiles, o.takeFiles)
	bind(handle, DropFile, o.untake)
	bind(handle, OpenAttachment, o.openAttachment)
	bind(handle, CloseAttachment, o.closeAttachment)
	bind(handle, SaveAttachment, o.saveAttachment)
	bind(handle, ShareAttachment, o.shareAttachment)
	bind(handle, CopyText, o.copy)
	bind(handle, LoadRoom, o.loadRoom)
	bind(handle, LoadLetters, o.loadLetters)
	bind(handle, PrintLetter, o.printLetter)
	bind(handle, OnlyWiFi, o.onlyWiFi)
}

// bind gives a typed handler its action.
func bind[T any](handle func(string, app.ActionHandler), act Act[T], f func(app.Context, T)) {
	handle(string(act), func(ctx app.Context, a app.Action) {
		if v, ok := a.Value.(T); ok {
			f(ctx, v)
		}
	})
}

// changed is told by the desk that files changed or that sending moved on. The latter happens several times with every act:
// it must not cost more than its own line on the screen.
func (o *Office) changed(files []op.ID) {
	o.mu.Lock()
	ctx, begun := o.ctx, o.begun
	o.mu.Unlock()
	if !begun {
		return
	}
	door := o.desk.Door()
	DoorKey.Set(ctx, door)
	o.showSync(ctx)
	if door.Stage != Open {
		return
	}
	if files == nil && !o.listsAreOld() {
		o.showUnfinished(ctx)
		return
	}
	o.showMe(ctx)
	o.showLists(ctx)
	for _, f := range files {
		o.showFile(ctx, f)
	}
	if len(files) == 0 {
		o.showOpenFiles(ctx)
	}
	o.checkShown(ctx)
}

// listsAreOld reports whether what was due when the lists were made may be late by now.
func (o *Office) listsAreOld() bool {
	now := o.desk.Now()
	o.mu.Lock()
	defer o.mu.Unlock()
	return now < o.listed || now >= o.listed+60_000
}

// showUnfinished makes the pages of open files anew that are not shown in full: they tell whether they can be fetched.
func (o *Office) showUnfinished(ctx app.Context) {
	o.mu.Lock()
	var files []op.ID
	for kind, f := range o.open {
		if o.whole[kind] != f && !f.IsZero() {
			files = append(files, f)
		}
	}
	o.mu.Unlock()
	for _, f := range files {
		o.showFile(ctx, f)
	}
}

// showFile makes the page of a file anew if it is on the screen.
func (o *Office) showFile(ctx app.Context, file op.ID) {
	o.mu.Lock()
	complaint, aCase := o.open[domain.Complaint] == file, o.open[domain.Case] == file
	o.mu.Unlock()
	if complaint {
		o.showComplaint(ctx, file)
	}
	if aCase {
		o.showCase(ctx, file)
	}
}

// shows notes whether all of a file is on the screen; wasWhole tells.
func (o *Office) shows(kind op.EntKind, file op.ID, whole bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if delete(o.whole, kind); whole {
		o.whole[kind] = file
	}
}

func (o *Office) wasWhole(kind op.EntKind, file op.ID) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.whole[kind] == file
}

func (o *Office) showOpenFiles(ctx app.Context) {
	o.mu.Lock()
	complaint, aCase := o.open[domain.Complaint], o.open[domain.Case]
	o.mu.Unlock()
	if !complaint.IsZero() {
		o.showComplaint(ctx, complaint)
	}
	if !aCase.IsZero() {
		o.showCase(ctx, aCase)
	}
}

func (o *Office) showSync(ctx app.Context) {
	SyncKey.Set(ctx, o.desk.Sync())
	RefusedKey.Set(ctx, o.readRefused())
}

func (o *Office) sendNow(ctx app.Context, _ struct{}) {
	o.desk.SyncNow()
	o.showSync(ctx)
}

// write authors one act and shows what it changed. The act is on the device when it returns without an error.
func (o *Office) write(ctx app.Context, form string, drafts ...op.Draft) error {
	return o.act(ctx, form, drafts)
}

// become makes an act of a form; in the same moment its draft goes.
func (o *Office) become(ctx app.Context, form, draft string, drafts ...op.Draft) error {
	err := o.act(ctx, form, drafts, o.dropsOf(draft))
	if err == nil {
		o.dropped(ctx, draft)
	}
	return err
}

func (o *Office) act(ctx app.Context, form string, drafts []op.Draft, drops ...client.Drop) error {
	if err := o.desk.Author(o.postFor(drafts[0].File).ID, form, drafts, drops...); err != nil {
		return err
	}
	seen := map[op.ID]bool{}
	for _, d := range drafts {
		if !seen[d.File] {
			seen[d.File] = true
			o.showFile(ctx, d.File)
		}
	}
	o.showSync(ctx)
	after(ctx, o.showLists)
	return nil
}

// opened writes down that a file was opened, once it is on the screen: writing takes longer than showing.
func (o *Office) opened(ctx app.Context, s Status, file op.ID) {
	if s == Loaded {
		after(ctx, func(app.Context) { o.look(domain.AccessOpened, file) })
	}
}

// drawn is how long a browser may take until what was set stands on the screen: two of its frames and some.
const drawn = 50 * time.Millisecond

// after does something when the screen shows what was set before. It leaves the thread to the browser until then: with two
// thousand cases making the lists would be a third of the wait for a saved note.
func after(ctx app.Context, do func(app.Context)) {
	ctx.After(drawn, func(ctx app.Context) { ctx.Async(func() { do(ctx) }) })
}

// look writes into the person's own space that a file was opened or its names revealed, once in a session. A failure
// is not shown: it must not stand between a caseworker and a person in need, and the server has its own record.
func (o *Office) look(field domain.Field[op.ID], what op.ID) {
	key := what
	key[0] ^= byte(field.ID) // one mark for the opening and one for the revealing of the same file
	me := o.me()
	o.mu.Lock()
	done := o.looked[key]
	o.looked[key] = true
	o.mu.Unlock()
	if done || me.User.IsZero() || me.As.ID.IsZero() {
		return
	}
	if o.desk.Author(me.As.ID, "access", []op.Draft{field.Append(me.User, me.User, what)}) != nil {
		o.mu.Lock()
		delete(o.looked, key)
		o.mu.Unlock()
	}
}
