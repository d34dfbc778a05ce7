package state

import (
	"slices"

	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// TriageEdit is a triage as it was made on the page File: what is ticked now, and the words chosen.
type TriageEdit struct {
	File                       ComplaintFile
	Triggers                   []string
	Raise, Authority, CaseKind string
}

// triageDrafts are the differences between what the page showed and what was chosen on it.
func triageDrafts(e TriageEdit) []op.Draft {
	id, f := e.File.View.ID, e.File
	var out []op.Draft
	for _, code := range e.Triggers {
		if !slices.Contains(f.View.Triggers, code) {
			out = append(out, domain.ComplaintTriggers.Add(id, id, code))
		}
	}
	var gone []op.ID
	for i, code := range f.View.Triggers {
		if !slices.Contains(e.Triggers, code) && i < len(f.triggers) {
			gone = append(gone, f.triggers[i].ID)
		}
	}
	if len(gone) > 0 {
		out = append(out, domain.ComplaintTriggers.Rem(id, id, gone))
	}
	change := func(field domain.Field[string], now, wanted string) {
		if wanted != "" && wanted != now {
			out = append(out, field.Set(id, id, wanted, f.seen[field.ID]))
		}
	}
	change(domain.ComplaintRaise, "", e.Raise)
	change(domain.ComplaintAuthority, f.View.Authority, e.Authority)
	change(domain.ComplaintCaseKind, f.View.CaseKind, e.CaseKind)
	if f.View.State == domain.StateNew {
		out = append(out, domain.ComplaintState.Set(id, id, domain.StateTriaged, f.seen[domain.ComplaintState.ID]))
	}
	return out
}

// TriageRisk is the level that a choice of triggers and a raise come to.
func TriageRisk(triggers []string, raise string) string {
	return domain.Highest(append(domain.Levels(triggers), raise)...)
}

func (o *Office) triage(ctx app.Context, e TriageEdit) {
	drafts := triageDrafts(e)
	if len(drafts) == 0 {
		o.taken(ctx, FormTriage, e.File.View.ID)
		return
	}
	o.busy(ctx, FormTriage)
	if err := o.write(ctx, FormTriage, drafts...); err != nil {
		o.fail(ctx, FormTriage, err)
		return
	}
	o.taken(ctx, FormTriage, e.File.View.ID)
}
