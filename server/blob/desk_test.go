package blob

import (
	"bytes"
	"crypto/rand"
	"image"
	"image/jpeg"
	"testing"

	"damping/server/oplog"
	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// desk is an office with one caseworker, a database, and a folder of attachments.
type desk struct {
	*servertest.Office
	t      *testing.T
	vault  *vault.Vault
	log    *oplog.Log
	core   *core.Core
	store  *Store
	blobs  *core.Blobs
	engine *client.Engine
	actor  core.Actor
	as     op.ID
	folder string
}

// each runs a test at a desk on each engine.
func each(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	servertest.EachClock(t, func(t *testing.T, db *store.DB, clock *servertest.Clock) { test(t, newDesk(t, db, clock)) })
}

func newDesk(t *testing.T, db *store.DB, clock *servertest.Clock) *desk {
	t.Helper()
	d := &desk{Office: servertest.NewOffice(t, db, clock), t: t, vault: vault.New(servertest.Master(t), rand.Reader), folder: t.TempDir()}
	user := d.Account("wati")
	d.as = d.Appoint(user, d.Found("WIB", "20:00", "07:00"), policy.Companion)
	d.actor = core.Actor{User: user, Dev: d.Device(user)}
	var err error
	if d.log, err = oplog.Open(t.Context(), db, d.vault, nil); err != nil {
		t.Fatal(err)
	}
	d.core = core.New(d.log, rand.Reader)
	d.open(Options{})
	if d.engine, err = client.Open(client.NewMemory(), rand.Reader); err != nil {
		t.Fatal(err)
	}
	if err := d.engine.Enrol(d.actor.Dev); err != nil {
		t.Fatal(err)
	}
	return d
}

// open opens the room, as a process that starts.
func (d *desk) open(o Options) {
	d.t.Helper()
	o.Folder = d.folder
	var err error
	if d.store, err = Open(d.t.Context(), d.DB, d.vault, d.log, o); err != nil {
		d.t.Fatal(err)
	}
	d.blobs = core.NewBlobs(d.store, rand.Reader, core.DefaultBlobLimits)
}

// write writes an act and sends it.
func (d *desk) write(drafts ...op.Draft) {
	d.t.Helper()
	if _, err := d.engine.Author(d.Now(), d.as, op.Ctx{}, drafts); err != nil {
		d.t.Fatal(err)
	}
	for batch, more := d.engine.NextPush(); more; batch, more = d.engine.NextPush() {
		ans, _, err := d.core.Push(d.t.Context(), d.actor, batch)
		if err != nil {
			d.t.Fatal(err)
		}
		if _, err := d.engine.HandlePush(ans, d.Now()); err != nil {
			d.t.Fatal(err)
		}
	}
}

func (d *desk) newCase() op.ID {
	d.t.Helper()
	file := d.ID()
	d.write(domain.Begin(file, domain.Case, file))
	return file
}

// photo is one that somebody took.
type photo struct {
	core.BlobOffer
	data []byte
}

// photograph is a picture of so many bytes.
func photograph(t testing.TB, size int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	noise := make([]byte, max(0, size-b.Len()))
	_, _ = rand.Read(noise)
	return append(b.Bytes(), noise...)
}

// attach writes the record of a photo.
func (d *desk) attach(file op.ID, data []byte) photo {
	d.t.Helper()
	m, err := attach.Read(bytes.NewReader(data), nil)
	if err != nil {
		d.t.Fatal(err)
	}
	p := photo{core.BlobOffer{ID: d.ID(), Scope: op.Scope{File: file, Part: op.Story}, Manifest: m}, data}
	drafts, err := domain.Attach(file, op.Story, domain.NewAttachment{ID: p.ID, Hash: m.Hash, Size: m.Size, Media: attach.JPEG, Name: "a.jpg"})
	if err != nil {
		d.t.Fatal(err)
	}
	d.write(drafts...)
	return p
}

func (p photo) chunk(i int) []byte {
	from, to := attach.Span(p.Size, i)
	return p.data[from:to]
}

func (d *desk) offer(p photo) (core.Blob, []int) {
	d.t.Helper()
	b, have, err := d.blobs.Offer(d.t.Context(), d.actor, p.BlobOffer)
	if err != nil {
		d.t.Fatal(err)
	}
	return b, have
}

func (d *desk) put(p photo, i int) error {
	return d.blobs.Put(d.t.Context(), d.actor, p.ID, i, p.chunk(i))
}

// bring brings all of a photo.
func (d *desk) bring(p photo) core.Blob {
	d.t.Helper()
	_, have := d.offer(p)
	for _, i := range attach.Missing(len(p.Chunks), have) {
		if err := d.put(p, i); err != nil {
			d.t.Fatal(err)
		}
	}
	b, _, err := d.blobs.Commit(d.t.Context(), d.actor, p.ID)
	if err != nil {
		d.t.Fatal(err)
	}
	return b
}

func (d *desk) get(p photo, i int) ([]byte, error) {
	return d.blobs.Chunk(d.t.Context(), d.actor, p.ID, i)
}

// whole fails unless every byte of the photo comes back.
func (d *desk) whole(p photo) {
	d.t.Helper()
	for i := range p.Chunks {
		got, err := d.get(p, i)
		if err != nil || !bytes.Equal(got, p.chunk(i)) {
			d.t.Fatalf("chunk %d: %d bytes, %v", i, len(got), err)
		}
	}
}
