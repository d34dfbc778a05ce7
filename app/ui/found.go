package ui

import (
	"damping/app/state"
	"damping/shared/domain"
	"damping/shared/find"
	"damping/shared/op"
)

// places are the texts for where words were found in what belongs to a case as a whole, or has no form.
var places = map[find.Place]string{
	find.Identity:                 "find.identity",
	find.Place(op.Story):          "find.story",
	find.Place(domain.Note):       "find.note",
	find.Place(domain.FollowUp):   "find.followup",
	find.Place(domain.Attachment): "find.attachment",
}

// Found says in what kind of place of a case the words stand that were looked for, and nothing of what stands there: a list
// lies open on a table.
func Found(r state.Row) string {
	if r.Found == 0 {
		return ""
	}
	place := T("find.file")
	if key, known := places[r.Found]; known {
		place = T(key)
	} else if kind := r.Found.Kind(); kind != 0 {
		for _, f := range domain.Forms {
			if f.Kind == kind {
				place = T("record." + f.Name)
			}
		}
	}
	if r.Away {
		return T("find.away", place)
	}
	return T("find.here", place)
}
