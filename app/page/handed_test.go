package page

import (
	"strings"
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/attach"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestHanded(t *testing.T) {
	const text = "[07.12, 23/11/2026] Bu Ani: Tolong."
	open := func(t *testing.T, text string, files ...state.File) (*Handed, *apptest.Stage, op.ID) {
		t.Helper()
		var id op.ID
		p := &Handed{}
		s := apptest.Open(t, p, func(d *apptest.Desk) { id, d.Text, d.Picked = aCase(d, "Bunga", "2026-11-23T07:00"), text, files })
		return p, s, id
	}
	put := func(s *apptest.Stage, file op.ID) {
		s.Do(func(ctx app.Context) { state.PutHanded.Do(ctx, state.Hand{Case: file, Head: pastedHead}) })
	}

	t.Run("says when nothing is here any more", func(t *testing.T) {
		_, s, _ := open(t, "")
		has(t, s.HTML(), `data-test="empty"`)
	})
	t.Run("shows what came, before it is anywhere", func(t *testing.T) {
		_, s, _ := open(t, text, shot{"luka.jpg", attach.JPEG})
		has(t, s.HTML(), "Bu Ani", "luka.jpg", `data-test="q-into-aduan"`, `data-test="q-into-kasus"`)
		if len(s.Desk.Staged(state.FormComplaint)) != 0 {
			t.Error("it is in a draft already")
		}
	})
	t.Run("goes into a complaint, as a pasted message does", func(t *testing.T) {
		_, s, _ := open(t, text, shot{"luka.jpg", attach.JPEG})
		put(s, op.ID{})
		draft, err := s.Desk.Note(state.FormComplaint)
		for _, want := range []string{"whatsapp", "2026-11-23T07:12", "Bu Ani"} {
			if err != nil || !strings.Contains(string(draft), want) {
				t.Errorf("the draft lacks %q: %v", want, err)
			}
		}
		if n := len(s.Desk.Staged(state.FormComplaint)); n != 1 || s.Desk.Text != "" {
			t.Errorf("%d files; left over: %q", n, s.Desk.Text)
		}
	})
	t.Run("goes into a note of a case", func(t *testing.T) {
		_, s, file := open(t, text, shot{"luka.jpg", attach.JPEG})
		put(s, file)
		if n := len(s.Desk.Staged(state.DraftOf(file, state.FormNote))); n != 1 {
			t.Errorf("%d files", n)
		}
	})
	t.Run("says what could not be taken, and keeps the rest", func(t *testing.T) {
		_, s, file := open(t, text, shot{"daftar.xlsx", ""}, shot{"luka.jpg", attach.JPEG})
		put(s, file)
		has(t, s.HTML(), `data-test="problem"`, `data-test="handed-draft"`)
		if n := len(s.Desk.Staged(state.DraftOf(file, state.FormNote))); n != 1 {
			t.Errorf("%d files", n)
		}
	})
}
