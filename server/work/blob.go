package work

import (
	"context"

	"damping/server/auth"
	"damping/server/blob"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Blobs says where the bytes of attachments lie and how many there may be.
type Blobs struct {
	blob.Options
	Limits core.BlobLimits
}

// shelving is the room of attachments: the rules, and what they stand on.
type shelving struct {
	blobs   *core.Blobs
	shelves *blob.Store
}

// openBlobs prepares it.
func (o *Office) openBlobs(ctx context.Context, r Rooms) (err error) {
	if o.shelves, err = blob.Open(ctx, r.DB, r.Vault, o.log, r.Blobs.Options); err == nil {
		o.blobs = core.NewBlobs(o.shelves, r.Random, r.Blobs.Limits)
	}
	return err
}

// OfferBlob begins the bytes of an attachment, or says how far they are.
func (o *Office) OfferBlob(ctx context.Context, who auth.Actor, ask api.BlobOffer) (api.Blob, error) {
	id, err := op.ParseID(ask.ID)
	if err != nil {
		return api.Blob{}, errs.E(errs.Invalid, "").At("id")
	}
	file, err := op.ParseID(ask.File)
	if err != nil {
		return api.Blob{}, errs.E(errs.Invalid, "").At("file")
	}
	m, err := ask.Manifest()
	if err != nil {
		return api.Blob{}, err
	}
	return blobOf(o.blobs.Offer(ctx, actor(who), core.BlobOffer{ID: id, Scope: op.Scope{File: file, Part: op.Part(ask.Part)}, Manifest: m}))
}

// PutChunk takes one chunk of an attachment.
func (o *Office) PutChunk(ctx context.Context, who auth.Actor, id op.ID, i int, chunk []byte) error {
	return o.blobs.Put(ctx, actor(who), id, i, chunk)
}

// CommitBlob says that all chunks were sent.
func (o *Office) CommitBlob(ctx context.Context, who auth.Actor, id op.ID) (api.Blob, error) {
	return blobOf(o.blobs.Commit(ctx, actor(who), id))
}

// Blob tells what bytes there are of an attachment.
func (o *Office) Blob(ctx context.Context, who auth.Actor, id op.ID) (api.Blob, error) {
	return blobOf(o.blobs.Item(ctx, actor(who), id))
}

// Chunk gives out one chunk of an attachment.
func (o *Office) Chunk(ctx context.Context, who auth.Actor, id op.ID, i int) ([]byte, error) {
	return o.blobs.Chunk(ctx, actor(who), id, i)
}

// SweepBlobs takes away the bytes of attachments that belong to nothing any more.
func (o *Office) SweepBlobs(ctx context.Context) error { return o.shelves.Sweep(ctx) }

func blobOf(b core.Blob, have []int, err error) (api.Blob, error) {
	if err != nil {
		return api.Blob{}, err
	}
	out := api.Blob{Have: append([]int{}, have...), Done: b.State == core.BlobDone, Hash: b.Hash.String(), Size: b.Size, Media: b.Media}
	for _, h := range b.Chunks {
		out.Chunks = append(out.Chunks, h.String())
	}
	return out, nil
}
