package sim

import (
	"context"
	"slices"

	"damping/shared/op"
	"damping/shared/oplog"
)

// Server is the log under test with its office: the memory twin here, or a database. What it cannot do it says by a
// panic, which ends the history.
type Server interface {
	oplog.Store
	// Appoint adds or changes an appointment. From and Until are midnights of the office's zone.
	Appoint(oplog.Appointment)
	// Enrol gives a user a device; one that is there stays.
	Enrol(user, device op.ID)

	// Log and Aside are the ops that were taken and set aside, in that order.
	Log() []op.Op
	Aside() []op.Op
	// Grants are all grants, ended ones too.
	Grants() []oplog.Grant
	// Trail is a copy of the audit trail of all that, without why something was refused if need be.
	Trail() []oplog.Entry
	// Bundle is the state of a scope, nil when there is none.
	Bundle(op.Scope) []byte

	// Backup copies everything; Restore goes back to a copy and begins a new epoch.
	Backup() Backup
	Restore(Backup)

	// Verify proves at rest what only this server knows of itself.
	Verify() error
	// Close lets go of what it holds.
	Close()
}

// Backup is a copy of a server.
type Backup any

// Serve opens an empty server with its clock (ms UTC) and a source of ids.
type Serve func(id func() op.ID, clock func() int64) Server

// Memory is the server of most histories: the memory twin.
func Memory(id func() op.ID, clock func() int64) Server {
	return &memory{oplog.NewMemory(id(), id(), clock), id}
}

type memory struct {
	*oplog.Memory
	id func() op.ID
}

func (m *memory) Enrol(_, _ op.ID)         {}
func (m *memory) Grants() []oplog.Grant    { return m.AllGrants() }
func (m *memory) Trail() []oplog.Entry     { return slices.Clone(m.Memory.Trail()) }
func (m *memory) Bundle(s op.Scope) []byte { return m.Bundles()[s] }
func (m *memory) Backup() Backup           { return m.Memory.Backup() }
func (m *memory) Restore(b Backup)         { m.Memory.Restore(b.(*oplog.Memory), m.id()) }
func (m *memory) Verify() error            { return nil }
func (m *memory) Close()                   {}

// reached is the server as a device's call finds it: others are at work, too, and before any of the call's transactions
// an appointment may end or hold again.
type reached struct {
	Server
	d *device
}

// Update implements oplog.Store.
func (s reached) Update(ctx context.Context, fn func(oplog.Tx) error) error {
	s.d.w.meanwhile()
	return s.Server.Update(ctx, fn)
}

// View implements oplog.Store.
func (s reached) View(ctx context.Context, fn func(oplog.Reader) error) error {
	s.d.w.meanwhile()
	s.d.may = s.d.w.allowed(s.d.of.user)
	return s.Server.View(ctx, fn)
}

// meanwhile is what somebody else may do while a call is under way.
func (w *world) meanwhile() {
	if !w.still && w.chance(1) {
		w.counted["appointment changed under way"]++
		w.appoint()
		w.stirred = true
	}
}
