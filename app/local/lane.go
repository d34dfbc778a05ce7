package local

import (
	"cmp"
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"damping/shared/api"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
)

// lane brings the bytes of attachments to the server, one chunk at a time, beside the loop that sends and fetches and
// never in its way: it takes the engine only between two requests, and sends nothing whose ops the server has not judged.
type lane struct {
	remote  remote
	session sessionKeeper
	sync    *Syncer
	may     func() bool // the line may be used for it
	tell    func(changed []op.ID)
	rest    func() // what is done once, when the first download is over and nothing waits
	kicks   chan struct{}
}

// kick makes the lane look whether something waits.
func (l *lane) kick() {
	select {
	case l.kicks <- struct{}{}:
	default:
	}
}

// run sends at every kick until ctx ends; after a failure it comes back by itself, with growing waits. The failures are
// counted until a chunk gets through: a line that is cut after each one still moves on at once.
func (l *lane) run(ctx context.Context) {
	failures, rested := 0, false
	for {
		progress, err := l.send(ctx)
		if ctx.Err() != nil || errs.CodeOf(err) == errs.Locked {
			return
		}
		if progress {
			failures = 0
		}
		if p := l.sync.Progress(); err == nil && !rested && p.Contact != 0 && !p.FirstFetch {
			rested = true
			l.rest()
		}
		var again <-chan time.Time
		var timer *time.Timer
		if err != nil {
			failures++
			timer = time.NewTimer(retryIn(failures, rand.Int64N))
			again = timer.C
		}
		select {
		case <-ctx.Done():
		case <-l.kicks:
		case <-again:
		}
		if timer != nil {
			timer.Stop()
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// send brings what waits until nothing does. It reports whether anything got through.
func (l *lane) send(ctx context.Context) (progress bool, err error) {
	_ = l.sync.With(func(e *client.Engine) error { e.ResumeBlobs(); return nil })
	torn := 0
	var passed error // why one had to stand aside
	for l.may() {
		var ask client.BlobAsk
		some := false
		if err := l.sync.With(func(e *client.Engine) error {
			ask, some = e.NextBlob()
			return nil
		}); err != nil || !some {
			return progress, cmp.Or(err, passed)
		}
		err := l.step(ctx, ask)
		switch code := errs.CodeOf(err); {
		case err == nil:
			progress = progress || ask.Step != client.BlobAnnounce
		case ask.Final(code):
			err = l.sync.With(func(e *client.Engine) error { return e.HandleBlobRefused(ask.Blob.ID, code) })
		case isTorn(code, ask) && torn < 3:
			torn++ // what the server has is not what this device believed
			err = l.sync.With(func(e *client.Engine) error { e.ForgetUpload(); return nil })
		case isOwn(code):
			passed, torn = err, 0
			err = l.sync.With(func(e *client.Engine) error { e.PassBlob(ask.Blob.ID); return nil })
		}
		if err != nil {
			return progress, err
		}
		l.tell([]op.ID{ask.Blob.Scope.File})
	}
	return progress, passed
}

// step asks the server one thing and gives the answer to the engine.
func (l *lane) step(ctx context.Context, ask client.BlobAsk) error {
	b := &ask.Blob
	id := b.ID.String()
	var answer api.Blob
	switch ask.Step {
	case client.BlobAnnounce:
		offer := api.NewBlobOffer(id, b.Scope.File.String(), uint8(b.Scope.Part), b.Manifest())
		err := l.session.signedIn(ctx, func() error { return l.remote.json(ctx, "POST", api.BlobsPath, offer, &answer) })
		if err != nil {
			return err
		}
		return l.sync.With(func(e *client.Engine) error { return e.HandleHave(b.ID, answer.Have, answer.Done) })
	case client.BlobPut:
		var chunk []byte
		if err := l.sync.With(func(e *client.Engine) (err error) {
			chunk, err = e.Chunk(b.ID, ask.Chunk)
			return err
		}); err != nil {
			return err
		}
		if chunk == nil {
			return nil // it went in the meantime
		}
		if err := l.session.signedIn(ctx, func() error {
			_, err := l.remote.ask(ctx, "PUT", api.BlobChunk(id, ask.Chunk), api.MediaBytes, chunk)
			return err
		}); err != nil {
			return err
		}
		return l.sync.With(func(e *client.Engine) error { e.HandlePut(b.ID, ask.Chunk); return nil })
	}
	err := l.session.signedIn(ctx, func() error { return l.remote.json(ctx, "POST", api.BlobCommit(id), nil, &answer) })
	if err != nil {
		return err
	}
	return l.sync.With(func(e *client.Engine) error { return e.HandleBlobDone(b.ID) })
}

// isTorn reports whether the upload must be begun by asking again what is there.
func isTorn(code errs.Code, ask client.BlobAsk) bool {
	return ask.Step != client.BlobAnnounce && (code == errs.NotFound || code == errs.Conflict || code == errs.Invalid)
}

// isOwn reports whether it is this attachment that cannot go on now, and not the line, the session or the server's disk.
func isOwn(code errs.Code) bool {
	switch code {
	case errs.NotFound, errs.Invalid, errs.Conflict, errs.OpFirst, errs.BadRequest, errs.StoreCorrupt:
		return true
	}
	return false
}

// noteWiFi keeps that attachments are to wait for a line that costs nothing.
const noteWiFi = "desk-wifi"

// mayUseLine reports whether attachments may be sent now.
func (d *Desk) mayUseLine(o *open) bool {
	if d.p.Metered == nil || !d.p.Metered() {
		return true
	}
	kept, err := o.note(noteWiFi)
	only, _ := strconv.ParseBool(string(kept))
	return err != nil || !only
}
