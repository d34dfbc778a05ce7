package oplog

import (
	"bytes"
	"slices"
	"sync"

	"damping/shared/op"
)

// answered is what a device was last answered. While nothing has changed that the answer was made of, a device that holds
// everything costs no look at all that it may read, and one in the middle of its first download is not planned for anew
// with every page. It is only ever a short cut to the answer that there would be without it.
type answered struct {
	epoch  op.ID
	seq    uint64 // the log's head
	apps   []op.ID
	mark   uint64 // of the grants of apps
	until  int64  // ms UTC: when a grant or a wish ends by itself; 0 when none does
	digest []byte // of what the device holds once it has applied the answer

	whole bool         // that is all that it is to hold
	held  []op.Holding // else what it holds,
	plan  []*grade     // and what it is to hold
}

// How much is remembered: devices, and what those hold and are to hold that do not have everything yet. A right is about a
// hundred bytes.
const (
	mostAnswered = 10_000
	mostPlanned  = 200_000
)

// memory of answers by device. The zero value is empty.
type answers struct {
	mu      sync.Mutex
	of      map[op.ID]*answered
	planned int // holdings in it
}

func (a *answered) weight() int { return len(a.held) + 3*len(a.plan) }

func (m *answers) get(dev op.ID) *answered {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.of[dev]
}

// put remembers an answer, and forgets others when there are too many; nil forgets the device's own.
func (m *answers) put(dev op.ID, a *answered) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.drop(dev)
	if a == nil {
		return
	}
	for other := range m.of {
		if len(m.of) < mostAnswered && m.planned+a.weight() <= mostPlanned {
			break
		}
		m.drop(other)
	}
	if m.of == nil {
		m.of = map[op.ID]*answered{}
	}
	m.of[dev] = a
	m.planned += a.weight()
}

func (m *answers) drop(dev op.ID) {
	if old := m.of[dev]; old != nil {
		m.planned -= old.weight()
		delete(m.of, dev)
	}
}

// recall returns the last answer to a device if an answer made anew would be made of the same: the device is where that
// answer took it, the rights are the same, and nothing has happened in what it may read, be it since the answer or since
// what the device has read. Who asks with a list, or for a file, or gives one up, is answered anew.
func (c *Core) recall(r Reader, p *op.Pull, now *answered) (*answered, error) {
	a := c.answers.get(p.Dev)
	switch {
	case a == nil, p.Full, len(p.Want)+len(p.Shed) > 0, p.Cursor.Epoch != now.epoch, a.epoch != now.epoch, a.mark != now.mark:
		return nil, nil
	case !slices.Equal(a.apps, now.apps), !bytes.Equal(a.digest, p.Digest), a.until != 0 && a.until <= r.Now():
		return nil, nil
	}
	from := a.seq
	if a.whole {
		from = min(from, p.Cursor.Seq)
	}
	if from == now.seq {
		return a, nil
	}
	steps, err := r.StepsAfter(from, a.apps, 1)
	if err != nil || len(steps) > 0 {
		return nil, err
	}
	return a, nil
}

// Sooner returns the earlier of two ends, in ms UTC; 0 is no end.
func Sooner(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
