package letter

import "strconv"

// facts is what a letter may say: by name, and records by their kinds. Inside a record its own facts come first.
type facts struct {
	known map[string]string
	lists map[string][]*facts
	up    *facts
}

func newFacts() *facts { return &facts{known: map[string]string{}, lists: map[string][]*facts{}} }

// under is a record within the whole; what the record does not tell is looked up there.
func (f *facts) under(up *facts) *facts {
	known := make(map[string]string, len(f.known)+1)
	for name, text := range f.known {
		known[name] = text
	}
	return &facts{known: known, lists: f.lists, up: up}
}

func (f *facts) find(name string) (text string, known bool) {
	for ; f != nil; f = f.up {
		if text, known = f.known[name]; known {
			return text, true
		}
	}
	return "", false
}

// get is a fact, "" when it is not known.
func (f *facts) get(name string) string {
	text, _ := f.find(name)
	return text
}

// records are those of a kind, one that tells nothing when there is none.
func (f *facts) records(of string) []*facts {
	for g := f; g != nil; g = g.up {
		if list := g.lists[of]; len(list) > 0 {
			return list
		}
	}
	return []*facts{newFacts()}
}

// add puts a record under its kind.
func (f *facts) add(of string, known map[string]string) {
	r := newFacts()
	for name, text := range known {
		if text != "" {
			r.known[name] = text
		}
	}
	f.lists[of] = append(f.lists[of], r)
}

// set writes a fact down, if there is any.
func (f *facts) set(name, text string) {
	if text != "" {
		f.known[name] = text
	}
}

func itoa(n int) string { return strconv.Itoa(n) }
