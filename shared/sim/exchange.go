package sim

import (
	"context"
	"maps"
	"slices"

	"damping/shared/op"
)

// fate is what the network and the disk do to one exchange.
type fate uint8

const (
	well fate = iota
	requestLost
	answerLost
	answeredTwice
	tornRequest
	diskFull
	crashed
)

func (w *world) fate() fate {
	switch roll := w.rng.IntN(100); {
	case roll < 50:
		return well
	case roll < 60:
		return requestLost
	case roll < 74:
		return answerLost
	case roll < 80:
		return answeredTwice
	case roll < 86:
		return tornRequest
	case roll < 93:
		return diskFull
	}
	return crashed
}

// push sends one batch.
func (d *device) push(f fate) {
	batch, any := d.e.NextPush()
	if !any {
		return
	}
	d.w.tell("%s: push of %d, fate %d", d.name, len(batch.Ops), f)
	switch f {
	case requestLost:
		d.w.keep(letter{to: d, push: &batch})
		return
	case tornRequest:
		batch.Ops = batch.Ops[:1+d.w.rng.IntN(len(batch.Ops))]
	case answeredTwice:
		early := d.send(batch)
		d.w.keep(letter{to: d, pushed: &early})
	}
	ans := d.send(batch)
	if f == answerLost {
		d.w.keep(letter{to: d, pushed: &ans})
		return
	}
	d.failing(f, func() error { return d.verdict(ans, false) })
}

// send is the server's end of a push.
func (d *device) send(batch op.Push) op.PushAnswer {
	wire(d.w, &batch)
	before := slices.Clone(d.w.store.Grants())
	ans, _, err := d.core.Push(context.Background(), d.actor(), batch)
	d.w.must(err == nil, "I10", "%s: push failed: %v", d.name, err)
	d.w.answered(ans)
	d.w.checkServer(before)
	wire(d.w, &ans)
	return ans
}

func (d *device) verdict(ans op.PushAnswer, late bool) error {
	told := d.watch()
	changed, err := d.e.HandlePush(ans, d.clock())
	if late && err == nil {
		d.w.counted["late verdict"]++
	}
	if err != nil {
		d.w.must(late || d.disk.broke, "I10", "%s: verdict refused: %v", d.name, err)
		return err
	}
	for _, a := range ans.Acks {
		d.w.counted[[]string{"", "act taken", "act quarantined", "act rejected", "act torn"}[a.Verdict]]++
		d.saw = max(d.saw, a.Eff)
		if mine := d.w.deeds[a.ID]; mine != nil && a.Verdict == op.Accepted {
			mine.heard = true
		}
	}
	told(changed)
	d.check()
	return nil
}

// pull fetches one page and returns whether there are more.
func (d *device) pull(f fate) (more bool) {
	req := d.e.NextPull()
	if d.w.chance(60) {
		req.Limit = 1 + d.w.rng.IntN(3000)
	}
	d.w.tell("%s: pull from %d, fate %d", d.name, req.Cursor.Seq, f)
	if f == requestLost || f == tornRequest {
		return false
	}
	ans := d.fetch(req)
	if f == answeredTwice {
		d.w.keep(letter{to: d, pulled: &ans})
		d.w.pass(1)
		ans = d.fetch(req)
	}
	if f == answerLost {
		d.w.keep(letter{to: d, pulled: &ans})
		return false
	}
	d.failing(f, func() (err error) {
		more, err = d.page(ans, false)
		return err
	})
	return more
}

// fetch is the server's end of a pull.
func (d *device) fetch(req op.Pull) op.PullAnswer {
	wire(d.w, &req)
	ans, err := d.core.Pull(context.Background(), d.actor(), req)
	d.w.must(err == nil, "I10", "%s: pull failed: %v", d.name, err)
	d.w.answered(ans)
	d.remembered(&ans)
	d.w.checkPage(d, &ans)
	wire(d.w, &ans)
	return ans
}

func (d *device) page(ans op.PullAnswer, late bool) (more bool, err error) {
	before, bases, held := d.cursor(), maps.Clone(d.disk.bases), d.disk.held
	told := d.watch()
	changed, more, err := d.e.HandlePull(ans, d.clock())
	if late && err != nil {
		d.w.counted["late page refused"]++
	}
	if err != nil {
		d.w.must(late || d.disk.broke, "I10", "%s: page refused: %v", d.name, err)
		return false, err
	}
	if ans.NeedHeld {
		return more, nil
	}
	if before.Epoch != d.cursor().Epoch {
		d.saw = 0
	} else {
		d.checkListed(&ans, held)
		d.w.must(d.cursor().Seq >= before.Seq, "I12", "%s: the cursor went back", d.name)
		for s, b := range d.disk.bases {
			d.w.must(b.AsOf >= bases[s].AsOf, "I12", "%s: a base of %s went back", d.name, s.Part)
		}
	}
	d.w.counted["scope revoked"] += len(ans.Revoked)
	if ans.More {
		d.w.counted["page cut"]++
	}
	d.learn(&ans, held)
	told(changed)
	d.taken = ans.Revoked
	d.check()
	d.taken = nil
	return more, nil
}

// failing runs f with a disk that refuses, as fate wants: an engine that goes on must be as before, and a new one must
// find on the disk what the old one had.
func (d *device) failing(f fate, fn func() error) {
	if f != diskFull && f != crashed {
		_ = fn()
		return
	}
	before := d.picture()
	d.disk.refuse, d.disk.broke = 1+d.w.rng.IntN(2), false
	err := fn()
	broke := d.disk.broke
	d.disk.refuse, d.disk.broke = 0, false
	if broke {
		d.w.counted["write refused by the disk"]++
		d.w.must(err != nil, "I12", "%s: the disk refused and nobody was told", d.name)
		d.w.must(before == d.picture(), "I12", "%s: half of a refused write was taken", d.name)
	}
	if f == crashed {
		last := d.picture()
		d.crash(0)
		d.w.must(last == d.picture(), "I12", "%s: cursor and data disagree after a crash", d.name)
	}
	d.check()
}

// cycle is what the app does when it has signal: everything is sent, then everything fetched, and once more when the
// server turns out to have been restored. It returns whether anything was sent.
func (d *device) cycle() (sent bool) {
	d.w.tell("%s: cycle", d.name)
	for again := 0; ; again++ {
		d.w.must(again < 3, "I10", "%s: the outbox fills again and again", d.name)
		for n := 0; ; n++ {
			batch, any := d.e.NextPush()
			if !any {
				break
			}
			sent = true
			d.w.must(n < 60, "I10", "%s: the outbox does not empty", d.name)
			_ = d.verdict(d.send(batch), false)
		}
		for n, more := 0, true; more; n++ {
			d.w.must(n < 400, "I10", "%s: the pages do not end", d.name)
			req := d.e.NextPull()
			d.asks(&req)
			if d.w.chance(50) {
				req.Limit = 1 + d.w.rng.IntN(2000)
			}
			d.w.stirred = false
			more, _ = d.page(d.fetch(req), false)
			more = more || d.w.stirred
		}
		if _, more := d.e.NextPush(); !more {
			break
		}
	}
	d.checkAll()
	return sent
}

// wire sends some messages through the codec, as the network does with all.
func wire[T any](w *world, v *T) {
	if !w.chance(25) {
		return
	}
	b := op.Marshal(*v)
	var back T
	decode(b, &back)
	*v = back
}
