package client

import (
	"cmp"
	"slices"
	"sort"
	"strings"
)

// Memory is a Store that keeps nothing when the program ends: the twin of the device store for tests, and the store of
// shared-PC mode, where nothing may stay on the disk.
type Memory struct {
	shelves map[Kind]map[string][]byte
}

// NewMemory returns an empty store.
func NewMemory() *Memory { return &Memory{shelves: map[Kind]map[string][]byte{}} }

// Load implements Store.
func (m *Memory) Load(kinds ...Kind) ([]Record, error) {
	var out []Record
	for _, k := range kinds {
		for key, val := range m.shelves[k] {
			out = append(out, Record{Kind: k, Key: key, Val: slices.Clone(val)})
		}
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), strings.Compare(a.Key, b.Key)) < 0
	})
	return out, nil
}

// Get implements Store.
func (m *Memory) Get(kind Kind, keys ...string) ([][]byte, error) {
	out := make([][]byte, len(keys))
	for i, k := range keys {
		out[i] = slices.Clone(m.shelves[kind][k])
	}
	return out, nil
}

// Commit implements Store.
func (m *Memory) Commit(_ bool, records ...Record) error {
	for _, r := range records {
		if r.Val == nil {
			delete(m.shelves[r.Kind], r.Key)
			continue
		}
		if m.shelves[r.Kind] == nil {
			m.shelves[r.Kind] = map[string][]byte{}
		}
		m.shelves[r.Kind][r.Key] = slices.Clone(r.Val)
	}
	return nil
}
