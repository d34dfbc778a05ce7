package work

import (
	"context"
	"crypto/rand"
	"crypto/sha256"

	"damping/server/audit"
	"damping/server/auth"
	"damping/server/oplog"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/outbox"
)

// The names of what the sealed outbox needs among the server's secrets. The first pair is what devices seal to; to rotate
// it, a name is put before it: devices get the new key with their next session and seal anew what they have, and the older
// pairs open what comes sealed to them, which may be a device's whole absence later.
var (
	sealedPairs  = []string{"outbox-1"}
	sealedSecret = "outbox-mac"
)

// mostAside is how many boxes that do not open are kept of one device. A program of ours makes none.
const mostAside = 64

// openSealed gives what opens boxes, and makes its keys when there are none.
func openSealed(ctx context.Context, db *store.DB, v *vault.Vault) (*outbox.Opener, error) {
	secret, err := v.ServerSecret(ctx, db, sealedSecret, func() ([]byte, error) {
		secret := make([]byte, 32)
		_, _ = rand.Read(secret) // never fails since Go 1.24
		return secret, nil
	})
	if err != nil {
		return nil, err
	}
	var pairs [][]byte
	for _, name := range sealedPairs {
		pair, err := v.ServerSecret(ctx, db, name, outbox.NewKey)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, pair)
	}
	return outbox.NewOpener(secret, pairs...)
}

// Sealed takes acts that a device's worker sends without a session. Each answer stands in the place of its box, and a box
// that is refused holds up none behind it.
//
// Who acts is proved by the box, which only the device it names can have made; the credential says that the person is no
// stranger. A box may come from another device of the same person: that of before the store on this browser was made anew.
// Somebody else's stays where it is until they sign in.
//
// After a restore a box of before waits for its device, which will offer first what the server has lost and what this act
// may stand on. An orphan has nobody who would: it is judged as it comes. Ids make it harmless to get an act both ways.
func (o *Office) Sealed(ctx context.Context, who auth.DeviceActor, batch outbox.Batch) ([]outbox.Answer, error) {
	if len(batch.Boxes) > op.MaxBatchOps {
		return nil, errs.E(errs.TooLarge, "")
	}
	answers := make([]outbox.Answer, len(batch.Boxes))
	var run sealedRun
	for i, box := range batch.Boxes {
		head, group, err := o.opener.Open(box)
		answers[i] = outbox.Answer{Group: head.Group}
		if err == nil {
			err = o.mayCarry(ctx, who, head.Dev, group[0].As)
		}
		switch code := errs.CodeOf(err); code {
		case "":
		case errs.Forbidden, errs.NotFound: // it stays where it is
			answers[i].Code = code
			continue
		case errs.BadRequest, errs.UnknownField:
			if answers[i].Taken, answers[i].Code, err = o.keepAside(ctx, who, box, errs.CodeOf(err)); err != nil {
				return nil, err
			}
			continue
		default:
			return nil, err
		}
		if batch.Orphan {
			head.Epoch = op.ID{}
		}
		if !run.takes(head, group) {
			if err := o.pushSealed(ctx, who, &run, answers); err != nil {
				return nil, err
			}
		}
		run.add(i, head, group)
	}
	return answers, o.pushSealed(ctx, who, &run, answers)
}

// sealedRun is a run of acts of one device that go into the log in one transaction.
type sealedRun struct {
	dev, epoch op.ID
	ops        []op.Op
	at         []int // for each act, the place of its answer
	first      []int // for each act, the place of its first op
}

func (r *sealedRun) takes(head outbox.Head, group []op.Op) bool {
	return len(r.ops) == 0 || r.dev == head.Dev && r.epoch == head.Epoch && len(r.ops)+len(group) <= op.MaxBatchOps
}

func (r *sealedRun) add(i int, head outbox.Head, group []op.Op) {
	r.dev, r.epoch = head.Dev, head.Epoch
	r.at, r.first = append(r.at, i), append(r.first, len(r.ops))
	r.ops = append(r.ops, group...)
}

// pushSealed puts a run into the log and empties it.
func (o *Office) pushSealed(ctx context.Context, who auth.DeviceActor, run *sealedRun, answers []outbox.Answer) error {
	if len(run.ops) == 0 {
		return nil
	}
	p := op.Push{Dev: run.dev, Ops: run.ops, Epoch: run.epoch}
	ans, _, err := o.core.Push(oplog.WithBatch(ctx, p.Ops), core.Actor{User: who.User, Dev: run.dev}, p)
	if err != nil {
		return err
	}
	for n, i := range run.at {
		if len(ans.Acks) != len(run.ops) {
			answers[i].Code = errs.Conflict // a restored server: the device must pull first
			continue
		}
		ack := ans.Acks[run.first[n]]
		answers[i].Taken, answers[i].Code = ack.Verdict != op.Torn, ack.Code
	}
	*run = sealedRun{}
	return nil
}

// mayCarry asks whether the device that wrote is the person's. A device that nobody knows was enrolled after the backup of
// a restored server: that it had its key from us is proved, and the appointment says whose it was. Error: forbidden.
func (o *Office) mayCarry(ctx context.Context, who auth.DeviceActor, dev, as op.ID) error {
	return o.db.View(ctx, func(tx *store.Tx) error {
		device, err := tx.Device(ctx, dev)
		owner, bad := device.UserID, device.KnownBad
		if errs.CodeOf(err) == errs.NotFound {
			var app store.Appointment
			app, err = tx.Appointment(ctx, as)
			owner = app.UserID
		}
		if err != nil && errs.CodeOf(err) != errs.NotFound {
			return err
		}
		if err != nil || owner != who.User || bad {
			return errs.E(errs.Forbidden, "")
		}
		return nil
	})
}

// keepAside keeps a box that does not open, sealed as it is, while there is room for the device's. It answers whether it is
// kept, and the reason to tell.
func (o *Office) keepAside(ctx context.Context, who auth.DeviceActor, box []byte, code errs.Code) (kept bool, reason errs.Code, err error) {
	digest := sha256.Sum256(box)
	err = o.db.Update(ctx, func(tx *store.Tx) error {
		kept, reason = true, code
		had, err := tx.HasSealedAside(ctx, digest[:])
		if had || err != nil {
			return err
		}
		n, err := tx.CountSealedAside(ctx, who.Device)
		if err != nil {
			return err
		}
		if n >= mostAside || len(box) > outbox.MaxBytes {
			kept, reason = false, errs.Limited
			return nil
		}
		audit.Append(tx, audit.Entry{Actor: who.User, Device: who.Device, Act: audit.SetAside, Denied: true})
		return tx.AddSealedAside(ctx, store.SealedAside{Digest: digest[:], Device: who.Device, Reason: string(code), RecvAt: tx.Millis(), Body: box})
	})
	return kept, reason, err
}
