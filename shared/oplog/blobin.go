package oplog

import (
	"context"
	"crypto/sha256"
	"slices"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/policy"
)

// BlobOffer is what a device wants to bring.
type BlobOffer struct {
	ID    op.ID
	Scope op.Scope
	attach.Manifest
}

// Offer begins the bytes of an attachment, or says how far they are. The same offer again changes nothing. What is there
// already in the same part is not asked for a second time.
//
// Errors: those of api.BlobOffer.
func (q *Blobs) Offer(ctx context.Context, actor Actor, o BlobOffer) (Blob, []int, error) {
	if err := o.Check(); err != nil {
		return Blob{}, nil, err
	}
	var b Blob
	var shelf, old Shelf
	err := q.store.UpdateBlobs(ctx, func(tx BlobTx) (err error) {
		b, shelf, old, err = q.offer(tx, actor, o)
		return err
	})
	if err != nil {
		return Blob{}, nil, err
	}
	if old != nil {
		if err := old.Clear(); err != nil {
			return Blob{}, nil, err
		}
	}
	have, err := shelf.Have()
	if err != nil {
		return Blob{}, nil, err
	}
	if b.State == BlobDone && len(have) < len(b.Chunks) { // the disk was lost, or is an older copy: have it again
		b.State = BlobOpen
		err = q.store.UpdateBlobs(ctx, func(tx BlobTx) error { return tx.PutBlob(b) })
	}
	return b, have, err
}

func (q *Blobs) offer(tx BlobTx, actor Actor, o BlobOffer) (b Blob, shelf, old Shelf, err error) {
	rec, err := recordOf(tx, actor, o.Scope, o.ID)
	if err != nil {
		return b, nil, nil, err
	}
	if rec.Hash != o.Hash || rec.Size != o.Size {
		return b, nil, nil, errs.E(errs.Invalid, "").At("hash")
	}
	b, found, err := tx.Blob(o.ID)
	if err != nil {
		return b, nil, nil, err
	}
	switch {
	case found && b.Scope != o.Scope:
		return b, nil, nil, errs.E(errs.NotFound, "") // the id of something elsewhere, which is none of theirs to know
	case found && b.State == BlobRefused && b.Hash == o.Hash:
		return b, nil, nil, errs.E(errs.BadContent, "")
	case found && b.State == BlobDone && b.Hash != o.Hash:
		return b, nil, nil, errs.E(errs.ReplayMismatch, "")
	case found && b.State != BlobRefused && b.Hash == o.Hash && (b.State == BlobDone || slices.Equal(b.Chunks, o.Chunks)):
		b.At = tx.Now()
		if err = tx.PutBlob(b); err == nil {
			shelf, err = tx.Shelf(b)
		}
		return b, shelf, nil, err
	case found: // begun with hashes of chunks that were wrong
		if old, err = tx.Shelf(b); err != nil {
			return b, nil, nil, err
		}
	}
	b, err = q.begin(tx, actor, o, rec)
	if err == nil {
		shelf, err = tx.Shelf(b)
	}
	return b, shelf, old, err
}

// begin makes the row of a new blob. Its shelf is a new one even where chunks of a lost row may lie: those were sealed
// for another.
func (q *Blobs) begin(tx BlobTx, actor Actor, o BlobOffer, rec record) (Blob, error) {
	b := Blob{ID: o.ID, Scope: o.Scope, Manifest: o.Manifest, Media: rec.Media, Dev: actor.Dev, State: BlobOpen, At: tx.Now()}
	limit := q.limits.File
	if rec.custody {
		limit /= 2 // those who may write there keep room
	} else if like, found, err := tx.BlobLike(o.Scope, o.Hash); err != nil {
		return b, err
	} else if found && like.Media == b.Media { // other types were not looked at in the same way
		b.Shelf, b.Chunks, b.State = like.Shelf, like.Chunks, BlobDone
		return b, q.done(tx, actor, rec.as, b)
	}
	inFile, err := tx.BlobBytes(o.Scope.File)
	if err != nil {
		return b, err
	}
	if inFile+o.Size > limit {
		return b, errs.E(errs.Quota, "attach.caseFull", q.limits.File>>20)
	}
	waiting, err := tx.BlobBytesOpen(actor.Dev)
	if err != nil {
		return b, err
	}
	if waiting+o.Size > q.limits.Device {
		return b, errs.E(errs.Limited, "attach.deviceFull")
	}
	b.Shelf = op.NewID(tx.Now(), q.rand)
	return b, tx.PutBlob(b)
}

func (q *Blobs) done(tx BlobTx, actor Actor, as op.ID, b Blob) error {
	if err := tx.PutBlob(b); err != nil {
		return err
	}
	return tx.Audit(Entry{Actor: actor.User, As: as, Dev: actor.Dev, Act: "attach", Objects: []op.ID{b.Scope.File, b.ID}})
}

// Put takes one chunk. One that is there is taken once more without a word.
func (q *Blobs) Put(ctx context.Context, actor Actor, id op.ID, i int, chunk []byte) error {
	var b Blob
	var shelf Shelf
	err := q.store.ViewBlobs(ctx, func(r BlobReader) (err error) {
		b, shelf, _, err = q.known(r, actor, policy.Write, id)
		return err
	})
	if err != nil {
		return err
	}
	if err := b.Verify(i, chunk); err != nil {
		return err
	}
	switch b.State {
	case BlobDone:
		return nil
	case BlobRefused:
		return errs.E(errs.BadContent, "")
	}
	return shelf.Put(i, chunk)
}

// Commit says that all was sent. The whole is verified and looked at before anybody can fetch it. The same commit again
// changes nothing.
func (q *Blobs) Commit(ctx context.Context, actor Actor, id op.ID) (Blob, []int, error) {
	var b Blob
	var shelf Shelf
	err := q.store.ViewBlobs(ctx, func(r BlobReader) (err error) {
		b, shelf, _, err = q.known(r, actor, policy.Write, id)
		return err
	})
	if err != nil {
		return b, nil, err
	}
	if b.State == BlobRefused {
		return b, nil, errs.E(errs.BadContent, "")
	}
	have, err := shelf.Have()
	if err != nil || b.State == BlobDone && len(have) >= len(b.Chunks) {
		return b, have, err
	}
	if len(have) < len(b.Chunks) { // on their way, or the disk was lost: an offer tells which
		return b, have, errs.E(errs.Conflict, "").At("chunks")
	}
	verdict := verify(b, shelf)
	switch errs.CodeOf(verdict) {
	case "", errs.BadContent:
	case errs.StoreCorrupt: // what was kept is not what was sent: begin again
		if err := shelf.Clear(); err != nil {
			return b, nil, err
		}
		return b, nil, errs.E(errs.Conflict, "").At("chunks")
	case errs.Invalid: // the chunks are those of the offer, and the offer was wrong
		return b, nil, q.forget(ctx, b, shelf, verdict)
	default:
		return b, nil, verdict
	}
	return q.settle(ctx, actor, b, shelf, have, verdict)
}

// verify reads the whole: invalid when its hash is another, bad_content when it is not what its type says.
func verify(b Blob, shelf Shelf) error {
	sum := sha256.New()
	for i := range b.Chunks {
		chunk, err := shelf.Get(i)
		if err != nil {
			return err
		}
		if b.Verify(i, chunk) != nil {
			return errs.E(errs.StoreCorrupt, "")
		}
		sum.Write(chunk)
	}
	if attach.Hash(sum.Sum(nil)) != b.Hash {
		return errs.E(errs.Invalid, "").At("hash")
	}
	return attach.Inspect(wholeOf(b, shelf), b.Size, b.Media)
}

// settle writes what became of a blob, provided that the right still stands and the upload is still the same.
func (q *Blobs) settle(ctx context.Context, actor Actor, b Blob, shelf Shelf, have []int, verdict error) (Blob, []int, error) {
	err := q.store.UpdateBlobs(ctx, func(tx BlobTx) error {
		now, _, as, err := q.known(tx, actor, policy.Write, b.ID)
		if err != nil {
			return err
		}
		if now.Shelf != b.Shelf {
			return errs.E(errs.Conflict, "").At("chunks")
		}
		if verdict == nil {
			b.State = BlobDone
			return q.done(tx, actor, as, b)
		}
		b.State = BlobRefused
		if err := tx.PutBlob(b); err != nil {
			return err
		}
		return tx.Audit(Entry{Actor: actor.User, As: as, Dev: actor.Dev, Act: "attach", Objects: []op.ID{b.Scope.File, b.ID},
			Code: errs.CodeOf(verdict)})
	})
	if err != nil || verdict == nil {
		return b, have, err
	}
	if err := shelf.Clear(); err != nil {
		return b, nil, err
	}
	return b, nil, verdict
}

func (q *Blobs) forget(ctx context.Context, b Blob, shelf Shelf, why error) error {
	if err := q.store.UpdateBlobs(ctx, func(tx BlobTx) error { return tx.DropBlob(b.ID) }); err != nil {
		return err
	}
	if err := shelf.Clear(); err != nil {
		return err
	}
	return why
}
