package domain

import (
	"strings"
	"testing"

	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
)

func TestAttachment(t *testing.T) {
	d := newDesk(Case)
	note := d.id()
	d.do(Begin(d.file, Note, note))
	good := NewAttachment{ID: d.id(), Of: note, Hash: attach.HashOf([]byte("a")), Size: 7 << 20, Media: attach.JPEG, Name: "IMG_2041.jpg",
		Taken: "2026-11-23T10:15"}
	drafts, err := Attach(d.file, op.Story, good)
	if err != nil {
		t.Fatal(err)
	}
	for _, draft := range drafts {
		if draft.Part != op.Story {
			t.Errorf("something of it lies in %s, where others read", draft.Part)
		}
		if err := Check(&op.Op{File: draft.File, Part: draft.Part, Ent: draft.Ent, Kind: draft.Kind, Field: draft.Field, SV: draft.SV, Val: draft.Val}); err != nil {
			t.Error(err)
		}
	}
	d.do(drafts...)
	v, found := ReadAttachment(d, op.Story, good.ID)
	if !found || !v.Whole || v.Hash != good.Hash || v.Size != good.Size || v.Media != good.Media || v.Name != good.Name || v.Of != note ||
		v.Taken != good.Taken || v.Kind() != attach.Photo || v.Made == 0 {
		t.Errorf("%+v", v)
	}
	if got := Attachments(d); len(got) != 1 || got[0].ID != good.ID || got[0].Part != op.Story {
		t.Errorf("%+v", got)
	}
	if _, found := ReadAttachment(d, op.Clinical, good.ID); found {
		t.Error("it is in another part, too")
	}

	// Two who disagree about what the bytes are have no bytes to get.
	f, _ := AttachmentIn(op.Story)
	other := attach.HashOf([]byte("b")).String()
	d.do(f.Hash.Set(d.file, good.ID, other, nil))
	if v, _ := ReadAttachment(d, op.Story, good.ID); v.Whole || len(v.Conflicts) != 1 {
		t.Errorf("%+v", v)
	}
	v, _ = ReadAttachment(d, op.Story, good.ID)
	d.do(Detach(d.file, v))
	if _, found := ReadAttachment(d, op.Story, good.ID); found || len(Attachments(d)) != 0 {
		t.Error("it was removed and is there")
	}
}

func TestAttachRefuses(t *testing.T) {
	d := newDesk(Case)
	for name, c := range map[string]struct {
		part   op.Part
		change func(*NewAttachment)
		code   errs.Code
		field  string
	}{
		"the coded part":     {op.Core, func(*NewAttachment) {}, errs.Invalid, "part"},
		"a partner's copy":   {op.Copy, func(*NewAttachment) {}, errs.Invalid, "part"},
		"a page":             {op.Story, func(a *NewAttachment) { a.Media = "text/html" }, errs.Invalid, "media"},
		"nothing":            {op.Story, func(a *NewAttachment) { a.Size = 0 }, errs.Invalid, "size"},
		"a photo too large":  {op.Story, func(a *NewAttachment) { a.Size = 26 << 20 }, errs.TooLarge, "size"},
		"a sound too large":  {op.Story, func(a *NewAttachment) { a.Media, a.Size = attach.WebM, 49<<20 }, errs.TooLarge, "size"},
		"no name":            {op.Story, func(a *NewAttachment) { a.Name = "" }, errs.Invalid, "name"},
		"a path":             {op.Story, func(a *NewAttachment) { a.Name = "../../etc/passwd" }, errs.Invalid, "name"},
		"another path":       {op.Story, func(a *NewAttachment) { a.Name = `..\x.jpg` }, errs.Invalid, "name"},
		"a folder":           {op.Story, func(a *NewAttachment) { a.Name = ".." }, errs.Invalid, "name"},
		"a line break":       {op.Story, func(a *NewAttachment) { a.Name = "a\nb.jpg" }, errs.Invalid, "name"},
		"a turned direction": {op.Story, func(a *NewAttachment) { a.Name = "a\u202egpj.exe" }, errs.Invalid, "name"},
		"a long name":        {op.Story, func(a *NewAttachment) { a.Name = strings.Repeat("a", 121) }, errs.Invalid, "name"},
	} {
		a := NewAttachment{ID: d.id(), Size: 1, Media: attach.JPEG, Name: "a.jpg"}
		c.change(&a)
		_, err := Attach(d.file, c.part, a)
		if e := errs.As(err); e == nil || e.Code != c.code || e.Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	// Whoever writes the fields by hand meets the same rules.
	f, _ := AttachmentIn(op.Identity)
	for name, draft := range map[string]op.Draft{
		"no hash":            f.Hash.Set(d.file, d.id(), "abc", nil),
		"a size of too much": f.Size.Set(d.file, d.id(), attach.MaxSize+1, nil),
		"a size below":       f.Size.Set(d.file, d.id(), -1, nil),
		"another type":       f.Media.Set(d.file, d.id(), "image/svg+xml", nil),
		"a path":             f.Name.Set(d.file, d.id(), "a/b", nil),
	} {
		if err := Check(&op.Op{Part: draft.Part, Ent: draft.Ent, Kind: draft.Kind, Field: draft.Field, SV: draft.SV, Val: draft.Val}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, ok := AttachmentIn(op.Core); ok {
		t.Error("the coded part has attachments")
	}
}
