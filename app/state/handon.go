package state

import (
	"sort"

	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Candidate is a colleague whom a file may be handed to, or who may be let into it.
type Candidate struct {
	Appointment op.ID
	Name, Role  string
	Unit        string
}

// Handing is what a person may change about who works on a file. A list is empty when they may not.
type Handing struct {
	Owners  []Candidate // whom it may be handed to
	Readers []Candidate // who may be let in beside the owner
	Leaves  bool        // handed on, it is no longer on this device
}

// HandOver hands a file of a kind to an appointment.
type HandOver struct {
	Kind op.EntKind
	File op.ID
	To   string // as chosen in the form
}

// Request is a command whose outcome is not here yet.
type Request struct {
	Name string // domain.CommandName
	To   string // the stage asked for
	Who  Author // the colleague that an assignment or a grant names
}

func (o *Office) requests(file op.ID) []Request {
	var out []Request
	for _, w := range o.desk.Waiting(file) {
		if domain.Decides(&w) {
			continue // it is shown in the inbox
		}
		r := Request{Name: domain.CommandName(w.Field)}
		switch w.Field {
		case domain.CmdAdvance:
			var args domain.AdvanceArgs
			if op.Unmarshal(w.Val, &args) == nil {
				r.To = args.To
			}
		case domain.CmdAssign:
			var args domain.AssignArgs
			if op.Unmarshal(w.Val, &args) == nil {
				r.Who = o.author(args.Appointment)
			}
		case domain.CmdGrant:
			var args domain.GrantArgs
			if op.Unmarshal(w.Val, &args) == nil {
				r.Who = o.author(args.Appointment)
			}
		}
		out = append(out, r)
	}
	return out
}

// handing asks the role table about every colleague of the house, so that nobody is offered whom the server would refuse.
func handing(colleagues api.Directory, kind op.EntKind, owner op.ID, as Post) Handing {
	var out Handing
	own := owner == as.ID
	assigns, grants := as.MayCommand(kind, policy.Assign, own), as.MayCommand(kind, policy.Grant, own)
	if !assigns && !grants {
		return out
	}
	out.Leaves = own && !policy.Standing(policy.Role(as.Role), kind)
	for _, p := range colleagues.People {
		for _, a := range p.Appointments {
			id, err := op.ParseID(a.ID)
			if err != nil || a.Institution != as.House || id == owner || id == as.ID {
				continue
			}
			c := Candidate{Appointment: id, Name: p.Name, Role: a.Role, Unit: a.UnitName}
			role := policy.Role(a.Role)
			if assigns && policy.MayOwn(role, kind) {
				out.Owners = append(out.Owners, c)
			}
			if grants && !policy.Standing(role, kind) && len(sharedParts(as, role, kind)) > 0 {
				out.Readers = append(out.Readers, c)
			}
		}
	}
	byName(out.Owners)
	byName(out.Readers)
	return out
}

// colleagues are everybody of the house, to be named as responsible; oneself also before the directory is here.
func colleagues(all api.Directory, as Post, own string) (out []Candidate) {
	out = append(out, Candidate{Appointment: as.ID, Name: own, Role: as.Role, Unit: as.Unit})
	for _, p := range all.People {
		for _, a := range p.Appointments {
			if id, err := op.ParseID(a.ID); err == nil && a.Institution == as.House && id != as.ID {
				out = append(out, Candidate{Appointment: id, Name: p.Name, Role: a.Role, Unit: a.UnitName})
			}
		}
	}
	byName(out)
	return out
}

// Workers are the colleagues whose role lets them into a case: who else may be asked to do something in it.
func (f CaseFile) Workers() (out []Candidate) {
	for _, c := range f.Colleagues {
		if c.Appointment != f.Zone.ID && policy.MayRead(policy.Role(c.Role), op.Core, domain.Case) {
			out = append(out, c)
		}
	}
	return out
}

func byName(list []Candidate) {
	sort.Slice(list, func(i, j int) bool { return list[i].Name < list[j].Name })
}

// sharedParts are the parts that both may read: nobody opens for another what stays closed to themselves.
func sharedParts(as Post, to policy.Role, kind op.EntKind) []op.Part {
	var out []op.Part
	for _, p := range policy.Readable(to, kind) {
		if policy.MayRead(policy.Role(as.Role), p, kind) {
			out = append(out, p)
		}
	}
	return out
}

// assign asks for another owner of a case or a complaint.
func (o *Office) assign(ctx app.Context, h HandOver) {
	o.hand(ctx, FormAssign, h, func(to op.ID) (op.Draft, error) {
		parts, err := o.desk.File(h.File)
		if err != nil {
			return op.Draft{}, err
		}
		args := domain.AssignArgs{Appointment: to}
		if h.Kind == domain.Complaint {
			return domain.HandOn(h.File, args, domain.ComplaintOwner.Get(parts, h.File).Heads), nil
		}
		return domain.Assign(h.File, args, domain.CaseOwner.Get(parts, h.File).Heads), nil
	})
}

// grant asks to let a colleague into every part of a case that both may read.
func (o *Office) grant(ctx app.Context, h HandOver) {
	o.hand(ctx, FormGrant, h, func(to op.ID) (op.Draft, error) {
		parts := sharedParts(o.postFor(h.File), o.roleOf(to), h.Kind)
		return domain.Grant(h.File, domain.GrantArgs{Appointment: to, Parts: parts}), nil
	})
}

func (o *Office) hand(ctx app.Context, form string, h HandOver, draft func(to op.ID) (op.Draft, error)) {
	to, err := op.ParseID(h.To)
	if err != nil {
		o.refuse(ctx, form, FieldError{Field: form, Key: "handon.needWho"})
		return
	}
	o.busy(ctx, form)
	d, err := draft(to)
	if err == nil {
		err = o.write(ctx, form, d)
	}
	if err != nil {
		o.fail(ctx, form, err)
		return
	}
	o.taken(ctx, form, h.File)
}

func (o *Office) roleOf(appointment op.ID) policy.Role {
	for _, p := range o.desk.Directory().People {
		for _, a := range p.Appointments {
			if a.ID == appointment.String() {
				return policy.Role(a.Role)
			}
		}
	}
	return ""
}
