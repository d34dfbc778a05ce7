package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/attach"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// VoiceNote records a voice for a form: begin, stop, listen. What was recorded lies with the other files of the form, where
// it can be dropped. It ends by itself at the limit, which is told before.
type VoiceNote struct {
	app.Compo
	Lang  i18n.Lang
	Draft string
	voice state.Voice
	taken state.Taken
	skew  int64 // of the device's clock against the time in Since
	now   int64
	timer bool
}

// CompoID makes the recording of each form a component of its own.
func (p *VoiceNote) CompoID() string { return p.Draft }

// OnMount follows the recording.
func (p *VoiceNote) OnMount(ctx app.Context) {
	state.TakenKey(p.Draft).Observe(ctx, &p.taken)
	state.VoiceKey(p.Draft).Observe(ctx, &p.voice).OnChange(func() {
		p.now = clock()
		p.skew = p.now - p.voice.Since
		p.count(ctx)
	})
	p.now = clock() // whoever comes back to the form finds the recording running
	p.count(ctx)
}

// gone is how long it has been recording, ms.
func (p *VoiceNote) gone() int64 { return max(0, p.now-p.voice.Since-p.skew) }

// count shows the time that has gone, and ends at the limit.
func (p *VoiceNote) count(ctx app.Context) {
	if p.voice.Since == 0 || p.timer || app.IsServer {
		return
	}
	p.timer = true
	ctx.After(second, func(ctx app.Context) {
		p.timer, p.now = false, clock()
		if p.voice.Since != 0 && p.gone() >= state.LongestVoice {
			state.StopVoice.Do(ctx, p.Draft)
			return
		}
		p.count(ctx)
	})
}

// Render shows the one button, or that it records; and what can be listened to.
func (p *VoiceNote) Render() app.UI {
	gone := p.gone()
	var heard []app.UI
	for i := range p.taken.Files {
		f := &p.taken.Files[i]
		if attach.KindOf(f.Media) == attach.Audio {
			heard = append(heard, ui.H("button").Class("button soft tight").Type("button").Test("voice-play").DataSet("id", f.ID.String()).
				OnClick(p.onPlay).Text(ui.T("voice.play", f.Name)))
		}
	}
	return ui.H("div").Class("field").Body(
		app.If(p.voice.Since == 0, func() app.UI {
			return ui.H("button").Class("button soft").Type("button").Test("voice-start").OnClick(p.onStart).Body(ui.Icon("mic"), app.Text(ui.T("voice.start")))
		}).Else(func() app.UI {
			return ui.H("div").Class("summary").Role("status").Test("voice-on").Body(
				ui.H("p").Text(ui.T("voice.on", clockOf(gone), state.LongestVoice/60_000)),
				ui.Slot(gone >= state.LongestVoice-state.VoiceSoon, func() app.UI { return ui.H("p").Test("voice-soon").Text(ui.T("voice.soon")) }),
				ui.H("div").Class("buttons").Body(
					ui.H("button").Class("button").Type("button").Test("voice-stop").OnClick(p.onStop).Text(ui.T("voice.stop")),
					ui.H("button").Class("button soft").Type("button").Test("voice-drop").OnClick(p.onDrop).Text(ui.T("voice.drop"))))
		}),
		ui.Slot(p.voice.Problem != "", func() app.UI {
			return ui.H("p").Class("wrong").Role("alert").Test("voice-problem").Text(ui.T(p.voice.Problem))
		}),
		ui.H("div").Class("ways").Body(heard...),
		ui.Slot(p.voice.URL != "", func() app.UI {
			return app.Audio().Controls(true).AutoPlay(true).Src(p.voice.URL).DataSet("test", "voice-sound").Aria("label", p.voice.Playing.Name)
		}))
}

// clockOf is a length of time as a recorder shows it: "3:07".
func clockOf(ms int64) string {
	s := itoa(int(ms / 1000 % 60))
	if len(s) < 2 {
		s = "0" + s
	}
	return itoa(int(ms/60_000)) + ":" + s
}

func (p *VoiceNote) onStart(ctx app.Context, _ app.Event) { state.StartVoice.Do(ctx, p.Draft) }

func (p *VoiceNote) onStop(ctx app.Context, _ app.Event) { state.StopVoice.Do(ctx, p.Draft) }

func (p *VoiceNote) onDrop(ctx app.Context, _ app.Event) { state.DropVoice.Do(ctx, p.Draft) }

func (p *VoiceNote) onPlay(ctx app.Context, _ app.Event) {
	if which, err := op.ParseID(id(ctx)); err == nil {
		state.PlayVoice.Do(ctx, state.Untake{Draft: p.Draft, ID: which})
	}
}
