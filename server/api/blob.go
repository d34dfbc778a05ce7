package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

// blobBody bounds an offer: the manifest of the largest attachment has 192 hashes.
const blobBody = 64 << 10

type (
	blobOffer  struct{ Body api.BlobOffer }
	blobAnswer struct{ Body api.Blob }
	blobItem   struct {
		ID string `path:"id"`
	}
)

func (s *server) offerBlob(ctx context.Context, in *blobOffer) (*blobAnswer, error) {
	b, err := s.office.OfferBlob(ctx, actorOf(ctx), in.Body)
	return &blobAnswer{b}, err
}

func (s *server) commitBlob(ctx context.Context, in *blobItem) (*blobAnswer, error) {
	id, err := blobID(in.ID)
	if err != nil {
		return nil, err
	}
	b, err := s.office.CommitBlob(ctx, actorOf(ctx), id)
	return &blobAnswer{b}, err
}

func (s *server) blob(ctx context.Context, in *blobItem) (*blobAnswer, error) {
	id, err := blobID(in.ID)
	if err != nil {
		return nil, err
	}
	b, err := s.office.Blob(ctx, actorOf(ctx), id)
	return &blobAnswer{b}, err
}

// putChunk takes the bytes of one chunk. They are read before anything is asked of the database, so that a slow phone
// holds nothing up, and no more than one chunk of each phone is in memory.
func (s *server) putChunk(w http.ResponseWriter, r *http.Request) {
	id, i, err := chunkOf(r)
	if err != nil {
		fail(w, r, err)
		return
	}
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != api.MediaBytes {
		fail(w, r, errs.E(errs.BadRequest, ""))
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(readFor)) // a test's recorder has none
	chunk, err := io.ReadAll(http.MaxBytesReader(w, r.Body, attach.ChunkSize))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		err = errs.E(errs.TooLarge, "")
	case err != nil: // torn on its way
		err = errs.E(errs.BadRequest, "")
	default:
		err = s.office.PutChunk(r.Context(), actorOf(r.Context()), id, i, chunk)
	}
	if err != nil {
		fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// getChunk gives out the bytes of one chunk, as something to be kept and never as something to be shown: whatever they
// are, no browser runs them from here.
func (s *server) getChunk(w http.ResponseWriter, r *http.Request) {
	id, i, err := chunkOf(r)
	if err != nil {
		fail(w, r, err)
		return
	}
	chunk, err := s.office.Chunk(r.Context(), actorOf(r.Context()), id, i)
	if err != nil {
		fail(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", api.MediaBytes)
	h.Set("Content-Disposition", "attachment")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Length", strconv.Itoa(len(chunk)))
	_, _ = w.Write(chunk)
}

// blobID reads an id from a path: what is none names nothing.
func blobID(text string) (op.ID, error) {
	id, err := op.ParseID(text)
	if err != nil {
		return id, errs.E(errs.NotFound, "")
	}
	return id, nil
}

func chunkOf(r *http.Request) (id op.ID, i int, err error) {
	if id, err = blobID(r.PathValue("id")); err != nil {
		return id, 0, err
	}
	i, err = strconv.Atoi(r.PathValue("chunk"))
	if err != nil || i < 0 || strconv.Itoa(i) != r.PathValue("chunk") {
		return id, 0, errs.E(errs.NotFound, "")
	}
	return id, i, nil
}

// taking is a door for bytes that are brought.
func taking(fn http.HandlerFunc) door {
	return func(s *server, r route) {
		o := r.operation()
		o.RequestBody = &huma.RequestBody{Required: true, Content: binary(api.MediaBytes)}
		o.Responses = map[string]*huma.Response{"204": {Description: o.Summary}}
		s.huma.OpenAPI().AddOperation(o)
		s.mount(r, fn)
	}
}
