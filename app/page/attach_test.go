package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// shot is a photograph as a camera hands it over.
type shot struct{ name, media string }

func (s shot) Name() string                    { return s.name }
func (s shot) Media() string                   { return s.media }
func (s shot) Size() int64                     { return 5 }
func (s shot) Modified() int64                 { return 0 }
func (s shot) Read(_, _ int64) ([]byte, error) { return []byte("\xff\xd8\xff12"), nil }

// aPicture lays a case with a photograph upon the desk.
func aPicture(d *apptest.Desk) state.AttachmentRef {
	file := aCase(d, "Bunga", "2026-11-23T07:00")
	if err := d.PutNote("draft", []byte("x")); err != nil {
		panic(err)
	}
	if err := d.Take("draft", shot{"luka.jpg", attach.JPEG}, func(int64) {}); err != nil {
		panic(err)
	}
	b := d.Staged("draft")[0]
	drafts, err := domain.Attach(file, op.Story, domain.NewAttachment{ID: b.ID, Hash: b.Manifest().Hash, Size: b.Size, Media: b.Media, Name: b.Name})
	if err == nil {
		err = d.Author(d.As(), "test", drafts)
	}
	if err != nil {
		panic(err)
	}
	return state.AttachmentRef{File: file, Part: op.Story, ID: b.ID}
}

func TestViewer(t *testing.T) {
	open := func(t *testing.T) (*Viewer, *apptest.Stage, state.AttachmentRef) {
		t.Helper()
		var ref state.AttachmentRef
		v := &Viewer{}
		s := apptest.Open(t, v, func(d *apptest.Desk) { ref = aPicture(d) })
		hasNot(t, s.HTML(), `data-test="viewer"`)
		s.Do(func(ctx app.Context) { state.OpenAttachment.Do(ctx, ref) })
		has(t, s.HTML(), `data-test="viewer-image"`, "blob:"+ref.ID.String(), `data-test="viewer-share"`, "luka.jpg")
		return v, s, ref
	}

	t.Run("is closed by going to another page", func(t *testing.T) {
		v, s, _ := open(t)
		s.Do(v.OnNav)
		hasNot(t, s.HTML(), `data-test="viewer"`)
	})

	t.Run("is closed when what it shows is no longer here", func(t *testing.T) {
		_, s, ref := open(t)
		parts, err := s.Desk.File(ref.File)
		if err != nil {
			t.Fatal(err)
		}
		a, _ := domain.ReadAttachment(parts, ref.Part, ref.ID)
		if err := s.Desk.Author(s.Desk.As(), "test", []op.Draft{domain.Detach(ref.File, a)}); err != nil {
			t.Fatal(err)
		}
		s.Desk.Changed(ref.File)
		s.Settle()
		hasNot(t, s.HTML(), `data-test="viewer"`)
	})
}

func TestAttach(t *testing.T) {
	form := func(t *testing.T, picked ...state.File) (*NoteForm, *apptest.Stage, op.ID) {
		t.Helper()
		p := &NoteForm{}
		s := apptest.Open(t, p, func(d *apptest.Desk) { p.File, d.Picked = aCase(d, "Bunga", "2026-11-23T07:00"), picked })
		s.Do(func(ctx app.Context) {
			p.begin("kind", "perkembangan", "text")
			p.sheet.ask(ctx)
			state.TakeFiles.Do(ctx, state.Picked{Draft: p.sheet.draft, Input: "note-photo"})
		})
		return p, s, p.File
	}

	t.Run("a note takes pictures, and needs no words then", func(t *testing.T) {
		_, s, file := form(t, shot{"luka.jpg", attach.JPEG}, shot{"visum.pdf", attach.PDF})
		has(t, s.HTML(), "luka.jpg", "visum.pdf")
		s.Do(func(ctx app.Context) { state.WriteNote.Do(ctx, state.NoteEdit{File: file, Kind: "perkembangan"}) })
		parts, err := s.Desk.File(file)
		if err != nil {
			t.Fatal(err)
		}
		notes, files := domain.Notes(parts), domain.Attachments(parts)
		if len(notes) != 1 || len(files) != 2 || files[0].Of != notes[0].ID || !files[0].Whole {
			t.Errorf("%+v %+v", notes, files)
		}
	})

	t.Run("what is thrown away with the form leaves no bytes", func(t *testing.T) {
		p, s, _ := form(t, shot{"luka.jpg", attach.JPEG})
		draft := p.sheet.draft
		s.Do(func(ctx app.Context) { state.KeepDraft.Do(ctx, state.DraftEdit{Draft: draft}) })
		if left := s.Desk.Staged(draft); len(left) != 0 {
			t.Errorf("%d stay", len(left))
		}
	})

	t.Run("what cannot be attached is said", func(t *testing.T) {
		_, s, _ := form(t, shot{"daftar.xlsx", ""})
		has(t, s.HTML(), `data-test="attach-problem"`)
	})
}
