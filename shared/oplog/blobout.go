package oplog

import (
	"context"
	"fmt"

	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// Item tells what bytes there are of an attachment, to who may read it now.
func (q *Blobs) Item(ctx context.Context, actor Actor, id op.ID) (Blob, []int, error) {
	b, shelf, err := q.readable(ctx, actor, id)
	if err != nil {
		return b, nil, err
	}
	have, err := shelf.Have()
	return b, have, err
}

// Chunk gives out one chunk, to who may read it now: not_found for everybody else and for a chunk that there is none of,
// conflict while the upload is not done. Who looked is written down.
func (q *Blobs) Chunk(ctx context.Context, actor Actor, id op.ID, i int) ([]byte, error) {
	b, shelf, err := q.readable(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	if i < 0 || i >= len(b.Chunks) {
		return nil, errs.E(errs.NotFound, "")
	}
	if b.State != BlobDone {
		return nil, errs.E(errs.Conflict, "")
	}
	chunk, err := shelf.Get(i)
	if errs.CodeOf(err) == errs.StoreCorrupt || err == nil && b.Verify(i, chunk) != nil {
		return nil, fmt.Errorf("chunk %d of blob %s is not what was sent", i, id) // for the operator: nobody else can mend it
	}
	return chunk, err
}

// readable reads a blob for somebody who may read its part now, and writes down that they did or were refused.
func (q *Blobs) readable(ctx context.Context, actor Actor, id op.ID) (b Blob, shelf Shelf, err error) {
	var as op.ID
	var now int64
	err = q.store.ViewBlobs(ctx, func(r BlobReader) (err error) {
		now = r.Now()
		b, shelf, as, err = q.known(r, actor, policy.Read, id)
		return err
	})
	code := errs.CodeOf(err)
	if err == nil && b.State != BlobDone || code != "" && (code != errs.NotFound || b.ID.IsZero()) {
		return b, shelf, err
	}
	entry := Entry{Actor: actor.User, As: as, Dev: actor.Dev, Act: "look", Objects: []op.ID{b.Scope.File, b.ID}, Code: code}
	if failed := q.note(ctx, now, entry); failed != nil {
		return b, shelf, failed
	}
	return b, shelf, err
}
