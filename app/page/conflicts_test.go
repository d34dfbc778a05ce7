package page

import (
	"testing"

	"damping/app/ui"
	"damping/shared/domain"
)

// A field that people may disagree about has a name on the card that asks them.
func TestEveryFieldHasAName(t *testing.T) {
	domain.Fields(func(f *domain.Def) {
		if f.Server || f.Shape != domain.Single || f.Entity == domain.UserSpace || f.Entity == domain.Attachment {
			return
		}
		if name := fieldLabel(f.ID); name == "" || name == ui.T("timeline.changed") {
			t.Errorf("field %d has none", f.ID)
		}
	})
}
