package sim

import (
	"encoding/hex"
	"fmt"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// mark begins every canary.
const mark = "kenari"

// canary is a text that lies in one scope only, so that a scan can tell whether anything of the scope is left.
func canary(file op.ID, part op.Part) string {
	return fmt.Sprintf("%s%s%02d", mark, suffix(file), part)
}

func suffix(file op.ID) string { return hex.EncodeToString(file[10:]) }

// words makes a text for a scope.
func (d *device) words(file op.ID, part op.Part) string {
	return fmt.Sprintf("%s.%d", canary(file, part), d.w.rng.IntN(1000))
}

// write authors one act. The disk may refuse it. Nobody writes in the very millisecond in which they were told something.
func (d *device) write(what string, as op.ID, drafts ...op.Draft) bool {
	d.w.pass(2)
	broken := !d.w.still && d.w.chance(4)
	var before string
	if broken {
		before = d.picture()
		d.disk.refuse, d.disk.broke = 1, false
	}
	d.disk.written = nil
	_, err := d.e.Author(d.clock(), as, op.Ctx{}, drafts)
	d.disk.refuse = 0
	if broken {
		d.w.must(err != nil && before == d.picture(), "I12", "%s: a refused write left something behind", d.name)
		d.crash(0)
		return false
	}
	d.w.must(err == nil || errs.CodeOf(err) == errs.TooLarge, "I10", "%s: %s could not be written: %v", d.name, what, err)
	if err != nil {
		return false
	}
	d.w.tell("%s: %s, %d ops", d.name, what, len(d.disk.written))
	for _, o := range d.disk.written {
		d.deeds = append(d.deeds, d.w.authored(d, o))
	}
	d.check(drafts[0].File)
	return true
}

// as picks the appointment under which the person acts; now and then one that is not theirs.
func (d *device) as() op.ID {
	if d.w.chance(2) {
		return d.w.people[0].as[0]
	}
	if d.w.chance(75) {
		return d.of.as[0]
	}
	return d.of.as[d.w.rng.IntN(len(d.of.as))]
}

// known picks a file that the device shows.
func (d *device) known() (op.ID, domain.Parts) {
	files := d.w.files
	for range 4 {
		f := files[d.w.rng.IntN(len(files))]
		d.opens(f)
		parts, err := d.e.File(f)
		if err != nil {
			panic(err)
		}
		if parts.Part(op.Core).Find(op.Ent{Kind: d.w.kinds[f], ID: f}) != nil {
			return f, parts
		}
	}
	return op.ID{}, nil
}

// act is something that a person may try on a file that their device shows, with how often they do.
type act struct {
	weight int
	do     func(d *device, f op.ID, parts domain.Parts)
}

// What people do with cases and complaints, and what they ask of the server. A theme adds its own here.
var (
	caseActs = []act{
		{2, (*device).note},
		{6, (*device).edit},
		{1, (*device).addTrigger},
		{1, (*device).removeTrigger},
		{1, (*device).followUp},
		{1, (*device).changeFollowUp},
		{1, (*device).remove},
		{2, (*device).settle},
		{1, (*device).look},
		{3, (*device).draft},
		{2, (*device).steer},
	}
	complaintActs = []act{
		{1, (*device).handOn},
		{1, (*device).complaintForms},
		{1, (*device).complaintState},
		{1, (*device).complaintWho},
		{1, (*device).complaintWhat},
		{1, (*device).steer},
	}
	commandActs = []act{
		{2, (*device).assign},
		{1, (*device).grant},
		{1, (*device).advance},
		{4, (*device).steer},
		{1, (*device).move},
	}
)

// one does one of the acts.
func (d *device) one(of []act, f op.ID, parts domain.Parts) {
	all := 0
	for _, a := range of {
		all += a.weight
	}
	n := d.w.rng.IntN(all)
	for _, a := range of {
		if n -= a.weight; n < 0 {
			a.do(d, f, parts)
			return
		}
	}
}

// author does one act that the device offers.
func (d *device) author() {
	w := d.w
	f, parts := d.known()
	switch {
	case parts == nil || len(w.files) < 3 && w.chance(12):
		if !d.leads() && len(w.files) < 4 {
			d.newFile()
		}
	case w.kinds[f] == domain.Complaint:
		d.one(complaintActs, f, parts)
	case d.leads() && w.chance(50) || w.chance(12):
		d.one(commandActs, f, parts)
	default:
		d.one(caseActs, f, parts)
	}
}

func (d *device) note(f op.ID, _ domain.Parts) {
	n := d.w.id()
	d.write("note", d.as(), domain.Begin(f, domain.Note, n), domain.NoteText.Set(f, n, d.words(f, op.Story), nil))
}

func (d *device) addTrigger(f op.ID, _ domain.Parts) {
	d.write("trigger", d.as(), domain.CaseTriggers.Add(f, f, domain.Triggers[d.w.rng.IntN(4)].Code))
}

func (d *device) removeTrigger(f op.ID, parts domain.Parts) {
	_, heads := domain.CaseTriggers.Elements(parts, f)
	var tags []op.ID
	for _, h := range heads {
		if d.w.chance(60) {
			tags = append(tags, h.ID)
		}
	}
	if len(tags) > 0 {
		d.write("trigger removed", d.as(), domain.CaseTriggers.Rem(f, f, tags))
	}
}

func (d *device) followUp(f op.ID, _ domain.Parts) {
	n := d.w.id()
	d.write("follow-up", d.as(), domain.Begin(f, domain.FollowUp, n), domain.FollowUpDue.Set(f, n, "2026-11-24T09:00", nil),
		domain.FollowUpText.Set(f, n, d.words(f, op.Story), nil))
}

func (d *device) changeFollowUp(f op.ID, parts domain.Parts) {
	w := d.w
	all := domain.FollowUps(parts)
	if len(all) == 0 {
		return
	}
	v := all[w.rng.IntN(len(all))]
	if w.chance(50) {
		d.write("follow-up closed", d.as(), domain.CloseFollowUp(f, v, "2026-11-24T10:00")...)
	} else {
		d.write("follow-up moved", d.as(), domain.SnoozeFollowUp(f, v, domain.Local(fmt.Sprintf("2026-11-%02dT09:00", 1+w.rng.IntN(28))))...)
	}
}

func (d *device) look(f op.ID, _ domain.Parts) {
	d.write("look", d.as(), domain.AccessOpened.Append(d.of.user, d.of.user, f))
}

func (d *device) draft(f op.ID, _ domain.Parts) {
	if err := d.e.PutNote(hex.EncodeToString(f[:])+"/draft", []byte(d.words(f, op.Copy))); err != nil {
		panic(err)
	}
}

// edit changes a register, listing what the person saw.
func (d *device) edit(f op.ID, parts domain.Parts) {
	as := d.as()
	text := func(field domain.Field[string], id op.ID, v string) {
		d.write("edit", as, field.Set(f, id, v, field.Get(parts, id).Heads))
	}
	switch d.w.rng.IntN(9) {
	case 0, 6, 7:
		text(domain.CaseDistrict, f, d.words(f, op.Core))
	case 1:
		text(domain.CaseRaise, f, []string{domain.RiskLow, domain.RiskMedium, domain.RiskHigh}[d.w.rng.IntN(3)])
	case 2:
		text(domain.CaseReporterName, f, d.words(f, op.Identity))
	case 3:
		text(domain.CaseWish, f, d.words(f, op.Story))
	case 4:
		if notes := domain.Notes(parts); len(notes) > 0 {
			text(domain.NoteText, notes[d.w.rng.IntN(len(notes))].ID, d.words(f, op.Story))
		}
	case 5, 8:
		if d.leads() {
			d.write("edit", as, domain.CaseLower.Set(f, f, domain.RiskLow, domain.CaseLower.Get(parts, f).Heads),
				domain.CaseLowerWhy.Set(f, f, "alasan", domain.CaseLowerWhy.Get(parts, f).Heads))
			return
		}
		d.write("two parts", as, domain.CaseDistrict.Set(f, f, d.words(f, op.Core), domain.CaseDistrict.Get(parts, f).Heads),
			domain.CaseWish.Set(f, f, d.words(f, op.Story), domain.CaseWish.Get(parts, f).Heads))
	}
}

// remove hides a note or a follow-up in every part that the device shows.
func (d *device) remove(f op.ID, parts domain.Parts) {
	kind := []op.EntKind{domain.Note, domain.FollowUp, domain.Victim}[d.w.rng.IntN(3)]
	all := parts.Part(op.Core).Each(kind)
	if len(all) == 0 {
		return
	}
	d.hide(f, parts, all[d.w.rng.IntN(len(all))].Ent)
}

// hide puts a tomb on an entity wherever it is seen.
func (d *device) hide(f op.ID, parts domain.Parts, ent op.Ent) {
	var drafts []op.Draft
	for _, p := range op.Parts {
		if e := parts.Part(p).Find(ent); e != nil && len(e.Heads()) > 0 {
			drafts = append(drafts, op.Draft{File: f, Part: p, Ent: ent, Kind: op.Tomb, Sup: e.Heads()})
		}
	}
	d.write("removal", d.as(), drafts...)
}

func (d *device) complaintForms(f op.ID, _ domain.Parts) {
	d.write("complaint forms", d.as(), domain.ComplaintForms.Add(f, f, "fisik"))
}

func (d *device) complaintState(f op.ID, parts domain.Parts) {
	d.write("complaint state", d.as(), domain.ComplaintState.Set(f, f, domain.StateTriaged, domain.ComplaintState.Get(parts, f).Heads))
}

func (d *device) complaintWho(f op.ID, parts domain.Parts) {
	d.write("complaint who", d.as(), domain.ComplaintWho.Set(f, f, d.words(f, op.Identity), domain.ComplaintWho.Get(parts, f).Heads))
}

func (d *device) complaintWhat(f op.ID, parts domain.Parts) {
	d.write("complaint what", d.as(), domain.ComplaintWhat.Set(f, f, d.words(f, op.Story), domain.ComplaintWhat.Get(parts, f).Heads))
}

// newFile writes a case or a complaint as its form does.
func (d *device) newFile() {
	w := d.w
	f, v := w.id(), w.id()
	w.files, w.bySuffix[suffix(f)] = append(w.files, f), f
	if w.chance(25) && d.of.name == "wati" {
		w.kinds[f] = domain.Complaint
		d.write("complaint", d.as(), domain.Begin(f, domain.Complaint, f), domain.ComplaintSafeNow.Set(f, f, "tidak", nil),
			domain.ComplaintWho.Set(f, f, d.words(f, op.Identity), nil), domain.ComplaintWhat.Set(f, f, d.words(f, op.Story), nil),
			domain.ComplaintDistrict.Set(f, f, d.words(f, op.Core), nil))
		return
	}
	w.kinds[f] = domain.Case
	d.write("case", d.of.as[0], domain.Begin(f, domain.Case, f), domain.CaseChannel.Set(f, f, "telepon", nil),
		domain.CaseSafeNow.Set(f, f, "tidak", nil), domain.CaseDistrict.Set(f, f, d.words(f, op.Core), nil), domain.Begin(f, domain.Victim, v),
		domain.VictimAge.Set(f, v, 11, nil), domain.VictimName.Set(f, v, d.words(f, op.Identity), nil))
	if w.chance(30) {
		d.write("advance at once", d.of.as[0], domain.Advance(f, domain.AdvanceArgs{To: domain.StageIdentify}, nil))
	}
}
