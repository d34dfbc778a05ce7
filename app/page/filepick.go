package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/code"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// filePick is a search for one file, among those of a kind on this device. A form embeds it.
type filePick struct {
	search state.FileSearch
	found  state.FilesFound
}

// watch begins to follow what is found, and finds what was touched last.
func (f *filePick) watch(ctx app.Context, by string, kind op.EntKind, joins op.ID) {
	f.search = state.FileSearch{By: by, Kind: kind, Joins: joins}
	state.FoundKey(by).Observe(ctx, &f.found)
	f.found = state.FilesFound{}
	state.SearchFiles.Do(ctx, f.search)
}

// look searches anew.
func (f *filePick) look(ctx app.Context, text string, kind op.EntKind) {
	f.search.Text, f.search.Kind = text, kind
	state.SearchFiles.Do(ctx, f.search)
}

// fields are the words to search by, and what was found, to be chosen under a name. They tell of people as the lists do.
func (f *filePick) fields(s *sheet, name, label string, onSearch, onInput app.EventHandler) app.UI {
	query := s.field(name+"-find", ui.T("pick.find"), "")
	var options []ui.Option
	for _, r := range f.found.Rows {
		text := ui.Name(r.Number, r.File)
		for _, more := range []string{ui.Person(r.Age, r.Sex), ui.Code(code.District, r.District), stateOf(f.search.Kind, r.State)} {
			if more != "" {
				text += " · " + more
			}
		}
		options = append(options, ui.Option{Value: r.File.String(), Label: text})
	}
	choice := s.choice(name, label, "", options)
	choice.Long = true
	return ui.H("div").Class("field").Body(ui.Text(query, onSearch),
		ui.Slot(len(options) == 0, func() app.UI { return ui.H("p").Class("quiet").Role("status").Text(ui.T("pick.none")) }),
		ui.Tiles(choice, s.chosen(name), onInput))
}

func stateOf(kind op.EntKind, state string) string {
	if kind == domain.Complaint {
		return ui.Code(code.ComplaintState, state)
	}
	return ui.CaseState(state)
}
