package local

import (
	"bytes"
	"context"
	"io"
	"strings"
	"unicode"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/api"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// Files is the way to what was chosen in a file input of the page.
type Files interface {
	Chosen(input string) []device.File
	Shared() (text string, files []device.File)
	ForgetShared()
}

// Pages gives bytes to the page to look at.
type Pages interface {
	Begin() device.Copy
	Forget(url string)
	// Copy puts words on the clipboard. It must follow a tap.
	Copy(text string) error
}

// Chosen implements state.Desk.
func (d *Desk) Chosen(input string) (out []state.File) {
	for _, f := range d.p.Files.Chosen(input) {
		out = append(out, f)
	}
	return out
}

// Shared implements state.Desk.
func (d *Desk) Shared() (text string, out []state.File) {
	text, files := d.p.Files.Shared()
	for _, f := range files {
		out = append(out, f)
	}
	return text, out
}

// ForgetShared implements state.Desk.
func (d *Desk) ForgetShared() { d.p.Files.ForgetShared() }

// Take implements state.Desk: it copies a file into the sealed store, chunk by chunk, for the form whose draft has that
// name.
func (d *Desk) Take(draft string, f state.File, progress func(done int64)) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	b := client.Blob{ID: d.NewID(), Size: f.Size(), Media: f.Media(), Name: cleanName(f.Name()), At: d.millis(), Draft: draft}
	if at := f.Modified(); at > 0 && b.At-at < 10*60_000 { // a camera's file, not one that somebody changed some day
		_, east := d.p.Now().Zone()
		b.Taken = string(domain.LocalAt(at, east/60))
	}
	if !d.hasRoom(b.Size) {
		return errs.E(errs.Quota, "")
	}
	if err := o.sync.With(func(e *client.Engine) error { return e.Stage(b) }); err != nil {
		return err
	}
	for i := range b.Count() {
		from, to := attach.Span(b.Size, i)
		chunk, err := f.Read(from, to)
		if err == nil {
			err = o.sync.With(func(e *client.Engine) error { return e.PutChunk(b.ID, chunk) })
		} else {
			err = errs.E(errs.NotFound, "attach.unreadable")
		}
		if err != nil {
			_ = d.Unstage(b.ID)
			return err
		}
		progress(to)
	}
	return nil
}

// cleanName makes of a file's name one that a record may have.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		if r == '/' || r == '\\' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == unicode.ReplacementChar {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	for len(name) > domain.MaxAttachmentName { // the end tells what it is: cut in the middle
		half := []rune(name)
		middle := len(half) / 2
		name = string(half[:middle-1]) + string(half[middle:])
	}
	if name == "" || name == "." || name == ".." {
		return "_"
	}
	return name
}

// Staged implements state.Desk.
func (d *Desk) Staged(draft string) []client.Blob {
	return read(d, func(e *client.Engine) []client.Blob { return e.Staged(draft) })
}

// Unstage implements state.Desk.
func (d *Desk) Unstage(ids ...op.ID) error {
	return d.with(func(e *client.Engine) error { return e.Unstage(ids...) })
}

// Bytes implements state.Desk.
func (d *Desk) Bytes(id op.ID) (out state.Bytes) {
	_ = d.with(func(e *client.Engine) error {
		if b, here := e.Blob(id); here {
			out.State = b.State
			out.Sent, out.Of = e.Sending(id)
		}
		return nil
	})
	return out
}

// View implements state.Desk.
func (d *Desk) View(file op.ID, a domain.AttachmentView) (string, error) {
	copy := d.p.Pages.Begin()
	if err := d.read(file, a, copy); err != nil {
		return "", err
	}
	return copy.URL(a.Media), nil
}

// Forget implements state.Desk.
func (d *Desk) Forget(url string) { d.p.Pages.Forget(url) }

// Copy implements state.Desk.
func (d *Desk) Copy(text string) error {
	if err := d.p.Pages.Copy(text); err != nil {
		return errs.E(errs.Forbidden, "simfoni.notCopied")
	}
	return nil
}

// Save implements state.Desk.
func (d *Desk) Save(file op.ID, a domain.AttachmentView) error {
	copy := d.p.Pages.Begin()
	if err := d.read(file, a, copy); err != nil {
		return err
	}
	copy.Save(a.Name, a.Media)
	return nil
}

// Share implements state.Desk. The copy is made in memory: what tells of a place may stand anywhere in a file.
func (d *Desk) Share(file op.ID, a domain.AttachmentView) error {
	var whole bytes.Buffer
	whole.Grow(int(a.Size))
	if err := d.read(file, a, &whole); err != nil {
		return err
	}
	clean, err := attach.Strip(whole.Bytes(), a.Media)
	if err != nil {
		return errs.E(errs.BadContent, "attach.cannotStrip")
	}
	copy := d.p.Pages.Begin()
	if _, err := copy.Write(clean); err != nil {
		return err
	}
	return copy.Hand(a.Name, a.Media)
}

// read writes all of an attachment, one chunk at a time: from the device what is here, the rest from the server.
func (d *Desk) read(file op.ID, a domain.AttachmentView, to io.Writer) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	if !a.Whole {
		return errs.E(errs.NotFound, "attach.notWhole")
	}
	of := client.Blob{ID: a.ID, Scope: op.Scope{File: file, Part: a.Part}, Size: a.Size, Hash: a.Hash[:], Media: a.Media, Name: a.Name, At: d.millis()}
	var manifest *attach.Manifest // asked for when the first chunk is missing
	for i := range attach.Count(a.Size) {
		var chunk []byte
		if err := o.sync.With(func(e *client.Engine) (err error) {
			chunk, err = e.Chunk(a.ID, i)
			return err
		}); err != nil {
			return err
		}
		if chunk == nil {
			if manifest == nil {
				if manifest, err = d.manifest(o, a); err != nil {
					return err
				}
			}
			if chunk, err = d.fetchChunk(o, of, *manifest, i); err != nil {
				return err
			}
		}
		if _, err := to.Write(chunk); err != nil {
			return err
		}
	}
	return nil
}

// manifest asks what proves the bytes of an attachment. It must be that of the record.
func (d *Desk) manifest(o *open, a domain.AttachmentView) (*attach.Manifest, error) {
	var blob api.Blob
	ctx := context.Background()
	err := o.keeper.signedIn(ctx, func() error { return d.remote().json(ctx, "GET", api.BlobItem(a.ID.String()), nil, &blob) })
	if err != nil {
		return nil, notHere(err)
	}
	if !blob.Done {
		return nil, errs.E(errs.NotFound, "attach.notYet")
	}
	m, err := blob.Manifest()
	if err == nil && (m.Hash != a.Hash || m.Size != a.Size) {
		err = errs.E(errs.Invalid, "attach.notSame")
	}
	return &m, err
}

// fetchChunk gets one chunk and keeps it, if there is room: somebody who looks again needs no signal.
func (d *Desk) fetchChunk(o *open, of client.Blob, m attach.Manifest, i int) ([]byte, error) {
	var chunk []byte
	ctx := context.Background()
	err := o.keeper.signedIn(ctx, func() (err error) {
		chunk, err = d.remote().ask(ctx, "GET", api.BlobChunk(of.ID.String(), i), api.MediaBytes, nil)
		return err
	})
	if err != nil {
		return nil, notHere(err)
	}
	if m.Verify(i, chunk) != nil {
		return nil, errs.E(errs.Invalid, "attach.notSame")
	}
	err = o.sync.keepCopy(of, i, chunk)
	if errs.CodeOf(err) == errs.Conflict {
		err = errs.E(errs.NotFound, "") // the right to it ended meanwhile
	}
	return chunk, err
}

// notHere says of a failure to fetch what it means to who looks.
func notHere(err error) error {
	switch {
	case isAway(err):
		return errs.E(errs.Unavailable, "attach.notHere")
	case errs.CodeOf(err) == errs.NotFound || errs.CodeOf(err) == errs.Conflict:
		return errs.E(errs.NotFound, "attach.notYet") // its author's phone has not sent it yet
	}
	return err
}
