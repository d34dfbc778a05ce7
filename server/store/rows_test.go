package store_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"damping/server/servertest"
	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// What is written comes back the same on both engines, and no query is left that one of them does not understand.

func TestPeople(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			account, err := tx.AccountByLogin(ctx, "dewi")
			if err != nil {
				return err
			}
			want := store.Account{ID: o.user, Login: "dewi", DisplayName: "Dewi", CreatedAt: servertest.Start.UnixMilli()}
			if diff := cmp.Diff(want, account); diff != "" {
				t.Error(diff)
			}
			appointments, err := tx.AppointmentsOf(ctx, o.user)
			if err != nil {
				return err
			}
			if len(appointments) != 1 || appointments[0].UnitID != o.unit || appointments[0].UntilOn != "" {
				t.Errorf("appointments are %+v", appointments)
			}
			if here, err := tx.AppointmentsAt(ctx, []op.ID{o.institution, newID()}); err != nil || len(here) != 1 {
				t.Errorf("at the institution: %v, %v", here, err)
			}
			if people, err := tx.Colleagues(ctx, []op.ID{o.institution}); err != nil || len(people) != 1 {
				t.Errorf("colleagues: %v, %v", people, err)
			}
			if people, err := tx.Colleagues(ctx, nil); err != nil || len(people) != 0 {
				t.Errorf("colleagues of nobody: %v, %v", people, err)
			}
			if units, err := tx.Units(ctx, o.institution); err != nil || len(units) != 1 {
				t.Errorf("units: %v, %v", units, err)
			}
			if all, err := tx.Institutions(ctx); err != nil || len(all) != 1 || all[0].Zone != "WIB" {
				t.Errorf("institutions: %v, %v", all, err)
			}
			_, err = tx.Account(ctx, newID())
			wantCode(t, err, errs.NotFound)
			return nil
		})
	})
}

func TestAnAppointmentWithoutUnit(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		id := newID()
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			row := store.Appointment{ID: id, UserID: o.user, InstitutionID: o.institution, Role: "kepala_uptd", FromOn: "2026-01-01"}
			return first(tx.AddAppointment(ctx, row), tx.EndAppointment(ctx, id, "2026-12-31"))
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.Appointment(ctx, id)
			if !row.UnitID.IsZero() || row.UntilOn != "2026-12-31" {
				t.Errorf("came back as %+v", row)
			}
			return err
		})
	})
}

func TestSessionsAndDevices(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := seed(t, db)
		session := store.Session{ID: newID(), TokenHash: []byte("hash"), UserID: o.user, DeviceID: o.device, ExpiresAt: servertest.Start.UnixMilli() + 1000}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			device, err := tx.Device(ctx, o.device)
			if err != nil {
				return err
			}
			device.CredentialHash, device.RefreshHash, device.Shared = []byte("cred"), []byte("refresh"), true
			return first(tx.SaveDevice(ctx, device), tx.AddSession(ctx, session), tx.SeeSession(ctx, session.ID), tx.SeeDevice(ctx, o.device, 5))
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			device, err := tx.DeviceByCredential(ctx, []byte("cred"))
			if err != nil || device.ID != o.device || !device.Shared || device.CredentialExpiresAt != 5 {
				t.Errorf("device %+v, %v", device, err)
			}
			if got, err := tx.SessionByToken(ctx, []byte("hash")); err != nil || got.ID != session.ID {
				t.Errorf("session %+v, %v", got, err)
			}
			if live, err := tx.LiveSessions(ctx, o.user); err != nil || len(live) != 1 {
				t.Errorf("live: %v, %v", live, err)
			}
			return nil
		})
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			wantCode(t, tx.EndSession(ctx, newID(), session.ID), errs.NotFound)
			if n, err := tx.EndSessionsOfUser(ctx, o.user); err != nil || n != 1 {
				t.Errorf("ended %d, %v", n, err)
			}
			if n, err := tx.EndSessionsOfDevice(ctx, o.device); err != nil || n != 0 {
				t.Errorf("ended again %d, %v", n, err)
			}
			if n, err := tx.EndAllSessions(ctx); err != nil || n != 0 {
				t.Errorf("ended again %d, %v", n, err)
			}
			return tx.EndDevice(ctx, o.device)
		})
		clock.Advance(10_000_000_000)
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			if live, err := tx.LiveDevices(ctx, o.user); err != nil || len(live) != 0 {
				t.Errorf("devices: %v, %v", live, err)
			}
			_, err := tx.DeviceByCredential(ctx, []byte("cred"))
			wantCode(t, err, errs.NotFound)
			if n, err := tx.ForgetSessions(ctx, tx.Millis()); err != nil || n != 1 {
				t.Errorf("forgot %d, %v", n, err)
			}
			return nil
		})
	})
}

func TestOnetimeLink(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := seed(t, db)
		add := func(hash string) {
			update(t, db, func(ctx context.Context, tx *store.Tx) error {
				return tx.AddOnetimeLink(ctx, store.OnetimeLink{TokenHash: []byte(hash), UserID: o.user, Purpose: "welcome", ExpiresAt: tx.Millis() + 1000})
			})
		}
		use := func(hash string) error {
			return db.Update(t.Context(), func(tx *store.Tx) error {
				_, err := tx.UseOnetimeLink(t.Context(), []byte(hash))
				return err
			})
		}
		add("first")
		add("second")
		wantCode(t, use("first"), errs.NotFound) // a newer link voids it
		wantCode(t, use("second"), "")
		wantCode(t, use("second"), errs.NotFound) // once
		add("third")
		clock.Advance(1_000_000_000)
		wantCode(t, use("third"), errs.NotFound) // too old
	})
}

func TestLog(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		row := store.OpRow{
			ID: newID(), V: 1, Dev: o.device, N: 1, G: newID(), GI: 0, GN: 1, File: o.file, Part: op.Story, EntKind: 3, Ent: newID(),
			Kind: op.Set, Field: 65535, Version: 255, HLC: op.HLCAt(servertest.Start.UnixMilli()), Eff: op.Ceil(servertest.Start.UnixMilli()),
			RecvAt: 7, Actor: o.user, AsID: o.appointment, Body: []byte{0, 1, 255},
		}
		scope := op.Scope{File: o.file, Part: op.Story}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			head, err := tx.LockLogHead(ctx)
			if err != nil {
				return err
			}
			if head.ServerDevice.IsZero() || head.Epoch != 1 || head.Seq != 0 {
				t.Errorf("a new log begins at %+v", head)
			}
			gone := newID()
			head.Seq++
			head.ServerN = 4
			row.Seq = head.Seq
			return first(
				tx.AddOps(ctx, []store.OpRow{row}), tx.AddOps(ctx, nil), tx.SaveLogHead(ctx, head),
				tx.SavePartState(ctx, store.PartState{File: o.file, Part: op.Story, AsOf: 1, RV: 1, Bundle: []byte("old")}),
				tx.SavePartState(ctx, store.PartState{File: o.file, Part: op.Story, AsOf: 2, RV: 1, Bundle: []byte("new")}),
				tx.SaveDeviceScopes(ctx, []store.DeviceScope{{Device: o.device, File: o.file, Part: op.Story, GrantSeq: 1}}),
				tx.SaveDeviceScopes(ctx, []store.DeviceScope{{Device: o.device, File: o.file, Part: op.Core, GrantSeq: 2}, {Device: o.device, File: o.file, Part: op.Story, GrantSeq: 3}}),
				tx.DropDeviceScopes(ctx, o.device, []op.Scope{{File: o.file, Part: op.Core}}),
				tx.SaveDeviceWants(ctx, []store.DeviceWant{{Device: o.device, File: newID(), At: 5}, {Device: o.device, File: o.file, At: 5}}),
				tx.SaveDeviceWants(ctx, []store.DeviceWant{{Device: o.device, File: o.file, At: 7}}),
				tx.SaveDeviceWants(ctx, []store.DeviceWant{{Device: o.device, File: gone, At: 8}}),
				tx.DropDeviceWants(ctx, o.device, 5, nil),
				tx.DropDeviceWants(ctx, o.device, 5, []op.ID{gone}),
				tx.SaveDeviceEff(ctx, store.DeviceEff{Device: o.device, LastEff: 1, LastN: 1}),
				tx.SaveDeviceEff(ctx, store.DeviceEff{Device: o.device, LastEff: row.Eff, LastN: 2, CopiedAt: 3}),
				tx.AddVerdicts(ctx, []store.Verdict{{OpID: row.ID, Dev: o.device, N: 1, G: row.G, Verdict: "ok", Seq: 1, Eff: row.Eff}}),
				tx.AddQuarantined(ctx, []store.Quarantined{{OpID: newID(), Dev: o.device, N: 9, G: newID(), File: o.file, Part: 1, Actor: o.user, AsID: o.appointment, Reason: "forbidden", Body: []byte("x")}}),
			)
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			one, err := tx.Op(ctx, row.ID)
			if err != nil {
				return err
			}
			if diff := cmp.Diff(row, one); diff != "" {
				t.Error(diff)
			}
			for name, read := range map[string]func() ([]store.OpRow, error){
				"after":  func() ([]store.OpRow, error) { return tx.OpsAfter(ctx, 0, 10) },
				"scope":  func() ([]store.OpRow, error) { return tx.OpsOfScope(ctx, scope, 0, 10) },
				"number": func() ([]store.OpRow, error) { return tx.OpsAt(ctx, []uint64{row.Seq, 77}) },
				"ids":    func() ([]store.OpRow, error) { return tx.OpsByID(ctx, []op.ID{row.ID}) },
			} {
				rows, err := read()
				if err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if diff := cmp.Diff([]store.OpRow{row}, rows); diff != "" {
					t.Errorf("%s: %s", name, diff)
				}
			}
			if effs, err := tx.EffsOf(ctx, []op.ID{row.ID, newID()}); err != nil || effs[row.ID] != row.Eff || len(effs) != 1 {
				t.Errorf("effs %v, %v", effs, err)
			}
			if n, err := tx.CountOps(ctx); err != nil || n != 1 {
				t.Errorf("count %d, %v", n, err)
			}
			if held, err := tx.DeviceScopes(ctx, o.device); err != nil || len(held) != 1 || held[0].GrantSeq != 3 || held[0].Part != op.Story {
				t.Errorf("held %+v, %v", held, err)
			}
			if wants, err := tx.DeviceWants(ctx, o.device); err != nil || len(wants) != 1 || wants[0].At != 7 || wants[0].File != o.file {
				t.Errorf("wants %+v, %v", wants, err)
			}
			if all, err := tx.PartStatesIn(ctx, []op.ID{o.file, newID()}, op.Story); err != nil || len(all) != 1 || all[0].AsOf != 2 {
				t.Errorf("states %v, %v", all, err)
			}
			state, err := tx.PartState(ctx, scope)
			if err != nil || state.AsOf != 2 || !bytes.Equal(state.Bundle, []byte("new")) {
				t.Errorf("state %+v, %v", state, err)
			}
			if all, err := tx.PartStatesOf(ctx, o.file); err != nil || len(all) != 1 {
				t.Errorf("states %v, %v", all, err)
			}
			if all, err := tx.PartStatesAfter(ctx, op.Scope{}, 10); err != nil || len(all) != 1 {
				t.Errorf("walk %v, %v", all, err)
			}
			if all, err := tx.PartStatesAfter(ctx, scope, 10); err != nil || len(all) != 0 {
				t.Errorf("walk goes on with %v, %v", all, err)
			}
			if eff, err := tx.DeviceEff(ctx, o.device); err != nil || eff.LastN != 2 || eff.CopiedAt != 3 || eff.LastEff != row.Eff {
				t.Errorf("device eff %+v, %v", eff, err)
			}
			if eff, err := tx.DeviceEff(ctx, o.user); err != nil || eff.LastN != 0 {
				t.Errorf("device eff of a new one %+v, %v", eff, err)
			}
			if verdicts, err := tx.Verdicts(ctx, []op.ID{row.ID}); err != nil || verdicts[row.ID].Eff != row.Eff {
				t.Errorf("verdicts %v, %v", verdicts, err)
			}
			if aside, err := tx.QuarantinedOn(ctx, o.file); err != nil || len(aside) != 1 || !aside[0].KeyFile.IsZero() {
				t.Errorf("quarantine %v, %v", aside, err)
			}
			if n, err := tx.CountQuarantined(ctx); err != nil || n != 1 {
				t.Errorf("quarantine %d, %v", n, err)
			}
			return nil
		})
	})
}

func TestGrants(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := seed(t, db)
		scope := op.Scope{File: o.file, Part: op.Core}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			return first(
				tx.SaveGrant(ctx, store.Grant{File: o.file, Part: op.Core, Appointment: o.appointment, GrantSeq: 1, Why: "author"}),
				tx.SaveGrant(ctx, store.Grant{File: o.file, Part: op.Core, Appointment: o.appointment, GrantSeq: 2, Why: "assigned"}),
				tx.SaveGrant(ctx, store.Grant{File: o.file, Part: op.Story, Appointment: o.appointment, GrantSeq: 3, Why: "assigned", UntilAt: tx.Millis() + 1000}),
			)
		})
		count := func() (granted, on int) {
			view(t, db, func(ctx context.Context, tx *store.Tx) error {
				theirs, err := tx.GrantsOf(ctx, []op.ID{o.appointment})
				if err != nil {
					return err
				}
				all, err := tx.GrantsOn(ctx, o.file)
				granted, on = len(theirs), len(all)
				return err
			})
			return granted, on
		}
		if granted, on := count(); granted != 2 || on != 2 {
			t.Errorf("before the end: %d, %d", granted, on)
		}
		clock.Advance(1_000_000_000)
		if granted, on := count(); granted != 1 || on != 1 {
			t.Errorf("after the end: %d, %d", granted, on)
		}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			grant, err := tx.Granted(ctx, scope, o.appointment)
			if err != nil || grant.GrantSeq != 2 || grant.Why != "assigned" {
				t.Errorf("grant %+v, %v", grant, err)
			}
			return tx.DropGrant(ctx, scope, o.appointment)
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Granted(ctx, scope, o.appointment)
			wantCode(t, err, errs.NotFound)
			return nil
		})
	})
}

func TestKeys(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			return first(
				tx.AddCaseKey(ctx, store.CaseKey{File: o.file, KeyID: 1, Recipient: "master:a", Wrapped: []byte("w")}),
				tx.AddCaseKey(ctx, store.CaseKey{File: o.file, KeyID: 2, Recipient: "master:a", Wrapped: []byte("w")}),
				tx.AddCaseKey(ctx, store.CaseKey{File: o.file, KeyID: 2, Recipient: "master:b", Wrapped: []byte("w")}),
			)
		})
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			keys, err := tx.CaseKeys(ctx, o.file)
			if err != nil || len(keys) != 3 || keys[0].KeyID != 2 {
				t.Errorf("keys %v, %v", keys, err)
			}
			left, err := tx.CaseKeysNotFor(ctx, "master:b", 10)
			if err != nil || len(left) != 1 || left[0].KeyID != 1 {
				t.Errorf("to wrap again %v, %v", left, err)
			}
			counts, err := tx.CountCaseKeys(ctx)
			if err != nil || counts["master:a"] != 2 || counts["master:b"] != 1 {
				t.Errorf("counts %v, %v", counts, err)
			}
			if n, err := tx.DropCaseKeys(ctx, o.file); err != nil || n != 3 {
				t.Errorf("dropped %d, %v", n, err)
			}
			wantCode(t, tx.DropCaseKey(ctx, o.file, 1, "master:a"), errs.NotFound)
			won, err := tx.AddServerKey(ctx, store.ServerKey{Name: "vapid", Sealed: []byte("1")})
			if err != nil || !won {
				t.Errorf("first: %v, %v", won, err)
			}
			won, err = tx.AddServerKey(ctx, store.ServerKey{Name: "vapid", Sealed: []byte("2")})
			if err != nil || won {
				t.Errorf("second: %v, %v", won, err)
			}
			key, err := tx.ServerKey(ctx, "vapid")
			if err != nil || string(key.Sealed) != "1" {
				t.Errorf("kept %q, %v", key.Sealed, err)
			}
			if all, err := tx.ServerKeys(ctx); err != nil || len(all) != 1 {
				t.Errorf("all: %v, %v", all, err)
			}
			return tx.SaveServerKey(ctx, store.ServerKey{Name: "vapid", Sealed: []byte("3")})
		})
	})
}

func TestNumbers(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		o := seed(t, db)
		next := func(year int, keep error) (n int64) {
			_ = db.Update(t.Context(), func(tx *store.Tx) (err error) {
				if n, err = tx.NextNumber(t.Context(), newID(), o.institution, "case", year); err != nil {
					t.Error(err)
				}
				return keep
			})
			return n
		}
		got := []int64{next(2026, nil), next(2026, errs.E(errs.Conflict, "")), next(2026, nil), next(2027, nil)}
		if diff := cmp.Diff([]int64{1, 2, 2, 1}, got); diff != "" { // what was undone is given out again
			t.Error(diff)
		}
	})
}

func TestProjections(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := seed(t, db)
		row := store.CaseRow{File: o.file, Kind: "case", InstitutionID: o.institution, Owner: o.appointment, Stage: "asesmen", AsOf: 1}
		due := store.DueInstance{ID: newID(), File: o.file, Part: op.Core, Ent: newID(), Appointment: o.appointment, Kind: "follow_up",
			DueAt: servertest.Start.UnixMilli() + 1000, RemindAt: servertest.Start.UnixMilli() + 1000, State: store.DueOpen}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			first := first(tx.SaveCaseRow(ctx, row), tx.SaveDue(ctx, due),
				tx.SaveCaseCodes(ctx, o.file, []store.CaseCode{{File: o.file, List: "violence_form", Code: "fisik", Count: 1}}))
			row.Stage, row.AsOf = "rencana", 2
			if first != nil {
				return first
			}
			return tx.SaveCaseRow(ctx, row)
		})
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.CaseRow(ctx, o.file)
			if diff := cmp.Diff(row, got); diff != "" {
				t.Error(diff)
			}
			if all, err := tx.CaseRows(ctx, op.ID{}, 10); err != nil || len(all) != 1 {
				t.Errorf("walk %v, %v", all, err)
			}
			if codes, err := tx.CaseCodes(ctx, o.file); err != nil || len(codes) != 1 || codes[0].Count != 1 {
				t.Errorf("codes %v, %v", codes, err)
			}
			if files, err := tx.FilesAt(ctx, o.institution, o.unit, "case"); err != nil || len(files) != 1 {
				t.Errorf("files %v, %v", files, err)
			}
			if files, err := tx.Files(ctx, []op.ID{o.file}); err != nil || len(files) != 1 {
				t.Errorf("files %v, %v", files, err)
			}
			if early, err := tx.ClaimDue(ctx, tx.Millis()+60_000, 10); err != nil || len(early) != 0 {
				t.Errorf("claimed before its hour: %v, %v", early, err)
			}
			if at, err := tx.NextDue(ctx); err != nil || at != due.RemindAt {
				t.Errorf("next at %d, %v", at, err)
			}
			return err
		})
		clock.Advance(1_000_000_000)
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			claimed, err := tx.ClaimDue(ctx, tx.Millis()+60_000, 10)
			if err != nil || len(claimed) != 1 || claimed[0].ID != due.ID {
				t.Errorf("claimed %v, %v", claimed, err)
			}
			if again, err := tx.ClaimDue(ctx, tx.Millis()+60_000, 10); err != nil || len(again) != 0 {
				t.Errorf("claimed twice: %v, %v", again, err)
			}
			if n, err := tx.CountDue(ctx, []op.ID{o.appointment}, due.DueAt); err != nil || n != 1 {
				t.Errorf("count %d, %v", n, err)
			}
			if all, err := tx.DueOn(ctx, o.file); err != nil || len(all) != 1 {
				t.Errorf("due %v, %v", all, err)
			}
			due.State, due.ClosedAt = store.DueDone, tx.Millis()
			return tx.SaveDue(ctx, due)
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.Due(ctx, due.ID)
			if got.State != store.DueDone {
				t.Errorf("state %q", got.State)
			}
			if at, err := tx.NextDue(ctx); err != nil || at != 0 {
				t.Errorf("nothing is left, yet next at %d, %v", at, err)
			}
			return err
		})
	})
}

func TestPush(t *testing.T) {
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) {
		o := seed(t, db)
		due := store.DueInstance{ID: newID(), File: o.file, Part: op.Core, Ent: newID(), Appointment: o.appointment, Kind: "follow_up", State: store.DueOpen}
		old := store.PushSubscription{ID: newID(), DeviceID: o.device, Endpoint: "https://push.example/1", P256DH: "p", Auth: "a"}
		sub := store.PushSubscription{ID: newID(), DeviceID: o.device, Endpoint: "https://push.example/2", P256DH: "p", Auth: "a", LastOKAt: 3}
		msg := store.PushMessage{ID: newID(), DueID: due.ID, SubscriptionID: sub.ID, Token: "token", State: store.PushWaiting, NextAt: servertest.Start.UnixMilli()}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			return first(tx.SaveDue(ctx, due), tx.SavePushSubscription(ctx, old), tx.SavePushSubscription(ctx, sub))
		})
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.PushSubscription(ctx, old.ID)
			wantCode(t, err, errs.NotFound)
			if got, err := tx.PushSubscriptionOf(ctx, o.device); err != nil || got.LastOKAt != 3 {
				t.Errorf("subscription %+v, %v", got, err)
			}
			if all, err := tx.PushSubscriptionsOfUser(ctx, o.user); err != nil || len(all) != 1 {
				t.Errorf("subscriptions %v, %v", all, err)
			}
			for i, want := range []bool{true, false} {
				if i == 1 {
					msg.ID, msg.Token = newID(), "other"
				}
				if did, err := tx.AddPushMessage(ctx, msg); err != nil || did != want {
					t.Errorf("message %d: %v, %v", i, did, err)
				}
			}
			leased, err := tx.LeasePushMessages(ctx, tx.Millis()+1000, 10)
			if err != nil || len(leased) != 1 {
				t.Errorf("leased %v, %v", leased, err)
			}
			if again, err := tx.LeasePushMessages(ctx, tx.Millis()+1000, 10); err != nil || len(again) != 0 {
				t.Errorf("leased twice %v, %v", again, err)
			}
			return nil
		})
		clock.Advance(1_000_000_000)
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			again, err := tx.LeasePushMessages(ctx, tx.Millis()+1000, 10) // the worker died
			if err != nil || len(again) != 1 {
				t.Fatalf("leased %v, %v", again, err)
			}
			again[0].State, again[0].SentAt = store.PushSent, tx.Millis()
			if err := tx.SavePushMessage(ctx, again[0]); err != nil {
				return err
			}
			got, err := tx.PushMessageByToken(ctx, "token")
			if err != nil || got.State != store.PushSent {
				t.Errorf("message %+v, %v", got, err)
			}
			action := store.PushAction{ActionID: newID(), OutboxID: got.ID, DueID: due.ID, DeviceID: o.device, Act: "done"}
			for i, want := range []bool{true, false} {
				if did, err := tx.AddPushAction(ctx, action); err != nil || did != want {
					t.Errorf("action %d: %v, %v", i, did, err)
				}
			}
			sub.FailingSince = 9
			return first(tx.UpdatePushSubscription(ctx, sub), tx.DropPushSubscription(ctx, sub.ID), tx.DropPushSubscriptionOf(ctx, o.device))
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.PushMessagesOf(ctx, due.ID)
			if len(rows) != 0 {
				t.Errorf("messages to a subscription that is gone: %v", rows)
			}
			return err
		})
	})
}

func TestSettings(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			if empty, err := tx.Empty(ctx); err != nil || !empty {
				t.Errorf("empty %v, %v", empty, err)
			}
			_, err := tx.Setting(ctx, store.SettingDemo)
			wantCode(t, err, errs.NotFound)
			return first(tx.SetSetting(ctx, store.SettingDemo, "no"), tx.SetSetting(ctx, store.SettingDemo, "yes"))
		})
		seed(t, db)
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			value, err := tx.Setting(ctx, store.SettingDemo)
			if value != "yes" {
				t.Errorf("demo is %q", value)
			}
			if empty, err := tx.Empty(ctx); err != nil || empty {
				t.Errorf("empty %v, %v", empty, err)
			}
			return err
		})
	})
}

func TestLoginLimit(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		key := []byte("key")
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.LoginLimit(ctx, key)
			if err != nil || row.Fails != 0 {
				t.Errorf("a new one is %+v, %v", row, err)
			}
			row.Fails, row.UntilAt = 3, 9
			return tx.SaveLoginLimit(ctx, row)
		})
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			row, err := tx.LoginLimit(ctx, key)
			if err != nil || row.Fails != 3 || row.UntilAt != 9 {
				t.Errorf("came back as %+v, %v", row, err)
			}
			return tx.ForgetLoginLimit(ctx, key)
		})
	})
}

func TestAuditRows(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		row := store.AuditRow{Seq: 1, At: 5, Act: "signin", Denied: true, Objects: []byte{}, Previous: []byte{0}, Hash: []byte{1}}
		update(t, db, func(ctx context.Context, tx *store.Tx) error {
			head, err := tx.LockAuditHead(ctx)
			if err != nil || head.Seq != 0 || len(head.Hash) != 32 {
				t.Errorf("a new chain begins at %+v, %v", head, err)
			}
			head.Seq, head.Hash = 1, row.Hash
			return first(tx.AddAuditRow(ctx, row), tx.SaveAuditHead(ctx, head))
		})
		view(t, db, func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.AuditRows(ctx, 0, 10)
			if diff := cmp.Diff([]store.AuditRow{row}, rows); diff != "" {
				t.Error(diff)
			}
			if head, err := tx.AuditHead(ctx); err != nil || head.Seq != 1 {
				t.Errorf("head %+v, %v", head, err)
			}
			return err
		})
	})
}
