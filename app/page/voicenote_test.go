package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/attach"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

func TestVoiceNote(t *testing.T) {
	open := func(t *testing.T, heard state.File) (*VoiceNote, *apptest.Stage, string) {
		t.Helper()
		p := &VoiceNote{}
		s := apptest.Open(t, p, func(d *apptest.Desk) {
			p.Draft, d.Voice = state.DraftOf(aCase(d, "Bunga", "2026-11-23T07:00"), state.FormNote), heard
		})
		return p, s, p.Draft
	}
	do := func(s *apptest.Stage, act state.Act[string], draft string) {
		s.Do(func(ctx app.Context) { act.Do(ctx, draft) })
	}

	t.Run("is kept with the form, and heard", func(t *testing.T) {
		_, s, draft := open(t, shot{"suara.webm", attach.WebM})
		do(s, state.StartVoice, draft)
		has(t, s.HTML(), `data-test="voice-on"`)
		do(s, state.StopVoice, draft)
		has(t, s.HTML(), "suara.webm", `data-test="voice-play"`, `data-test="voice-start"`)
		taken := s.Desk.Staged(draft)
		if len(taken) != 1 {
			t.Fatalf("%d are taken", len(taken))
		}
		s.Do(func(ctx app.Context) { state.PlayVoice.Do(ctx, state.Untake{Draft: draft, ID: taken[0].ID}) })
		has(t, s.HTML(), `data-test="voice-sound"`, "blob:"+taken[0].ID.String())
	})
	t.Run("thrown away, nothing is left", func(t *testing.T) {
		_, s, draft := open(t, shot{"suara.webm", attach.WebM})
		do(s, state.StartVoice, draft)
		do(s, state.DropVoice, draft)
		hasNot(t, s.HTML(), `data-test="voice-on"`)
		if len(s.Desk.Staged(draft)) != 0 {
			t.Error("it is kept")
		}
	})
	t.Run("a microphone that is forbidden is told, with what to do", func(t *testing.T) {
		_, s, draft := open(t, nil)
		do(s, state.StartVoice, draft)
		has(t, s.HTML(), `data-test="voice-problem"`, "setelan peramban")
		hasNot(t, s.HTML(), `data-test="voice-on"`)
	})
	t.Run("a lock seals what was said until then", func(t *testing.T) {
		_, s, draft := open(t, shot{"suara.webm", attach.WebM})
		do(s, state.StartVoice, draft)
		s.Do(func(ctx app.Context) { state.LockNow.Do(ctx, struct{}{}) })
		if len(s.Desk.Staged(draft)) != 1 {
			t.Error("it is lost")
		}
	})
	t.Run("its limit is told before", func(t *testing.T) {
		p := &VoiceNote{voice: state.Voice{Since: 1}, now: 1 + state.LongestVoice - state.VoiceSoon}
		has(t, app.HTMLString(p.Render()), `data-test="voice-soon"`, "28:00")
	})
}
