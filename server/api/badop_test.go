package api_test

import (
	"bytes"
	"net/http"
	"testing"

	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// TestBadOps sends acts that no program of ours writes, each with a good one behind it: it is refused with a code and kept
// for inspection, and the one behind is taken.
func TestBadOps(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		file := newCase(wati, "Bunga")
		wati.Sync()
		long := op.Marshal(string(bytes.Repeat([]byte("x"), op.MaxValueBytes)))
		command := func(o *op.Op, field op.FieldID, args any) {
			o.Kind, o.Field, o.Val = op.Cmd, field, op.Marshal(args)
		}
		for name, c := range map[string]struct {
			spoil func(o *op.Op)
			code  errs.Code
		}{
			"of another envelope":       {func(o *op.Op) { o.V = 99 }, errs.Invalid},
			"of no appointment":         {func(o *op.Op) { o.As = op.ID{} }, errs.Invalid},
			"of somebody's appointment": {func(o *op.Op) { o.As = h.Appointments["tini"] }, errs.Forbidden},
			"of no file":                {func(o *op.Op) { o.File = op.ID{} }, errs.Invalid},
			"of no kind":                {func(o *op.Op) { o.Kind = 99 }, errs.Invalid},
			"in no part":                {func(o *op.Op) { o.Part = 99 }, errs.Invalid},
			"in the list row":           {func(o *op.Op) { o.Part = op.CardPart }, errs.Invalid},
			"with its place in the log": {func(o *op.Op) { o.Seq = 7 }, errs.Forbidden},
			"with its author":           {func(o *op.Op) { o.Actor = h.Users["tini"] }, errs.Forbidden},
			"from beyond time":          {func(o *op.Op) { o.HLC = 1<<64 - 1 }, errs.ClockSkew},
			"a value too long":          {func(o *op.Op) { o.Val = long }, errs.TooLarge},
			"a value of another type":   {func(o *op.Op) { o.Kind, o.Field, o.Val = op.Set, domain.NoteText.ID, op.Marshal(17) }, errs.Invalid},
			"a torn value":              {func(o *op.Op) { o.Kind, o.Field, o.Val = op.Set, domain.NoteText.ID, []byte{0x7f} }, errs.Invalid},
			"a field that nobody has":   {func(o *op.Op) { o.Kind, o.Field, o.Val = op.Set, 0x7ffe, op.Marshal(1) }, errs.UnknownField},
			"a field of another entity": {func(o *op.Op) { o.Kind, o.Field, o.Val = op.Set, domain.VictimName.ID, op.Marshal("x") }, errs.Invalid},
			"what only the server writes": {func(o *op.Op) {
				o.Kind, o.Ent, o.Part, o.Field, o.Val = op.Set, op.Ent{Kind: domain.Case, ID: file}, op.Core, domain.CaseOwner.ID, op.Marshal(o.As)
			}, errs.Forbidden},
			"replaces too much":          {func(o *op.Op) { o.Sup = make([]op.ID, op.MaxSup+1) }, errs.TooLarge},
			"a second beginning":         {func(o *op.Op) { o.Ent, o.Part = op.Ent{Kind: domain.Case, ID: file}, op.Core }, errs.Conflict},
			"the end of the file":        {func(o *op.Op) { o.Kind, o.Ent, o.Part = op.Tomb, op.Ent{Kind: domain.Case, ID: file}, op.Core }, errs.Invalid},
			"a part that is not hers":    {func(o *op.Op) { o.Part = op.Clinical }, errs.NotFound},
			"a command of nothing":       {func(o *op.Op) { command(o, domain.CmdAdopt, 17) }, errs.Invalid},
			"adopting what is not there": {func(o *op.Op) { command(o, domain.CmdAdopt, domain.AdoptArgs{Group: h.ID()}) }, errs.Invalid},
			"a command that nobody has":  {func(o *op.Op) { command(o, 0x7ffd, 1) }, errs.UnknownField},
		} {
			t.Run(name, func(t *testing.T) {
				wati.Write(domain.Begin(file, domain.Note, h.ID()))
				wati.Write(domain.Begin(file, domain.Note, h.ID()))
				batch, _ := wati.NextPush()
				if len(batch.Ops) != 2 {
					t.Fatal(len(batch.Ops), "ops")
				}
				before := setAside(t, h)
				c.spoil(&batch.Ops[0])
				var ans op.PushAnswer
				if err := op.Unmarshal(wati.Push(batch).Want(http.StatusOK).Body, &ans); err != nil {
					t.Fatal(err)
				}
				if a := ans.Acks[0]; a.Verdict != op.Rejected && a.Verdict != op.Quarantined || a.Code != c.code {
					t.Errorf("verdict %d %q", a.Verdict, a.Code)
				}
				if ans.Acks[1].Verdict != op.Accepted {
					t.Errorf("the one behind: %+v", ans.Acks[1])
				}
				if kept := setAside(t, h) - before; kept != 1 {
					t.Errorf("%d are kept for inspection", kept)
				}
				if _, err := wati.HandlePush(ans, h.Now()); err != nil || wati.Unsent() != 0 {
					t.Errorf("%d wait, %v", wati.Unsent(), err)
				}
			})
		}
	})
}

func setAside(t *testing.T, h *house.House) (n int64) {
	t.Helper()
	err := h.DB.View(t.Context(), func(tx *store.Tx) (err error) {
		n, err = tx.CountQuarantined(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}
