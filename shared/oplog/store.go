package oplog

import (
	"context"

	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/policy"
)

// Head is the log's one mutable row. Whoever writes holds its lock to the end of the transaction: sequence numbers
// must become visible in their own order, or a reader passes 101 before 100 is there and never comes back for it.
type Head struct {
	Epoch   op.ID  // changes when the server was restored
	Seq     uint64 // last sequence number given, to an op or a grant
	Server  op.ID  // the server's own device id, for effects
	ServerN uint64 // its counter
}

// File is what the log knows of a file apart from its ops.
type File struct {
	ID          op.ID
	Kind        op.EntKind // domain.Complaint, domain.Case, …
	Institution op.ID
	Unit        op.ID
	Created     int64 // ms UTC
}

// Appointment is one role of one user in one unit of one institution, within dates.
type Appointment struct {
	ID, User, Institution, Unit op.ID
	Role                        policy.Role
	From, Until                 int64 // ms UTC; Until 0 is without end
}

// ValidAt reports whether the appointment holds at an instant (ms UTC).
func (a Appointment) ValidAt(now int64) bool { return a.From <= now && (a.Until == 0 || now < a.Until) }

// EndedAt reports whether the appointment is over at an instant (ms UTC). One that is still to begin is not.
func (a Appointment) EndedAt(now int64) bool { return a.Until != 0 && a.Until <= now }

// Grant is the right of an appointment to read one part of one file.
type Grant struct {
	File        op.ID
	Part        op.Part
	Appointment op.ID
	Seq         uint64 // taken from the log's head: a grant given anew has a new number
	Why         Why
	Until       int64 // ms UTC; 0 is without end
}

// Why says by what title somebody reads.
type Why string

// The titles.
const (
	WhyOwner    Why = "owner"    // the case or complaint is theirs
	WhyStanding Why = "standing" // head, supervisor or intake of the unit
	WhyGranted  Why = "granted"  // let in by a command
)

// Titled reports whether somebody reads as one of those who work on the file, not only as who looks after the unit.
func (w Why) Titled() bool { return w == WhyOwner || w == WhyGranted }

// Stored is a verdict as it was given.
type Stored struct {
	Ack op.Ack
	Op  op.Op // as received, for telling a replay from a forgery
}

// Device is what the log knows of an authoring device.
type Device struct {
	LastEff op.HLC
	LastN   uint64
	// CopiedAt is when the trail last told that another machine writes as this device, too.
	CopiedAt int64
}

// Step is one op of the log from outside.
type Step struct {
	Seq   uint64
	Scope op.Scope
	Last  bool // nothing later has changed the scope
}

// Reader is one consistent view of the log.
type Reader interface {
	Now() int64 // ms UTC, fixed for the transaction
	Head() (Head, error)
	// AppointmentsOf returns all appointments of a user, past and coming ones too, in order of id.
	AppointmentsOf(user op.ID) ([]Appointment, error)
	// Granted returns every scope that the appointments may read now, with the highest grant number of each.
	Granted(appointments []op.ID) ([]Right, error)
	// Mark is a number that grows whenever a grant of one of the appointments is given or taken away; not when one ends by
	// itself.
	Mark(appointments []op.ID) (uint64, error)
	Delivered(dev op.ID) ([]op.Holding, error)
	// Wanted returns the files that a device asked to hold in full, and when it last did, ms UTC.
	Wanted(dev op.ID) (map[op.ID]int64, error)
	// Closed tells which of the files are closed, as domain.Closed says of their cards.
	Closed(files []op.ID) (map[op.ID]bool, error)
	Snapshot(s op.Scope) (bundle []byte, err error)
	// Cards makes the cards of files; those that were erased are missing.
	Cards(files []op.ID) (map[op.ID]Card, error)
	// StepsAfter returns the steps of the log with a greater Seq in scopes that the appointments may read now, in order,
	// limit at most.
	StepsAfter(seq uint64, appointments []op.ID, limit int) ([]Step, error)
	// Ops returns the ops with these numbers, in order; those of erased files are missing.
	Ops(seqs []uint64) ([]op.Op, error)
	Device(dev op.ID) (Device, error)
	File(id op.ID) (File, bool, error)
	Grants(file op.ID) ([]Grant, error)
	Appointment(id op.ID) (Appointment, bool, error)
	// Items returns what waits on files that the appointments own or stand beside, and what was written in the places, in
	// the order in which it came. It is asked for with every pull.
	Items(appointments []op.ID, places []Place) ([]Item, error)
	// Fate counts what became of what an actor wrote and was set aside.
	Fate(actor op.ID) (op.Fate, error)
	// Aside returns the ops of an item, in order, as they were received; none once they were erased.
	Aside(i Item) ([]op.Op, error)
	// AsideOn returns what an actor wrote on a file and was set aside for somebody else to decide on.
	AsideOn(file, actor op.ID) ([]op.Op, error)
}

// Tx is a Reader that writes. The head is locked from its beginning.
type Tx interface {
	Reader
	SetHead(Head) error
	SetDevice(dev op.ID, d Device) error
	SetDelivered(dev op.ID, gone []op.Scope, now []op.Holding) error
	// SetWanted forgets that a device asked for what it has shed, and for all that it asked for longer than op.WantFor ago, and
	// remembers that it has now asked for files.
	SetWanted(dev op.ID, files, shed []op.ID) error

	Verdict(id op.ID) (Stored, bool, error)
	UsedN(dev op.ID, n uint64) (bool, error) // an op of the log has this number of this device
	Insert(o *op.Op, a op.Ack) error         // into the log, with its verdict
	SetAside(o *op.Op, a op.Ack) error       // into quarantine, with its verdict
	PutItem(Item) error                      // new or decided on
	Item(id op.ID) (Item, bool, error)       // by the id of its first op
	Effs(ids []op.ID) (map[op.ID]op.HLC, error)

	State(s op.Scope) (*fold.State, error) // a state of the caller's own; empty when there is none
	PutState(s op.Scope, asOf uint64, st *fold.State) error

	PutFile(File) error
	NextNumber(file, institution op.ID, kind op.EntKind, year int) (int, error) // from 1, without gaps

	Appointments(institution op.ID) ([]Appointment, error)
	PutGrant(Grant) error // replaces that of the same file, part and appointment
	DropGrant(file op.ID, p op.Part, appointment op.ID) error

	// Project writes the rows in clear that hang on a file (model M7), from its states after the transaction.
	Project(f File, parts map[op.Part]*fold.State) error
	// Audit adds a row to the trail: who did what to which objects.
	Audit(e Entry) error
}

// Entry is one row of the audit trail. It names ids only.
type Entry struct {
	Actor, As, Dev op.ID
	Act            string
	Objects        []op.ID
	Code           errs.Code // why it was refused; empty for what was done
}

// Store opens transactions. Update runs fn alone; View runs it on one consistent snapshot.
type Store interface {
	Update(ctx context.Context, fn func(Tx) error) error
	View(ctx context.Context, fn func(Reader) error) error
}
