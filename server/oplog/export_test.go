package oplog

import (
	"context"

	"damping/server/store"
	"damping/shared/op"
)

// OpsAfter opens the log from a number on, whoever may read it.
func (l *Log) OpsAfter(ctx context.Context, seq uint64) (all []op.Op, err error) {
	err = l.db.View(ctx, func(s *store.Tx) error {
		rows, err := s.OpsAfter(ctx, seq, 1<<30)
		if err != nil {
			return err
		}
		all, err = l.reader(ctx, s).openOps(rows)
		return err
	})
	return all, err
}

// AsideByID opens what was set aside.
func (l *Log) AsideByID(ctx context.Context, ids []op.ID) (all []op.Op, err error) {
	err = l.db.View(ctx, func(s *store.Tx) error {
		rows, err := s.QuarantinedByID(ctx, ids)
		if err != nil {
			return err
		}
		w := newWriter(l.reader(ctx, s))
		for i := range rows {
			o, err := w.openAside(&rows[i])
			if err != nil {
				return err
			}
			all = append(all, o)
		}
		return nil
	})
	return all, err
}

// Bundle opens the state of a part, nil when there is none.
func (l *Log) Bundle(ctx context.Context, scope op.Scope) (bundle []byte, err error) {
	err = l.db.View(ctx, func(s *store.Tx) (err error) {
		bundle, err = l.reader(ctx, s).bundle(scope)
		return err
	})
	return bundle, err
}
