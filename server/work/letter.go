package work

import (
	"context"
	"crypto/sha256"
	"slices"
	"strings"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/store"
	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// LetterAsk names a letter of a case.
type LetterAsk struct {
	File op.ID
	// Kind is its code, Form what stands for it in the number.
	Kind, Form string
	// Parts are those that it is filled from: its reader must be let into all of them.
	Parts []op.Part
	// About is the form of the record that it is about, Subject which one; zero for the only one.
	About   string
	Subject op.ID
	// Issue gives it a number, or the one that it has. Without it the letter is a draft.
	Issue bool
}

// LetterBasis is what a letter is filled from.
type LetterBasis struct {
	Letterhead
	Case    op.ID
	Parts   domain.Parts
	Subject op.ID
	Number  string // "" for a draft
	// Written is when it was given its number, of a draft when it is printed; Printed is when that is.
	Written, Printed int64 // ms UTC
	Zone             civil.Zone
	// Writer is who asks for it, and in which role. Names are those of the people of the house, by appointment.
	Writer, Role string
	Names        map[op.ID]string
}

// Letter gives out what a letter is filled from, and with Issue its number. That data of the case went out on paper is in
// the audit trail.
//
// Errors: not_found for a case that is none or closed to the actor, forbidden for who reads the case and not all that
// stands in the letter, invalid at "subject" for one that is not there or when there are several to choose from.
func (o *Office) Letter(ctx context.Context, who auth.Actor, ask LetterAsk) (out LetterBasis, err error) {
	err = o.log.Update(ctx, func(tx core.Tx) (err error) {
		out, err = letter(ctx, tx, who, ask)
		return err
	})
	if code := errs.CodeOf(err); code == errs.NotFound || code == errs.Forbidden {
		denied := audit.Entry{Actor: who.User, Device: who.Device, Act: letterAct(ask), Objects: []op.ID{ask.File}}
		if failed := audit.Deny(ctx, o.db, denied); failed != nil {
			return out, failed
		}
	}
	return out, err
}

func letterAct(ask LetterAsk) audit.Act {
	if ask.Issue {
		return audit.IssueLetter
	}
	return audit.PrintLetter
}

func letter(ctx context.Context, r core.Tx, who auth.Actor, ask LetterAsk) (out LetterBasis, err error) {
	if ask.Issue { // behind the log's head: of two who issue the same letter at once, the later one finds its number given
		if _, err := r.Head(); err != nil {
			return out, err
		}
	}
	as, file, err := readsCase(r, who, ask.File)
	if err != nil {
		return out, err
	}
	out = LetterBasis{Case: ask.File, Parts: domain.Parts{}, Printed: r.Now(), Written: r.Now()}
	for _, p := range ask.Parts {
		if out.Parts[p], err = readPart(r, who, op.Scope{File: ask.File, Part: p}); err != nil {
			return out, err
		}
	}
	if out.Subject, err = subject(out.Parts, ask); err != nil {
		return out, err
	}
	tx := oplog.Under(r)
	if err := letterhead(ctx, tx, who, as, file.Institution, &out); err != nil {
		return out, err
	}
	id := letterID(ask.File, ask.Kind, out.Subject)
	if ask.Issue {
		row, err := issue(ctx, tx, store.Letter{ID: id, File: ask.File, Kind: ask.Kind, Subject: out.Subject,
			InstitutionID: file.Institution, IssuedBy: as}, ask.Form, out)
		if err != nil {
			return out, err
		}
		out.Number, out.Written = row.Number, row.IssuedAt
	}
	audit.Append(tx, audit.Entry{Actor: who.User, As: as, Device: who.Device, Act: letterAct(ask), Objects: []op.ID{ask.File, id}})
	return out, nil
}

// readsCase finds a case whose coded facts the actor may read, and by which appointment.
func readsCase(r core.Reader, who auth.Actor, id op.ID) (as op.ID, file core.File, err error) {
	file, found, err := r.File(id)
	if err == nil && (!found || file.Kind != domain.Case) {
		err = errs.E(errs.NotFound, "")
	}
	if err != nil {
		return as, file, err
	}
	as, err = core.Readable(r, actor(who), op.Scope{File: id, Part: op.Core})
	return as, file, err
}

// readPart reads a part of a case that the actor may read.
func readPart(r core.Reader, who auth.Actor, s op.Scope) (*fold.State, error) {
	if _, err := core.Readable(r, actor(who), s); err != nil {
		if errs.CodeOf(err) == errs.NotFound {
			err = errs.E(errs.Forbidden, "letter.forbidden")
		}
		return nil, err
	}
	bundle, err := r.Snapshot(s)
	if err != nil {
		return nil, err
	}
	return fold.Open(bundle)
}

// subject is the record that a letter is about: the one that was named, or the only one. Where there is none yet the letter
// is a form to be filled by hand.
func subject(parts domain.Parts, ask LetterAsk) (op.ID, error) {
	if ask.About == "" {
		return op.ID{}, nil
	}
	there := subjects(parts, ask.About)
	switch {
	case !ask.Subject.IsZero() && slices.Contains(there, ask.Subject):
		return ask.Subject, nil
	case !ask.Subject.IsZero():
		return op.ID{}, errs.E(errs.Invalid, "").At("subject")
	case len(there) > 1:
		return op.ID{}, errs.E(errs.Invalid, "letter.whom").At("subject")
	case len(there) == 1:
		return there[0], nil
	}
	return op.ID{}, nil
}

func subjects(parts domain.Parts, form string) (out []op.ID) {
	for _, r := range domain.FormOf(form).Records(parts) {
		out = append(out, r.ID)
	}
	return out
}

// letterhead fills in who writes: the house and the person.
func letterhead(ctx context.Context, tx *store.Tx, who auth.Actor, as, institution op.ID, out *LetterBasis) error {
	house, err := tx.Institution(ctx, institution)
	if err != nil {
		return err
	}
	row, err := tx.Letterhead(ctx, institution)
	if err != nil && errs.CodeOf(err) != errs.NotFound {
		return err
	}
	out.Letterhead, out.Zone, out.Writer = LetterheadOf(row), civil.Zone(house.Zone), who.Name
	if out.Name == "" {
		out.Name = house.Name
	}
	people, err := tx.Colleagues(ctx, []op.ID{institution})
	if err != nil {
		return err
	}
	names := map[op.ID]string{}
	for _, p := range people {
		names[p.ID] = p.DisplayName
	}
	posts, err := tx.AppointmentsAt(ctx, []op.ID{institution})
	if err != nil {
		return err
	}
	out.Names = map[op.ID]string{}
	for _, p := range posts {
		out.Names[p.ID] = names[p.UserID]
		if p.ID == as {
			out.Role = p.Role
		}
	}
	return nil
}

// issue gives a letter its number, or finds the one that it has.
func issue(ctx context.Context, tx *store.Tx, row store.Letter, form string, basis LetterBasis) (store.Letter, error) {
	known, err := tx.Letter(ctx, row.ID)
	if errs.CodeOf(err) != errs.NotFound {
		return known, err
	}
	pattern := basis.Pattern
	if pattern == "" {
		pattern = DefaultPattern
	}
	counter := "letter"
	if strings.Contains(pattern, markKind) { // each kind is counted by itself, where the number says which it is
		counter += "_" + row.Kind
	}
	year, month, _ := civil.DateAt(tx.Millis(), basis.Zone).Parts()
	for last := int64(0); ; {
		n, err := tx.NextNumber(ctx, row.ID, row.InstitutionID, counter, year)
		if err != nil {
			return row, err
		}
		if n == last { // one that a restore kept for this letter, and that stands under another
			return row, errs.E(errs.Conflict, "")
		}
		last = n
		row.Number = number(pattern, form, n, year, month)
		taken, err := tx.NumberTaken(ctx, row.InstitutionID, row.Number)
		if err != nil {
			return row, err
		}
		if !taken { // under a pattern from before the present one
			break
		}
	}
	row.IssuedAt = tx.Millis()
	return row, tx.AddLetter(ctx, row)
}

// letterID is the id of a letter: one of a kind about one record of a case.
func letterID(file op.ID, kind string, subject op.ID) op.ID {
	sum := sha256.Sum256(slices.Concat([]byte("damping letter 1"), file[:], subject[:], []byte(kind)))
	return op.ID(sum[:16])
}

// Letters are the numbers that were given to the letters of a case, and what a new one may be about.
type Letters struct {
	Issued []store.Letter
	// Open are the parts that the actor may read.
	Open domain.Parts
}

// Letters reads what there is of letters of a case; not_found for a case that is closed to the actor.
func (o *Office) Letters(ctx context.Context, who auth.Actor, file op.ID) (out Letters, err error) {
	err = o.log.View(ctx, func(r core.Reader) error {
		if _, _, err := readsCase(r, who, file); err != nil {
			return err
		}
		out.Open = domain.Parts{}
		for _, p := range op.Parts {
			state, err := readPart(r, who, op.Scope{File: file, Part: p})
			if errs.CodeOf(err) == errs.Forbidden {
				continue
			}
			if err != nil {
				return err
			}
			out.Open[p] = state
		}
		out.Issued, err = oplog.Under(r).LettersOf(ctx, file)
		return err
	})
	return out, err
}
