package ledger

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"

	"damping/shared/errs"
	"damping/shared/op"
)

// Act says what must outlive a restore. Codes are stored: none is renamed or reused.
type Act string

// The acts.
const (
	Gave           Act = "gave"            // a grant: it is never replayed, but cancels a Took before it
	Took           Act = "took"            // a grant was taken away: File, Part, Appointment
	EndDevice      Act = "device_end"      // Device
	WipeDevice     Act = "device_wipe"     // Device
	EndAppointment Act = "appointment_end" // Appointment, On
	CloseAccount   Act = "account_close"   // Account; N is when in ms UTC, 0 when it was opened again
	SetPassword    Act = "password_set"    // Account: the password of the backup is no longer its
	Number         Act = "number"          // File, Institution, Kind, Year, N
)

// Entry is one thing that happened. Members that an act does not name are zero.
type Entry struct {
	Act   Act   `json:"act"`
	Epoch int64 `json:"epoch"`
	Seq   int64 `json:"seq"`          // place in the audit chain
	At    int64 `json:"at,omitempty"` // ms UTC

	File        op.ID   `json:"file,omitzero"`
	Part        op.Part `json:"part,omitempty"`
	Appointment op.ID   `json:"appointment,omitzero"`
	Device      op.ID   `json:"device,omitzero"`
	Account     op.ID   `json:"account,omitzero"`
	Institution op.ID   `json:"institution,omitzero"`
	Kind        string  `json:"kind,omitempty"`
	Year        int64   `json:"year,omitempty"`
	N           int64   `json:"n,omitempty"`
	On          string  `json:"on,omitempty"` // civil date
}

// Mark is how far a database has come.
type Mark struct {
	Epoch int64
	Seq   int64 // of the audit chain
}

// Before reports whether m is behind other.
func (m Mark) Before(other Mark) bool {
	return m.Epoch < other.Epoch || m.Epoch == other.Epoch && m.Seq < other.Seq
}

// Ledger is the ledger of one database. It is safe for concurrent use.
type Ledger struct {
	mu    sync.Mutex
	log   *os.File
	head  *os.File
	mark  Mark
	marks bool // there is a mark
}

// Open opens the ledger of the database of a server, or begins one. Several processes may have it open: a server, and
// somebody's command beside it.
func Open(folder string, server op.ID) (*Ledger, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	path := filepath.Join(folder, server.String())
	l := &Ledger{}
	var err error
	if l.log, err = os.OpenFile(path+".log", os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	if l.head, err = os.OpenFile(path+".head", os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("ledger: %w", err), l.log.Close())
	}
	var b [16]byte
	switch n, err := l.head.ReadAt(b[:], 0); {
	case n == len(b):
		l.mark = Mark{int64(binary.BigEndian.Uint64(b[:])), int64(binary.BigEndian.Uint64(b[8:]))}
		l.marks = true
	case err != nil && !errors.Is(err, io.EOF):
		return nil, errors.Join(fmt.Errorf("ledger: %w", err), l.Close())
	}
	return l, nil
}

// Close closes the files.
func (l *Ledger) Close() error { return errors.Join(l.log.Close(), l.head.Close()) }

// Mark is how far the database had come when it was last heard of; false for a new ledger.
func (l *Ledger) Mark() (Mark, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.mark, l.marks
}

// Append writes entries; when it returns they survive a power cut. They go out in one piece, so that those of several
// processes do not mix. An empty line before them ends what a crash may have left of a line.
func (l *Ledger) Append(entries ...Entry) error {
	b := bytes.NewBufferString("\n")
	lines := json.NewEncoder(b)
	for _, e := range entries {
		if err := lines.Encode(e); err != nil {
			return fmt.Errorf("ledger: %w", err)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err := l.log.Write(b.Bytes())
	if err == nil {
		err = l.log.Sync()
	}
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fmt.Errorf("ledger: %w: %w", errs.E(errs.ServerFull, ""), err)
	}
	if err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// Reached notes how far the database has come. It is not forced to the disk: a mark that lags hides at most a restore
// of what was committed after it.
func (l *Ledger) Reached(m Mark) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.marks && !l.mark.Before(m) {
		return nil
	}
	b := binary.BigEndian.AppendUint64(nil, uint64(m.Epoch))
	b = binary.BigEndian.AppendUint64(b, uint64(m.Seq))
	if _, err := l.head.WriteAt(b, 0); err != nil {
		return fmt.Errorf("ledger: %w", err)
	}
	l.mark, l.marks = m, true
	return nil
}

// After reads what happened after a mark, in order. What a crash left of a line is passed over: its transaction has not
// committed. Any other line that cannot be read is an error, because what it said would be forgotten.
func (l *Ledger) After(m Mark) ([]Entry, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, err := read(l.log.Name())
	var after []Entry
	for _, e := range all {
		if m.Before(Mark{e.Epoch, e.Seq}) {
			after = append(after, e)
		}
	}
	return after, err
}

func read(path string) (entries []Entry, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("ledger: %w", err)
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for at := 1; lines.Scan(); at++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var e Entry
		err := json.Unmarshal(lines.Bytes(), &e)
		if cut := new(json.SyntaxError); errors.As(err, &cut) && cut.Offset == int64(len(lines.Bytes())) {
			continue // it ends before it is over
		}
		if err != nil {
			return nil, fmt.Errorf("ledger: line %d of %s cannot be read", at, path)
		}
		entries = append(entries, e)
	}
	return entries, lines.Err()
}
