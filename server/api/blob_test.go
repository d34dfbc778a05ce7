package api_test

import (
	"bytes"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// photo is a photograph of so many bytes: a small one with noise behind it, as a camera puts a film behind its picture.
func photo(t testing.TB, seed uint64, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, size-b.Len())
	var key [32]byte
	key[0] = byte(seed)
	_, _ = rand.NewChaCha8(key).Read(noise)
	return append(b.Bytes(), noise...)
}

// attachment is one that somebody attached in a browser.
type attachment struct {
	id, file op.ID
	part     op.Part
	data     []byte
	attach.Manifest
}

// attachTo writes the record of an attachment; the bytes are the test's to bring.
func attachTo(t *testing.T, b *house.Browser, file op.ID, part op.Part, media string, data []byte) attachment {
	t.Helper()
	a := attachment{id: b.House.ID(), file: file, part: part, data: data}
	var err error
	if a.Manifest, err = attach.Read(bytes.NewReader(data), nil); err != nil {
		t.Fatal(err)
	}
	drafts, err := domain.Attach(file, part, domain.NewAttachment{ID: a.id, Hash: a.Hash, Size: a.Size, Media: media, Name: "IMG_1.jpg"})
	if err != nil {
		t.Fatal(err)
	}
	b.Write(drafts...)
	return a
}

func (a attachment) offer(b *house.Browser) house.Answer {
	return b.Post(api.BlobsPath, api.NewBlobOffer(a.id.String(), a.file.String(), uint8(a.part), a.Manifest))
}

func (a attachment) put(b *house.Browser, i int) house.Answer {
	from, to := attach.Span(a.Size, i)
	return b.Ask(http.MethodPut, api.BlobChunk(a.id.String(), i), api.MediaBytes, a.data[from:to])
}

func (a attachment) commit(b *house.Browser) house.Answer {
	return b.Ask(http.MethodPost, api.BlobCommit(a.id.String()), "", nil)
}

func (a attachment) get(b *house.Browser, i int) house.Answer {
	return b.Get(api.BlobChunk(a.id.String(), i))
}

// bring does all of it.
func (a attachment) bring(b *house.Browser) {
	b.House.TB.Helper()
	a.offer(b).Want(http.StatusOK)
	for i := range a.Chunks {
		a.put(b, i).Want(http.StatusNoContent)
	}
	var done api.Blob
	a.commit(b).Want(http.StatusOK).Into(&done)
	if !done.Done {
		b.House.TB.Fatalf("%+v", done)
	}
}

func code(t *testing.T, what string, a house.Answer, status int, want errs.Code) {
	t.Helper()
	if a.Status != status || a.Problem().Code != want {
		t.Errorf("%s: %d %s, want %d %s", what, a.Status, a.Body, status, want)
	}
}

// TestAttachment brings a photograph and reads it on another person's device.
func TestAttachment(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, ratna := h.SignedIn("wati"), h.SignedIn("ratna")
		file := newCase(wati, "Bunga")
		wati.Sync()
		a := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 1, 2*attach.ChunkSize+100))
		code(t, "bytes before their record", a.offer(wati), http.StatusConflict, errs.OpFirst)
		wati.Sync()

		var at api.Blob
		a.offer(wati).Want(http.StatusOK).Into(&at)
		if at.Done || len(at.Have) != 0 || len(at.Chunks) != 3 {
			t.Errorf("%+v", at)
		}
		for range 2 { // a second time changes nothing
			a.put(wati, 1).Want(http.StatusNoContent)
		}
		a.offer(wati).Want(http.StatusOK).Into(&at)
		if !slices.Equal(at.Have, []int{1}) {
			t.Errorf("after one chunk: %+v", at)
		}
		other := a
		other.data = slices.Clone(a.data)
		other.data[0] ^= 1
		code(t, "other bytes", other.put(wati, 0), http.StatusUnprocessableEntity, errs.Invalid)
		code(t, "a chunk behind the last", a.put(wati, 3), http.StatusUnprocessableEntity, errs.Invalid)
		code(t, "a chunk at no place", wati.Ask(http.MethodPut, api.BlobItem(a.id.String())+"/01", api.MediaBytes, []byte("x")), http.StatusNotFound, errs.NotFound)
		code(t, "a chunk too large", wati.Ask(http.MethodPut, api.BlobChunk(a.id.String(), 0), api.MediaBytes, make([]byte, attach.ChunkSize+1)), http.StatusRequestEntityTooLarge, errs.TooLarge)
		code(t, "a form", wati.Ask(http.MethodPut, api.BlobChunk(a.id.String(), 0), api.MediaJSON, []byte("{}")), http.StatusBadRequest, errs.BadRequest)
		code(t, "too early", a.commit(wati), http.StatusConflict, errs.Conflict)
		code(t, "looked at too early", a.get(ratna, 1), http.StatusConflict, errs.Conflict)
		for i := range a.Chunks {
			a.put(wati, i).Want(http.StatusNoContent)
		}
		for range 2 {
			a.commit(wati).Want(http.StatusOK).Into(&at)
			if !at.Done || len(at.Have) != 3 {
				t.Errorf("%+v", at)
			}
		}

		parts := ratna.Open(file)
		record := domain.Attachments(parts)
		if len(record) != 1 || record[0].Hash != a.Hash {
			t.Fatalf("%+v", record)
		}
		ratna.Get(api.BlobItem(a.id.String())).Want(http.StatusOK).Into(&at)
		m, err := at.Manifest()
		if err != nil || m.Hash != a.Hash || at.Media != attach.JPEG {
			t.Errorf("%+v %v", at, err)
		}
		var got []byte
		for i := range m.Chunks {
			answer := a.get(ratna, i).Want(http.StatusOK)
			if err := m.Verify(i, answer.Body); err != nil {
				t.Error(i, err)
			}
			got = append(got, answer.Body...)
			for name, want := range map[string]string{"Content-Type": api.MediaBytes, "Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
				if answer.Header.Get(name) != want {
					t.Errorf("%s: %q", name, answer.Header.Get(name))
				}
			}
		}
		if !bytes.Equal(got, a.data) {
			t.Error("other bytes came back")
		}
		code(t, "a chunk that there is none of", a.get(ratna, 3), http.StatusNotFound, errs.NotFound)
		var looked, attached int
		for _, row := range trail(t, h) {
			switch {
			case row.Act == "attach" && row.Actor == h.Users["wati"] && !row.Denied:
				attached++
			case row.Act == "look" && row.Actor == h.Users["ratna"] && !row.Denied && bytes.Equal(row.Objects, slices.Concat(file[:], a.id[:])):
				looked++
			}
		}
		if attached != 1 || looked != 1 {
			t.Errorf("written down: attached %d times, looked at %d times", attached, looked)
		}
	})
}

// trail is the audit trail.
func trail(t *testing.T, h *house.House) (rows []store.AuditRow) {
	t.Helper()
	err := h.DB.View(t.Context(), func(tx *store.Tx) (err error) {
		rows, err = tx.AuditRows(t.Context(), 0, 10_000)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestAttachmentRights proves that bytes are as closed as the part that they belong to.
func TestAttachmentRights(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, tini, ratna := h.SignedIn("wati"), h.SignedIn("tini"), h.SignedIn("ratna")
		file := newCase(wati, "Bunga")
		wati.Write(domain.Grant(file, domain.GrantArgs{Appointment: h.Appointments["dodi"], Parts: []op.Part{op.Core}}))
		a := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 2, attach.ChunkSize+9))
		b := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 3, 2*attach.ChunkSize))
		wati.Sync()
		a.bring(wati)
		b.offer(wati).Want(http.StatusOK)
		b.put(wati, 0).Want(http.StatusNoContent)

		absent := a
		absent.id = h.ID()
		closed := func(who string, browser *house.Browser, asks ...func(attachment) house.Answer) {
			t.Helper()
			for i, ask := range asks {
				there, none := ask(a), ask(absent)
				p, q := there.Problem(), none.Problem()
				p.Request, q.Request = "", ""
				if there.Status != http.StatusNotFound || p.Code != errs.NotFound || none.Status != there.Status || p.Key != q.Key || p.Field != q.Field || len(there.Body) != len(none.Body) {
					t.Errorf("%s learns from ask %d: %s, and of what is absent: %s", who, i, there.Body, none.Body)
				}
			}
		}
		for _, who := range []string{"tini", "dodi", "lina", "joko"} { // nobody's colleague, the coded part alone, elsewhere, no files at all
			browser := h.SignedIn(who)
			closed(who, browser, func(a attachment) house.Answer { return a.get(browser, 0) }, func(a attachment) house.Answer { return browser.Get(api.BlobItem(a.id.String())) },
				func(a attachment) house.Answer { return a.put(browser, 0) }, func(a attachment) house.Answer { return a.commit(browser) },
				func(a attachment) house.Answer { return a.offer(browser) })
		}
		closed("who reads and does not write", ratna, func(a attachment) house.Answer { return a.put(ratna, 0) }, func(a attachment) house.Answer { return a.commit(ratna) })
		code(t, "who reads and does not write", a.offer(ratna), http.StatusNotFound, errs.NotFound)
		a.get(ratna, 0).Want(http.StatusOK)
		elsewhere := a
		elsewhere.part = op.Identity
		code(t, "in a part where it is not", elsewhere.offer(wati), http.StatusConflict, errs.OpFirst)

		// The case is handed over while an upload is under way.
		parts := ratna.Open(file)
		ratna.Write(domain.Assign(file, domain.AssignArgs{Appointment: h.Appointments["tini"]}, domain.CaseOwner.Get(parts, file).Heads))
		ratna.Sync()
		closed("the former owner", wati, func(a attachment) house.Answer { return a.get(wati, 0) },
			func(a attachment) house.Answer { return wati.Get(api.BlobItem(a.id.String())) })
		// What was recorded while the right stood is brought to its end, for who has the case now; and so is what was
		// recorded without signal after that, and set aside.
		late := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 5, 3000))
		wati.Sync()
		b.put(wati, 1).Want(http.StatusNoContent)
		b.commit(wati).Want(http.StatusOK)
		late.bring(wati)
		code(t, "read by who brought it", late.get(wati, 0), http.StatusNotFound, errs.NotFound)
		code(t, "brought by a stranger", late.offer(h.SignedIn("lina")), http.StatusNotFound, errs.NotFound)
		b.get(tini, 1).Want(http.StatusOK)
		late.get(tini, 0).Want(http.StatusOK)
		a.get(tini, 0).Want(http.StatusOK)
		denied := 0
		for _, row := range trail(t, h) {
			if row.Act == "look" && row.Denied {
				denied++
			}
		}
		if denied != 6 { // four strangers and the former owner, each once for each attachment that they asked for
			t.Errorf("%d looks were refused and written down", denied)
		}
	})
}

// TestAttachmentContent brings what is not what it says.
func TestAttachmentContent(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		file := newCase(wati, "Bunga")
		page := attachTo(t, wati, file, op.Story, attach.JPEG, []byte("<!doctype html><script>alert(1)</script>"))
		wrong := attachTo(t, wati, file, op.Story, attach.JPEG, photo(t, 4, 5000))
		wati.Sync()
		page.offer(wati).Want(http.StatusOK)
		page.put(wati, 0).Want(http.StatusNoContent)
		for range 2 {
			code(t, "a page as a photo", page.commit(wati), http.StatusUnprocessableEntity, errs.BadContent)
			code(t, "the same again", page.offer(wati), http.StatusUnprocessableEntity, errs.BadContent)
		}
		code(t, "fetched all the same", page.get(wati, 0), http.StatusConflict, errs.Conflict)
		if n := chunksOnDisk(t, h); n != 0 {
			t.Errorf("%d chunks of it are kept", n)
		}

		lying := wrong
		lying.Hash[0] ^= 1
		code(t, "another hash than the record's", lying.offer(wati), http.StatusUnprocessableEntity, errs.Invalid)
		lying = wrong
		lying.Chunks = []attach.Hash{attach.HashOf(wrong.data[1:])}
		lying.data = append(slices.Clone(wrong.data[1:]), 0)
		lying.Chunks[0] = attach.HashOf(lying.data)
		lying.offer(wati).Want(http.StatusOK)
		lying.put(wati, 0).Want(http.StatusNoContent)
		code(t, "other bytes in the end", lying.commit(wati), http.StatusUnprocessableEntity, errs.Invalid)
		wrong.bring(wati) // an offer that was wrong does not stand in the way
		again := attachTo(t, wati, file, op.Story, attach.JPEG, wrong.data)
		other := attachTo(t, wati, file, op.Identity, attach.JPEG, wrong.data)
		wati.Sync()
		var at api.Blob
		again.offer(wati).Want(http.StatusOK).Into(&at)
		if !at.Done || chunksOnDisk(t, h) != 1 {
			t.Errorf("the same bytes in the same part are asked for again: %+v", at)
		}
		other.offer(wati).Want(http.StatusOK).Into(&at)
		if at.Done || len(at.Have) != 0 {
			t.Error("who reads one part learns what is in another")
		}
		a, b := again.get(wati, 0).Want(http.StatusOK).Body, wrong.get(wati, 0).Want(http.StatusOK).Body
		if !bytes.Equal(a, b) || !bytes.Equal(a, wrong.data) {
			t.Error("other bytes came back")
		}
	})
}

// chunksOnDisk counts the files in the folder of attachments.
func chunksOnDisk(t *testing.T, h *house.House) (n int) {
	t.Helper()
	err := filepath.Walk(h.Attachments, func(_ string, info os.FileInfo, err error) error {
		if err == nil && !info.IsDir() {
			n++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
