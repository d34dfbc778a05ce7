package api_test

import (
	"bytes"
	"net/http"
	"slices"
	"testing"

	"damping/server/servertest/house"
	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/outbox"
)

// parcel is an attachment as it lies on a device that cannot be opened.
type parcel struct {
	attachment
	box []byte
	key attach.Key
}

// sealedBy seals what a browser has attached.
func (a attachment) sealedBy(t *testing.T, b *house.Browser) parcel {
	t.Helper()
	p := parcel{attachment: a}
	copy(p.key[:], a.id[:])
	s, err := outbox.NewSealer(b.Session.Outbox.Key, b.Device(), b.Session.Outbox.MAC)
	if err != nil {
		t.Fatal(err)
	}
	batch, _ := b.NextPush()
	var as op.ID
	if len(batch.Ops) > 0 {
		as = batch.Ops[0].As
	}
	p.box, err = s.SealParcel(attach.Parcel{ID: a.id, Scope: op.Scope{File: a.file, Part: a.part}, As: as, At: a.id.Millis(), Manifest: a.Manifest, Key: p.key})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// chunk is one as it lies on the disk.
func (p parcel) chunk(i int) []byte {
	from, to := attach.Span(p.Size, i)
	return p.key.Seal(p.id, i, p.data[from:to])
}

// askPiece asks as the service worker does, without the session.
func askPiece(b *house.Browser, body []byte) house.Answer {
	return b.Ask(http.MethodPost, api.SyncParcelPath, api.MediaCBOR, body, func(r *http.Request) {
		for _, c := range b.Cookies() {
			if c.Name == "__Host-device" {
				r.Header.Set("Cookie", c.Name+"="+c.Value)
			}
		}
	})
}

func (p parcel) ask(t *testing.T, b *house.Browser, piece outbox.Piece) (answer outbox.PieceAnswer) {
	t.Helper()
	piece.Box = p.box
	if err := op.Unmarshal(askPiece(b, op.Marshal(piece)).Want(http.StatusOK).Body, &answer); err != nil {
		t.Fatal(err)
	}
	return answer
}

func (p parcel) offerSealed(t *testing.T, b *house.Browser) outbox.PieceAnswer {
	t.Helper()
	return p.ask(t, b, outbox.Piece{})
}

func (p parcel) send(t *testing.T, b *house.Browser, i int) outbox.PieceAnswer {
	t.Helper()
	return p.ask(t, b, outbox.Piece{I: uint16(i), Chunk: p.chunk(i)})
}

// all sends what is wanted, and answers what became of it.
func (p parcel) all(t *testing.T, b *house.Browser) outbox.PieceAnswer {
	t.Helper()
	for _, i := range p.offerSealed(t, b).Want {
		if got := p.send(t, b, int(i)); got.Taken || got.Code != "" || len(got.Want) > 0 {
			t.Errorf("chunk %d: %+v", i, got)
		}
	}
	return p.offerSealed(t, b)
}

func refusedPiece(t *testing.T, what string, got outbox.PieceAnswer, taken bool, code errs.Code) {
	t.Helper()
	if got.Taken != taken || got.Code != code || len(got.Want) != 0 {
		t.Errorf("%s: %+v, want %v %s", what, got, taken, code)
	}
}

// TestParcel sends photographs as a worker does whose store is locked or gone.
func TestParcel(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, ratna, tini := h.SignedIn("wati"), h.SignedIn("ratna"), h.SignedIn("tini")
		file := newCase(wati, "Bunga")
		wati.Sync()
		a := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 1, 2*attach.ChunkSize+100)).sealedBy(t, wati)

		t.Run("after its record, piece by piece, from where it was cut", func(t *testing.T) {
			refusedPiece(t, "before its record", a.offerSealed(t, wati), false, errs.OpFirst)
			asWorker(wati, true, boxes(t, wati)...).Want(http.StatusOK)
			if got := a.offerSealed(t, wati); got.Taken || !slices.Equal(got.Want, []uint16{0, 1, 2}) {
				t.Errorf("%+v", got)
			}
			for range 2 { // a second time changes nothing
				refusedPiece(t, "one chunk", a.send(t, wati, 1), false, "")
			}
			if got := a.offerSealed(t, wati); got.Taken || !slices.Equal(got.Want, []uint16{0, 2}) {
				t.Errorf("after one chunk: %+v", got)
			}
			for range 2 {
				if got := a.all(t, wati); !got.Taken || got.Code != "" {
					t.Errorf("%+v", got)
				}
			}
			ratna.Sync()
			for i := range a.Chunks {
				from, to := attach.Span(a.Size, i)
				if got := a.get(ratna, i).Want(http.StatusOK).Body; !bytes.Equal(got, a.data[from:to]) {
					t.Errorf("chunk %d came as %d other bytes", i, len(got))
				}
			}
			var at api.Blob
			wati.Sync()
			a.offer(wati).Want(http.StatusOK).Into(&at)
			if !at.Done {
				t.Error("the app that opens later must send it again")
			}
		})
		t.Run("what the app had begun is not sent twice", func(t *testing.T) {
			b := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 2, attach.ChunkSize+100)).sealedBy(t, wati)
			wati.Sync()
			b.offer(wati).Want(http.StatusOK)
			b.put(wati, 0).Want(http.StatusNoContent)
			if got := b.offerSealed(t, wati); !slices.Equal(got.Want, []uint16{1}) {
				t.Errorf("%+v", got)
			}
			if got := b.all(t, wati); !got.Taken || got.Code != "" {
				t.Errorf("%+v", got)
			}
		})
		t.Run("what was taken on a file without a right reaches who decides", func(t *testing.T) {
			c := attachTo(t, tini, file, op.Story, attach.JPEG, photo(t, 3, 3000)).sealedBy(t, tini)
			asWorker(tini, true, boxes(t, tini)...).Want(http.StatusOK)
			if got := c.all(t, tini); !got.Taken || got.Code != "" {
				t.Errorf("%+v", got)
			}
			c.get(wati, 0).Want(http.StatusOK)
			code(t, "read by who brought it", c.get(tini, 0), http.StatusNotFound, errs.NotFound)
		})
		t.Run("from a device that is to be emptied", func(t *testing.T) {
			lost := h.SignedIn("wati")
			lost.Sync()
			lost.Open(file)
			d := attachTo(t, lost, file, op.Story, attach.JPEG, photo(t, 4, 3000)).sealedBy(t, lost)
			list := boxes(t, lost)
			wati.Post(api.DeviceWipe(lost.Session.Device.ID), nil).Want(http.StatusNoContent)
			asWorker(lost, true, list...).Want(http.StatusOK)
			if got := d.all(t, lost); !got.Taken || got.Code != "" {
				t.Errorf("%+v", got)
			}
			d.get(ratna, 0).Want(http.StatusOK)
		})
	})
}

// TestParcelRefused sends what must not be taken, or what nobody will ever take.
func TestParcelRefused(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, tini := h.SignedIn("wati"), h.SignedIn("tini")
		file := newCase(wati, "Bunga")
		page := attachTo(t, wati, file, op.Story, attach.JPEG, []byte("<!doctype html><script>alert(1)</script>")).sealedBy(t, wati)
		good := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 5, 3000)).sealedBy(t, wati)
		lying := good.attachment
		lying.Hash[0] ^= 1
		torn := good.attachment
		torn.Chunks = []attach.Hash{attach.HashOf([]byte("other"))}
		removed := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 6, 3000)).sealedBy(t, wati)
		for _, record := range domain.Attachments(wati.Open(file)) {
			if record.ID == removed.id {
				wati.Write(domain.Detach(file, record))
			}
		}
		unknown := attachTo(t, wati, h.ID(), op.Story, attach.JPEG, photo(t, 7, 3000)).sealedBy(t, wati)
		wati.Sync()

		if a := askPiece(h.Browser(), op.Marshal(outbox.Piece{Box: good.box})); a.Problem().Code != errs.Unauthenticated {
			t.Errorf("without a credential: %d %s", a.Status, a.Body)
		}
		refusedPiece(t, "somebody else's", good.offerSealed(t, tini), false, errs.Forbidden)
		refusedPiece(t, "of a file that is nowhere", unknown.offerSealed(t, wati), false, errs.NotFound)
		refusedPiece(t, "with another hash than the record's", lying.sealedBy(t, wati).offerSealed(t, wati), true, errs.Invalid)
		refusedPiece(t, "a chunk before it was offered", good.send(t, wati, 0), false, errs.NotFound)
		if got := torn.sealedBy(t, wati).offerSealed(t, wati); len(got.Want) != 1 {
			t.Errorf("%+v", got)
		}
		refusedPiece(t, "a chunk that the parcel does not know", torn.sealedBy(t, wati).send(t, wati, 0), false, errs.Invalid)
		if got := good.offerSealed(t, wati); len(got.Want) != 1 {
			t.Errorf("hashes that were wrong stand in the way: %+v", got)
		}
		for name, piece := range map[string]outbox.Piece{
			"under another number":  {I: 1, Chunk: good.chunk(0)},
			"that is not there":     {I: 9, Chunk: good.key.Seal(good.id, 9, []byte("x"))},
			"under another key":     {I: 0, Chunk: page.key.Seal(good.id, 0, good.data)},
			"in the clear":          {I: 0, Chunk: good.data},
			"that is too long":      {I: 0, Chunk: good.key.Seal(good.id, 0, make([]byte, attach.ChunkSize+1))},
			"of another attachment": {I: 0, Chunk: page.chunk(0)},
		} {
			refusedPiece(t, "a chunk "+name, good.ask(t, wati, piece), false, errs.Invalid)
		}
		page.offerSealed(t, wati)
		page.send(t, wati, 0)
		for range 2 {
			refusedPiece(t, "a page as a photo", page.offerSealed(t, wati), true, errs.BadContent)
		}
		refusedPiece(t, "removed meanwhile", removed.offerSealed(t, wati), true, errs.Gone)

		bad := good
		bad.box = bytes.Clone(good.box)
		bad.box[len(bad.box)-1] ^= 1
		foreign := good
		foreign.box = bytes.Clone(good.box)
		foreign.box[2] ^= 1
		act := good
		wati.Write(domain.Begin(file, domain.Note, h.ID()))
		act.box = boxes(t, wati)[0]
		for range 2 {
			refusedPiece(t, "a box that does not open", bad.offerSealed(t, wati), false, errs.BadRequest)
			refusedPiece(t, "a box with an act", act.offerSealed(t, wati), false, errs.BadRequest)
			refusedPiece(t, "a box for a key that is not here", foreign.offerSealed(t, wati), false, errs.NotFound)
		}
		if n := keptAside(t, h, wati.Device()); n != 2 {
			t.Errorf("%d boxes are kept, want 2", n)
		}
		if got := good.all(t, wati); !got.Taken || got.Code != "" {
			t.Errorf("held up by the others: %+v", got)
		}
		for name, c := range map[string]struct {
			body []byte
			code errs.Code
		}{
			"nothing":           {nil, errs.BadRequest},
			"no list":           {[]byte{0x01}, errs.BadRequest},
			"two of three":      {[]byte{0x82, 0x40, 0x00}, errs.BadRequest},
			"a negative number": {[]byte{0x83, 0x40, 0x20, 0x40}, errs.BadRequest},
			"a large number":    {[]byte{0x83, 0x40, 0x1a, 0, 1, 0, 0, 0x40}, errs.BadRequest},
			"too large":         {make([]byte, 400<<10), errs.TooLarge},
		} {
			if a := askPiece(wati, c.body); a.Problem().Code != c.code {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
	})
}
