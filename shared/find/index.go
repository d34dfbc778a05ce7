package find

import (
	"encoding/binary"
	"strings"

	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
)

// Index holds which words stand where in which file, and not in which order: no text can be read from it again. It is
// not safe for concurrent use.
type Index struct {
	ids   map[string]uint32 // of folded words
	words []string          // by id
	spelt map[string]uint32 // ids of words as they were written, so that few are folded twice
	files map[op.ID][]byte  // sections: place, length, ids
	seen  []uint32          // by id: the last section that has it
	turn  uint32            // the section that is being made
}

// mostSpelt bounds what is remembered of spellings.
const mostSpelt = 1 << 16

// New returns an empty index.
func New() *Index {
	return &Index{ids: map[string]uint32{}, spelt: map[string]uint32{}, files: map[op.ID][]byte{}}
}

// Len is how many files are in.
func (x *Index) Len() int { return len(x.files) }

// Drop takes a file out.
func (x *Index) Drop(file op.ID) { delete(x.files, file) }

// Put takes in what a file says now in the parts that src holds, in place of what it said before.
func (x *Index) Put(file op.ID, src domain.Source) {
	var doc, section []byte
	removals := hasRemovals(src)
	for _, p := range op.Parts {
		state := src.Part(p)
		if state == nil {
			continue
		}
		last := Place(0)
		for _, e := range state.Ents { // in order of kind
			place := placeOf(p, e.Ent.Kind)
			if place != last {
				doc, section = finish(doc, section, last), section[:0]
				x.turn++
				last = place
			}
			if !removals || !domain.Removed(src, e.Ent) {
				section = x.entity(section, e)
			}
		}
		doc, section = finish(doc, section, last), section[:0]
	}
	if doc == nil {
		x.Drop(file)
		return
	}
	x.files[file] = append([]byte(nil), doc...)
}

// hasRemovals reports whether anything was ever taken out of a file: hardly ever.
func hasRemovals(src domain.Source) bool {
	for _, p := range op.Parts {
		if state := src.Part(p); state != nil {
			for _, e := range state.Ents {
				if len(e.Tombs) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// finish puts a section behind the others.
func finish(doc, section []byte, place Place) []byte {
	if len(section) == 0 {
		return doc
	}
	doc = append(doc, byte(place))
	doc = binary.AppendUvarint(doc, uint64(len(section)))
	return append(doc, section...)
}

func (x *Index) entity(section []byte, e *fold.Entity) []byte {
	for i := range e.Regs {
		section = x.heads(section, e.Regs[i].Field, e.Regs[i].Sibs)
	}
	for i := range e.Sets {
		section = x.heads(section, e.Sets[i].Field, e.Sets[i].Items)
	}
	for i := range e.Lists {
		section = x.heads(section, e.Lists[i].Field, e.Lists[i].Items)
	}
	return section
}

// heads takes in every value that is alive: while two differ, both can be found.
func (x *Index) heads(section []byte, field op.FieldID, heads []fold.Head) []byte {
	if d, known := domain.Lookup(field); !known || !d.FreeText() {
		return section
	}
	for i := range heads {
		section = x.text(section, textOf(heads[i].Val))
	}
	return section
}

// text takes in the words of a text. They are cut here as domain.Fold cuts them, without making a copy of the text.
func (x *Index) text(section, text []byte) []byte {
	for i := 0; i < len(text); {
		plain, j := true, i
		for ; j < len(text) && inWord(text[j]); j++ {
			plain = plain && text[j] < 0x80
		}
		switch {
		case j == i:
			i++
			continue
		case plain:
			id, known := x.spelt[string(text[i:j])]
			if !known {
				id = x.id(domain.Fold(string(text[i:j])))
				if len(x.spelt) >= mostSpelt {
					x.spelt = map[string]uint32{}
				}
				x.spelt[string(text[i:j])] = id
			}
			section = x.add(section, id)
		default: // what of it is a letter only Fold knows
			for _, w := range strings.Fields(domain.Fold(string(text[i:j]))) {
				section = x.add(section, x.id(w))
			}
		}
		i = j
	}
	return section
}

// inWord holds for every byte that may belong to a word; those of other scripts are looked at closer.
func inWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b >= 0x80
}

func (x *Index) id(word string) uint32 {
	id, known := x.ids[word]
	if !known {
		id = uint32(len(x.words))
		x.ids[word], x.words, x.seen = id, append(x.words, word), append(x.seen, 0)
	}
	return id
}

// add notes a word once in a section. Frequent words come early and have short ids.
func (x *Index) add(section []byte, id uint32) []byte {
	if x.seen[id] == x.turn {
		return section
	}
	x.seen[id] = x.turn
	return binary.AppendUvarint(section, uint64(id))
}

// textOf is the text in a value as it is stored, without a copy; nothing when it is none.
func textOf(val []byte) []byte {
	if len(val) == 0 || val[0]>>5 != 3 {
		return nil
	}
	size, head := uint64(val[0]&31), 1
	switch size {
	case 24, 25, 26:
		head += 1 << (size - 24)
		if len(val) < head {
			return nil
		}
		size = 0
		for _, b := range val[1:head] {
			size = size<<8 | uint64(b)
		}
	}
	if size != uint64(len(val)-head) {
		return nil
	}
	return val[head:]
}
