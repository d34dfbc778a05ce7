package find

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"damping/shared/domain"
	"damping/shared/op"
)

// mostWords is how many words of a query are looked for.
const mostWords = 8

// MaxQuery is the longest query in bytes.
const MaxQuery = 200

// Hit is a file that has every word of a query.
type Hit struct {
	File  op.ID
	Place Place // where most of the words stand
}

// Find answers the files that have all words of a query, in no particular order. A query without a word finds nothing.
func (x *Index) Find(text string) []Hit {
	query := strings.Fields(domain.Fold(text))
	query = query[:min(len(query), mostWords)]
	if len(query) == 0 {
		return nil
	}
	words, all := x.match(query), answer(1)<<len(query)-1
	var typed, near []Hit
	for file, doc := range x.files {
		var at [256]answer
		var found answer
		for len(doc) > 0 {
			place := Place(doc[0])
			size, n := binary.Uvarint(doc[1:])
			section := doc[1+n : 1+n+int(size)]
			doc = doc[1+n+int(size):]
			a := look(section, words)
			if place == Identity {
				a |= a >> mostWords
			}
			at[place] |= a
			found |= a
		}
		switch {
		case found&all == all:
			typed = append(typed, Hit{File: file, Place: most(&at, all)})
		case found>>mostWords == all:
			near = append(near, Hit{File: file, Place: most(&at, all<<mostWords)})
		}
	}
	if len(typed) > 0 {
		return typed
	}
	return near
}

// answer has a bit for each word of a query: a low one for the word as it was typed, a high one also for a letter wrong.
type answer uint16

// most is the place where most of the words stand.
func most(at *[256]answer, of answer) (best Place) {
	n := 0
	for place := range at {
		if m := bits.OnesCount16(uint16(at[place] & of)); m > n {
			best, n = Place(place), m
		}
	}
	return best
}

// look answers which words of the query a section has.
func look(section []byte, words []answer) (found answer) {
	for i := 0; i < len(section); {
		id := uint32(section[i])
		if i++; id >= 0x80 {
			id &= 0x7f
			for shift := 7; ; shift += 7 {
				b := section[i]
				i++
				if id |= uint32(b&0x7f) << shift; b < 0x80 {
					break
				}
			}
		}
		found |= words[id]
	}
	return found
}

// match answers for each word of the index which words of the query it answers.
func (x *Index) match(query []string) []answer {
	words := make([]answer, len(x.words))
	for i, q := range query {
		for id, w := range x.words {
			switch rate := domain.Rate(w, q); {
			case rate > domain.Nearly:
				words[id] |= (1 | 1<<mostWords) << i
			case rate > 0:
				words[id] |= 1 << mostWords << i
			}
		}
	}
	return words
}
