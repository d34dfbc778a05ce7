package local

import (
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/outbox"
)

// NewMemoryDisk is the twin of the browser's disk: the same rules, in memory and unsealed, for tests and for builds that
// are no browser's.
func NewMemoryDisk(now func() time.Time, rand io.Reader) *Disk {
	return &Disk{shim: &memoryShim{stores: map[string]*memoryStore{}}, now: now, rand: rand}
}

// memoryShim is store.js without the disk and without the sealing.
type memoryShim struct {
	mu     sync.Mutex
	stores map[string]*memoryStore
	outbox [][]byte // the worker's
	open   *memoryStore
	fresh  bool // it was opened by password
}

type memoryStore struct {
	records *client.Memory
	clear   clearText
	keks    map[string][]byte
}

func (m *memoryShim) find(name string) (*memoryStore, error) {
	if s := m.stores[name]; s != nil {
		return s, nil
	}
	return nil, errs.E(errs.NotFound, "")
}

func (m *memoryShim) list() ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	names := []string{}
	for name := range m.stores {
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}

func (m *memoryShim) create(name string, kek []byte, params string) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	if m.stores[name] != nil {
		return errs.E(errs.Conflict, "store.otherTab")
	}
	m.stores[name] = &memoryStore{
		records: client.NewMemory(),
		clear:   clearText{Slots: map[string]string{slotPassword: params}},
		keks:    map[string][]byte{slotPassword: kek},
	}
	return nil
}

func (m *memoryShim) slots(name string) (clearText, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err != nil {
		return clearText{}, err
	}
	c := s.clear
	c.Slots = maps.Clone(c.Slots)
	return c, nil
}

func (m *memoryShim) setTries(name string, t tries) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err == nil {
		s.clear.Tries = t
	}
	return err
}

func (m *memoryShim) leave(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err == nil {
		s.clear.Used = 0
	}
	return err
}

func (m *memoryShim) addSlot(name, oldSlot string, oldKEK []byte, slot string, kek []byte, params string) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(s.keks[oldSlot], oldKEK) {
		return errWrong
	}
	s.keks[slot], s.clear.Slots[slot] = kek, params
	return nil
}

func (m *memoryShim) removeSlot(name, slot string) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err == nil {
		delete(s.keks, slot)
		delete(s.clear.Slots, slot)
	}
	return err
}

func (m *memoryShim) unlock(name, slot string, kek []byte) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err != nil {
		return err
	}
	if !bytes.Equal(s.keks[slot], kek) {
		return errWrong
	}
	m.open, m.fresh, s.clear.Used, s.clear.Tries = s, slot == slotPassword, 1, tries{}
	return nil
}

func (m *memoryShim) lock() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.open = nil
}

func (m *memoryShim) onLost(func(errs.Code)) {}
func (m *memoryShim) seize(string) error     { return nil }

func (m *memoryShim) mayWrap() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.wrappable()
}

func (m *memoryShim) wrappable() error {
	if m.open == nil || !m.fresh {
		return errLocked
	}
	return nil
}

func (m *memoryShim) wrapHere(slot string, kek []byte, params string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.wrappable(); err != nil {
		return err
	}
	m.open.keks[slot], m.open.clear.Slots[slot] = kek, params
	return nil
}

func (m *memoryShim) unsent(name string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	s, err := m.find(name)
	if err != nil {
		return 0, err
	}
	pending, err := s.records.Load(client.KindPending)
	pending = slices.DeleteFunc(pending, func(r client.Record) bool { return strings.HasSuffix(r.Key, client.TakenKey) })
	return len(pending), err
}

func (m *memoryShim) sealed(name string) (c Sealed, err error) {
	rows, err := m.boxes(name)
	for _, r := range rows {
		head, err := outbox.ReadHead(r.Val)
		if err != nil {
			continue
		}
		c.Ops += int(head.Ops)
		switch {
		case !head.Work:
		case len(r.Val) == outbox.HeadBytes:
			c.Sent++
		default:
			c.Acts++
		}
	}
	return c, err
}

func (m *memoryShim) boxes(name string) ([]client.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	s := m.stores[name]
	if s == nil {
		return nil, nil
	}
	return s.records.Load(client.KindSealed)
}

func (m *memoryShim) surrender(name string) (acts int, err error) {
	rows, err := m.boxes(name)
	if err != nil {
		return 0, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range rows {
		if head, err := outbox.ReadHead(r.Val); err == nil && len(r.Val) > outbox.HeadBytes {
			m.outbox = append(m.outbox, r.Val)
			if head.Work {
				acts++
			}
		}
		if err := m.stores[name].records.Commit(true, client.Record{Kind: r.Kind, Key: r.Key}); err != nil {
			return acts, err
		}
	}
	return acts, nil
}

func (m *memoryShim) orphans() (n int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	for _, box := range m.outbox {
		if head, err := outbox.ReadHead(box); err == nil && head.Work {
			n++
		}
	}
	return n, nil
}

func (m *memoryShim) destroy(name string) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	if s := m.stores[name]; s != nil && s == m.open {
		m.open = nil
	}
	delete(m.stores, name)
	return nil
}

func (m *memoryShim) load(kinds []client.Kind) ([]client.Record, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	if m.open == nil {
		return nil, errLocked
	}
	return m.open.records.Load(kinds...)
}

func (m *memoryShim) get(kind client.Kind, keys []string) ([][]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()

	if m.open == nil {
		return nil, errLocked
	}
	return m.open.records.Get(kind, keys...)
}

func (m *memoryShim) commit(durable bool, records []client.Record) error {
	m.mu.Lock()
	defer m.mu.Unlock()

	if m.open == nil {
		return errLocked
	}
	return m.open.records.Commit(durable, records...)
}

var errWrong = errs.E(errs.WrongCredentials, "unlock.wrong")
