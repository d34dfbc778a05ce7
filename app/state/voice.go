package state

import (
	"strings"

	"damping/shared/client"
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// How long one voice note may be, and how long before its end that is told, ms. What speaks longer goes on in a second one.
const (
	LongestVoice = 30 * 60 * 1000
	VoiceSoon    = 2 * 60 * 1000
)

// Voice is the recording of a form: it runs since a time, or could not begin. Of what was taken already one can be heard.
type Voice struct {
	Since   int64 // ms UTC; 0 while nothing is being recorded
	Problem string
	Playing client.Blob
	URL     string
}

func (o *Office) startVoice(ctx app.Context, draft string) {
	v := Voice{}
	if err := o.desk.Record(); err != nil {
		v.Problem, _, _ = explain(err)
	} else {
		v.Since = o.desk.Now()
		o.recording(ctx, draft)
	}
	o.stillVoice()
	VoiceKey(draft).Set(ctx, v)
}

// stopVoice takes what was recorded into the draft, sealed in pieces like any other file.
func (o *Office) stopVoice(ctx app.Context, draft string) {
	f, err := o.desk.Recorded("suara-" + stamp(o.local()))
	v := Voice{}
	o.recording(ctx, "")
	if d := o.readDraft(draft).Values; err == nil && len(d) == 0 { // what was taken goes only with a draft
		d["files"] = "1"
		o.keepDraft(ctx, DraftEdit{Draft: draft, Values: d})
	}
	if err == nil {
		err = o.take(ctx, draft, []File{f})
	}
	if err != nil {
		v.Problem, _, _ = explain(err)
	}
	VoiceKey(draft).Set(ctx, v)
}

func (o *Office) dropVoice(ctx app.Context, draft string) {
	o.desk.DropRecording()
	o.recording(ctx, "")
	VoiceKey(draft).Set(ctx, Voice{})
}

// recording notes for which draft is being recorded; the screen does not lock under it.
func (o *Office) recording(ctx app.Context, draft string) {
	o.mu.Lock()
	o.voice = draft
	o.mu.Unlock()
	RecordingKey.Set(ctx, draft != "")
}

// sealVoice keeps what is being recorded before the store is shut.
func (o *Office) sealVoice(ctx app.Context) {
	o.mu.Lock()
	draft := o.voice
	o.mu.Unlock()
	if draft != "" {
		o.stopVoice(ctx, draft)
	}
}

// playVoice gives an address to listen to what was taken, until another is played or the form is done.
func (o *Office) playVoice(ctx app.Context, u Untake) {
	o.stillVoice()
	v := Voice{}
	for _, b := range o.desk.Staged(u.Draft) {
		if b.ID != u.ID {
			continue
		}
		url, err := o.desk.Hear(b)
		if err != nil {
			v.Problem, _, _ = explain(err)
			break
		}
		v.Playing, v.URL = b, url
		o.mu.Lock()
		o.heard = url
		o.mu.Unlock()
	}
	VoiceKey(u.Draft).Set(ctx, v)
}

// stillVoice ends the address of what was played.
func (o *Office) stillVoice() {
	o.mu.Lock()
	url := o.heard
	o.heard = ""
	o.mu.Unlock()
	if url != "" {
		o.desk.Forget(url)
	}
}

// stamp is a time as part of a file's name: "20261124-0912".
func stamp(l domain.Local) string {
	return strings.NewReplacer("-", "", ":", "", "T", "-").Replace(string(l))
}
