// Package find looks for words in the free texts of files: names, numbers, notes, chronologies and whatever else people
// write. The phone keeps an Index in memory while it is unlocked; the server makes one for the files that somebody may read,
// answers, and throws it away. Neither writes it down: an index tells nearly as much as the texts.
//
// Words are compared as domain.Fold makes them. A word of the query is found as a whole word, as the beginning of one, or,
// from three letters on, inside one ("pukul" in "dipukuli"). One or two wrong letters are forgiven in what names people, and
// elsewhere only when nothing is found as it was typed: otherwise a frequent word would find half of all cases.
package find
