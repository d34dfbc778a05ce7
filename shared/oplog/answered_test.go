package oplog_test

import (
	"bytes"
	"context"
	"math/rand"
	"slices"
	"testing"
	"time"

	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// TestAnsweredIsAShortcut plays random days of an office, and asks every question twice: the core that remembers what it
// answered, and one over a copy of the same log that remembers nothing. The answers must be the same.
func TestAnsweredIsAShortcut(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewSource(seed))
	for range 20 {
		d := &days{office: newOffice(t), random: random}
		asked := &looks{Store: d.store}
		d.core = oplog.New(asked, d.r)
		for _, name := range []string{"wati", "tini", "head", "psy"} {
			d.phones = append(d.phones, d.phone(name))
		}
		pulls := 0
		for range 120 {
			d.something()
			pulls += d.visit(d.phones[random.Intn(len(d.phones))])
		}
		if asked.grants >= pulls*9/10 {
			t.Errorf("%d of %d pulls looked at all grants: nothing was remembered", asked.grants, pulls)
		}
	}
}

// days is an office in which anything may happen.
type days struct {
	*office
	random *rand.Rand
	phones []*phone
	files  []op.ID
	limit  int
}

// something happens: somebody writes, lets somebody in for a while, hands a case on, asks for one; time passes, or an
// appointment ends or begins again; a page becomes small.
func (d *days) something() {
	wati, head := d.phones[0], d.phones[2]
	if len(d.files) == 0 || d.random.Intn(12) == 0 {
		d.files = append(d.files, wati.newCase())
		wati.sync()
		return
	}
	file := d.files[d.random.Intn(len(d.files))]
	other := d.phones[1+2*d.random.Intn(2)]
	switch d.random.Intn(14) {
	case 0:
		wati.write(domain.CaseDistrict.Set(file, file, "sukarame", nil))
		wati.push()
	case 1:
		wati.note(file, "kabar")
		wati.push()
	case 2:
		wati.write(domain.Grant(file, domain.GrantArgs{Appointment: other.as, Parts: []op.Part{op.Core, op.Story}, Until: d.now + 1000}))
		wati.push()
	case 3:
		wati.write(domain.Grant(file, domain.GrantArgs{Appointment: other.as, Parts: []op.Part{op.Core}}))
		wati.push()
	case 4:
		head.sync()
		to := d.phones[d.random.Intn(2)]
		head.write(domain.Assign(file, domain.AssignArgs{Appointment: to.as}, domain.CaseOwner.Get(head.parts(file), file).Heads))
		head.push()
	case 5:
		if _, err := head.Want(d.now, file); err != nil {
			d.t.Fatal(err)
		}
	case 6:
		d.now += 700
	case 7:
		d.now += op.WantFor / 2
	case 8:
		a := d.people["tini"]
		a.Until = []int64{0, d.now, d.now + 1000}[d.random.Intn(3)]
		d.store.Appoint(a)
	case 9:
		d.limit = []int{0, 1, 2000}[d.random.Intn(3)]
	case 10:
		d.store.Restore(d.store.Backup(), d.id())
	}
}

// visit pulls until there is no more; now and then an answer is lost on its way.
func (d *days) visit(p *phone) (pulls int) {
	d.t.Helper()
	for more := true; more; pulls++ {
		if pulls > 300 {
			d.t.Fatal("the pages do not end")
		}
		ask := p.NextPull()
		ask.Limit = d.limit
		fresh, err := oplog.New(d.store.Backup(), d.r).Pull(context.Background(), p.actor, ask)
		if err != nil {
			d.t.Fatal(err)
		}
		ans, err := d.core.Pull(context.Background(), p.actor, ask)
		if err != nil {
			d.t.Fatal(err)
		}
		if !bytes.Equal(inOrder(ans), inOrder(fresh)) {
			d.t.Fatalf("remembered: %+v\nanew: %+v", ans, fresh)
		}
		if d.random.Intn(15) == 0 {
			continue // lost
		}
		if _, more, err = p.HandlePull(ans, d.now); err != nil {
			d.t.Fatal(err)
		}
	}
	return pulls
}

// inOrder is an answer in bytes; in what order scopes are given up says nothing.
func inOrder(ans op.PullAnswer) []byte {
	slices.SortFunc(ans.Revoked, op.Scope.Compare)
	slices.SortFunc(ans.Released, op.Scope.Compare)
	return op.Marshal(ans)
}

// looks counts how often a store is asked for all that somebody may read.
type looks struct {
	oplog.Store
	grants int
}

func (s *looks) View(ctx context.Context, fn func(oplog.Reader) error) error {
	return s.Store.View(ctx, func(r oplog.Reader) error { return fn(looking{r, s}) })
}

type looking struct {
	oplog.Reader
	s *looks
}

func (l looking) Granted(appointments []op.ID) ([]oplog.Right, error) {
	l.s.grants++
	return l.Reader.Granted(appointments)
}
