package state

import (
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Handed is what another app gave to this one. It lies in the memory of the page and nowhere else until it is put into a
// draft, and there it is sealed.
type Handed struct {
	Ready bool // it was looked for
	Text  string
	Files []string // names
	Put   bool     // it lies in a draft, of the case Into or of a new complaint
	Into  op.ID
}

// Hand puts what was given into a draft: of a note in a case, or, without a case, of a new complaint. Head makes the line
// above a message, as for one that was pasted.
type Hand struct {
	Case op.ID
	Head func(at domain.Local, from string) string
}

func (o *Office) loadHanded(ctx app.Context, _ struct{}) {
	text, files := o.desk.Shared()
	h := Handed{Ready: true, Text: text}
	for _, f := range files {
		h.Files = append(h.Files, f.Name())
	}
	HandedKey.Set(ctx, h)
}

// putHanded adds to what the draft holds already. What cannot be taken is said before going on; the words and the other
// files are in the draft then.
func (o *Office) putHanded(ctx app.Context, h Hand) {
	o.busy(ctx, FormHanded)
	text, files := o.desk.Shared()
	draft := FormComplaint
	if !h.Case.IsZero() {
		draft = DraftOf(h.Case, FormNote)
	}
	v := o.readDraft(draft).Values
	switch {
	case text != "" && h.Case.IsZero():
		v = Pasted(v, text, o.local(), h.Head)
	case text != "" && v.Text("text") != "":
		v["text"] += "\n\n" + text
	case text != "":
		v["text"] = text
	}
	if len(files) > 0 {
		v["files"] = "1"
	}
	if !h.Case.IsZero() && v["kind"] == "" {
		v["kind"] = "perkembangan"
	}
	o.keepDraft(ctx, DraftEdit{Draft: draft, Values: v})
	failed := o.take(ctx, draft, files)
	o.desk.ForgetShared()
	HandedKey.Set(ctx, Handed{Ready: true, Put: true, Into: h.Case})
	if failed != nil {
		key, args := takeProblem(failed)
		o.putForm(ctx, FormHanded, Form{Round: o.form(FormHanded).Round, Problem: key, Args: args})
		return
	}
	o.taken(ctx, FormHanded, h.Case)
}
