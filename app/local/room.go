package local

import (
	"io"
	"strconv"

	"damping/app/state"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/errs"
)

// roomy runs f, and when the disk is full makes room in the engine's order and runs it again: a step of the engine that
// the store refused has changed nothing.
func roomy(e *client.Engine, f func(e *client.Engine) error) error {
	err := f(e)
	for errs.CodeOf(err) == errs.Quota {
		if made, failed := e.Shed(); failed != nil || !made {
			return err
		}
		err = f(e)
	}
	return err
}

// keepCopy keeps a fetched chunk. For a copy only older copies make room; without any it is not kept.
func (s *Syncer) keepCopy(of client.Blob, i int, chunk []byte) error {
	s.engineMu.Lock()
	defer s.engineMu.Unlock()
	err := s.engine.KeepChunk(of, i, chunk)
	for errs.CodeOf(err) == errs.Quota {
		if made, failed := s.engine.ShedFetched(of.ID); failed != nil || !made {
			return nil
		}
		err = s.engine.KeepChunk(of, i, chunk)
	}
	return err
}

// ample is how much must be free beside the reserve before the reserve is made.
const ample = 200 << 20

// layReserve keeps some room that can be given back when the disk is full, so that what a person writes then can still be
// kept. It is random because a browser packs what it stores.
func (d *Desk) layReserve(o *open) {
	for more := true; more; {
		if used, most := d.p.Storage.Room(); most-used < ample {
			return
		}
		filler := make([]byte, attach.ChunkSize)
		if _, err := io.ReadFull(d.p.Rand, filler); err != nil {
			return
		}
		o.sync.engineMu.Lock()
		m, err := o.sync.engine.Reserve(filler)
		o.sync.engineMu.Unlock()
		more = m && err == nil
	}
}

// hasRoom reports whether the browser has room for so many bytes more. One that does not tell has.
func (d *Desk) hasRoom(size int64) bool {
	used, most := d.p.Storage.Room()
	spare := read(d, (*client.Engine).Room)
	return most == 0 || used-spare.Reserve-spare.Copies+size < most
}

// Room implements state.Desk.
func (d *Desk) Room() (out state.Room) {
	o, err := d.opened()
	if err != nil {
		return out
	}
	out.Used, out.Most = d.p.Storage.Room()
	out.Kept = d.p.Storage.Persisted()
	_ = o.sync.With(func(e *client.Engine) error {
		r := e.Room()
		out.Unsent, out.Copies, out.Reserve = r.Unsent, r.Copies, r.Reserve
		return nil
	})
	kept, _ := o.note(noteWiFi)
	out.OnlyWiFi, _ = strconv.ParseBool(string(kept))
	return out
}

// OnlyWiFi implements state.Desk.
func (d *Desk) OnlyWiFi(yes bool) error {
	err := d.PutNote(noteWiFi, []byte(strconv.FormatBool(yes)))
	if o, shut := d.opened(); err == nil && shut == nil {
		o.lane.kick()
	}
	return err
}
