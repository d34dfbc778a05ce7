package sim

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// What people ask about the course of a file: approval, its end, another unit, that two are the same.

// leads reports whether the person looks after a unit. Such a person begins no files.
func (d *device) leads() bool { return d.of.name == "head" || d.of.name == "chief" }

func courseOf(f op.ID, parts domain.Parts) (op.EntKind, []op.ID) {
	kind := domain.Case
	if parts.Part(op.Core).Find(op.Ent{Kind: domain.Complaint, ID: f}) != nil {
		kind = domain.Complaint
	}
	return kind, domain.CourseHeads(kind, f, parts)
}

// steer does what fits where a file stands: it asks approval, answers, closes, merges, or undoes that. Now and then it
// does what does not fit.
func (d *device) steer(f op.ID, parts domain.Parts) {
	kind, seen := courseOf(f, parts)
	asked := domain.ReadAsking(parts, f)
	v, _ := domain.ReadCase(parts, f)
	c, _ := domain.ReadComplaint(parts, f)
	reason := domain.ReopenArgs{Reason: d.words(f, op.Story)}
	ended := domain.Ended(parts, kind, f)
	switch {
	case ended && (len(v.Into)+len(c.Into) > 0) != d.w.chance(10):
		d.write("unmerge", d.as(), domain.Unmerge(kind, f, reason, seen))
	case ended != d.w.chance(5):
		d.write("reopen", d.as(), domain.Reopen(kind, f, reason, seen))
	case d.w.chance(25):
		d.merge(f, parts)
	case kind == domain.Complaint:
		d.write("close", d.as(), domain.Close(kind, f, domain.CloseArgs{As: domain.ComplaintInformation, Reason: reason.Reason}, seen))
	case asked.Answer == domain.Approved != d.w.chance(5):
		d.write("close", d.as(), domain.Close(kind, f, domain.CloseArgs{As: "mandiri", Reason: reason.Reason}, seen))
	case d.leads() || asked.What != "" && d.w.chance(20):
		args := domain.ApproveArgs{Yes: d.w.chance(80), Reason: reason.Reason}
		d.write("answer", d.as(), domain.Approve(f, args, domain.AskedHeads(f, parts)))
	default:
		d.write("ask to close", d.as(), domain.Ask(f, "mandiri", d.words(f, op.Story), d.headsOn(parts, f))...)
	}
}

// conclude has a case ended as it should be: its owner asks, who looks after the unit agrees, the owner ends it.
func (d *device) conclude(f op.ID, head *device) {
	why := d.words(f, op.Story)
	d.atHand(f, func(parts domain.Parts) {
		d.write("ask to close", d.of.as[0], domain.Ask(f, "mandiri", why, d.headsOn(parts, f))...)
	})
	head.atHand(f, func(parts domain.Parts) {
		head.write("answer", head.of.as[0], domain.Approve(f, domain.ApproveArgs{Yes: true, Reason: why}, domain.AskedHeads(f, parts)))
	})
	d.atHand(f, func(parts domain.Parts) {
		d.write("close", d.of.as[0], domain.Close(domain.Case, f, domain.CloseArgs{As: "mandiri", Reason: why}, domain.CourseHeads(domain.Case, f, parts)))
	})
}

// talk is a conversation between who works on a file and who looks after their unit: each in turn steers it and syncs.
// Left to chance alone, an approval would hardly ever meet its request.
func (d *device) talk() {
	f, parts := d.known()
	if parts == nil {
		return
	}
	for _, o := range d.w.devices {
		if o.leads() == d.leads() {
			continue
		}
		for _, who := range []*device{d, o, d, o, d} {
			d.w.pass(2)
			_, _ = who.e.Want(who.clock(), f) // who looks after a unit holds but the list row until they open a file
			who.cycle()
			if parts, err := who.e.File(f); err == nil && parts.Part(op.Core).Find(op.Ent{Kind: d.w.kinds[f], ID: f}) != nil {
				who.steer(f, parts)
			}
			who.cycle()
		}
		return
	}
}

// headsOn gives the heads of a case's fields as the device shows them.
func (d *device) headsOn(parts domain.Parts, f op.ID) func(op.FieldID) []op.ID {
	return func(id op.FieldID) (heads []op.ID) {
		def, _ := domain.Lookup(id)
		if reg := parts.Part(def.Part).Find(op.Ent{Kind: domain.Case, ID: f}).Register(id); reg != nil {
			for _, h := range reg.Sibs {
				heads = append(heads, h.ID)
			}
		}
		return heads
	}
}

// merge merges a file into another that the device shows.
func (d *device) merge(f op.ID, parts domain.Parts) {
	kind, seen := courseOf(f, parts)
	if other, _ := d.known(); !other.IsZero() && other != f {
		d.write("merge", d.as(), domain.Merge(kind, f, domain.MergeArgs{Into: other, Reason: d.words(f, op.Story)}, seen))
	}
}

// move asks for another unit, in the name of whoever looks after it.
func (d *device) move(f op.ID, parts domain.Parts) {
	kind, _ := courseOf(f, parts)
	owner, _ := domain.OwnerField(kind)
	to := d.w.people[d.w.rng.IntN(len(d.w.people))]
	d.write("move to the unit of "+to.name, d.as(), domain.Transfer(kind, f, domain.TransferArgs{Head: to.as[0], Reason: d.words(f, op.Story)},
		owner.Get(parts, f).Heads))
}
