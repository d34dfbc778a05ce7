package state

import (
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Key names a state and the type it holds.
type Key[T any] string

// Observe fills recv with the state as it is and keeps it up to date while the observing component is mounted. A
// component may observe a key once.
func (k Key[T]) Observe(ctx app.Context, recv *T) app.Observer {
	return ctx.ObserveState(string(k), recv)
}

// Set gives the state a new value and lets its observers redraw.
func (k Key[T]) Set(ctx app.Context, v T) { ctx.SetState(string(k), v) }

// Act names an action and the type of what it asks for.
type Act[T any] string

// Do posts the action; its handler runs on a goroutine of its own.
func (a Act[T]) Do(ctx app.Context, v T) { ctx.NewActionWithValue(string(a), v) }

// The states.
const (
	DoorKey       Key[Door]          = "door"
	SyncKey       Key[Sync]          = "sync"
	MeKey         Key[Me]            = "me"
	TodayKey      Key[Today]         = "today"
	ComplaintsKey Key[Complaints]    = "complaints"
	CasesKey      Key[Cases]         = "cases"
	ViewsKey      Key[Views]         = "views"
	ComplaintKey  Key[ComplaintFile] = "complaint"
	CaseKey       Key[CaseFile]      = "case"
	DevicesKey    Key[DeviceList]    = "devices"
	AbilitiesKey  Key[Abilities]     = "abilities"
	RefusedKey    Key[RefusedList]   = "refused"
	InboxKey      Key[Inbox]         = "inbox"
	LangKey       Key[string]        = "lang"
	TitleKey      Key[Title]         = "title"
	LostKey       Key[int]           = "lost"
	DirtyKey      Key[int]           = "dirty"
	CopiedKey     Key[Copied]        = "copied"
	ShownKey      Key[Shown]         = "shown"
	RecordingKey  Key[bool]          = "recording"
	HandedKey     Key[Handed]        = "handed"
	RoomKey       Key[Room]          = "room"
	LettersKey    Key[LetterList]    = "letters"
)

// Title is what the bar on top says of a page: its heading, a line under it, and where back leads.
type Title struct{ Text, Sub, Back string }

// FormKey is the state of the form with that name.
func FormKey(form string) Key[Form] { return Key[Form]("form/" + form) }

// DraftKey is the draft kept of a form.
func DraftKey(draft string) Key[Draft] { return Key[Draft]("draft/" + draft) }

// VoiceKey is the recording for the form with that draft.
func VoiceKey(draft string) Key[Voice] { return Key[Voice]("voice/" + draft) }

// FoundKey is what the search of that name found.
func FoundKey(by string) Key[FilesFound] { return Key[FilesFound]("found/" + by) }

// TakenKey is what was taken for the form with that draft.
func TakenKey(draft string) Key[Taken] { return Key[Taken]("taken/" + draft) }

// AlikeKey is what was found for who sought under that name.
func AlikeKey(by string) Key[Alikes] { return Key[Alikes]("alike/" + by) }

// The actions.
const (
	Begin         Act[struct{}]    = "begin"
	EnterPassword Act[Credentials] = "sign in"
	UnlockStore   Act[string]      = "unlock"
	UnlockPasskey Act[struct{}]    = "unlock by passkey"
	OtherAccount  Act[struct{}]    = "other account"
	TakeOver      Act[struct{}]    = "take over"
	StartOver     Act[struct{}]    = "start over"
	CountUnsent   Act[struct{}]    = "count unsent"
	LockNow       Act[struct{}]    = "lock"
	SignOut       Act[struct{}]    = "sign out"
	SetPassword   Act[Welcome]     = "welcome"
	ChooseAs      Act[op.ID]       = "choose appointment"
	ChooseLang    Act[string]      = "choose language"
	SendNow       Act[struct{}]    = "send now"

	FindCases     Act[Query]      = "find cases"
	SearchFiles   Act[FileSearch] = "search files"
	OpenComplaint Act[op.ID]      = "open complaint"
	OpenCase      Act[op.ID]      = "open case"
	Reveal        Act[op.ID]      = "reveal"
	SeekAlike     Act[Seek]       = "seek alike"
	LoadDraft     Act[string]     = "load draft"
	KeepDraft     Act[DraftEdit]  = "keep draft"
	LoadViews     Act[struct{}]   = "load views"
	SaveView      Act[View]       = "save view"
	DropView      Act[string]     = "drop view"

	FileComplaint Act[Values]       = "file complaint"
	FileCall      Act[Values]       = "file call"
	Triage        Act[TriageEdit]   = "triage"
	CreateCase    Act[NewCase]      = "create case"
	AdvanceCase   Act[Advance]      = "advance"
	Assign        Act[HandOver]     = "assign"
	Grant         Act[HandOver]     = "grant"
	Steer         Act[Steering]     = "steer"
	WriteNote     Act[NoteEdit]     = "write note"
	PlanFollowUp  Act[FollowUpEdit] = "plan follow-up"
	CloseDue      Act[DueRef]       = "close follow-up"
	SnoozeDue     Act[DueRef]       = "snooze follow-up"
	EditField     Act[FieldEdit]    = "edit field"
	WriteRecord   Act[RecordEdit]   = "write record"
	Resolve       Act[Choice]       = "resolve"

	LoadInbox     Act[struct{}] = "load inbox"
	Adopt         Act[Disposal] = "adopt"
	Leave         Act[Disposal] = "leave"
	Dismiss       Act[op.ID]    = "dismiss"
	DismissGiven  Act[[]op.ID]  = "dismiss given"
	Retry         Act[op.ID]    = "retry"
	Export        Act[op.ID]    = "export"
	EditAgain     Act[op.ID]    = "edit again"
	LoadDevices   Act[struct{}] = "load devices"
	EndDevice     Act[string]   = "end device"
	WipeDevice    Act[string]   = "wipe device"
	EndSession    Act[string]   = "end session"
	LoadAbilities Act[struct{}] = "load abilities"
	SwitchAbility Act[string]   = "switch ability"

	LoadTaken       Act[string]        = "load taken"
	StartVoice      Act[string]        = "start voice"
	StopVoice       Act[string]        = "stop voice"
	DropVoice       Act[string]        = "drop voice"
	PlayVoice       Act[Untake]        = "play voice"
	LoadHanded      Act[struct{}]      = "load handed"
	PutHanded       Act[Hand]          = "put handed"
	TakeFiles       Act[Picked]        = "take files"
	DropFile        Act[Untake]        = "drop file"
	OpenAttachment  Act[AttachmentRef] = "open attachment"
	CloseAttachment Act[struct{}]      = "close attachment"
	SaveAttachment  Act[Shown]         = "save attachment"
	CopyText        Act[Copying]       = "copy text"
	ShareAttachment Act[Shown]         = "share attachment"
	LoadRoom        Act[struct{}]      = "load room"
	LoadLetters     Act[op.ID]         = "load letters"
	PrintLetter     Act[LetterWish]    = "print letter"
	OnlyWiFi        Act[bool]          = "only wi-fi"
)
