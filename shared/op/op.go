// Package op is the operation log's alphabet: one Op is one change somebody made to one part of one file, as it
// travels between a phone and the server and as it lies in both their logs.
//
// Operations are never edited. The device gives everything up to Ctx; the server adds Actor, Seq, Eff and RecvAt and
// ignores what a client sent there. The ops of one act (a form saved, a button pressed) form a group that is taken
// whole or set aside whole. The package knows no field names and no rules of the field: shared/domain does.
package op

import (
	"damping/shared/errs"
)

// Version is the envelope version this code writes.
const Version = 1

// Client counts the versions of what a program can write. It rises with a new kind of op, or when an old program would
// write what can no longer be understood; see PullAnswer.MinClient.
const Client uint16 = 1

// MinClient is the least Client that a server of this version lets write anew.
const MinClient uint16 = 1

// Limits of one act and one value. A client that keeps them is never refused for size.
const (
	MaxGroupOps   = 100       // ops in one group
	MaxGroupBytes = 128 << 10 // encoded bytes of one group
	MaxValueBytes = 64 << 10  // encoded bytes of one value
	MaxSup        = 64        // superseded heads one op may list
	MaxBatchOps   = 200       // ops in one push
	MaxBatchBytes = 256 << 10 // encoded bytes of one push
)

// Kind says how the reducer takes an op.
type Kind uint8

// The kinds, append-only because they travel. A new kind raises the minimal client version.
const (
	Create Kind = 1 // an entity begins; a file begins with the create of its root entity
	Set    Kind = 2 // a register gets a value in place of the values in Sup
	Add    Kind = 3 // an element joins an add-wins set; the op id is its tag
	Rem    Kind = 4 // the tags in Sup leave the set
	Append Kind = 5 // an item joins a grow-only list, keyed by the op id
	Tomb   Kind = 6 // the entity is hidden while every live head of it is in Sup
	Cmd    Kind = 7 // a command: judged by the server, never folded
)

// FieldID names a field of the registry in shared/domain; for Cmd it names the command. Ids are never reused.
type FieldID uint16

// EntKind is the kind of an entity; the list is in shared/domain.
type EntKind uint8

// Ent names one entity inside a scope.
type Ent struct {
	_    struct{} `cbor:",toarray"`
	Kind EntKind
	ID   ID
}

// Ctx is what the author's device says about the circumstances. It is kept for audit only and decides nothing.
type Ctx struct {
	_       struct{} `cbor:",toarray"`
	TZ      int16    // minutes east of UTC on the device
	App     string   // version of the app
	Offline bool     // the device believed itself offline
	Form    string   // id of the form or button
}

// Op is one change to one field of one entity in one scope.
type Op struct {
	V     uint8   `cbor:"0,keyasint"`
	ID    ID      `cbor:"1,keyasint"`            // idempotency key
	Dev   ID      `cbor:"2,keyasint"`            // authoring device
	N     uint64  `cbor:"3,keyasint"`            // dense counter of that device, from 1
	As    ID      `cbor:"4,keyasint"`            // appointment under which the author acts
	G     ID      `cbor:"5,keyasint"`            // group
	GI    uint8   `cbor:"6,keyasint"`            // index in the group, from 0
	GN    uint8   `cbor:"7,keyasint"`            // size of the group, 1..MaxGroupOps
	File  ID      `cbor:"8,keyasint"`            // file of the scope
	Part  Part    `cbor:"9,keyasint"`            // part of the scope
	Ent   Ent     `cbor:"10,keyasint"`           // entity
	Kind  Kind    `cbor:"11,keyasint"`           //
	Field FieldID `cbor:"12,keyasint,omitempty"` // 0 for Create and Tomb
	SV    uint8   `cbor:"13,keyasint,omitempty"` // schema version of Val
	Val   []byte  `cbor:"14,keyasint,omitempty"` // encoded by (Field, SV)
	Sup   []ID    `cbor:"15,keyasint,omitempty"` // ops the author saw and replaces; for Cmd the heads expected
	HLC   HLC     `cbor:"16,keyasint"`           // author's clock
	Ctx   Ctx     `cbor:"17,keyasint"`

	Actor  ID     `cbor:"20,keyasint,omitempty"` // user, proved by the session
	Seq    uint64 `cbor:"21,keyasint,omitempty"` // place in the log
	Eff    HLC    `cbor:"22,keyasint,omitempty"` // effective clock: never ahead of the server, never behind Sup
	RecvAt int64  `cbor:"23,keyasint,omitempty"` // ms UTC
}

// Scope is one part of one file: the unit of reading, sealing and revoking.
type Scope struct {
	_    struct{} `cbor:",toarray"`
	File ID
	Part Part
}

// Scope returns the op's scope.
func (o *Op) Scope() Scope { return Scope{File: o.File, Part: o.Part} }

// Draft is an op before its device has numbered it: what a form produces.
type Draft struct {
	File  ID
	Part  Part
	Ent   Ent
	Kind  Kind
	Field FieldID
	SV    uint8
	Val   []byte
	Sup   []ID
}

// CheckShape refuses an op whose envelope is not well formed, whatever its meaning: wrong version, missing id, group
// index outside its group, oversized value. It returns an *errs.Error with code invalid or too_large, or nil.
func (o *Op) CheckShape() error {
	switch {
	case o.V != Version:
		return errs.E(errs.Invalid, "err.invalid").At("v")
	case o.ID.IsZero(), o.Dev.IsZero(), o.As.IsZero(), o.G.IsZero(), o.File.IsZero(), o.Ent.ID.IsZero():
		return errs.E(errs.Invalid, "err.invalid").At("id")
	case o.N == 0 || o.N > 1<<53:
		return errs.E(errs.Invalid, "err.invalid").At("n")
	case o.GN == 0 || o.GN > MaxGroupOps || o.GI >= o.GN:
		return errs.E(errs.Invalid, "err.invalid").At("g")
	case !o.Part.Valid():
		return errs.E(errs.Invalid, "err.invalid").At("part")
	case o.Kind < Create || o.Kind > Cmd:
		return errs.E(errs.Invalid, "err.invalid").At("kind")
	case o.HLC > maxHLC:
		return errs.E(errs.ClockSkew, "err.clock_skew").At("hlc")
	case len(o.Val) > MaxValueBytes:
		return errs.E(errs.TooLarge, "err.too_large").At("val")
	case len(o.Sup) > MaxSup:
		return errs.E(errs.TooLarge, "err.too_large").At("sup")
	case len(o.Ctx.App) > 64 || len(o.Ctx.Form) > 64:
		return errs.E(errs.TooLarge, "err.too_large").At("ctx")
	}
	return nil
}
