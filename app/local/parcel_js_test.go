package local

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"slices"
	"syscall/js"
	"testing"
	"time"

	"damping/app/device"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/op"
	"damping/shared/outbox"
)

// photographed is a store with an attachment that was not sent, and a copy of another that nobody sealed.
func photographed(t *testing.T, p page) (name string, to *outbox.Opener, id op.ID, photo []byte) {
	t.Helper()
	name, to = written(t, p, 1)
	e, err := client.Open(unlocked(t, p, name), rand.Reader)
	must(t, err)
	dev := e.Device()
	sealer, err := outbox.NewSealer(to.Public(), dev, to.MAC(dev))
	must(t, err)
	must(t, e.SealWith(sealer))
	id, photo = op.NewID(4, rand.Reader), bytes.Repeat([]byte(canary), 20*attach.ChunkSize/len(canary))
	must(t, e.PutNote("draft", []byte("x")))
	take := func(id op.ID) {
		must(t, e.Stage(client.Blob{ID: id, Size: int64(len(photo)), Media: attach.PDF, Name: "a.pdf", Draft: "draft"}))
		for i := range attach.Count(int64(len(photo))) {
			from, to := attach.Span(int64(len(photo)), i)
			must(t, e.PutChunk(id, photo[from:to]))
		}
	}
	take(id)
	drafts, err := domain.Attach(op.NewID(3, rand.Reader), op.Story, domain.NewAttachment{ID: id, Hash: attach.HashOf(photo), Size: int64(len(photo)), Media: attach.PDF, Name: "a.pdf"})
	must(t, err)
	_, err = e.Author(time.Now().UnixMilli(), op.NewID(2, rand.Reader), op.Ctx{}, drafts)
	must(t, err)
	take(op.NewID(5, rand.Reader)) // of a form that is not saved
	p.shim.lock()
	return name, to, id, photo
}

// carried is what the worker can send of an attachment, opened as the server does.
func carried(t *testing.T, to *outbox.Opener, rows js.Value) (out []byte) {
	t.Helper()
	last := rows.Index(rows.Length() - 1) // after all acts
	if !last.Get("head").Get("parcel").Bool() {
		t.Fatal("no parcel, or not the last")
	}
	_, parcel, err := to.OpenParcel(device.Bytes(last.Get("box")))
	must(t, err)
	for i := range parcel.Chunks {
		sealed := outboxJS(t, "chunk", last.Get("head").Get("group"), i)
		if sealed.IsUndefined() {
			t.Fatalf("chunk %d is nowhere", i)
		}
		chunk, err := parcel.Key.Open(parcel.ID, i, device.Bytes(sealed))
		must(t, err)
		out = append(out, chunk...)
	}
	return out
}

// chunkKeys lists what lies on a shelf.
func chunkKeys(t *testing.T, name, shelf string) (keys []string) {
	t.Helper()
	all := settle(t, rawOpen(t, name).rows(shelf, "readonly").Call("getAllKeys"))
	for i := range all.Length() {
		keys = append(keys, all.Index(i).String())
	}
	return keys
}

func TestParcel(t *testing.T) {
	t.Run("is sent from a locked store, and shows nothing", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to, _, photo := photographed(t, p)
		if got := carried(t, to, outboxJS(t, "waiting", name)); !bytes.Equal(got, photo) {
			t.Errorf("%d other bytes", len(got))
		}
		if found := rawOpen(t, name).found(canary); len(found) != 0 {
			t.Errorf("the canary lies open in %v", found)
		}
		if c, err := p.Sealed(name); err != nil || c.Acts != 3 {
			t.Errorf("counts %+v, %v", c, err)
		}
		if outboxJS(t, "inUse", name).Bool() {
			t.Error("a page that has locked it counts as one that sends")
		}
		unlocked(t, p, name)
		if !outboxJS(t, "inUse", name).Bool() {
			t.Error("a page that has it open does not")
		}
	})

	t.Run("moves to the worker's own, chunks and all, and goes from there when it was taken", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to, id, photo := photographed(t, p)
		if n, err := p.Surrender(name); n != 3 || err != nil {
			t.Fatalf("moved %d, %v", n, err)
		}
		must(t, p.Destroy(name))
		if got := carried(t, to, outboxJS(t, "orphans")); !bytes.Equal(got, photo) {
			t.Errorf("%d other bytes", len(got))
		}
		outboxJS(t, "forget", []any{hex.EncodeToString(id[:])})
		if n := len(chunkKeys(t, "worker", "chunks")); n != 0 || outboxJS(t, "orphans").Length() != 2 {
			t.Errorf("%d chunks are left", n)
		}
	})

	for _, c := range []struct {
		name, method string
		nth          int
	}{
		{"a crash before the boxes are on the disk loses nothing", "put", 3},
		{"a crash among the chunks loses nothing", "put", 20},
		{"a crash before the originals go loses nothing", "delete", 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := tab(t, &clock{})
			name, to, _, photo := photographed(t, p)
			mend := page{window: js.Global()}.failCall("IDBObjectStore", c.method, c.nth)
			_, err := p.Surrender(name)
			mend()
			if err == nil {
				t.Fatal("nothing failed")
			}
			if got := carried(t, to, outboxJS(t, "waiting", name)); !bytes.Equal(got, photo) {
				t.Errorf("%d other bytes are left in the store", len(got))
			}
			if rows := outboxJS(t, "orphans"); rows.Length() > 0 {
				if got := carried(t, to, rows); !bytes.Equal(got, photo) {
					t.Errorf("the worker has %d other bytes", len(got))
				}
			}
			if n, err := p.Surrender(name); n != 3 || err != nil {
				t.Errorf("again: %d, %v", n, err)
			}
			must(t, p.Destroy(name))
			if got := carried(t, to, outboxJS(t, "orphans")); !bytes.Equal(got, photo) {
				t.Errorf("%d other bytes arrived", len(got))
			}
		})
	}

	t.Run("stays when all is pruned that nobody can open", func(t *testing.T) {
		p := tab(t, &clock{})
		name, to, id, photo := photographed(t, p)
		outboxJS(t, "prune", name)
		foreign := func(key string) bool { return key[:32] != hex.EncodeToString(id[:]) }
		if keys := chunkKeys(t, name, "blobs"); len(keys) != 20 || slices.ContainsFunc(keys, foreign) {
			t.Errorf("left are %d", len(keys))
		}
		if got := carried(t, to, outboxJS(t, "waiting", name)); !bytes.Equal(got, photo) {
			t.Errorf("%d other bytes", len(got))
		}
	})
}
