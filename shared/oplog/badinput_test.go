package oplog_test

import (
	"bytes"
	"context"
	"math/rand"
	"strings"
	"testing"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// TestBadInput sends every kind of malformed op between two good ones, from a known device: it is refused with a code, kept
// for inspection unless it is only a piece of something, leaves nothing in the log, and the one behind it is taken.
func TestBadInput(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	file := wati.newCase()
	wati.sync()
	big := string(bytes.Repeat([]byte("a"), op.MaxValueBytes+1))
	for name, c := range map[string]struct {
		spoil   func(*op.Op)
		verdict op.Verdict
		code    errs.Code
	}{
		"another version of the envelope": {func(p *op.Op) { p.V = 9 }, op.Rejected, errs.Invalid},
		"no id":                           {func(p *op.Op) { p.ID = op.ID{} }, op.Rejected, errs.Invalid},
		"no file":                         {func(p *op.Op) { p.File = op.ID{} }, op.Rejected, errs.Invalid},
		"no entity":                       {func(p *op.Op) { p.Ent.ID = op.ID{} }, op.Rejected, errs.Invalid},
		"no number":                       {func(p *op.Op) { p.N = 0 }, op.Rejected, errs.Invalid},
		"a number beyond all numbers":     {func(p *op.Op) { p.N = 1 << 60 }, op.Rejected, errs.Invalid},
		"a part that does not exist":      {func(p *op.Op) { p.Part = 99 }, op.Rejected, errs.Invalid},
		"a part that is made":             {func(p *op.Op) { p.Part = op.CardPart }, op.Rejected, errs.Invalid},
		"a kind of op that does not":      {func(p *op.Op) { p.Kind = 200 }, op.Rejected, errs.Invalid},
		"a clock beyond all clocks":       {func(p *op.Op) { p.HLC = 1 << 63 }, op.Rejected, errs.ClockSkew},
		"a value too long":                {func(p *op.Op) { p.Val = op.Marshal(big) }, op.Rejected, errs.TooLarge},
		"too many heads":                  {func(p *op.Op) { p.Sup = make([]op.ID, op.MaxSup+1) }, op.Rejected, errs.TooLarge},
		"too long a context":              {func(p *op.Op) { p.Ctx.App = strings.Repeat("x", 65) }, op.Rejected, errs.TooLarge},
		"a value of another type":         {func(p *op.Op) { p.Val = op.Marshal(7) }, op.Rejected, errs.BadRequest},
		"a value that is no CBOR":         {func(p *op.Op) { p.Val = []byte{0xff, 0x00} }, op.Rejected, errs.BadRequest},
		"no value":                        {func(p *op.Op) { p.Val = nil }, op.Rejected, errs.BadRequest},
		"a NUL":                           {func(p *op.Op) { p.Val = op.Marshal("a\x00") }, op.Rejected, errs.BadRequest},
		"another shape than the field's":  {func(p *op.Op) { p.Kind = op.Append }, op.Rejected, errs.Invalid},
		"another entity than the field's": {func(p *op.Op) { p.Ent.Kind = domain.Victim }, op.Rejected, errs.Invalid},
		"a removal of nothing":            {func(p *op.Op) { p.Kind, p.Val, p.Field, p.Sup = op.Rem, nil, domain.CaseTriggers.ID, nil }, op.Rejected, errs.Invalid},
		"a field of the server":           {func(p *op.Op) { p.Field, p.Val = domain.CaseStage.ID, op.Marshal("rencana") }, op.Rejected, errs.Forbidden},
		"a root of another file":          {func(p *op.Op) { p.Ent.ID = wati.as }, op.Rejected, errs.Invalid},
		"a place in the log":              {func(p *op.Op) { p.Seq = 7 }, op.Rejected, errs.Forbidden},
		"an actor":                        {func(p *op.Op) { p.Actor = wati.actor.User }, op.Rejected, errs.Forbidden},
		"an appointment of nobody":        {func(p *op.Op) { p.As = file }, op.Rejected, errs.Forbidden},
		"another device":                  {func(p *op.Op) { p.Dev = file }, op.Rejected, errs.Forbidden},
		"a number that was used":          {func(p *op.Op) { p.N = 1 }, op.Torn, errs.Copied},
		"a file that is not there":        {func(p *op.Op) { p.File, p.Ent.ID = wati.as, wati.as }, op.Quarantined, errs.NotFound},
		"a piece of a group":              {func(p *op.Op) { p.GN = 2 }, op.Torn, errs.TornGroup},
		"an index outside its group":      {func(p *op.Op) { p.GI = 3 }, op.Torn, errs.TornGroup},
		"a command with another's":        {func(p *op.Op) { p.Kind, p.Field, p.Val = op.Cmd, domain.CmdAssign, op.Marshal("x") }, op.Rejected, errs.BadRequest},
		"an unknown command":              {func(p *op.Op) { p.Kind, p.Field = op.Cmd, 999 }, op.Rejected, errs.UnknownField},
	} {
		t.Run(name, func(t *testing.T) {
			p := o.phone("wati")
			p.sync()
			p.note(file, "sebelum")
			p.write(domain.CaseChannel.Set(file, file, "telepon", domain.CaseChannel.Get(p.parts(file), file).Heads))
			p.note(file, "sesudah")
			batch, _ := p.NextPush()
			c.spoil(&batch.Ops[2])
			logged, aside := len(o.store.Log()), len(o.store.Aside())
			ans, _, err := o.core.Push(context.Background(), p.actor, batch)
			if err != nil || len(ans.Acks) != len(batch.Ops) {
				t.Fatalf("%d of %d were answered, %v", len(ans.Acks), len(batch.Ops), err)
			}
			if got := ans.Acks[2]; got.Verdict != c.verdict || got.Code != c.code {
				t.Errorf("%+v", got)
			}
			kept := 1
			if c.verdict == op.Torn {
				kept = 0
			}
			if len(o.store.Log()) != logged+4 || len(o.store.Aside()) != aside+kept {
				t.Errorf("%d taken, %d kept", len(o.store.Log())-logged, len(o.store.Aside())-aside)
			}
			for _, i := range []int{0, 1, 3, 4} {
				if ans.Acks[i].Verdict != op.Accepted {
					t.Errorf("it held up another: %+v", ans.Acks[i])
				}
			}
		})
	}

	t.Run("a cursor from nowhere", func(t *testing.T) {
		for _, cursor := range []op.Cursor{{Seq: 1 << 62}, {Epoch: o.id(), Seq: 3}, {Epoch: wati.NextPull().Cursor.Epoch, Seq: 1 << 63}} {
			ask := wati.NextPull()
			ask.Cursor, ask.Limit = cursor, -5
			if _, err := o.core.Pull(context.Background(), wati.actor, ask); err != nil {
				t.Errorf("%+v: %v", cursor, err)
			}
		}
		ask := wati.NextPull()
		ask.Full, ask.Held = true, []op.Holding{{Scope: op.Scope{File: o.id(), Part: 99}, GrantSeq: 1 << 63}}
		ans, err := o.core.Pull(context.Background(), wati.actor, ask)
		if err != nil || len(ans.Revoked) != 1 {
			t.Errorf("what it holds by no right: %+v %v", ans.Revoked, err)
		}
	})
}

// FuzzPush gives the server's decoder and core whatever there is: it never panics, answers every op of what it can read,
// and its states stay the fold of its log.
func FuzzPush(f *testing.F) {
	seed := newOffice(&testing.T{})
	p := seed.phone("wati")
	p.note(p.newCase(), "benih")
	batch, _ := p.NextPush()
	f.Add(op.Marshal(batch))
	f.Add([]byte{0xa1, 0x01, 0x80})
	f.Fuzz(func(t *testing.T, b []byte) {
		o := newOffice(t)
		wati := o.phone("wati")
		var push op.Push
		if op.Unmarshal(b, &push) != nil {
			return
		}
		push.Dev = wati.actor.Dev
		for i := range push.Ops { // as far in as it can get
			push.Ops[i].Dev, push.Ops[i].As = wati.actor.Dev, wati.as
		}
		ans, _, err := o.core.Push(context.Background(), wati.actor, push)
		if err == nil && push.Epoch.IsZero() && len(ans.Acks) != len(push.Ops) {
			t.Errorf("%d of %d ops were answered", len(ans.Acks), len(push.Ops))
		}
		if err != nil && errs.As(err) == nil {
			t.Errorf("no answer for a device: %v", err)
		}
		for s, want := range o.store.Bundles() {
			st := fold.New()
			for _, l := range o.store.Log() {
				if l.Scope() == s {
					st.Apply(&l)
				}
			}
			if !bytes.Equal(st.Bundle(), want) {
				t.Errorf("%s is not the fold of its log", s.Part)
			}
		}
	})
}

// FuzzPage gives a device whatever a broken or hostile server says: it never panics, and what waits in its outbox is
// there afterwards, as it was, and is sent once a true server answers.
func FuzzPage(f *testing.F) {
	r := rand.New(rand.NewSource(1))
	o := newOffice(&testing.T{})
	p := o.phone("wati")
	p.newCase()
	p.push()
	page, err := o.core.Pull(context.Background(), p.actor, p.NextPull())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(op.Marshal(page), []byte{})
	f.Add(op.Marshal(op.PullAnswer{Reset: true, Revoked: []op.Scope{{File: op.NewID(1, r), Part: op.Core}}}), []byte{0xa0})
	f.Fuzz(func(t *testing.T, pull, push []byte) {
		o := newOffice(t)
		p := o.phone("wati")
		file := p.newCase()
		p.sync()
		p.note(file, "belum terkirim")
		before, _ := p.NextPush()
		var page op.PullAnswer
		if op.UnmarshalAnswer(pull, &page) == nil {
			ask := p.NextPull()
			page.For = ask.Mark()
			_, _, _ = p.HandlePull(page, o.now)
		}
		var verdicts op.PushAnswer
		if op.UnmarshalAnswer(push, &verdicts) == nil {
			_, _ = p.HandlePush(verdicts, o.now)
		}
		told := map[op.ID]bool{}
		for _, a := range verdicts.Acks {
			told[a.ID] = true
		}
		for i := range before.Ops {
			if !told[before.Ops[i].ID] && !p.Pending(before.Ops[i].Ent.ID) {
				t.Fatal("work that nobody has answered is gone from the outbox")
			}
		}
	})
}
