package letter

import (
	"context"
	"slices"
	"strings"

	"damping/server/auth"
	"damping/server/work"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// Desk gives out letters to those who may have them.
type Desk struct{ office *work.Office }

// NewDesk is the desk of an office.
func NewDesk(office *work.Office) *Desk { return &Desk{office} }

// List tells which letters somebody may have of a case, and which were given a number.
func (d *Desk) List(ctx context.Context, who auth.Actor, file op.ID) (api.Letters, error) {
	out := api.Letters{Kinds: []api.LetterKind{}, Issued: []api.IssuedLetter{}}
	there, err := d.office.Letters(ctx, who, file)
	if err != nil {
		return out, err
	}
	for _, l := range Letters {
		if slices.ContainsFunc(l.Parts, func(p op.Part) bool { return there.Open[p] == nil }) {
			continue
		}
		k := api.LetterKind{Code: l.Code, Form: l.Form, About: l.About, Subjects: []string{}}
		if l.About != "" {
			for _, r := range domain.FormOf(l.About).Records(there.Open) {
				k.Subjects = append(k.Subjects, r.ID.String())
			}
		}
		out.Kinds = append(out.Kinds, k)
	}
	for _, row := range there.Issued {
		i := api.IssuedLetter{Kind: row.Kind, Number: row.Number, At: row.IssuedAt, By: row.IssuedBy.String()}
		if !row.Subject.IsZero() {
			i.Subject = row.Subject.String()
		}
		out.Issued = append(out.Issued, i)
	}
	return out, nil
}

// Letter makes one, with the name that it is to be saved under: a name that tells nothing of anybody.
func (d *Desk) Letter(ctx context.Context, who auth.Actor, file op.ID, ask api.LetterAsk) (pdf []byte, name string, err error) {
	l, known := Find(ask.Kind)
	if !known {
		return nil, "", errs.E(errs.Invalid, "").At("kind")
	}
	i := slices.IndexFunc(Papers, func(p Paper) bool { return p.Name == ask.Paper })
	if i < 0 {
		return nil, "", errs.E(errs.Invalid, "").At("paper")
	}
	var subject op.ID
	if ask.Subject != "" {
		if subject, err = op.ParseID(ask.Subject); err != nil {
			return nil, "", errs.E(errs.Invalid, "").At("subject")
		}
	}
	basis, err := d.office.Letter(ctx, who, work.LetterAsk{File: file, Kind: l.Code, Form: l.Mark(), Parts: l.Parts, About: l.About, Subject: subject, Issue: ask.Issue})
	if err != nil {
		return nil, "", err
	}
	pdf, err = PDF(l, Papers[i], basis)
	return pdf, fileName(l, basis.Number), err
}

// fileName is such as F09-460-000017-UPTD-PPA-2026.pdf.
func fileName(l Letter, number string) string {
	if number == "" {
		number = "konsep"
	}
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '.' {
			return r
		}
		return '-'
	}, l.Mark()+"-"+number+".pdf")
}
