package state

import (
	"cmp"
	"slices"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// File is a file that a person chose or a camera made, read piece by piece.
type File interface {
	Name() string
	Media() string // in the spelling of shared/attach; empty for what the browser does not know
	Size() int64
	Modified() int64 // ms UTC
	Read(from, to int64) ([]byte, error)
}

// Picked are the files in an input of the page, for the form whose draft has that name.
type Picked struct{ Draft, Input string }

// Untake takes a file back from a form.
type Untake struct {
	Draft string
	ID    op.ID
}

// Taken is what was taken for a form so far. It lies sealed on the device and waits for the form to be saved.
type Taken struct {
	Files    []client.Blob
	Done, Of int64 // bytes of the one being taken; zeros when none is
	Problem  string
	Args     []any
}

// mostFiles is how many files one form takes: with more the act would be over the size of an act.
const mostFiles = 10

// AttachmentRef names an attachment of a file.
type AttachmentRef struct {
	File op.ID
	Part op.Part
	ID   op.ID
}

// Attachment is one attachment as a page shows it.
type Attachment struct {
	domain.AttachmentView
	File   op.ID
	Who    Author
	Unsent bool // record or bytes are not with the server
	Bytes  Bytes
}

// Ref names it.
func (a Attachment) Ref() AttachmentRef { return AttachmentRef{File: a.File, Part: a.Part, ID: a.ID} }

// Shown is the attachment on the screen; one without a URL is on its way, or could not be got.
type Shown struct {
	On bool
	Attachment
	URL     string
	Strips  bool // a copy without the place can be made
	Busy    bool
	Problem string // i18n key of why it cannot be shown
	Args    []any
}

func (o *Office) showTaken(ctx app.Context, draft string, done, of int64, err error) {
	t := Taken{Files: o.desk.Staged(draft), Done: done, Of: of}
	if err != nil {
		t.Problem, t.Args = takeProblem(err)
	}
	TakenKey(draft).Set(ctx, t)
}

func (o *Office) loadTaken(ctx app.Context, draft string) { o.showTaken(ctx, draft, 0, 0, nil) }

// takeFiles copies what was picked into the store, one after the other. What cannot be taken is said, and does not keep
// the others from being taken.
func (o *Office) takeFiles(ctx app.Context, p Picked) {
	_ = o.take(ctx, p.Draft, o.desk.Chosen(p.Input))
}

func (o *Office) take(ctx app.Context, draft string, files []File) (failed error) {
	for _, f := range files {
		if len(o.desk.Staged(draft)) >= mostFiles {
			failed = errs.E(errs.TooLarge, "attach.tooMany", mostFiles)
			break
		}
		o.showTaken(ctx, draft, 0, f.Size(), failed)
		err := o.desk.Take(draft, f, func(done int64) { o.showTaken(ctx, draft, done, f.Size(), failed) })
		if err != nil {
			failed = err
		}
	}
	o.showTaken(ctx, draft, 0, 0, failed)
	return failed
}

// takeProblem says of a failure to take a file what the person can do.
func takeProblem(err error) (key string, args []any) {
	e := errs.As(err)
	switch {
	case e == nil:
		return errs.Internal.Key(), nil
	case e.Code == errs.Invalid && e.Field == "media":
		return "attach.badType", nil
	case e.Code == errs.Invalid && e.Field == "size":
		return "attach.empty", nil
	case e.Code == errs.TooLarge && e.Field == "size":
		return "attach.tooLarge", []any{attach.Limit(attach.JPEG) >> 20, attach.MaxSize >> 20}
	case e.Code == errs.Quota:
		return "attach.noRoom", nil
	}
	return e.Key, e.Args
}

func (o *Office) untake(ctx app.Context, u Untake) {
	err := o.desk.Unstage(u.ID)
	o.showTaken(ctx, u.Draft, 0, 0, err)
}

// dropTaken lets go of what was taken for a form that was thrown away.
func (o *Office) dropTaken(ctx app.Context, draft string) {
	staged := o.desk.Staged(draft)
	if len(staged) == 0 {
		TakenKey(draft).Set(ctx, Taken{})
		return
	}
	ids := make([]op.ID, len(staged))
	for i := range staged {
		ids[i] = staged[i].ID
	}
	_ = o.desk.Unstage(ids...) // what stays behind goes at the next start
	o.showTaken(ctx, draft, 0, 0, nil)
}

// attachTaken drafts the attachments that were taken for a form, to an entity of a file.
func attachTaken(d *draft, part op.Part, of op.ID, taken []client.Blob) error {
	for i := range taken {
		b := &taken[i]
		a := domain.NewAttachment{ID: b.ID, Of: of, Hash: b.Manifest().Hash, Size: b.Size, Media: b.Media, Name: b.Name, Taken: domain.Local(b.Taken)}
		drafts, err := domain.Attach(d.file, part, a)
		if err != nil {
			return err
		}
		d.ops = append(d.ops, drafts...)
	}
	return nil
}

// attachments reads the attachments of a file by what they belong to.
func (o *Office) attachments(src domain.Parts, file op.ID) map[op.ID][]Attachment {
	out := map[op.ID][]Attachment{}
	for _, v := range domain.Attachments(src) {
		out[v.Of] = append(out[v.Of], o.attachment(file, v))
	}
	for _, list := range out {
		slices.SortFunc(list, func(a, b Attachment) int { return cmp.Or(cmp.Compare(a.Made, b.Made), a.ID.Compare(b.ID)) })
	}
	return out
}

func (o *Office) attachment(file op.ID, v domain.AttachmentView) Attachment {
	a := Attachment{AttachmentView: v, File: file, Who: o.author(v.By), Bytes: o.desk.Bytes(v.ID)}
	a.Unsent = a.Bytes.State == client.BlobWaiting || o.desk.Pending(v.ID)
	return a
}

// openAttachment shows one. A document is not shown in the page, where it could do what documents do: it is saved.
func (o *Office) openAttachment(ctx app.Context, ref AttachmentRef) {
	s, err := o.findShown(ref)
	if err == nil && s.Kind() != attach.Document {
		s.Busy = true
		ShownKey.Set(ctx, s)
		s.Busy = false
		s.URL, err = o.desk.View(ref.File, s.AttachmentView)
	}
	if err != nil {
		s.Problem, s.Args, _ = explain(err)
	}
	o.mu.Lock()
	late := o.shown != ref // it was closed, or another opened, while it was fetched
	if !late {
		o.shownURL = s.URL
	}
	o.mu.Unlock()
	if late {
		if s.URL != "" {
			o.desk.Forget(s.URL)
		}
		return
	}
	ShownKey.Set(ctx, s)
}

// findShown reads the attachment that is to be shown, and lets go of the one before.
func (o *Office) findShown(ref AttachmentRef) (Shown, error) {
	o.mu.Lock()
	before := o.shownURL
	o.shown, o.shownURL = ref, ""
	o.mu.Unlock()
	if before != "" {
		o.desk.Forget(before)
	}
	s := Shown{On: true, Attachment: Attachment{File: ref.File}}
	parts, err := o.desk.File(ref.File)
	if err != nil {
		return s, err
	}
	v, there := domain.ReadAttachment(parts, ref.Part, ref.ID)
	if !there {
		return s, errs.E(errs.NotFound, "")
	}
	s.Attachment, s.Strips = o.attachment(ref.File, v), attach.CanStrip(v.Media)
	return s, nil
}

// checkShown closes what is on the screen and no longer here: its case was handed on.
func (o *Office) checkShown(ctx app.Context) {
	o.mu.Lock()
	ref := o.shown
	o.mu.Unlock()
	if ref == (AttachmentRef{}) {
		return
	}
	parts, err := o.desk.File(ref.File)
	if err != nil {
		return
	}
	if _, there := domain.ReadAttachment(parts, ref.Part, ref.ID); !there {
		o.closeAttachment(ctx, struct{}{})
	}
}

// closeAttachment takes it off the screen; the address it was shown by ends.
func (o *Office) closeAttachment(ctx app.Context, _ struct{}) {
	_, _ = o.findShown(AttachmentRef{})
	ShownKey.Set(ctx, Shown{})
}

func (o *Office) saveAttachment(ctx app.Context, s Shown) { o.handOut(ctx, s, o.desk.Save) }

func (o *Office) shareAttachment(ctx app.Context, s Shown) { o.handOut(ctx, s, o.desk.Share) }

func (o *Office) handOut(ctx app.Context, s Shown, out func(op.ID, domain.AttachmentView) error) {
	s.Busy, s.Problem = true, ""
	ShownKey.Set(ctx, s)
	err := out(s.File, s.AttachmentView)
	s.Busy = false
	if err != nil {
		s.Problem, s.Args, _ = explain(err)
	}
	o.mu.Lock()
	here := o.shown == s.Ref()
	o.mu.Unlock()
	if here {
		ShownKey.Set(ctx, s)
	}
}

func (o *Office) loadRoom(ctx app.Context, _ struct{}) { RoomKey.Set(ctx, o.desk.Room()) }

func (o *Office) onlyWiFi(ctx app.Context, yes bool) {
	_ = o.desk.OnlyWiFi(yes) // what was not kept shows as it was
	RoomKey.Set(ctx, o.desk.Room())
}
