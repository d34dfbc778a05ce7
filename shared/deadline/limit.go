// Package deadline computes when things fall due: statutory time limits, working days, follow-ups, and the hours in
// which a phone stays silent. It asks no clock: every instant comes in and goes out as milliseconds since 1970 in UTC.
//
// "N × 24 jam" is elapsed time and runs over weekends and holidays. Only "hari kerja" uses the calendar. The limits
// themselves are data with their legal basis (limits.txt), which an office corrects.
package deadline

import (
	_ "embed"
	"strings"
	"sync"

	"damping/shared/civil"
	"damping/shared/i18n"
)

// Unit is how a limit is counted.
type Unit string

const (
	// Minutes, Hours and Days are elapsed time: a day is 24 hours.
	Minutes Unit = "minutes"
	Hours   Unit = "hours"
	Days    Unit = "days"
	// WorkingDays are days on which offices work; the limit ends with the last of them.
	WorkingDays Unit = "working_days"
)

// Limit is one time limit.
type Limit struct {
	Code string
	// Amount of Unit; 0 is at once.
	Amount int
	Unit   Unit
	// Starts is the event with which it begins to run, Stops are those of which any ends it.
	Starts string
	Stops  []string
	// Only says to which files it applies: a risk level, or the kind of violence; empty for all.
	Only string
	// Leads says that only who leads the case, and who looks after the unit, see it.
	Leads bool
	// ID and EN are its names.
	ID, EN string
	// ValidFrom is the day since which it holds, Basis the law or standard, to be shown beside the due time.
	ValidFrom civil.Date
	Basis     string
	// Proposed says that the figure is ours and waits for the office.
	Proposed bool
}

// Due is when something falls due.
type Due struct {
	// At is the instant in ms UTC.
	At int64
	// Estimate says that the holidays of a year it runs through are not known yet: it can only move back.
	Estimate bool
}

//go:embed limits.txt
var limitsText string

var limits = sync.OnceValue(func() []Limit {
	var found []Limit
	for line := range strings.Lines(limitsText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		column := strings.Split(line, "|")
		for i := range column {
			column[i] = strings.TrimSpace(column[i])
		}
		amount, unit, _ := strings.Cut(column[1], " ")
		found = append(found, Limit{
			Code: column[0], Amount: number(amount), Unit: Unit(unit), Starts: column[2], Stops: strings.Fields(column[3]), Only: column[4],
			Leads: column[5] == "pimpinan", ID: column[6], EN: column[7], ValidFrom: civil.Date(column[8]), Basis: column[9], Proposed: column[10] == "usulan",
		})
	}
	return found
})

// number reads the digits of the data, which the tests have checked.
func number(digits string) (n int) {
	for _, d := range digits {
		n = n*10 + int(d-'0')
	}
	return n
}

// Limits lists every limit. The slice must not be changed.
func Limits() []Limit { return limits() }

// Find is the limit of a code.
func Find(code string) (Limit, bool) {
	for _, l := range limits() {
		if l.Code == code {
			return l, true
		}
	}
	return Limit{}, false
}

// Response is the limit for answering a complaint of a risk level (tinggi, sedang, rendah); ok is false for a level
// not known, for which there is no limit but haste.
func Response(risk string) (l Limit, ok bool) { return Find("respon_" + risk) }

// Label is what the limit is called.
func (l Limit) Label(lang i18n.Lang) string {
	if lang == i18n.EN {
		return l.EN
	}
	return l.ID
}

// Due is when the limit ends that began to run at start (ms UTC). The zone and the calendar matter for working days
// only: such a limit ends with the last minute of its last day.
func (l Limit) Due(start int64, z civil.Zone, cal Calendar) Due {
	switch l.Unit {
	case Minutes:
		return Due{At: start + int64(l.Amount)*minute}
	case Hours:
		return Due{At: Elapsed(start, l.Amount)}
	case Days:
		return Due{At: Elapsed(start, 24*l.Amount)}
	}
	last, sure := cal.AddWorkingDays(civil.DateAt(start, z), l.Amount)
	at, _ := civil.Instant(last, lastMinute, z)
	return Due{At: at, Estimate: !sure}
}

// Elapsed is the instant a number of hours after start, whatever days lie between: 3×24 hours is 72.
func Elapsed(start int64, hours int) int64 { return start + int64(hours)*hour }

const (
	minute     int64       = 60_000
	hour                   = 60 * minute
	day                    = 24 * hour
	lastMinute civil.Clock = 23*60 + 59
)
