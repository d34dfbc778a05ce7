package sim

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
	"damping/shared/oplog"
)

func init() {
	caseActs = append(caseActs, act{5, (*device).attach}, act{1, (*device).detach})
	events = append(events, event{14, func(d *device) { d.carry(d.w.fate()) }}, event{6, (*device).fetchPhoto})
	cycleChecks = append([]func(*device){(*device).carryAll, (*device).checkPhotos}, cycleChecks...)
	restChecks = append(restChecks, (*world).checkArchive)
	mustHappen = append(mustHappen, []string{"photo attached", "chunk lost on the way", "chunk sent twice", "chunk refused by the server's disk",
		"photo of several chunks", "photo kept for who decides", "photo known already", "photo offered again", "photo fetched", "photo refused to a stranger"})
}

// photo is an attachment that somebody made: here a recording, whose bytes need no picture.
type photo struct {
	id       op.ID
	scope    op.Scope
	by       *device
	dev      op.ID // of the phone that it was: the device may be another by now
	data     []byte
	hash     attach.Hash
	restored bool // the server was restored since
	done     bool // the server said once that it has all of it
	late     bool // its device gave it up: a month after its record was judged the server did not know the file
}

// noise is what fills a long recording. It is the same in all worlds: what is asked of the bytes does not depend on it.
var noise = strings.Repeat("s", attach.ChunkSize+4096)

func (w *world) archive() *archive { return w.store.(*archive) }

// blobs is the room of attachments as a device reaches it.
func (d *device) blobs() *oplog.Blobs {
	return oplog.NewBlobs(d.w.archive().bytes.Over(reached{d.w.store, d}), d.w.bits, oplog.DefaultBlobLimits)
}

// attach makes a recording in a case and writes its record, as the form does: the bytes first, on the device.
func (d *device) attach(f op.ID, _ domain.Parts) {
	w := d.w
	part := []op.Part{op.Story, op.Identity}[w.rng.IntN(2)]
	data := "\xff\xfb\x90\x00" + d.words(f, part)
	if w.chance(40) {
		data = "\xff\xfb\x90\x00" + canary(f, part) // the same bytes as of others there
	}
	if w.chance(5) {
		data += noise[:attach.ChunkSize+w.rng.IntN(4096)]
		w.counted["photo of several chunks"]++
	}
	p := &photo{id: w.id(), scope: op.Scope{File: f, Part: part}, by: d, dev: d.id, data: []byte(data), hash: attach.HashOf([]byte(data))}
	draft := "photo/" + hex.EncodeToString(p.id[:])
	if err := d.e.PutNote(draft, []byte("taken")); err != nil {
		panic(err)
	}
	b := client.Blob{ID: p.id, Size: int64(len(data)), Media: attach.MP3, Name: "a.mp3", Draft: draft, At: d.clock()}
	if err := d.e.Stage(b); err != nil {
		panic(err)
	}
	for i := range attach.Count(b.Size) {
		from, to := attach.Span(b.Size, i)
		if err := d.e.PutChunk(p.id, p.data[from:to]); err != nil {
			panic(err)
		}
	}
	if w.chance(10) {
		d.crash(2) // the phone ended the page under its own camera
	}
	drafts, err := domain.Attach(f, part, domain.NewAttachment{ID: p.id, Hash: p.hash, Size: b.Size, Media: b.Media, Name: b.Name})
	if err != nil {
		panic(err)
	}
	if !d.write("attachment", d.as(), drafts...) {
		return
	}
	w.archive().photos[p.id] = p
	w.counted["photo attached"]++
	if w.chance(60) { // there is a signal, more or less
		for range 1 + w.rng.IntN(3) {
			d.push(w.fate())
			d.carry(w.fate())
			d.carry(w.fate())
		}
	}
}

// detach removes an attachment that the device shows.
func (d *device) detach(f op.ID, parts domain.Parts) {
	if all := domain.Attachments(parts); len(all) > 0 {
		d.write("attachment removed", d.as(), domain.Detach(f, all[d.w.rng.IntN(len(all))]))
	}
}

// carry asks the server one thing about the attachment that is next, as the app does. It returns whether there was one.
func (d *device) carry(f fate) bool {
	ask, any := d.e.NextBlob()
	if !any {
		d.e.ResumeBlobs()
		return false
	}
	w, b := d.w, ask.Blob
	w.tell("%s: step %d of attachment %s, chunk %d, fate %d", d.name, ask.Step, short(b.ID), ask.Chunk, f)
	if f == requestLost || f == tornRequest {
		w.counted["chunk lost on the way"]++
		return true
	}
	w.archive().bytes.Fill(f == diskFull)
	defer w.archive().bytes.Fill(false)
	answer, err := d.ask(ask)
	if f == answeredTwice {
		w.counted["chunk sent twice"]++
		answer, err = d.ask(ask)
	}
	if f == answerLost || f == crashed {
		if f == crashed {
			d.crash(0)
		}
		return true
	}
	switch code := errs.CodeOf(err); {
	case code == "":
		err = answer()
	case ask.Final(code) && code == errs.NotFound:
		w.archive().photos[b.ID].givenUp(d)
		err = d.e.HandleBlobRefused(b.ID, code)
	case ask.Final(code):
		w.tell("%s: attachment %s is refused: %s", d.name, short(b.ID), code)
		err = d.e.HandleBlobRefused(b.ID, code)
	case ask.Step != client.BlobAnnounce && (code == errs.NotFound || code == errs.Conflict || code == errs.Invalid):
		d.e.ForgetUpload()
		err = nil
	case code == errs.Quota:
		w.must(f == diskFull, "I10", "%s: a disk with room is full", d.name)
		w.counted["chunk refused by the server's disk"]++
		err = nil
	default:
		w.tell("%s: attachment %s stands aside: %s", d.name, short(b.ID), code)
		d.e.PassBlob(b.ID)
		err = nil
	}
	w.must(err == nil, "I12", "%s: the answer about an attachment could not be kept: %v", d.name, err)
	return true
}

// givenUp asks whether a device may take it that the server will never know what a photo belongs to. Its clock may be two
// days ahead.
func (p *photo) givenUp(d *device) {
	judged := int64(0)
	for _, a := range d.deeds {
		if a.op.Ent.ID == p.id && a.op.Kind == op.Create { // its removal is no news of the record
			judged = max(judged, a.takenAt, a.asideAt)
		}
	}
	d.w.tell("%s: attachment %s is given up", d.name, short(p.id))
	d.w.must(judged != 0 && d.w.now >= judged+keptFor-2*day, "I2", "%s: attachment %s was given up too early", d.name, short(p.id))
	p.late = true
	d.w.counted["photo given up after a month"]++
}

// ask is the server's end of a step. What it returns tells the engine.
func (d *device) ask(ask client.BlobAsk) (tell func() error, err error) {
	w, b, ctx := d.w, ask.Blob, context.Background()
	photo := w.archive().photos[b.ID]
	switch ask.Step {
	case client.BlobAnnounce:
		before := w.archive().bytes.Rows()[b.ID]
		got, have, err := d.blobs().Offer(ctx, d.actor(), oplog.BlobOffer{ID: b.ID, Scope: b.Scope, Manifest: b.Manifest()})
		if err == nil && got.State == oplog.BlobDone && before.ID.IsZero() {
			w.counted["photo known already"]++
		}
		if err == nil && photo.done && before.ID.IsZero() {
			w.counted["photo offered again"]++
		}
		return func() error { return d.e.HandleHave(b.ID, have, got.State == oplog.BlobDone) }, err
	case client.BlobPut:
		chunk, err := d.e.Chunk(b.ID, ask.Chunk)
		if err != nil || chunk == nil {
			return nil, fmt.Errorf("chunk %d is not on the device: %w", ask.Chunk, err)
		}
		err = d.blobs().Put(ctx, d.actor(), b.ID, ask.Chunk, chunk)
		return func() error { d.e.HandlePut(b.ID, ask.Chunk); return nil }, err
	}
	_, _, err = d.blobs().Commit(ctx, d.actor(), b.ID)
	if err == nil {
		photo.done = true
	}
	return func() error { return d.e.HandleBlobDone(b.ID) }, err
}

// carryAll ends a whole cycle: what waits is brought, if there is time. At rest there is.
func (d *device) carryAll() {
	if !d.w.still && d.w.chance(60) {
		return
	}
	defer func(still bool) { d.w.still = still }(d.w.still)
	d.w.still = true // what changes now the device could not have heard
	d.e.ResumeBlobs()
	for n := 0; d.carry(well); n++ {
		d.w.must(n < 200, "I10", "%s: attachments do not come to an end", d.name)
	}
}

// fetchPhoto asks for the bytes of any attachment that there is, whether its part may be read or not.
func (d *device) fetchPhoto() {
	w := d.w
	p := w.anyPhoto()
	if p == nil {
		return
	}
	i := w.rng.IntN(attach.Count(int64(len(p.data))))
	chunk, err := d.blobs().Chunk(context.Background(), d.actor(), p.id, i)
	if err != nil {
		if errs.CodeOf(err) == errs.NotFound && !w.archive().bytes.Rows()[p.id].ID.IsZero() {
			w.counted["photo refused to a stranger"]++
			w.must(!d.may[p.scope], "I7", "%s: an attachment that may be read is refused", d.name)
		}
		return
	}
	w.must(d.may[p.scope], "I7", "%s: bytes of a scope that may not be read", d.name)
	from, to := attach.Span(int64(len(p.data)), i)
	w.must(bytes.Equal(chunk, p.data[from:to]), "I3", "%s: other bytes than were attached", d.name)
	w.counted["photo fetched"]++
	w.tell("%s: chunk %d of attachment %s fetched", d.name, i, short(p.id))
	err = d.e.KeepChunk(client.Blob{ID: p.id, Scope: p.scope, Size: int64(len(p.data)), Hash: p.hash[:], At: d.clock()}, i, chunk)
	w.must(err == nil || errs.CodeOf(err) == errs.Conflict, "I12", "%s: a copy could not be kept: %v", d.name, err)
}

// anyPhoto picks one of all, in an order that the seed alone decides.
func (w *world) anyPhoto() *photo {
	all := w.allPhotos()
	if len(all) == 0 {
		return nil
	}
	return all[w.rng.IntN(len(all))]
}

func (w *world) allPhotos() []*photo {
	all := make([]*photo, 0, len(w.archive().photos))
	for _, p := range w.archive().photos {
		all = append(all, p)
	}
	slices.SortFunc(all, func(a, b *photo) int { return a.id.Compare(b.id) })
	return all
}

// on are the chunks of a photo that lie on the device, whole or not.
func (p *photo) on(d *device) (n int) {
	for i := range attach.Count(int64(len(p.data))) {
		if vals, _ := d.disk.Get(client.KindBlob, hex.EncodeToString(p.id[:])+fmt.Sprintf("-%04x", i)); vals[0] != nil {
			n++
		}
	}
	return n
}

// waits reports whether the bytes of a photo lie on the device to be brought.
func (p *photo) waits(d *device) bool {
	vals, _ := d.disk.Get(client.KindPending, "blob-"+hex.EncodeToString(p.id[:]))
	return vals[0] != nil
}

// hasRecord reports whether the server knows what a photo belongs to, in the log or set aside on a file that is there.
func (w *world) hasRecord(p *photo) (found bool) {
	err := w.store.View(context.Background(), func(r oplog.Reader) (err error) {
		_, found, err = r.File(p.scope.File)
		return err
	})
	w.must(err == nil, "I9", "a file cannot be read: %v", err)
	return found && (w.logged(p) || w.setAside(p))
}

// stranded counts, at most, the attachments that wait on the device for a record which the server does not have: a restore lost it, or
// it was set aside with its whole file. It may yet come.
func (d *device) stranded() (n int) {
	for _, p := range d.w.allPhotos() {
		if p.waits(d) && !d.w.hasRecord(p) {
			n++
		}
	}
	return n
}

// checkPhotos asks whether nothing is left of attachments in scopes that were taken away, and whether own ones are whole.
func (d *device) checkPhotos() {
	w := d.w
	allowed := w.allowed(d.of.user)
	for _, p := range w.allPhotos() {
		n := p.on(d)
		b, known := d.e.Blob(p.id)
		w.must(n == 0 || allowed[p.scope] || known && !d.ever[p.scope] || p.waits(d) && (!w.still || !w.hasRecord(p)), "I8",
			"%s: bytes of an attachment in %s are left", d.name, p.scope.Part)
		w.must(!known || b.State == client.BlobFetched || n == attach.Count(b.Size), "I12", "%s: an attachment is known and its bytes are not there", d.name)
	}
}

// checkArchive asks at rest whether the server has the bytes of every record that it knows, and no others.
func (w *world) checkArchive() {
	a := w.archive()
	for _, p := range w.allPhotos() {
		row := a.bytes.Rows()[p.id]
		b, known := p.by.e.Blob(p.id)
		lost := !known || b.State == client.BlobFetched
		unwanted := !w.logged(p) && !w.setAside(p)
		if row.State == oplog.BlobDone && len(a.bytes.Chunks(row)) < len(row.Chunks) && p.restored && (lost || unwanted) {
			continue // a folder of before it was brought came back beside a newer log, and no phone has it, or its record was removed
		}
		if row.State == oplog.BlobDone {
			var got []byte
			for i := range row.Chunks {
				got = append(got, a.bytes.Chunks(row)[i]...)
			}
			w.must(bytes.Equal(got, p.data), "I3", "the bytes of attachment %s are not those that were attached", short(p.id))
			if !w.logged(p) && w.setAside(p) {
				w.counted["photo kept for who decides"]++
			}
			continue
		}
		if p.waits(p.by) && !w.hasRecord(p) {
			continue // still on the device: what it belongs to has yet to come
		}
		if p.late {
			continue
		}
		if lost && (p.restored || p.dev != p.by.id) || unwanted {
			continue // what a restore has taken comes back as far as a phone still has it, and from a river nothing
		}
		w.must(false, "I2", "the bytes of attachment %s of %s are nowhere", short(p.id), p.by.name)
	}
}

// logged reports whether the record of a photo is in the present log, and not removed or in dispute.
func (w *world) logged(p *photo) bool {
	st, err := fold.Open(w.store.Bundle(p.scope))
	w.must(err == nil, "I9", "a state does not open")
	v, found := domain.ReadAttachment(domain.Parts{p.scope.Part: st}, p.scope.Part, p.id)
	return found && v.Whole
}

// setAside reports whether the record of a photo waits for somebody to decide, on a file that there is, and not with its own
// removal. One that was taken in is in the log from then on, and may be removed there.
func (w *world) setAside(p *photo) (yes bool) {
	st, err := fold.Open(w.store.Bundle(p.scope))
	w.must(err == nil, "I9", "a state does not open: %v", err)
	if e := st.Find(op.Ent{Kind: domain.Attachment, ID: p.id}); e != nil && len(e.Born) > 0 {
		return false
	}
	err = w.store.View(context.Background(), func(r oplog.Reader) error {
		_, found, err := r.File(p.scope.File)
		if err != nil || !found {
			return err
		}
		ops, err := r.AsideOn(p.scope.File, p.by.of.user)
		has := func(k op.Kind) bool {
			return slices.ContainsFunc(ops, func(o op.Op) bool { return o.Ent.ID == p.id && o.Kind == k })
		}
		yes = has(op.Create) && !has(op.Tomb)
		return err
	})
	w.must(err == nil, "I9", "what was set aside cannot be read: %v", err)
	return yes
}
