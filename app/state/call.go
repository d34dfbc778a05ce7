package state

import (
	"damping/shared/domain"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// AtDesk are the channels over which somebody asks and is answered at once.
var AtDesk = []string{"telepon", "sapa129", "whatsapp", "datang_langsung"}

// checkCall is what must be right about somebody who only asked: what was asked, and what they were told.
func checkCall(v Values) []FieldError {
	wrong := clean(v)
	for _, name := range []string{"what", "given"} {
		if v.Text(name) == "" {
			wrong = append(wrong, FieldError{Field: name, Key: "form.missing"})
		}
	}
	if len(v.Text("given")) > domain.MaxReason {
		wrong = append(wrong, FieldError{Field: "given", Key: "form.tooLong", Args: []any{domain.MaxReason}})
	}
	return append(wrong, tooLong(v, map[string]*domain.Def{"what": domain.ComplaintWhat.Def})...)
}

// fileCall logs somebody who only asked, and asks at once to close the ticket: what they were told is the reason. The
// ticket goes first, since the server judges a command against what it has; without the second it stays open for triage.
func (o *Office) fileCall(ctx app.Context, v Values) {
	if wrong := checkCall(v); len(wrong) > 0 {
		o.refuse(ctx, FormCall, wrong...)
		return
	}
	o.busy(ctx, FormCall)
	id := o.desk.NewID()
	answers := Values{"what": v.Text("what"), "channel": v["channel"]}
	err := o.become(ctx, FormCall, FormCall, complaintDrafts(id, answers, o.local())...)
	if err != nil {
		o.fail(ctx, FormCall, err)
		return
	}
	parts, err := o.desk.File(id)
	if err == nil {
		args := domain.CloseArgs{As: domain.ComplaintInformation, Reason: v.Text("given")}
		err = o.write(ctx, policy.Close, domain.Close(domain.Complaint, id, args, domain.CourseHeads(domain.Complaint, id, parts)))
	}
	if err != nil {
		o.fail(ctx, FormCall, err)
		return
	}
	o.taken(ctx, FormCall, id)
}
