package state

import (
	"slices"
	"sort"

	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Ask is the word, beside those of the commands, for asking approval: it is no command but fields that the owner writes.
const Ask = "ask"

// Course is where a file stands beside its stage, and what the person may ask for about that.
type Course struct {
	Kind    op.EntKind
	File    op.ID
	Ended   bool
	Asking  domain.Asking
	Asker   Author
	May     map[string]bool // commands, and Ask
	Heads   []Candidate     // whose unit it may move to
	Targets []Link          // files that it may be merged into
	Into    []Link
	Merged  []Link
	Decided []Decision // the newest first
	Next    string     // the stage that a gate keeps the case from, "" when none does

	// What a command expects to be as it was on this picture.
	course, asked []op.ID
	fields        seen
}

// Link is another file. One that is not on this device has no number to show: who reads only one of two merged files
// learns that it was merged, and nothing of the other.
type Link struct {
	File   op.ID
	Kind   op.EntKind // 0 when it is not here
	Number string
	Age    int64
	Sex    string
}

// Decision is one line of what was decided.
type Decision struct {
	ID         op.ID
	Kind, Code string
	Reason, To string
	By         Author
	At         int64 // ms UTC
}

// Steering is a form about the course of a file, as it was filled in on the picture Course.
type Steering struct {
	What   string // a command, or Ask
	Course Course
	Values Values // by bare names: ending, reason, to, outcome, head, target, answer, permit
}

// Mostly a person merges into something recent: longer lists are for the search to come.
const mostTargets = 100

func (o *Office) course(parts domain.Parts, kind op.EntKind, id, owner op.ID, as Post) Course {
	c := Course{Kind: kind, File: id, Ended: domain.Ended(parts, kind, id), May: map[string]bool{},
		course: domain.CourseHeads(kind, id, parts), asked: domain.AskedHeads(id, parts), fields: seenIn(parts, op.Ent{Kind: kind, ID: id})}
	into, merged := domain.LinkFields(kind)
	files, _ := into.Elements(parts, id)
	c.Into = o.links(files)
	files, _ = merged.Elements(parts, id)
	c.Merged = o.links(files)
	for _, d := range domain.Decisions(parts) {
		c.Decided = append([]Decision{{ID: d.ID, Kind: d.Kind, Code: d.Code, Reason: d.Reason, To: d.To, By: o.author(d.By), At: d.At}}, c.Decided...)
	}

	own := owner == as.ID
	may := func(command string, now bool) { c.May[command] = now && as.MayCommand(kind, command, own) }
	open := !c.Ended
	switch kind {
	case domain.Complaint:
		v, _ := domain.ReadComplaint(parts, id)
		open = open && v.State != domain.StateBecameCase
		may(policy.Close, open)
	case domain.Case:
		c.Asking = domain.ReadAsking(parts, id)
		c.Asker = o.author(c.Asking.By.As)
		waits := c.Asking.What != "" && c.Asking.Settled && c.Asking.Answer == ""
		may(policy.Close, open && c.Asking.Answer == domain.Approved)
		may(policy.Approve, open && waits && !c.Asker.Me)
		c.Next = gated(parts, id)
		may(policy.Skip, open && c.Next != "")
		may(policy.Permit, open)
		c.May[Ask] = open && own && c.Asking.Answer != domain.Approved && !waits && as.MayWrite(op.Core, kind)
	}
	may(policy.Reopen, c.Ended && len(c.Into) == 0)
	may(policy.Unmerge, c.Ended && len(c.Into) > 0)
	if may(policy.Merge, open); c.May[policy.Merge] {
		c.Targets = targets(o.desk.Cards(), kind, id, as)
		c.May[policy.Merge] = len(c.Targets) > 0
	}
	if may(policy.Transfer, true); c.May[policy.Transfer] {
		c.Heads = receivers(o.desk.Directory(), kind, owner, as)
		c.May[policy.Transfer] = len(c.Heads) > 0
	}
	return c
}

// gated is the next stage of a case when something is missing for it.
func gated(src domain.Source, id op.ID) string {
	v, _ := domain.ReadCase(src, id)
	next := domain.NextStage(v.Stage)
	if next == "" || len(domain.MissingFor(next, src, id)) == 0 {
		return ""
	}
	return next
}

func (o *Office) links(files []op.ID) []Link {
	out := make([]Link, 0, len(files))
	for _, f := range files {
		card, _ := o.desk.Card(f)
		out = append(out, linkTo(f, card))
	}
	return out
}

func linkTo(f op.ID, c domain.Card) Link {
	return Link{File: f, Kind: c.Kind, Number: c.Number, Age: c.Age, Sex: c.Sex}
}

// targets are the open files that a file may be merged into, as far as the device can tell, the latest touched first. All
// cards are looked through whenever a case is shown, so that only the first ones are kept in order.
func targets(cards []domain.Card, kind op.EntKind, id op.ID, as Post) []Link {
	takes := takers(kind, id, as)
	var fit []*domain.Card
	for i := range cards {
		c := &cards[i]
		if !takes(c) {
			continue
		}
		at := sort.Search(len(fit), func(i int) bool { return laterTouched(c, fit[i]) })
		if at < mostTargets {
			fit = slices.Insert(fit, at, c)[:min(len(fit)+1, mostTargets)]
		}
	}
	var out []Link
	for _, c := range fit {
		out = append(out, linkTo(c.File, *c))
	}
	return out
}

// takers tells which files a file may be merged into.
func takers(kind op.EntKind, id op.ID, as Post) func(*domain.Card) bool {
	may := map[[2]bool]bool{}
	for _, aCase := range []bool{false, true} {
		for _, own := range []bool{false, true} {
			into := domain.Complaint
			if aCase {
				into = domain.Case
			}
			may[[2]bool{aCase, own}] = as.MayCommand(into, policy.Merge, own)
		}
	}
	return func(c *domain.Card) bool {
		takes := c.Kind == domain.Case || c.Kind == domain.Complaint && kind == domain.Complaint
		return takes && c.File != id && !domain.Closed(*c) && may[[2]bool{c.Kind == domain.Case, c.Owner == as.ID}]
	}
}

func laterTouched(a, b *domain.Card) bool {
	if a.Touched != b.Touched {
		return a.Touched > b.Touched
	}
	return a.File.Compare(b.File) < 0
}

// receivers are the heads of other units of the house. A file is in the unit of its owner, which need not be that of the
// reader: a head stands beside the files of every unit.
func receivers(office api.Directory, kind op.EntKind, owner op.ID, as Post) []Candidate {
	unit := as.Unit
	var out []Candidate
	for _, p := range office.People {
		for _, a := range p.Appointments {
			id, err := op.ParseID(a.ID)
			switch {
			case err != nil || a.Institution != as.House || a.Unit == "":
			case id == owner:
				unit = a.UnitName
			case policy.MayReceive(policy.Role(a.Role), kind):
				out = append(out, Candidate{Appointment: id, Name: p.Name, Role: a.Role, Unit: a.UnitName})
			}
		}
	}
	out = slices.DeleteFunc(out, func(c Candidate) bool { return c.Unit == unit })
	byName(out)
	return out
}

// CourseForm names the form of one command on one file.
func CourseForm(what string, file op.ID) string { return "course/" + what + "/" + file.String() }

func (o *Office) steer(ctx app.Context, s Steering) {
	form := CourseForm(s.What, s.Course.File)
	drafts, wrong := steering(s)
	if len(wrong) > 0 {
		for i := range wrong { // the fields of several forms stand on one page
			wrong[i].Field = s.What + "-" + wrong[i].Field
		}
		o.refuse(ctx, form, wrong...)
		return
	}
	o.busy(ctx, form)
	if err := o.become(ctx, s.What, DraftOf(s.Course.File, form), drafts...); err != nil {
		o.fail(ctx, form, err)
		return
	}
	o.taken(ctx, form, s.Course.File)
}

// steering turns a form into what it asks for, on the heads that its picture showed.
func steering(s Steering) (drafts []op.Draft, wrong []FieldError) {
	c, v := s.Course, s.Values
	wrong = clean(v)
	need := func(name, key string) string {
		text := v.Text(name)
		if text == "" {
			wrong = append(wrong, FieldError{Field: name, Key: key})
		}
		return text
	}
	if len(v.Text("reason")) > domain.MaxReason {
		wrong = append(wrong, FieldError{Field: "reason", Key: "err.too_large"})
	}
	var d op.Draft
	switch s.What {
	case Ask:
		outcome := need("outcome", "course.needOutcome")
		if len(wrong) == 0 {
			return domain.Ask(c.File, outcome, v.Text("reason"), func(f op.FieldID) []op.ID { return c.fields[f] }), nil
		}
	case policy.Approve:
		args := domain.ApproveArgs{Yes: need("answer", "course.needAnswer") == "yes", Reason: v.Text("reason")}
		if !args.Yes {
			need("reason", "course.needReason")
		}
		d = domain.Approve(c.File, args, c.asked)
	case policy.Close:
		args := domain.CloseArgs{As: c.Asking.Outcome, Reason: v.Text("reason")}
		if c.Kind == domain.Complaint {
			args.As, args.Reason = need("ending", "course.needEnding"), need("reason", "course.needReason")
			if args.As == domain.ComplaintPassedOn {
				args.To = need("to", "course.needTo")
			}
		}
		d = domain.Close(c.Kind, c.File, args, c.course)
	case policy.Reopen:
		d = domain.Reopen(c.Kind, c.File, domain.ReopenArgs{Reason: need("reason", "course.needReason")}, c.course)
	case policy.Unmerge:
		d = domain.Unmerge(c.Kind, c.File, domain.ReopenArgs{Reason: need("reason", "course.needReason")}, c.course)
	case policy.Merge:
		into, _ := op.ParseID(need("target", "course.needTarget"))
		d = domain.Merge(c.Kind, c.File, domain.MergeArgs{Into: into, Reason: need("reason", "course.needReason")}, c.course)
	case policy.Skip:
		d = domain.Skip(c.File, domain.SkipArgs{To: c.Next, Reason: need("reason", "course.needReason")}, c.fields[domain.CaseStage.ID])
	case policy.Permit:
		d = domain.Permit(c.File, domain.PermitArgs{What: need("permit", "form.missingChoice"), Reason: need("reason", "course.needReason")})
	case policy.Transfer:
		head, _ := op.ParseID(need("head", "handon.needWho"))
		owner, _ := domain.OwnerField(c.Kind)
		d = domain.Transfer(c.Kind, c.File, domain.TransferArgs{Head: head, Reason: need("reason", "course.needReason")}, c.fields[owner.ID])
	}
	return []op.Draft{d}, wrong
}
