package op

import (
	"cmp"
	"crypto/sha256"
	"slices"
	"sort"
)

// Compare orders scopes by file and part.
func (s Scope) Compare(t Scope) int {
	if c := s.File.Compare(t.File); c != 0 {
		return c
	}
	return cmp.Compare(s.Part, t.Part)
}

// DigestOf returns 16 bytes that stand for a list of holdings in any order. Device and server compare it to know that
// they agree on what the device holds without sending the list.
func DigestOf(held []Holding) []byte {
	sorted := slices.Clone(held)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].Scope.Compare(sorted[j].Scope) < 0 })
	sum := sha256.Sum256(Marshal(sorted))
	return sum[:16]
}
