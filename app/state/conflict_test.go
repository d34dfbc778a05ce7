package state

import (
	"testing"

	"damping/shared/domain"
	"damping/shared/op"
)

// Every type of value can be shown when people disagree about it.
func TestValuesOfEveryType(t *testing.T) {
	colleague := op.ID{7}
	for is, c := range map[byte]struct {
		def *domain.Def
		val any
		out Value
	}{
		't': {domain.CaseWish.Def, "Ingin aman", Value{Text: "Ingin aman", Is: 't'}},
		'c': {domain.CaseChannel.Def, "telepon", Value{List: "complaint_channel", Text: "telepon", Is: 't'}},
		'b': {domain.CaseLeaveMessage.Def, false, Value{Is: 'b'}},
		'n': {domain.VictimAge.Def, int64(11), Value{Text: "11", Is: 'n'}},
		'l': {domain.FollowUpDue.Def, "2026-11-24T09:00", Value{Text: "2026-11-24T09:00", List: "", Is: 'l'}},
		'd': {domain.VictimBirth.Def, "2015-02-03", Value{Text: "2015-02-03", Is: 'd'}},
		'w': {domain.FollowUpAssignee.Def, colleague, Value{Text: colleague.String(), Is: 'w'}},
	} {
		if got := valueOf(c.def, op.Marshal(c.val)); got != c.out {
			t.Errorf("%c: %+v, want %+v", is, got, c.out)
		}
	}
}
