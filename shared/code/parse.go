package code

import (
	_ "embed"
	"strings"
	"sync"

	"damping/shared/civil"
)

var (
	//go:embed data/lists.txt
	listsText string
	//go:embed data/law.txt
	lawText string
	//go:embed data/records.txt
	recordsText string
	//go:embed data/areas.txt
	areasText string
	//go:embed data/holidays.txt
	holidaysText string
)

// names keeps the order of the data; lists fills it.
var names []string

// lists reads the data when it is first asked for. Every string is a piece of the embedded text, not a copy.
var lists = sync.OnceValue(func() map[string]List {
	all := map[string]List{}
	for _, text := range []string{listsText, lawText, recordsText, areasText, holidaysText} {
		for _, list := range parse(text) {
			all[list.Name] = list
			names = append(names, list.Name)
		}
	}
	return all
})

// parse reads lists in the form that data/lists.txt describes. It trusts the text, which the tests have checked.
func parse(text string) []List {
	var found []List
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			name, rest, _ := strings.Cut(line[1:], "]")
			from, source, _ := strings.Cut(rest, "|")
			found = append(found, List{Name: name, Source: strings.TrimSpace(source), ValidFrom: civil.Date(strings.TrimSpace(from))})
			continue
		}

		list := &found[len(found)-1]
		e := Entry{Source: list.Source, ValidFrom: list.ValidFrom}
		e.Code, line = cut(line)
		e.ID, line = cut(line)
		e.EN, e.maps = cut(line)
		if e.EN == "" { // the name of a place needs no translation
			e.EN = e.ID
		}
		list.Entries = append(list.Entries, e)
	}
	return found
}

func cut(line string) (first, rest string) {
	first, rest, _ = strings.Cut(line, "|")
	return strings.TrimSpace(first), strings.TrimSpace(rest)
}

// Map is what one of the entry's maps says, empty when it has no such map.
func (e Entry) Map(name string) string {
	for pair := range strings.FieldsSeq(e.maps) {
		if key, value, ok := strings.Cut(pair, "="); ok && key == name {
			return value
		}
	}
	return ""
}
