package domain

// FreeText reports whether people write the field's values in their own words, or it is a number they know a case by:
// what a search looks through.
func (d *Def) FreeText() bool { return d.List == "" && d.typ == "string" }
