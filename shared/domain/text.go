package domain

import "damping/shared/op"

// FreeText reports whether people write the field's values in their own words, or it is a number they know a case by:
// what a search looks through.
func (d *Def) FreeText() bool {
	if d.List != "" || d.typ != "string" {
		return false
	}
	a := attachments[d.Part]
	return d.Entity != Attachment || d.ID != a.Hash.ID && d.ID != a.Media.ID
}

// Removed reports whether an entity was taken out of its file.
func Removed(src Source, ent op.Ent) bool { return gone(src, ent) }
