package state

import (
	"slices"
	"sort"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// FormInbox is the name under which the inbox tells how what was tapped in it went.
const FormInbox = "inbox"

// Inbox is what others wrote and could not be put where it was meant for: this person decides. It is asked of the server
// and kept nowhere.
type Inbox struct {
	Status  Status
	Problem string // i18n key when Failed
	Items   []InboxItem
}

// InboxItem is one act of somebody else.
type InboxItem struct {
	Group, File op.ID
	Kind        op.EntKind
	Number      string
	Here        bool // the file is on this device
	By          Author
	Made, Came  int64 // ms UTC
	After       bool  // written after the file went to its present owner
	Facts       []Fact
	Hidden      bool     // not for this person to read
	Readers     []Author // who may read it then
	As          op.ID    // the person's appointment that decides; zero for none
	May         bool     // the person may take it into the file
	Begins      bool     // it begins a file that is nobody's; Owners may have it
	Owners      []Candidate
	Asked       string // the command that was given and waits for the server
}

// Disposal decides on one item: To is who is to have a file that it begins, Reason why it is not taken.
type Disposal struct {
	Item       InboxItem
	To, Reason string
}

// loadInbox asks the server what waits.
func (o *Office) loadInbox(ctx app.Context, _ struct{}) {
	box, err := o.desk.Inbox()
	if err != nil {
		list := Inbox{Status: Failed}
		list.Problem, _, _ = explain(err)
		InboxKey.Set(ctx, list)
		return
	}
	InboxKey.Set(ctx, o.inboxOf(box))
}

func (o *Office) inboxOf(box op.Inbox) Inbox {
	out := Inbox{Status: Loaded}
	cards := map[op.ID]domain.Card{}
	for _, c := range o.desk.Cards() {
		cards[c.File] = c
	}
	for _, i := range box.Items {
		card, here := cards[i.File]
		v := InboxItem{Group: i.Group, File: i.File, Kind: i.Kind, Number: card.Number, Here: here, By: o.author(i.As), Made: i.Made, Came: i.Came,
			After: i.After, Facts: o.factsOf(i.Ops), Hidden: len(i.Ops) == 0, As: i.By, May: i.May, Begins: i.Begins, Asked: o.askedOf(i)}
		for _, as := range i.Others {
			v.Readers = append(v.Readers, o.author(as))
		}
		if i.Begins {
			v.Owners = o.ownersFor(i)
		}
		out.Items = append(out.Items, v)
	}
	return out
}

// askedOf is what was decided here and has not reached the server.
func (o *Office) askedOf(i op.InboxItem) string {
	waiting := append(o.desk.Waiting(i.File), o.desk.Waiting(o.me().User)...)
	for k := range waiting {
		if w := &waiting[k]; domain.Decides(w) {
			if d, err := domain.Disposal(w); err == nil && d.Group == i.Group {
				return domain.CommandName(w.Field)
			}
		}
	}
	return ""
}

// ownersFor are the colleagues whose file it may become.
func (o *Office) ownersFor(i op.InboxItem) []Candidate {
	var out []Candidate
	house := ""
	for _, p := range o.me().Choices {
		if p.ID == i.By {
			house = p.House
		}
	}
	for _, p := range o.desk.Directory().People {
		for _, a := range p.Appointments {
			role := policy.Role(a.Role)
			id, err := op.ParseID(a.ID)
			missing := slices.ContainsFunc(i.Parts, func(p op.Part) bool { return !policy.MayWrite(role, p, i.Kind) })
			if err == nil && a.Institution == house && id != i.As && policy.MayOwn(role, i.Kind) && !missing {
				out = append(out, Candidate{Appointment: id, Name: p.Name, Role: a.Role, Unit: a.UnitName})
			}
		}
	}
	byName(out)
	return out
}

// adopt asks to take an item into its file.
func (o *Office) adopt(ctx app.Context, d Disposal) {
	args := domain.AdoptArgs{Group: d.Item.Group}
	if d.Item.Begins {
		to, err := op.ParseID(d.To)
		if err != nil {
			o.refuse(ctx, FormInbox, FieldError{Field: "to", Key: "handon.needWho"})
			return
		}
		args.Owner = to
	}
	o.dispose(ctx, d.Item, domain.Adopt(d.Item.Kind, d.Item.File, args))
}

// leave says that an item was read and is not taken.
func (o *Office) leave(ctx app.Context, d Disposal) {
	reason := Values{"reason": d.Reason}
	if wrong := clean(reason); len(wrong) > 0 || reason.Text("reason") == "" || len(d.Reason) > domain.MaxReason {
		o.refuse(ctx, FormInbox, FieldError{Field: "reason", Key: "inbox.needReason"})
		return
	}
	kind, file := d.Item.Kind, d.Item.File
	if !d.Item.Here { // there is no file to write that into
		kind, file = domain.UserSpace, o.me().User
	}
	o.dispose(ctx, d.Item, domain.SetAside(kind, file, domain.SetAsideArgs{Group: d.Item.Group, Reason: reason.Text("reason")}))
}

func (o *Office) dispose(ctx app.Context, i InboxItem, d op.Draft) {
	o.busy(ctx, FormInbox)
	if err := o.desk.Author(i.As, FormInbox, []op.Draft{d}); err != nil {
		o.fail(ctx, FormInbox, err)
		return
	}
	o.taken(ctx, FormInbox, i.Group)
	o.showSync(ctx)
	o.loadInbox(ctx, struct{}{})
}

// RefusedList is the own work that the server set aside. Given counts the acts that others decide on.
type RefusedList struct {
	Items []Refused
	Given []op.ID
	Fate  op.Fate
}

// Refused is one act of the person's own that a rule refused.
type Refused struct {
	Group   op.ID
	File    op.ID
	Kind    op.EntKind // 0 when the file is no longer here
	Number  string
	Command string // domain.CommandName when it was a command
	Code    errs.Code
	Bytes   bool // not the act, only the bytes of an attachment
	Facts   []Fact
	At      int64
	Form    bool // a form can be filled with it
	Whole   bool // its words are here: it can be tried again and saved as a file
}

func (o *Office) readRefused() RefusedList {
	out := RefusedList{Fate: o.desk.Sync().Fate}
	refused := o.desk.Refused()
	if len(refused) == 0 {
		return out
	}
	cards := map[op.ID]domain.Card{}
	for _, c := range o.desk.Cards() {
		cards[c.File] = c
	}
	for _, r := range refused {
		if r.Verdict == op.Quarantined {
			out.Given = append(out.Given, r.Group)
			continue
		}
		v := o.refusedOf(r)
		v.Number, v.Kind = cards[r.File].Number, cards[r.File].Kind
		out.Items = append(out.Items, v)
	}
	sort.SliceStable(out.Items, func(i, j int) bool { return out.Items[i].At < out.Items[j].At })
	return out
}

func (o *Office) refusedOf(r client.Refused) Refused {
	v := Refused{Group: r.Group, File: r.File, Code: r.Code, Bytes: r.Bytes, At: r.Group.Millis(), Facts: o.factsOf(r.Ops), Whole: len(r.Ops) > 0}
	if len(r.Ops) == 0 {
		return v
	}
	if r.Ops[0].Kind == op.Cmd {
		v.Command = domain.CommandName(r.Ops[0].Field)
	}
	_, v.Form = refillOf(r.File, r.Ops)
	return v
}

// refusedWork finds a refused act.
func (o *Office) refusedWork(group op.ID) (client.Refused, bool) {
	all := o.desk.Refused()
	i := slices.IndexFunc(all, func(r client.Refused) bool { return r.Group == group })
	if i < 0 || len(all[i].Ops) == 0 {
		return client.Refused{}, false
	}
	return all[i], true
}

// dismiss takes a refused act off the list. A failure leaves it there, which says it all.
func (o *Office) dismiss(ctx app.Context, group op.ID) {
	_ = o.desk.Dismiss(group)
	o.showSync(ctx)
}

// dismissGiven takes what others decide on off the list.
func (o *Office) dismissGiven(ctx app.Context, groups []op.ID) {
	for _, g := range groups {
		_ = o.desk.Dismiss(g)
	}
	o.showSync(ctx)
}

// retry writes a refused act once more, as it is.
func (o *Office) retry(ctx app.Context, group op.ID) {
	o.inboxed(ctx, group, o.desk.Retry(group))
}

// export saves a refused act as a file that only the server can read.
func (o *Office) export(ctx app.Context, group op.ID) {
	o.inboxed(ctx, group, o.desk.Export(group))
}

func (o *Office) inboxed(ctx app.Context, group op.ID, err error) {
	if err != nil {
		o.fail(ctx, FormInbox, err)
	} else {
		o.taken(ctx, FormInbox, group)
	}
	o.showSync(ctx)
	o.showLists(ctx)
}

// editAgain puts a refused act into its form. What is typed there and not sent is not lost for it.
func (o *Office) editAgain(ctx app.Context, group op.ID) {
	r, found := o.refusedWork(group)
	if !found {
		o.fail(ctx, FormInbox, errs.E(errs.NotFound, ""))
		return
	}
	form, ok := refillOf(r.File, r.Ops)
	if !ok {
		o.fail(ctx, FormInbox, errs.E(errs.NotFound, ""))
		return
	}
	if kept := o.readDraft(form.draft); len(kept.Values) > 0 && kept.Values[instead] != group.String() {
		o.fail(ctx, FormInbox, errs.E(errs.Conflict, "inbox.draftThere"))
		return
	}
	form.values[instead] = group.String()
	o.putDraft(ctx, form.draft, form.values)
	f := o.form(FormInbox)
	o.putForm(ctx, FormInbox, Form{Round: f.Round + 1, Made: r.File, Args: []any{form.kind, r.Ops[0].Ctx.Form}})
}
