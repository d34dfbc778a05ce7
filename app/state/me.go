package state

import (
	"damping/shared/api"
	"damping/shared/civil"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Me is who works here, and as what.
type Me struct {
	User    op.ID
	Name    string
	Login   string
	Device  op.ID
	As      Post   // the appointment under which new work is written
	Choices []Post // all that are valid
	Shared  bool
	Now     int64 // ms UTC when this was made; for "today" and "late", which a page must not ask a clock for
	Leave   string
}

// Post is an appointment as a screen shows it.
type Post struct {
	ID          op.ID
	Role        string
	Institution string
	House       string // id of the institution
	Unit        string
	Zone        civil.Zone
}

// Offset is how many minutes the post's wall clock is ahead of UTC.
func (p Post) Offset() int { return p.Zone.Minutes() }

// MayCreate, MayWrite and MayCommand ask the role table, so that a page does not offer what the server will refuse.
func (p Post) MayCreate(kind op.EntKind) bool { return policy.MayCreate(policy.Role(p.Role), kind) }

// MayWrite reports whether fields of a part may be written under this post.
func (p Post) MayWrite(part op.Part, kind op.EntKind) bool {
	return policy.MayWrite(policy.Role(p.Role), part, kind)
}

// MayRead reports whether a part may be read under this post by who is let into the file.
func (p Post) MayRead(part op.Part, kind op.EntKind) bool {
	return policy.MayRead(policy.Role(p.Role), part, kind)
}

// MayCommand reports whether a command may be given under this post.
func (p Post) MayCommand(kind op.EntKind, command string, owner bool) bool {
	return policy.MayCommand(policy.Role(p.Role), kind, command, owner)
}

// noteAs keeps the chosen appointment.
const noteAs = "as"

// readMe makes Me of what the desk knows.
func (o *Office) readMe() Me {
	m := o.desk.Me()
	out := Me{Name: m.User.Name, Login: m.User.Login, Shared: m.Device.Shared, Now: o.desk.Now()}
	out.User, _ = op.ParseID(m.User.ID)
	out.Device, _ = op.ParseID(m.Device.ID)
	for _, a := range m.Appointments {
		out.Choices = append(out.Choices, post(a, m.Institutions))
	}
	if len(out.Choices) > 0 {
		out.As = out.Choices[0]
	}
	kept, _ := o.desk.Note(noteAs)
	for _, p := range out.Choices {
		if p.ID.String() == string(kept) {
			out.As = p
		}
	}
	return out
}

func post(a api.Appointment, institutions []api.Institution) Post {
	p := Post{Role: a.Role, House: a.Institution, Unit: a.UnitName, Zone: civil.WIB}
	p.ID, _ = op.ParseID(a.ID)
	for _, i := range institutions {
		if i.ID == a.Institution {
			p.Institution = i.Name
			if z, err := civil.ParseZone(i.Zone); err == nil {
				p.Zone = z
			}
		}
	}
	return p
}

// me is the latest Me, read anew when asked for the first time.
func (o *Office) me() Me {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.who
}

// showMe reads Me again and shows it.
func (o *Office) showMe(ctx app.Context) Me {
	m := o.readMe()
	names := map[op.ID]string{}
	for _, p := range o.desk.Directory().People {
		for _, a := range p.Appointments {
			if id, err := op.ParseID(a.ID); err == nil {
				names[id] = p.Name
			}
		}
	}
	o.mu.Lock()
	o.who, o.names = m, names
	o.mu.Unlock()
	MeKey.Set(ctx, m)
	return m
}

func (o *Office) chooseAs(ctx app.Context, as op.ID) {
	if err := o.desk.PutNote(noteAs, []byte(as.String())); err != nil {
		o.fail(ctx, "as", err)
		return
	}
	o.showMe(ctx)
	o.showLists(ctx)
}

// mine reports whether an appointment is one of the person's own.
func (m Me) mine(as op.ID) bool {
	for _, p := range m.Choices {
		if p.ID == as {
			return true
		}
	}
	return false
}

// author names who wrote under an appointment: the person, a colleague, or nobody the device knows of.
func (o *Office) author(as op.ID) Author {
	if o.me().mine(as) {
		return Author{Me: true}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return Author{Name: o.names[as]}
}

// postFor is the appointment under which the person writes into a file: the one that owns or began it, if it is one of
// theirs, otherwise the chosen one. Somebody with two appointments must not lose a note because the other was chosen.
func (o *Office) postFor(file op.ID) Post {
	me := o.me()
	if len(me.Choices) < 2 {
		return me.As
	}
	parts, err := o.desk.File(file)
	if err != nil {
		return me.As
	}
	candidates := []op.ID{domain.CaseOwner.Get(parts, file).V, domain.ComplaintOwner.Get(parts, file).V}
	for _, kind := range []op.EntKind{domain.Case, domain.Complaint} {
		if root := parts.Part(op.Core).Find(op.Ent{Kind: kind, ID: file}); root != nil && len(root.Born) > 0 {
			candidates = append(candidates, root.Born[0].As)
		}
	}
	for _, as := range candidates {
		for _, p := range me.Choices {
			if p.ID == as {
				return p
			}
		}
	}
	return me.As
}

// Author is who did something. The page has the words for "you" and for a colleague whose name is not known.
type Author struct {
	Me   bool
	Name string
}

// local is the civil time now in the zone of the chosen appointment.
func (o *Office) local() domain.Local { return domain.LocalAt(o.desk.Now(), o.me().As.Offset()) }
