package oplog_test

import (
	"bytes"
	"context"
	"reflect"
	"slices"
	"testing"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/oplog"
)

// want opens a file.
func (p *phone) want(file op.ID) {
	p.o.t.Helper()
	if _, err := p.Want(p.o.now, file); err != nil {
		p.o.t.Fatal(err)
	}
	p.pull()
}

// row is the list row that a phone shows of a file.
func (p *phone) row(file op.ID) domain.Card {
	p.o.t.Helper()
	c, ok := p.Card(file)
	if !ok {
		p.o.t.Fatal("no list row")
	}
	return c
}

const fortnight = op.WantFor

func TestGrades(t *testing.T) {
	o := newOffice(t)
	wati, tini, head := o.phone("wati"), o.phone("tini"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	head.sync()

	t.Run("whose case it is holds it in full, who looks after the unit its list row", func(t *testing.T) {
		if wati.Grade(file) != client.Full || head.Grade(file) != client.CardOnly {
			t.Errorf("%d and %d", wati.Grade(file), head.Grade(file))
		}
		c := head.row(file)
		core, err := head.File(file)
		if err != nil || len(core) != 0 {
			t.Error("the head holds", core, err)
		}
		if c.Number == "" || c.Age != 11 || c.Owner != wati.as || c.State != domain.StageReceipt {
			t.Errorf("%+v", c)
		}
		if domain.Match(c.Find, domain.Fold(c.Number)) == 0 || domain.Match(c.Find, "bunga") != 0 {
			t.Errorf("it is found by %q", c.Find)
		}
	})
	t.Run("the row follows the case, and only changes of the core bring it again", func(t *testing.T) {
		pull := func() op.PullAnswer {
			ans, err := o.core.Pull(context.Background(), head.actor, head.NextPull())
			if err != nil {
				t.Fatal(err)
			}
			if _, _, err := head.HandlePull(ans, o.now); err != nil {
				t.Fatal(err)
			}
			return ans
		}
		wati.note(file, "satu")
		wati.write(domain.CaseWish.Set(file, file, "pulang", nil))
		wati.sync()
		pull() // the note's head lies in the core
		wati.write(domain.CaseReporterName.Set(file, file, "Sari", nil))
		wati.sync()
		if ans := pull(); len(ans.Snapshots)+len(ans.Ops) != 0 {
			t.Errorf("a name brought %d snapshots and %d ops", len(ans.Snapshots), len(ans.Ops))
		}
		wati.write(domain.CaseDistrict.Set(file, file, "sukarame", nil))
		wati.sync()
		if ans := pull(); len(ans.Snapshots) != 1 || len(ans.Ops) != 0 || head.row(file).District != "sukarame" {
			t.Errorf("%d snapshots, %d ops, %+v", len(ans.Snapshots), len(ans.Ops), head.row(file))
		}
	})
	t.Run("what is opened is there after one exchange, in one page, and stays for a fortnight", func(t *testing.T) {
		if ask, err := head.Want(o.now, file); !ask || err != nil {
			t.Error("nothing is asked", err)
		}
		ans, err := o.core.Pull(context.Background(), head.actor, head.NextPull())
		if err != nil {
			t.Fatal(err)
		}
		if _, more, err := head.HandlePull(ans, o.now); more || err != nil {
			t.Error(more, err)
		}
		if head.Grade(file) != client.Full || len(domain.Notes(head.parts(file))) != 1 || len(head.NextPull().Want) != 0 {
			t.Error("it is not there")
		}
		o.now += fortnight - 1000
		head.sync()
		if head.Grade(file) != client.Full {
			t.Error("it went early")
		}
		o.now += 2000
		head.sync()
		if head.Grade(file) != client.CardOnly || head.row(file).District != "sukarame" {
			t.Error("it stayed")
		}
	})
	t.Run("opening it again makes it stay", func(t *testing.T) {
		head.want(file)
		o.now += fortnight / 2
		head.want(file)
		o.now += fortnight * 3 / 4
		head.sync()
		if head.Grade(file) != client.Full {
			t.Error("it went although it is used")
		}
		if ask, _ := head.Want(o.now, file); !ask {
			t.Error("it is not renewed")
		}
		head.pull()
		if ask, _ := head.Want(o.now+1000, file); ask {
			t.Error("it is asked for at every look")
		}
	})
	t.Run("what was written on it stays in sight and is sent when it is given up", func(t *testing.T) {
		o.now += fortnight - 1000
		head.pull()
		head.write(domain.CaseDistrict.Set(file, file, "rajabasa", domain.CaseDistrict.Get(head.parts(file), file).Heads))
		o.now += 5000
		ans, err := o.core.Pull(context.Background(), head.actor, head.NextPull())
		if err != nil {
			t.Fatal(err)
		}
		if len(ans.Released) == 0 || len(ans.Revoked) != 0 {
			t.Fatalf("%+v", ans)
		}
		if _, _, err := head.HandlePull(ans, o.now); err != nil {
			t.Fatal(err)
		}
		left, err := head.File(file)
		if err != nil || domain.CaseDistrict.Get(left, file).V != "rajabasa" || head.Unsent() != 1 {
			t.Error("the work is out of sight", err, head.Unsent())
		}
		if want := head.NextPull().Want; !slices.Equal(want, []op.ID{file}) {
			t.Error("what is written on is not asked for:", want)
		}
		head.pull()
		if head.Grade(file) != client.Full {
			t.Error("it did not come back")
		}
		head.sync()
		wati.sync()
		if domain.CaseDistrict.Get(wati.parts(file), file).V != "rajabasa" {
			t.Error("the work did not arrive")
		}
	})
	t.Run("who is let in holds it in full, and nothing after that", func(t *testing.T) {
		wati.write(domain.Grant(file, domain.GrantArgs{Appointment: tini.as, Parts: []op.Part{op.Core, op.Story}, Until: o.now + 1000}))
		wati.sync()
		tini.sync()
		if tini.Grade(file) != client.Full {
			t.Error(tini.Grade(file))
		}
		o.now += 2000
		tini.sync()
		if tini.Grade(file) != client.Unknown || len(tini.Cards()) != 0 {
			t.Error("something is left")
		}
	})
	t.Run("a lost right takes the row along", func(t *testing.T) {
		o.now += 2 * fortnight
		head.sync()
		if head.Grade(file) != client.CardOnly {
			t.Fatal(head.Grade(file))
		}
		o.end("head")
		head.sync()
		if head.Grade(file) != client.Unknown || len(head.Cards()) != 0 {
			t.Error("the row is left")
		}
	})
}

// A phone whose disk is full gives up closed cases. They stay away until somebody opens them, and nobody believes them held.
func TestShed(t *testing.T) {
	o := newOffice(t)
	wati, head := o.phone("wati"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	head.sync()
	head.want(file)
	wati.write(domain.Ask(file, "mandiri", "selesai", func(op.FieldID) []op.ID { return nil })...)
	wati.sync()
	head.sync()
	head.write(domain.Approve(file, domain.ApproveArgs{Yes: true, Reason: "ya"}, domain.AskedHeads(file, head.parts(file))))
	head.sync()
	wati.sync()
	wati.write(domain.Close(domain.Case, file, domain.CloseArgs{As: "mandiri", Reason: "selesai"}, domain.CourseHeads(domain.Case, file, wati.parts(file))))
	wati.sync()
	head.sync()
	if !domain.Closed(head.row(file)) || head.Grade(file) != client.Full {
		t.Fatalf("grade %d, %+v", head.Grade(file), head.row(file))
	}
	row := func() domain.Card { c := head.row(file); c.Find = ""; return c }
	before := row()
	for more := true; more; {
		var err error
		if more, err = head.Shed(); err != nil {
			t.Fatal(err)
		}
	}
	if head.Grade(file) != client.CardOnly || !reflect.DeepEqual(row(), before) {
		t.Fatalf("grade %d, %+v", head.Grade(file), row())
	}
	for range 2 {
		head.sync()
		if head.Grade(file) != client.CardOnly {
			t.Error("it came back by itself")
		}
	}
	other := o.phone("head")
	other.sync()
	other.want(file)
	other.write(domain.Reopen(domain.Case, file, domain.ReopenArgs{Reason: "lagi"}, domain.CourseHeads(domain.Case, file, other.parts(file))))
	other.sync()
	head.sync()
	if head.Grade(file) != client.CardOnly || domain.Closed(head.row(file)) {
		t.Errorf("grade %d, %+v", head.Grade(file), head.row(file))
	}
	head.want(file)
	if head.Grade(file) != client.Full || domain.CaseState.Get(head.parts(file), file).V != domain.CaseState.Get(other.parts(file), file).V {
		t.Error("who opens it does not see it as it is")
	}
}

// What a device asks for and may not read is no reason to remember anything: a hostile one could fill the store with ids.
func TestWantsOfNothing(t *testing.T) {
	o := newOffice(t)
	wati, head := o.phone("wati"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	head.sync()
	ask := head.NextPull()
	ask.Want = []op.ID{o.id(), file, o.id()}
	ans, err := o.core.Pull(context.Background(), head.actor, ask)
	if err != nil || !slices.Equal(ans.Wanted, ask.Want) {
		t.Fatal("what was asked is not answered", ans.Wanted, err)
	}
	err = o.store.View(context.Background(), func(r oplog.Reader) error {
		kept, err := r.Wanted(head.actor.Dev)
		if _, ok := kept[file]; !ok || len(kept) != 1 {
			t.Errorf("%d files are remembered", len(kept))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCardsOfOneFileAreOneRow(t *testing.T) {
	o := newOffice(t)
	wati, one, two := o.phone("wati"), o.phone("head"), o.phone("head")
	file := wati.newCase()
	wati.sync()
	bundle := func(p *phone) []byte {
		ans, err := o.core.Pull(context.Background(), p.actor, p.NextPull())
		if err != nil || len(ans.Snapshots) != 1 || ans.Snapshots[0].Holding.Scope != (op.Scope{File: file, Part: op.CardPart}) {
			t.Fatalf("%+v %v", ans, err)
		}
		return ans.Snapshots[0].Bundle
	}
	if !bytes.Equal(bundle(one), bundle(two)) {
		t.Error("two readers hold different rows of one case")
	}
	if o := (op.Op{Part: op.CardPart}); o.Part.Valid() || slices.Contains(op.Parts, op.CardPart) {
		t.Error("a row can be written to")
	}
}

// TestListFirst fetches a caseload that does not fit into a page: its rows are all there after the first.
func TestListFirst(t *testing.T) {
	o := newOffice(t)
	wati := o.phone("wati")
	for range 30 {
		wati.newCase()
	}
	wati.sync()
	fresh := o.phone("wati")
	full := func() (n int) {
		for _, c := range fresh.Cards() {
			if fresh.Grade(c.File) == client.Full {
				n++
			}
		}
		return n
	}
	for pages, more := 0, true; more; pages++ {
		p := fresh.NextPull()
		p.Limit = 24 << 10
		ans, err := o.core.Pull(context.Background(), fresh.actor, p)
		if err != nil {
			t.Fatal(err)
		}
		if _, more, err = fresh.HandlePull(ans, o.now); err != nil {
			t.Fatal(err)
		}
		if len(fresh.Cards()) != 30 {
			t.Errorf("after %d pages %d rows", pages+1, len(fresh.Cards()))
		}
		if pages == 0 && full() == 30 {
			t.Error("all of it fits into one page")
		}
	}
	if full() != 30 {
		t.Error("in full:", full())
	}
}
