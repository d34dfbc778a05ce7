package oplog_test

import (
	"bytes"
	"context"
	"fmt"
	mathrand "math/rand"
	"slices"
	"testing"
	"time"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// TestTwins gives the same random script to the core over the database and to the core over the memory twin: every
// answer must be the same, and so must every state, grant and audit row that comes of it.
func TestTwins(t *testing.T) {
	for seed := range int64(6) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
				o := newOffice(t, db, clock)
				newScript(t, o, seed).run(120)
				o.verify()
			})
		})
	}
}

// script drives both cores.
type script struct {
	t      *testing.T
	o      *office
	r      *mathrand.Rand
	memory *core.Memory
	twin   *core.Core
	phones []*phone
	files  []op.ID
}

func newScript(t *testing.T, o *office, seed int64) *script {
	o.annex()
	s := &script{t: t, o: o, r: mathrand.New(mathrand.NewSource(seed))}
	o.Rand = mathrand.New(mathrand.NewSource(seed + 100))
	var head core.Head
	err := o.log.View(t.Context(), func(r core.Reader) (err error) { head, err = r.Head(); return err })
	if err != nil {
		t.Fatal(err)
	}
	s.memory = core.NewMemory(head.Epoch, head.Server, o.Now)
	for _, a := range o.people {
		s.memory.Appoint(a)
	}
	// Both make the same ids of effects.
	o.core = core.New(o.log, mathrand.New(mathrand.NewSource(7)))
	s.twin = core.New(s.memory, mathrand.New(mathrand.NewSource(7)))
	for _, who := range []string{"wati", "wati", "tini", "head", "psy", "intake", "chief"} {
		s.phones = append(s.phones, o.phone(who))
	}
	return s
}

func (s *script) run(steps int) {
	for range steps {
		p := s.phones[s.r.Intn(len(s.phones))]
		switch s.r.Intn(10) {
		case 0, 1, 2, 3:
			s.author(p)
		case 4, 5:
			s.push(p)
		case 6, 7, 8:
			s.pull(p)
		case 9:
			s.o.Clock.Advance(time.Duration(s.r.Intn(3_600_000)) * time.Millisecond)
		}
	}
	for range 2 {
		for _, p := range s.phones {
			for s.push(p) {
			}
			for s.pull(p) {
			}
		}
	}
	s.compare()
}

// author writes something that the person may be allowed to do, or not.
func (s *script) author(p *phone) {
	o := s.o
	if len(s.files) == 0 || s.r.Intn(6) == 0 {
		file := o.ID()
		if p.role == policy.IntakeOfficer {
			p.write(domain.Begin(file, domain.Complaint, file), domain.ComplaintWho.Set(file, file, "Bunga", nil))
		} else {
			file = p.newCase("Bunga")
		}
		s.files = append(s.files, file)
		return
	}
	file := s.files[s.r.Intn(len(s.files))]
	if ask, err := p.Want(file, o.Now()); err != nil || ask { // a coming pull brings it, from both
		if err != nil {
			s.t.Fatal(err)
		}
		return
	}
	parts := p.parts(file)
	colleague := o.people[[]string{"wati", "tini", "psy", "partner"}[s.r.Intn(4)]].ID
	switch s.r.Intn(13) {
	case 0:
		p.note(file, fmt.Sprint("catatan ", s.r.Int()))
	case 1:
		p.followUp(file, domain.LocalAt(o.Now()+int64(s.r.Intn(1e9)), 420), []op.ID{{}, colleague}[s.r.Intn(2)])
	case 2:
		if list := domain.FollowUps(parts); len(list) > 0 {
			p.write(domain.CloseFollowUp(file, list[s.r.Intn(len(list))], "2026-11-23T10:00")...)
		}
	case 3:
		seen := domain.CaseRaise.Get(parts, file)
		p.write(domain.CaseRaise.Set(file, file, []string{"rendah", "sedang", "tinggi"}[s.r.Intn(3)], seen.Heads))
	case 4:
		p.write(domain.Grant(file, domain.GrantArgs{Appointment: colleague, Parts: []op.Part{op.Core, op.Story},
			Until: []int64{0, o.Now() + 5_000_000}[s.r.Intn(2)]}))
	case 5:
		p.write(domain.Assign(file, domain.AssignArgs{Appointment: colleague}, domain.CaseOwner.Get(parts, file).Heads))
	case 6:
		p.write(domain.Advance(file, domain.AdvanceArgs{To: domain.StageIdentify}, domain.CaseStage.Get(parts, file).Heads))
	case 7:
		p.write(domain.Transfer(kindIn(parts, file), file, domain.TransferArgs{Head: o.people[[]string{"chief", "head"}[s.r.Intn(2)]].ID, Reason: "pindah"},
			domain.CaseOwner.Get(parts, file).Heads))
	case 8:
		p.write(domain.Ask(file, "mandiri", "", seen(parts, file))...)
	case 9:
		p.write(domain.Approve(file, domain.ApproveArgs{Yes: s.r.Intn(3) > 0, Reason: "sudah dibaca"}, domain.AskedHeads(file, parts)))
	case 10:
		kind, as := kindIn(parts, file), "mandiri"
		if kind == domain.Complaint {
			as = domain.ComplaintInformation
		}
		if s.r.Intn(3) == 0 {
			p.write(domain.Reopen(kind, file, domain.ReopenArgs{Reason: "datang lagi"}, domain.CourseHeads(kind, file, parts)))
			return
		}
		p.write(domain.Close(kind, file, domain.CloseArgs{As: as, Reason: "selesai"}, domain.CourseHeads(kind, file, parts)))
	case 11:
		kind := kindIn(parts, file)
		if s.r.Intn(3) == 0 {
			p.write(domain.Unmerge(kind, file, domain.ReopenArgs{Reason: "orang lain"}, domain.CourseHeads(kind, file, parts)))
			return
		}
		p.write(domain.Merge(kind, file, domain.MergeArgs{Into: s.files[s.r.Intn(len(s.files))], Reason: "orang yang sama"}, domain.CourseHeads(kind, file, parts)))
	case 12:
		p.write(op.Draft{File: p.actor.User, Part: op.Core, Ent: op.Ent{Kind: domain.UserSpace, ID: p.actor.User}, Kind: op.Append,
			Field: domain.AccessOpened.ID, SV: 1, Val: op.Marshal(file)})
	}
}

// kindIn is the kind of a file as a phone sees it; a case when it sees nothing.
func kindIn(parts domain.Parts, file op.ID) op.EntKind {
	if parts.Part(op.Core).Find(op.Ent{Kind: domain.Complaint, ID: file}) != nil {
		return domain.Complaint
	}
	return domain.Case
}

// push sends a batch to both, sometimes spoilt, torn, twice, or with its answer lost.
func (s *script) push(p *phone) bool {
	s.t.Helper()
	batch, any := p.NextPush()
	if !any {
		return false
	}
	lost := false
	switch s.r.Intn(8) {
	case 0:
		batch.Ops = batch.Ops[:1+s.r.Intn(len(batch.Ops))]
	case 1:
		spoilt := batch
		spoilt.Ops = slices.Clone(batch.Ops)
		o := &spoilt.Ops[s.r.Intn(len(spoilt.Ops))]
		switch s.r.Intn(4) {
		case 0:
			o.ID, o.Val = s.o.ID(), []byte{0xff}
		case 1:
			o.N = 1
		case 2:
			o.Actor = s.o.ID()
		case 3:
			o.HLC = 1 << 63
		}
		batch, lost = spoilt, true
	case 2:
		lost = true
	}
	times := 1
	if s.r.Intn(4) == 0 {
		times = 2
	}
	for range times {
		want, wantFiles, wantErr := s.twin.Push(context.Background(), p.actor, batch)
		got, gotFiles, gotErr := s.o.core.Push(oplog.WithBatch(s.t.Context(), batch.Ops), p.actor, batch)
		if errs.CodeOf(wantErr) != errs.CodeOf(gotErr) || !slices.Equal(wantFiles, gotFiles) || !bytes.Equal(op.Marshal(want), op.Marshal(got)) {
			s.t.Fatalf("push: the twin says\n%+v %v\nand the database\n%+v %v", want, wantErr, got, gotErr)
		}
		if !lost {
			// The second answer to a device's very first batch speaks of no epoch, and is refused as such.
			if _, err := p.HandlePush(got, s.o.Now()); err != nil && errs.CodeOf(err) != errs.Conflict {
				s.t.Fatal(err)
			}
		}
	}
	return !lost
}

func (s *script) pull(p *phone) bool {
	s.t.Helper()
	ask := p.NextPull()
	if s.r.Intn(4) == 0 {
		ask.Limit = 1 + s.r.Intn(5000)
	}
	want, err := s.twin.Pull(context.Background(), p.actor, ask)
	if err != nil {
		s.t.Fatal(err)
	}
	got, err := s.o.core.Pull(s.t.Context(), p.actor, ask)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range []*op.PullAnswer{&want, &got} { // no order is promised for these
		slices.SortFunc(a.Revoked, op.Scope.Compare)
		slices.SortFunc(a.Released, op.Scope.Compare)
	}
	if !bytes.Equal(op.Marshal(want), op.Marshal(got)) {
		s.t.Fatalf("pull: the twin says\n%+v\nand the database\n%+v", want, got)
	}
	if s.r.Intn(8) == 0 {
		return true // lost
	}
	_, more, err := p.HandlePull(got, s.o.Now())
	if err != nil {
		s.t.Fatal(err)
	}
	return more
}

// compare compares what both hold in the end.
func (s *script) compare() {
	s.t.Helper()
	err := s.o.log.View(s.t.Context(), func(r core.Reader) error {
		for scope, want := range s.memory.Bundles() {
			got, err := r.Snapshot(scope)
			if err != nil {
				return err
			}
			if !bytes.Equal(want, got) {
				s.t.Errorf("%s of %s differs", scope.Part, scope.File)
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.o.View(func(ctx context.Context, tx *store.Tx) error {
		var grants int
		for _, file := range s.files {
			rows, err := tx.GrantsOn(ctx, file)
			if err != nil {
				return err
			}
			grants += len(rows)
		}
		want := 0
		for _, g := range s.memory.AllGrants() {
			if g.Until == 0 || s.o.Now() < g.Until {
				want++
			}
		}
		if grants != want {
			s.t.Errorf("%d grants, the twin has %d", grants, want)
		}
		ops, err := tx.CountOps(ctx)
		if err != nil {
			return err
		}
		aside, err := tx.CountQuarantined(ctx)
		if err != nil {
			return err
		}
		if int(ops) != len(s.memory.Log()) || int(aside) != len(s.memory.Aside()) || ops == 0 {
			s.t.Errorf("%d ops and %d aside, the twin has %d and %d", ops, aside, len(s.memory.Log()), len(s.memory.Aside()))
		}
		trail, err := tx.AuditRows(ctx, 0, 1_000_000)
		if err == nil && len(trail) != len(s.memory.Trail()) {
			s.t.Errorf("%d audit rows, the twin has %d", len(trail), len(s.memory.Trail()))
		}
		s.t.Logf("%d ops, %d aside, %d files", ops, aside, len(s.files))
		return err
	})
}
