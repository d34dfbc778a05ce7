package domain

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// AttachmentFields are the fields of an attachment in one part. An attachment lies whole in the part of what it belongs
// to, its beginning too: a photo in a note is for who reads the story, and who reads only the coded facts does not
// learn that it is there. A field belongs to one part, hence one set of fields for each.
type AttachmentFields struct {
	Hash  Field[string]
	Size  Field[int64]
	Media Field[string]
	Name  Field[string]
	Taken Field[Local]
	Of    Field[op.ID]
}

// MaxAttachmentName is how long the name of an attachment may be, in bytes.
const MaxAttachmentName = 120

// AttachmentParts are the parts that can hold attachments: all but the coded core and what goes to partners.
var AttachmentParts = []op.Part{op.Identity, op.Story, op.Clinical, op.Legal, op.Shelter, op.Supervision}

// attachments are the fields by part. Their ids are 700 + 10 × part and up.
var attachments = func() map[op.Part]AttachmentFields {
	all := make(map[op.Part]AttachmentFields, len(AttachmentParts))
	for _, p := range AttachmentParts {
		id := 700 + 10*op.FieldID(p)
		all[p] = AttachmentFields{
			Hash:  field[string](Def{ID: id, Entity: Attachment, Part: p, Class: Specific, MaxLen: 64, rule: isHash}),
			Size:  field[int64](Def{ID: id + 1, Entity: Attachment, Part: p, Class: General, rule: isSize}),
			Media: field[string](Def{ID: id + 2, Entity: Attachment, Part: p, Class: General, rule: isMedia}),
			Name:  field[string](Def{ID: id + 3, Entity: Attachment, Part: p, Class: Specific, MaxLen: MaxAttachmentName, rule: isFileName}),
			Taken: field[Local](Def{ID: id + 4, Entity: Attachment, Part: p, Class: Specific}),
			Of:    field[op.ID](Def{ID: id + 5, Entity: Attachment, Part: p, Class: General}),
		}
	}
	return all
}()

func isHash(v any) bool  { _, err := attach.ParseHash(v.(string)); return err == nil }
func isSize(v any) bool  { n := v.(int64); return n > 0 && n <= attach.MaxSize }
func isMedia(v any) bool { return attach.KindOf(v.(string)) != "" }

// isFileName refuses what is no name of a file: nothing, a path, or characters that a screen would act upon instead of
// showing.
func isFileName(v any) bool {
	s := v.(string)
	return s != "" && s != "." && s != ".." && utf8.ValidString(s) && !strings.ContainsAny(s, `/\`) &&
		!strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) })
}

// AttachmentIn returns the fields of attachments in a part; false for a part that has none.
func AttachmentIn(p op.Part) (AttachmentFields, bool) { f, ok := attachments[p]; return f, ok }

// NewAttachment is what somebody attaches.
type NewAttachment struct {
	ID    op.ID // also the id of its bytes
	Of    op.ID // the entity that it belongs to
	Hash  attach.Hash
	Size  int64
	Media string
	Name  string
	Taken Local // when it was made, as the author or the camera said; empty when nobody did
}

// Attach drafts an attachment. Errors are *errs.Error: invalid at "part", "media" or "name", too_large at "size".
func Attach(file op.ID, part op.Part, a NewAttachment) ([]op.Draft, error) {
	f, ok := AttachmentIn(part)
	switch {
	case !ok:
		return nil, errs.E(errs.Invalid, "").At("part")
	case !isMedia(a.Media):
		return nil, errs.E(errs.Invalid, "").At("media")
	case a.Size <= 0:
		return nil, errs.E(errs.Invalid, "").At("size")
	case a.Size > attach.Limit(a.Media):
		return nil, errs.E(errs.TooLarge, "").At("size")
	case len(a.Name) > MaxAttachmentName || !isFileName(a.Name):
		return nil, errs.E(errs.Invalid, "").At("name")
	}
	ent := op.Ent{Kind: Attachment, ID: a.ID}
	drafts := []op.Draft{{File: file, Part: part, Ent: ent, Kind: op.Create}, f.Hash.Set(file, a.ID, a.Hash.String(), nil),
		f.Size.Set(file, a.ID, a.Size, nil), f.Media.Set(file, a.ID, a.Media, nil), f.Name.Set(file, a.ID, a.Name, nil)}
	if !a.Of.IsZero() {
		drafts = append(drafts, f.Of.Set(file, a.ID, a.Of, nil))
	}
	if a.Taken != "" {
		drafts = append(drafts, f.Taken.Set(file, a.ID, a.Taken, nil))
	}
	return drafts, nil
}

// Detach drafts the removal of an attachment: it is hidden, and its bytes are kept with it.
func Detach(file op.ID, a AttachmentView) op.Draft {
	return op.Draft{File: file, Part: a.Part, Ent: op.Ent{Kind: Attachment, ID: a.ID}, Kind: op.Tomb, Sup: a.Heads}
}

// AttachmentView is an attachment as a screen shows it.
type AttachmentView struct {
	ID    op.ID
	Part  op.Part
	Of    op.ID
	Hash  attach.Hash
	Size  int64
	Media string
	Name  string
	Taken Local
	By    op.ID // appointment of the author
	Made  int64 // ms UTC, by the effective clock
	// Whole says that hash, size and media are there and nobody disagrees about them: only then are there bytes to get.
	Whole     bool
	Heads     []op.ID // what a removal must list
	Conflicts []Conflict
}

// Kind is what the attachment is to a person.
func (v AttachmentView) Kind() attach.Kind { return attach.KindOf(v.Media) }

// ReadAttachment reads one attachment; false when there is none that is not removed.
func ReadAttachment(src Source, part op.Part, id op.ID) (AttachmentView, bool) {
	e := src.Part(part).Find(op.Ent{Kind: Attachment, ID: id})
	f, ok := AttachmentIn(part)
	if !ok || e == nil || e.Hidden() {
		return AttachmentView{}, false
	}
	return readAttachment(src, part, f, e), true
}

// Attachments reads every attachment of a file in the parts that are held, by part, oldest first.
func Attachments(src Source) (out []AttachmentView) {
	for _, p := range AttachmentParts {
		for _, e := range src.Part(p).Each(Attachment) {
			out = append(out, readAttachment(src, p, attachments[p], e))
		}
	}
	return out
}

func readAttachment(src Source, part op.Part, f AttachmentFields, e *fold.Entity) AttachmentView {
	id := e.Ent.ID
	r := reader{src: src, id: id}
	hash, err := attach.ParseHash(get(&r, f.Hash))
	v := AttachmentView{ID: id, Part: part, Hash: hash, Size: get(&r, f.Size), Media: get(&r, f.Media)}
	v.Whole = err == nil && len(r.conflicts) == 0 && v.Size > 0 && v.Size <= attach.Limit(v.Media)
	v.Of, v.Name, v.Taken = get(&r, f.Of), get(&r, f.Name), get(&r, f.Taken)
	v.By, v.Made = author(e)
	v.Heads, v.Conflicts = e.Heads(), r.conflicts
	return v
}
