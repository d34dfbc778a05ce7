package page

import (
	"damping/app/state"
	"damping/app/ui"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// attached is the field of a form in which its draft says that files were asked for. The draft then exists before the
// picker opens: a phone may end the page while its camera is open, and what was taken goes only with the draft.
const attachedField = "files"

// source is one way to come by a file.
type source struct{ name, icon, key, accept, capture string }

var sources = []source{
	{"photo", "camera", "attach.photo", attach.JPEG + "," + attach.PNG + "," + attach.WebP, "environment"},
	{"sound", "mic", "attach.sound", "audio/*", "user"},
	{"file", "clip", "attach.file", attach.JPEG + "," + attach.PNG + "," + attach.WebP + "," + attach.PDF + ",audio/*", ""},
}

// attach asks for files in a form. The inputs lie unseen over their buttons, so that a tap opens the picker at once.
func (s *sheet) attach(hint string, onAsk, onPick, onDrop app.EventHandler) app.UI {
	var ways []app.UI
	for _, w := range sources {
		id := s.form + "-" + w.name
		input := ui.H("input").Type("file").ID(id).Attr("accept", w.accept).Attr("capture", w.capture).Test("attach-" + w.name).
			OnClick(onAsk).OnChange(onPick)
		if w.capture == "" {
			input = input.Flag("multiple", true)
		}
		ways = append(ways, ui.H("label").Class("button soft pick").Body(ui.Icon(w.icon), app.Text(ui.T(w.key)), input.UI()))
	}
	var files []app.UI
	for i := range s.taken.Files {
		files = append(files, takenRow(&s.taken.Files[i], onDrop))
	}
	return ui.H("div").Class("field attach").Body(
		ui.H("span").Class("label").Text(ui.T("attach.title")),
		ui.H("p").Class("hint").Text(hint),
		ui.H("div").Class("ways").Role("group").Aria("label", ui.T("attach.title")).Body(ways...),
		&VoiceNote{Draft: s.draft, Lang: ui.Lang()},
		ui.Slot(s.taken.Of > 0, func() app.UI {
			return ui.H("p").Class("quiet").Role("status").Test("attach-progress").Text(ui.T("attach.taking", ui.Part(s.taken.Done, s.taken.Of)))
		}),
		ui.Slot(s.taken.Problem != "", func() app.UI {
			return ui.H("p").Class("wrong").Role("alert").Test("attach-problem").Text(ui.T(s.taken.Problem, s.taken.Args...))
		}),
		ui.H("ul").Class("files").Test("taken").Body(files...),
	)
}

func takenRow(b *client.Blob, onDrop app.EventHandler) app.UI {
	return ui.H("li").Test("taken-file").Body(ui.Icon(iconOf(b.Media)),
		ui.H("span").Class("what").Body(ui.H("b").Text(b.Name), ui.H("small").Text(ui.Size(b.Size))),
		ui.H("button").Class("act").Type("button").Test("taken-drop").DataSet("id", b.ID.String()).Aria("label", ui.T("attach.drop", b.Name)).
			OnClick(onDrop).Body(ui.Icon("close")))
}

func iconOf(media string) string {
	switch attach.KindOf(media) {
	case attach.Photo:
		return "camera"
	case attach.Audio:
		return "mic"
	}
	return "clip"
}

// ask keeps the draft before the picker opens.
func (s *sheet) ask(ctx app.Context) {
	s.typed(attachedField, "1")
	s.keep(ctx)
}

// pick takes what was chosen, or dropped upon the button, which asks for no picker.
func (s *sheet) pick(ctx app.Context) {
	s.ask(ctx)
	state.TakeFiles.Do(ctx, state.Picked{Draft: s.draft, Input: ctx.JSSrc().Get("id").String()})
}

func (s *sheet) drop(ctx app.Context) {
	if id, err := op.ParseID(id(ctx)); err == nil {
		state.DropFile.Do(ctx, state.Untake{Draft: s.draft, ID: id})
	}
}

// AttachmentRow is an attachment under what it belongs to. A tap opens it.
type AttachmentRow struct {
	app.Compo
	File state.Attachment
	Lang i18n.Lang
}

// Render shows what it is, how large, whose, and how far it has come.
func (r *AttachmentRow) Render() app.UI {
	f := r.File
	return ui.H("button").Class("file").Type("button").Test("attachment").DataSet("id", f.ID.String()).DataSet("unsent", ui.Flat(f.Unsent)).
		OnClick(r.onOpen).Body(ui.Icon(iconOf(f.Media)),
		ui.H("span").Class("what").Body(ui.H("b").Text(f.Name),
			ui.H("small").Body(ui.H("span").Text(ui.Size(f.Size)), ui.H("span").Text(ui.Who(f.Who)), r.way())))
}

// way is how far the bytes have come.
func (r *AttachmentRow) way() app.UI {
	b := r.File.Bytes
	switch {
	case b.State == client.BlobRefused:
		return ui.H("span").Class("mark").Test("attachment-refused").Text(ui.T("attach.refused"))
	case b.State == client.BlobWaiting && b.Sent > 0:
		return ui.H("span").Class("mark").Test("unsent").Body(ui.Icon("cloud"),
			app.Text(ui.T("attach.sending", ui.Part(min(int64(b.Sent)*attach.ChunkSize, r.File.Size), r.File.Size))))
	case r.File.Unsent:
		return ui.Unsent(true)
	}
	return nil
}

func (r *AttachmentRow) onOpen(ctx app.Context, _ app.Event) {
	state.OpenAttachment.Do(ctx, r.File.Ref())
}

// attachmentRows lists attachments.
func attachmentRows(files []state.Attachment, lang i18n.Lang) app.UI {
	if len(files) == 0 {
		return nil
	}
	var rows []app.UI
	for _, f := range files {
		rows = append(rows, &AttachmentRow{File: f, Lang: lang})
	}
	return ui.H("div").Class("files").Test("attachments").Body(rows...)
}
