package oplog

import (
	"cmp"
	"maps"
	"slices"

	"damping/shared/op"
)

// AllItems returns every item, decided on or not, by id.
func (m *Memory) AllItems() map[op.ID]Item { return m.mem.items }

func (t memoryTx) PutItem(i Item) error { t.items[i.ID] = i; return nil }

func (t memoryTx) Item(id op.ID) (Item, bool, error) {
	i, found := t.items[id]
	return i, found, nil
}

func (t memoryTx) Items(appointments []op.ID, places []Place) ([]Item, error) {
	var out []Item
	for _, i := range t.items {
		if i.Outcome != Waiting {
			continue
		}
		i.Beside = slices.ContainsFunc(t.grants, func(g Grant) bool {
			return g.File == i.File && g.Why != WhyGranted && slices.Contains(appointments, g.Appointment) && (g.Until == 0 || t.now < g.Until)
		})
		own := slices.ContainsFunc(places, func(p Place) bool {
			return p.Institution == i.Institution && (p.Unit.IsZero() || p.Unit == i.Unit)
		})
		if i.Beside || own {
			out = append(out, i)
		}
	}
	slices.SortFunc(out, func(a, b Item) int {
		return cmp.Or(cmp.Compare(a.RecvAt, b.RecvAt), cmp.Compare(a.N, b.N), a.ID.Compare(b.ID))
	})
	return out, nil
}

func (t memoryTx) Fate(actor op.ID) (f op.Fate, err error) {
	for i := range maps.Values(t.items) {
		if i.Actor == actor {
			i.Outcome.count(&f, 1)
		}
	}
	return f, nil
}

func (t memoryTx) Aside(i Item) ([]op.Op, error) {
	var out []op.Op
	for _, o := range t.aside {
		if o.G == i.G && o.Dev == i.Dev && o.Actor == i.Actor && o.RecvAt == i.RecvAt && o.N >= i.N && o.N < i.N+i.GN {
			out = append(out, o)
		}
	}
	return out, nil
}

func (t memoryTx) AsideOn(file, actor op.ID) ([]op.Op, error) {
	var out []op.Op
	for _, o := range t.aside {
		for i := range maps.Values(t.items) {
			if o.File == file && o.Actor == actor && o.G == i.G && o.Dev == i.Dev && o.RecvAt == i.RecvAt && o.N >= i.N && o.N < i.N+i.GN {
				out = append(out, o)
				break
			}
		}
	}
	return out, nil
}
