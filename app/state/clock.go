package state

import (
	"damping/shared/deadline"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/policy"
)

// Clock is a time limit of a file as its page shows it.
type Clock struct {
	Limit    deadline.Limit
	Start    int64 // ms UTC
	Due      int64 // ms UTC
	Estimate bool  // the holidays of a year it runs through are not known
	Stopped  int64 // ms UTC; 0 while it runs
}

// clocks are the time limits of a file that its reader is to see. Some are only for who leads the case and who looks after
// the unit.
func clocks(src domain.Source, kind op.EntKind, id op.ID, as Post, owner bool) (out []Clock) {
	leads := owner || policy.Standing(policy.Role(as.Role), kind)
	for _, c := range domain.Clocks(src, kind, id, as.Zone, deadline.Indonesia()) {
		if c.Limit.Leads && !leads {
			continue
		}
		out = append(out, Clock{Limit: c.Limit, Start: c.Start, Due: c.Due.At, Estimate: c.Due.Estimate, Stopped: c.Stopped})
	}
	return out
}
