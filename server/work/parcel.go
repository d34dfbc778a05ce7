package work

import (
	"context"

	"damping/server/auth"
	"damping/shared/attach"
	"damping/shared/errs"
	core "damping/shared/oplog"
	"damping/shared/outbox"
)

// Parcel takes the bytes of an attachment that a device's worker sends without a session, piece by piece. Each request
// brings the box that says what the bytes are and opens them, so that nothing need be remembered between two, and so that
// any of them may be repeated.
//
// Who brings them is proved as with acts (Sealed), and may bring what they could bring themselves: the rules are those of
// Blobs. Nothing that passes by itself gives bytes up: the record may yet come, with the device that wrote it.
func (o *Office) Parcel(ctx context.Context, who auth.DeviceActor, p outbox.Piece) (outbox.PieceAnswer, error) {
	head, parcel, err := o.opener.OpenParcel(p.Box)
	if err == nil {
		err = o.mayCarry(ctx, who, head.Dev, parcel.As)
	} else if code := errs.CodeOf(err); code != errs.NotFound {
		_, code, err = o.keepAside(ctx, who, p.Box, code)
		return outbox.PieceAnswer{Code: code}, err
	}
	if err != nil {
		return pieceRefused(err, false)
	}
	actor := core.Actor{User: who.User, Dev: head.Dev}
	if len(p.Chunk) > 0 {
		return o.takePiece(ctx, actor, parcel, int(p.I), p.Chunk)
	}
	return o.missing(ctx, actor, parcel)
}

// missing lists the chunks that are not there, and finishes the whole when all are.
func (o *Office) missing(ctx context.Context, actor core.Actor, p attach.Parcel) (outbox.PieceAnswer, error) {
	b, have, err := o.blobs.Offer(ctx, actor, core.BlobOffer{ID: p.ID, Scope: p.Scope, Manifest: p.Manifest})
	if err != nil {
		return pieceRefused(err, true)
	}
	var answer outbox.PieceAnswer
	for _, i := range attach.Missing(len(p.Chunks), have) {
		answer.Want = append(answer.Want, uint16(i))
	}
	if len(answer.Want) > 0 {
		return answer, nil
	}
	if b.State != core.BlobDone {
		if _, _, err := o.blobs.Commit(ctx, actor, p.ID); err != nil {
			return pieceRefused(err, true)
		}
	}
	answer.Taken = true
	return answer, nil
}

// takePiece takes one chunk as it lay on the device. What is wrong with one is no reason to give the others up.
func (o *Office) takePiece(ctx context.Context, actor core.Actor, p attach.Parcel, i int, sealed []byte) (outbox.PieceAnswer, error) {
	chunk, err := p.Key.Open(p.ID, i, sealed)
	if err != nil {
		return outbox.PieceAnswer{Code: errs.Invalid}, nil
	}
	if err := o.blobs.Put(ctx, actor, p.ID, i, chunk); err != nil {
		return pieceRefused(err, false)
	}
	return outbox.PieceAnswer{}, nil
}

// pieceRefused answers for what the rules refuse; for ever only where the whole was judged. What is no refusal stays an error.
func pieceRefused(err error, whole bool) (outbox.PieceAnswer, error) {
	switch code := errs.CodeOf(err); code {
	case errs.Gone, errs.BadContent, errs.ReplayMismatch, errs.TooLarge:
		return outbox.PieceAnswer{Taken: whole, Code: code}, nil
	case errs.Invalid:
		return outbox.PieceAnswer{Taken: whole && errs.As(err).Field == "hash", Code: code}, nil
	case errs.Forbidden, errs.NotFound, errs.OpFirst, errs.Conflict, errs.Quota, errs.Limited:
		return outbox.PieceAnswer{Code: code}, nil
	}
	return outbox.PieceAnswer{}, err
}
