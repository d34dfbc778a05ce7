package oplog

import (
	"context"
	"io"
	"slices"
	"sync"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// Blobs takes in and gives out the bytes of attachments. Who may do that is asked of the same grants and the same table
// as for ops, at every chunk: a right to read that ended a moment ago ends a download in the middle. To whom the part is
// closed nothing exists.
//
// Bringing is like writing ops: what somebody wrote before their right ended, or after, is kept for whoever decides, and so
// are its bytes. They are taken from the author of the record, and given to nobody who may not read the part.
type Blobs struct {
	store  BlobStore
	rand   io.Reader
	limits BlobLimits

	mu    sync.Mutex
	noted map[look]int64 // when a look was last written down, ms UTC
}

// BlobLimits keep one case and one phone from filling the disk for all.
type BlobLimits struct {
	File   int64 // most bytes of the attachments of one file
	Device int64 // most bytes that one device may have offered and not finished
}

// DefaultBlobLimits: a case of eighty photographs at full size, and twenty on their way from one phone.
var DefaultBlobLimits = BlobLimits{File: 2 << 30, Device: 512 << 20}

// NewBlobs makes the room. rand gives the bits of ids.
func NewBlobs(store BlobStore, rand io.Reader, limits BlobLimits) *Blobs {
	return &Blobs{store: store, rand: rand, limits: limits, noted: map[look]int64{}}
}

// may asks whether the actor may read or write a part of a file now, and under which appointment.
func may(r Reader, actor Actor, verb policy.Verb, s op.Scope) (as op.ID, err error) {
	closed := errs.E(errs.NotFound, "")
	f, found, err := r.File(s.File)
	if err != nil {
		return as, err
	}
	if !found {
		return as, closed
	}
	apps, err := r.AppointmentsOf(actor.User)
	if err != nil {
		return as, err
	}
	grants, err := r.Grants(s.File)
	if err != nil {
		return as, err
	}
	now := r.Now()
	for _, a := range apps {
		granted := slices.ContainsFunc(grants, func(g Grant) bool {
			return g.Appointment == a.ID && g.Part == s.Part && (g.Until == 0 || now < g.Until)
		})
		if granted && a.ValidAt(now) && (verb == policy.Read || policy.MayWrite(a.Role, s.Part, f.Kind)) {
			return a.ID, nil
		}
	}
	return as, closed
}

// Readable says by which appointment somebody may read a part now: not_found when by none, or when there is no such file.
func Readable(r Reader, actor Actor, s op.Scope) (as op.ID, err error) {
	return may(r, actor, policy.Read, s)
}

// known reads a blob that the actor may read or write. One that is not there and one that is closed look alike, but the
// second is written down. The device that offered it may go on to its end: whether it may was asked then, and what somebody
// wrote is not lost because a right ended while it was on its way.
func (q *Blobs) known(r BlobReader, actor Actor, verb policy.Verb, id op.ID) (Blob, Shelf, op.ID, error) {
	b, found, err := r.Blob(id)
	if err != nil {
		return b, nil, op.ID{}, err
	}
	if !found {
		return b, nil, op.ID{}, errs.E(errs.NotFound, "")
	}
	as, err := may(r, actor, verb, b.Scope)
	if errs.CodeOf(err) == errs.NotFound && verb == policy.Write && b.Dev == actor.Dev {
		err = nil
	}
	if err != nil {
		return b, nil, as, err
	}
	shelf, err := r.Shelf(b)
	return b, shelf, as, err
}

// whole reads a blob from its shelf as one file, chunk by chunk.
type whole struct {
	Blob
	shelf Shelf
	at    int // which chunk is in hand
	chunk []byte
}

func wholeOf(b Blob, shelf Shelf) *whole { return &whole{Blob: b, shelf: shelf, at: -1} }

// ReadAt implements io.ReaderAt for one reader at a time.
func (b *whole) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		if off >= b.Size {
			return n, io.EOF
		}
		if i := int(off / attach.ChunkSize); i != b.at {
			if b.chunk, err = b.shelf.Get(i); err != nil {
				return n, err
			}
			b.at = i
		}
		k := copy(p[n:], b.chunk[off%attach.ChunkSize:])
		n, off = n+k, off+int64(k)
	}
	return n, nil
}

// look is one device looking at one blob, or being refused it.
type look struct {
	dev, blob op.ID
	denied    bool
}

// How often a look at the same bytes is written down again, and how many are remembered for that.
const (
	lookAgain = 60 * 60 * 1000
	maxLooks  = 10_000
)

// note writes down who looks at an attachment: before the first byte goes out, and then once an hour, since its chunks
// are fetched one by one.
func (q *Blobs) note(ctx context.Context, now int64, e Entry) error {
	l := look{e.Dev, e.Objects[1], e.Code != ""}
	q.mu.Lock()
	last, seen := q.noted[l]
	q.mu.Unlock()
	if seen && now-last < lookAgain {
		return nil
	}
	if err := q.store.UpdateBlobs(ctx, func(tx BlobTx) error { return tx.Audit(e) }); err != nil {
		return err
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.noted) >= maxLooks {
		clear(q.noted) // some are written down once more
	}
	q.noted[l] = now
	return nil
}
