package oplog_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/fold"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// TestCorpus puts what every released version wrote through both engines: the snapshots are the bundles of the release,
// byte for byte, and what lies in the log folds to them again.
func TestCorpus(t *testing.T) {
	files, _ := filepath.Glob("../../shared/fold/testdata/corpus/*.cbor")
	values, _ := filepath.Glob("../../shared/domain/testdata/values/*.cbor")
	if len(files) == 0 || len(values) == 0 {
		t.Fatal("no corpus is there")
	}
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := newOffice(t, db, clock)
		seq := uint64(0)
		for _, name := range files {
			var all []struct {
				Ops    []op.Op `cbor:"0,keyasint"`
				Bundle []byte  `cbor:"1,keyasint"`
			}
			read(t, name, &all)
			for i, r := range all {
				scope := r.Ops[0].Scope()
				if got := o.keep(r.Ops, &seq)[scope.Part]; !bytes.Equal(got, r.Bundle) {
					t.Errorf("%s: history %d comes back as other bytes", name, i)
				}
			}
		}
		for _, name := range values {
			var r struct {
				Ops     []op.Op            `cbor:"0,keyasint"`
				Bundles map[op.Part][]byte `cbor:"1,keyasint"`
			}
			read(t, name, &r)
			got := o.keep(r.Ops, &seq)
			for p, want := range r.Bundles {
				if !bytes.Equal(got[p], want) {
					t.Errorf("%s: %s comes back as other bytes", name, p)
				}
			}
		}
		o.verify()
	})
}

func read(t *testing.T, name string, into any) {
	t.Helper()
	b, err := os.ReadFile(name)
	if err == nil {
		err = op.Unmarshal(b, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// keep writes ops of one file and their states as a server does, and returns the snapshots of the parts.
func (o *office) keep(ops []op.Op, seq *uint64) map[op.Part][]byte {
	o.TB.Helper()
	out, id := map[op.Part][]byte{}, o.ID() // a file's id is in no bundle, and two recordings may have the same
	err := o.log.Update(o.TB.Context(), func(tx core.Tx) error {
		wati := o.people["wati"]
		file := core.File{ID: id, Kind: domain.Institution, Institution: wati.Institution, Unit: wati.Unit, Created: o.Now()}
		if err := tx.PutFile(file); err != nil {
			return err
		}
		states, last := map[op.Part]*fold.State{}, map[op.Part]uint64{}
		for i := range ops {
			p := ops[i]
			*seq++
			p.File, p.Seq = id, *seq
			if states[p.Part] == nil {
				states[p.Part] = fold.New()
			}
			states[p.Part].Apply(&p)
			last[p.Part] = p.Seq
			if err := tx.Insert(&p, op.Ack{ID: p.ID, Verdict: op.Accepted, Seq: p.Seq, Eff: p.Eff}); err != nil {
				return err
			}
		}
		for part, st := range states {
			if err := tx.PutState(op.Scope{File: file.ID, Part: part}, last[part], st); err != nil {
				return err
			}
		}
		head, err := tx.Head()
		if err != nil {
			return err
		}
		head.Seq = *seq
		return tx.SetHead(head)
	})
	if err != nil {
		o.TB.Fatal(err)
	}
	err = o.log.View(o.TB.Context(), func(r core.Reader) error {
		for i := range ops {
			p := ops[i].Part
			bundle, err := r.Snapshot(op.Scope{File: id, Part: p})
			if err != nil {
				return err
			}
			out[p] = bundle
		}
		return nil
	})
	if err != nil {
		o.TB.Fatal(err)
	}
	return out
}
