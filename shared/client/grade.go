package client

import (
	"sort"

	"damping/shared/errs"
	"damping/shared/op"
)

// Grade says how much of a file a device holds (model M10).
type Grade uint8

// The grades.
const (
	Unknown  Grade = iota // nothing, as far as the device knows
	CardOnly              // its list row; the rest can be had from the server
	Full                  // all that its owner may read, or what was begun here
)

// want is a file that its owner asked to hold in full, or one for which there was no room any more.
type want struct {
	At   int64 // when the server last took it, ms UTC by its clock; 0 for never
	Ask  bool  // the server is to be told
	Shed bool  // it is to be told that the card is enough, until somebody opens the file
}

// wanted is a want as it lies in the store.
type wanted struct {
	_    struct{} `cbor:",toarray"`
	File op.ID
	At   int64
	Ask  bool
}

const (
	keyWants = "wants"
	keyShed  = "shed" // the files alone: an older version reads the wants
)

// renewAfter is how old a want may be before a person who opens the file again renews it, in ms.
const renewAfter = int64(24 * 3_600_000)

// coming is how long what the server has promised may be on its way before it is asked for again, in ms.
const coming = int64(10_000)

// Grade tells how much of a file is here.
func (e *Engine) Grade(file op.ID) Grade {
	x := e.files.get(file)
	switch {
	case x.holds(op.Core):
		return Full
	case x.holds(op.CardPart):
		return CardOnly
	case !x.empty():
		return Full
	}
	return Unknown
}

// Want asks to hold files in full, from now on for as long as they are used: the next pull tells the server, and one of
// some days' time does again when a file is opened then. A file that is held in full by right needs no asking. It reports
// whether there is something to tell the server now. now is the device's clock in ms UTC. Errors are the store's own.
func (e *Engine) Want(now int64, files ...op.ID) (bool, error) {
	t := e.begin()
	ask := false
	for _, file := range files {
		w, asked := e.wants[file]
		grade, age := e.Grade(file), e.Now(now)-w.At
		if grade == Unknown || w.Ask || grade == Full && (!asked || age < renewAfter) || grade == CardOnly && asked && age < coming {
			ask = ask || w.Ask
			continue
		}
		w.Ask, w.Shed, ask = true, false, true
		t.want(file, w)
	}
	if t.wants == nil {
		return ask, nil
	}
	_, err := t.commit(true)
	return err == nil, err
}

// asking lists what the next pull wants: what was asked for, and every file with unsent own work of which only the card is
// here, for a person must see what they write on.
func (e *Engine) asking() []op.ID {
	var out []op.ID
	for f, w := range e.wants {
		if w.Ask {
			out = append(out, f)
		}
	}
	for i := range e.own {
		o := &e.own[i]
		if !o.Acked && !o.Hidden && e.Grade(o.Op.File) == CardOnly && !contains(out, o.Op.File) {
			out = append(out, o.Op.File)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Compare(out[j]) < 0 })
	return out[:min(len(out), op.MaxWant)]
}

// shedding lists what the next pull gives up.
func (e *Engine) shedding() []op.ID {
	var out []op.ID
	for f, w := range e.wants {
		if w.Shed {
			out = append(out, f)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Compare(out[j]) < 0 })
	return out[:min(len(out), op.MaxWant)]
}

// wantsMore reports whether there is something that the server was not told yet, because it is more than one pull may say.
func (e *Engine) wantsMore() bool {
	for _, w := range e.wants {
		if w.Ask || w.Shed {
			return true
		}
	}
	return false
}

func contains(list []op.ID, id op.ID) bool {
	for _, l := range list {
		if l == id {
			return true
		}
	}
	return false
}

// want notes that a file is wanted; the zero value that it is no longer.
func (t *tx) want(file op.ID, w want) {
	if t.wants == nil {
		t.wants = make(map[op.ID]want, len(t.e.wants)+1)
		for f, w := range t.e.wants {
			t.wants[f] = w
		}
	}
	if w == (want{}) {
		delete(t.wants, file)
	} else {
		t.wants[file] = w
	}
}

// wantAgain asks anew for what was asked for within a fortnight: a restored server may have forgotten it, and what a person
// had opened would leave their device. Of what it has just promised it need not be told.
func (t *tx) wantAgain(promised []op.ID) {
	for f, w := range t.e.wants {
		if !w.Ask && !w.Shed && t.serverNow < w.At+op.WantFor && !contains(promised, f) {
			t.want(f, want{At: w.At, Ask: true})
		}
	}
}

// wantsRecords is what lies in the store.
func wantsRecords(wants map[op.ID]want) []Record {
	list, shed := make([]wanted, 0, len(wants)), []op.ID{}
	for f, w := range wants {
		if w.Shed {
			shed = append(shed, f)
		} else {
			list = append(list, wanted{File: f, At: w.At, Ask: w.Ask})
		}
	}
	sort.Slice(list, func(i, j int) bool { return list[i].File.Compare(list[j].File) < 0 })
	sort.Slice(shed, func(i, j int) bool { return shed[i].Compare(shed[j]) < 0 })
	return []Record{record(KindMeta, keyWants, list), record(KindMeta, keyShed, shed)}
}

func (e *Engine) loadWants(val []byte) error {
	var list []wanted
	if err := op.Unmarshal(val, &list); err != nil {
		return err
	}
	for _, w := range list {
		e.wants[w.File] = want{At: w.At, Ask: w.Ask}
	}
	return nil
}

func (e *Engine) loadShed(val []byte) error {
	var list []op.ID
	if err := op.Unmarshal(val, &list); err != nil {
		return err
	}
	for _, f := range list {
		e.wants[f] = want{Shed: true}
	}
	return nil
}

// forgotten notes what the server no longer remembers to give in full. What was opened since stays asked for.
func (t *tx) forgotten(files []op.ID) error {
	if len(files) > op.MaxWant {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	for _, f := range files {
		if t.e.wants[f].Shed {
			t.want(f, want{})
		}
	}
	return nil
}

// taken notes what the server now remembers to give in full. What is not here at all by then may not be read.
func (t *tx) taken(files []op.ID) error {
	if len(files) > op.MaxWant {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	for _, f := range files {
		if t.entry(f).empty() {
			t.want(f, want{})
		} else {
			t.want(f, want{At: t.serverNow})
		}
	}
	return nil
}
