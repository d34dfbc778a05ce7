package domain

import (
	"damping/shared/fold"
	"damping/shared/op"
)

// Fields of a note: its head in the core, so that the timeline has it; its words in the story.
var (
	NoteKind = field[string](Def{ID: 500, Entity: Note, Part: op.Core, List: "note_kind"})
	NoteAt   = field[Local](Def{ID: 501, Entity: Note, Part: op.Core})
	NoteText = field[string](Def{ID: 502, Entity: Note, Part: op.Story, Class: Specific, MaxLen: 60_000})
)

// NoteView is a note as a screen shows it.
type NoteView struct {
	ID        op.ID
	Kind      string
	At        Local // when it happened, as the author said
	Text      string
	By        op.ID // appointment of the author
	Made      int64 // ms UTC, by the effective clock
	Adopter   op.ID // appointment that took it into the file after it had been set aside; zero for most
	Conflicts []Conflict
}

// Notes reads every note of a file, oldest first.
func Notes(src Source) (out []NoteView) {
	by := Adopters(src)
	each(src, Note, func(e *fold.Entity) {
		r := reader{src: src, id: e.Ent.ID}
		v := NoteView{ID: e.Ent.ID, Kind: get(&r, NoteKind), At: get(&r, NoteAt), Text: get(&r, NoteText)}
		v.By, v.Made = author(e)
		v.Adopter = adopter(by, e)
		v.Conflicts = r.conflicts
		out = append(out, v)
	})
	return out
}
