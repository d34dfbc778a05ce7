// Package audit is the record of who did what: signing in, opening, granting, being refused.
//
// A row is written in the same transaction as the act, so that there is no act without its row. Each row carries a
// hash of itself and of the row before it, and the end of the chain is kept apart, so that a row that was changed,
// moved, taken out or cut off is found and named. Rows hold ids and codes, never content.
//
// Recorded limit: who can write to the database can make a new chain from the first row on. Only a copy of its end
// kept elsewhere shows that; such checkpoints are not made yet.
package audit

import (
	"context"
	"crypto/sha256"
	"encoding/binary"

	"damping/server/store"
	"damping/shared/op"
)

// Act is the code of what was done. Codes are stored for ever: none is renamed or reused.
type Act string

// What is recorded. A use-case with a new act adds its code here.
const (
	SignIn         Act = "sign_in"
	SignOut        Act = "sign_out"
	Refresh        Act = "session_refresh"
	EndSession     Act = "session_end"
	EndDevice      Act = "device_end"
	EnrolDevice    Act = "device_enrol"
	WipeDevice     Act = "device_wipe"
	EraseDevice    Act = "device_erase"
	SplitDevice    Act = "device_split" // one of two browsers that wrote as the same device became another
	SetPassword    Act = "password_set"
	MakeLink       Act = "link_make"
	AddUser        Act = "user_add"
	DisableUser    Act = "user_disable"
	AddInstitution Act = "institution_add"
	AddUnit        Act = "unit_add"
	Appoint        Act = "appoint"
	EndAppointment Act = "appointment_end"

	CreateFile Act = "file_create"
	WriteOps   Act = "ops_write"
	SetAside   Act = "ops_set_aside"
	ReadInbox  Act = "inbox_read"
	OpenScope  Act = "scope_open"
	Search     Act = "search" // objects: what was found, not what was looked for
	Grant      Act = "grant"
	Revoke     Act = "revoke"
	Assign     Act = "assign"
	Advance    Act = "advance"
	CloseDue   Act = "due_close"

	PrintLetter   Act = "letter_print"
	IssueLetter   Act = "letter_issue"
	SetLetterhead Act = "letterhead_set"

	Migrate    Act = "migrate"
	Restore    Act = "restore"
	RotateKeys Act = "keys_rotate"
	SeedDemo   Act = "demo_seed"
)

// Entry is one act.
type Entry struct {
	// Actor is the user, zero for the server itself and for a sign-in under a name that nobody has.
	Actor op.ID
	// As is the appointment under which it was done, zero where none is needed.
	As op.ID
	// Device is where it was done, zero on the server's own command line.
	Device op.ID
	Act    Act
	// Denied says that it was asked for and refused.
	Denied bool
	// Objects are the ids of what it was about.
	Objects []op.ID
}

// Append records an act in its own transaction, as the last thing that transaction does: the chain's end is taken
// after every other lock.
func Append(tx *store.Tx, entry Entry) {
	tx.BeforeCommit(func(ctx context.Context) error {
		head, err := tx.LockAuditHead(ctx)
		if err != nil {
			return err
		}
		row := store.AuditRow{
			Seq: head.Seq + 1, At: tx.Millis(), Actor: entry.Actor, AsID: entry.As, Device: entry.Device,
			Act: string(entry.Act), Denied: entry.Denied, Objects: join(entry.Objects), Previous: head.Hash,
		}
		row.Hash = hash(row)
		if err := tx.AddAuditRow(ctx, row); err != nil {
			return err
		}
		head.Seq, head.Hash = row.Seq, row.Hash
		return tx.SaveAuditHead(ctx, head)
	})
}

// Deny records an act that was refused. Its own transaction is undone, so this is another one.
func Deny(ctx context.Context, db *store.DB, entry Entry) error {
	entry.Denied = true
	return db.Update(ctx, func(tx *store.Tx) error {
		Append(tx, entry)
		return nil
	})
}

func join(ids []op.ID) []byte {
	b := make([]byte, 0, 16*len(ids))
	for _, id := range ids {
		b = append(b, id[:]...)
	}
	return b
}

// hash is SHA-256 of everything in a row but the hash, each piece of varying length with its length before it.
func hash(row store.AuditRow) []byte {
	b := make([]byte, 0, 256)
	b = append(b, "damping audit 1"...)
	b = binary.BigEndian.AppendUint64(b, uint64(row.Seq))
	b = binary.BigEndian.AppendUint64(b, uint64(row.At))
	for _, id := range []op.ID{row.Actor, row.AsID, row.Device} {
		b = append(b, id[:]...)
	}
	denied := byte(0)
	if row.Denied {
		denied = 1
	}
	b = append(b, denied)
	for _, piece := range [][]byte{[]byte(row.Act), row.Objects, row.Previous} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(piece)))
		b = append(b, piece...)
	}
	sum := sha256.Sum256(b)
	return sum[:]
}
