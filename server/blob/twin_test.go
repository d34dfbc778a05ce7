package blob

import (
	"bytes"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"testing"
	"time"

	"damping/shared/attach"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
	"damping/shared/policy"
)

// TestTwin asks the folder on the database and the twin in memory the same things at random. Both must answer alike, byte
// for byte: what the simulation proves of the one holds for the other.
func TestTwin(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		seed := uint64(time.Now().UnixNano())
		t.Logf("seed %d", seed)
		dice := mathrand.New(mathrand.NewPCG(seed, 0))

		stranger := core.Actor{User: d.Account("tini")}
		stranger.Dev = d.Device(stranger.User)
		memory := core.NewMemory(d.ID(), d.ID(), d.Now)
		memory.Appoint(core.Appointment{ID: d.as, User: d.actor.User, Institution: d.ID(), Unit: d.ID(), Role: policy.Companion})
		twinLog := core.New(memory, rand.Reader)
		shelves := core.NewMemoryBlobs(memory)
		limits := core.BlobLimits{File: 4 * attach.ChunkSize, Device: 3 * attach.ChunkSize}
		rooms := []*core.Blobs{core.NewBlobs(d.store, rand.Reader, limits), core.NewBlobs(shelves, rand.Reader, limits)}

		file := d.ID()
		both := func(drafts ...op.Draft) {
			t.Helper()
			if _, err := d.engine.Author(d.Now(), d.as, op.Ctx{}, drafts); err != nil {
				t.Fatal(err)
			}
			batch, _ := d.engine.NextPush()
			ans, _, err := d.core.Push(t.Context(), d.actor, batch) // what the database says goes to the phone
			if err != nil {
				t.Fatal(err)
			}
			batch.Epoch = op.ID{}
			if _, _, err := twinLog.Push(t.Context(), d.actor, batch); err != nil {
				t.Fatal(err)
			}
			if _, err := d.engine.HandlePush(ans, d.Now()); err != nil {
				t.Fatal(err)
			}
		}
		both(domain.Begin(file, domain.Case, file))
		var photos []photo
		for i := range 6 {
			data := photograph(t, 1000)
			switch {
			case i == 2:
				data = photos[0].data // the same bytes
			case i == 3:
				data = []byte("<script>")
			case i > 3:
				data = photograph(t, attach.ChunkSize+1000*i)
			}
			m, err := attach.Read(bytes.NewReader(data), nil)
			if err != nil {
				t.Fatal(err)
			}
			p := photo{core.BlobOffer{ID: d.ID(), Scope: op.Scope{File: file, Part: op.Story}, Manifest: m}, data}
			photos = append(photos, p)
			drafts, err := domain.Attach(file, op.Story, domain.NewAttachment{ID: p.ID, Hash: m.Hash, Size: m.Size, Media: attach.JPEG, Name: "a.jpg"})
			if err != nil {
				t.Fatal(err)
			}
			if i != 5 { // the record of the last comes later
				both(drafts...)
			}
		}

		steps := map[string]func(q *core.Blobs, a core.Actor, p photo, i int) string{
			"offer": func(q *core.Blobs, a core.Actor, p photo, _ int) string {
				b, have, err := q.Offer(t.Context(), a, p.BlobOffer)
				return fmt.Sprint(errs.CodeOf(err), b.State, have)
			},
			"offer another": func(q *core.Blobs, a core.Actor, p photo, i int) string {
				p.Hash[i]++
				_, _, err := q.Offer(t.Context(), a, p.BlobOffer)
				return fmt.Sprint(errs.CodeOf(err))
			},
			"put": func(q *core.Blobs, a core.Actor, p photo, i int) string {
				return fmt.Sprint(errs.CodeOf(q.Put(t.Context(), a, p.ID, i, p.chunk(i))))
			},
			"put another": func(q *core.Blobs, a core.Actor, p photo, i int) string {
				return fmt.Sprint(errs.CodeOf(q.Put(t.Context(), a, p.ID, i, append([]byte{1}, p.chunk(i)...))))
			},
			"commit": func(q *core.Blobs, a core.Actor, p photo, _ int) string {
				b, have, err := q.Commit(t.Context(), a, p.ID)
				return fmt.Sprint(errs.CodeOf(err), b.State, have)
			},
			"item": func(q *core.Blobs, a core.Actor, p photo, _ int) string {
				b, have, err := q.Item(t.Context(), a, p.ID)
				if err != nil {
					b = core.Blob{}
				}
				return fmt.Sprint(errs.CodeOf(err), b.State, have, b.Media, b.Hash, b.Chunks)
			},
			"get": func(q *core.Blobs, a core.Actor, p photo, i int) string {
				chunk, err := q.Chunk(t.Context(), a, p.ID, i)
				return fmt.Sprint(errs.CodeOf(err), attach.HashOf(chunk))
			},
		}
		names := []string{"offer", "put", "put", "put", "commit", "get", "get", "item", "offer another", "put another"}
		said := map[string]int{}
		for n := range 400 {
			if n == 200 {
				p := photos[5]
				drafts, _ := domain.Attach(file, op.Story, domain.NewAttachment{ID: p.ID, Hash: p.Hash, Size: p.Size, Media: attach.JPEG, Name: "a.jpg"})
				both(drafts...)
			}
			name, p, i, actor := names[dice.IntN(len(names))], photos[dice.IntN(len(photos))], dice.IntN(3), d.actor
			if dice.IntN(5) == 0 {
				actor = stranger
			}
			real, twin := steps[name](rooms[0], actor, p, i), steps[name](rooms[1], actor, p, i)
			if real != twin {
				t.Fatalf("step %d, %s: the folder says %s, the twin %s", n, name, real, twin)
			}
			said[name+" "+real[:min(len(real), 9)]]++
		}
		if len(said) < 15 {
			t.Errorf("little happened: %v", said)
		}
	})
}
