package oplog

import (
	"context"

	"damping/server/store"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Stand gives a new appointment its place beside the files that are there: who looks after a unit reads also what was
// begun before they came. It belongs into the transaction that appoints. For most roles it does nothing.
func Stand(ctx context.Context, s *store.Tx, row store.Appointment) error {
	people, err := appointments(ctx, s, zones{}, []store.Appointment{row})
	if err != nil {
		return err
	}
	head, err := s.LockLogHead(ctx) // before the files are read: one that is begun meanwhile sees the appointment
	if err != nil {
		return err
	}
	var rows []store.Grant
	for _, kind := range []op.EntKind{domain.Complaint, domain.Case} {
		files, err := s.FilesAt(ctx, row.InstitutionID, row.UnitID, kindName(kind))
		if err != nil {
			return err
		}
		for _, f := range files {
			for _, g := range core.StandingGrants(core.File{ID: f.ID, Kind: kind, Institution: f.InstitutionID, Unit: f.UnitID}, people[0]) {
				head.Seq++
				rows = append(rows, store.Grant{File: g.File, Part: g.Part, Appointment: g.Appointment, GrantSeq: head.Seq, Why: string(g.Why)})
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	if err := s.AddGrants(ctx, rows); err != nil {
		return err
	}
	return s.SaveLogHead(ctx, head)
}
