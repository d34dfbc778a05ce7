package sim

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/errs"
	"damping/shared/op"
	"damping/shared/oplog"
)

func init() {
	events = append(events, event{5, (*device).courier})
	cycleChecks = append(cycleChecks, (*device).checkParcels)
	mustHappen = append(mustHappen, []string{"photo brought by the worker"})
}

// courier is the service worker with the bytes of attachments: it knows of them what is sealed to the server, and takes the
// chunks as they lie on the disk. It learns nothing but that the server has all.
func (d *device) courier() {
	d.checkParcels()
	w, ctx := d.w, context.Background()
	all := d.disk.parcels()
	for _, id := range slices.SortedFunc(maps.Keys(all), op.ID.Compare) {
		c := all[id]
		if c.Sent || w.chance(20) {
			continue
		}
		actor, p := oplog.Actor{User: d.of.user, Dev: c.Dev}, c.Parcel
		_, have, err := d.blobs().Offer(ctx, actor, oplog.BlobOffer{ID: id, Scope: p.Scope, Manifest: p.Manifest})
		for _, i := range attach.Missing(len(p.Chunks), have) {
			if w.chance(10) { // the browser ends it
				return
			}
			if err == nil {
				err = d.blobs().Put(ctx, actor, id, i, d.opened(p, i))
			}
		}
		if err == nil {
			_, _, err = d.blobs().Commit(ctx, actor, id)
		}
		if err != nil {
			w.tell("%s: the worker cannot bring attachment %s: %s", d.name, short(id), errs.CodeOf(err))
			continue
		}
		w.archive().photos[id].done = true
		w.counted["photo brought by the worker"]++
		if w.chance(80) { // otherwise its answer is lost
			c.Sent = true
			d.mark(c)
		}
	}
}

// opened is a chunk as the server gets it out of what lies on the disk.
func (d *device) opened(p *attach.Parcel, i int) []byte {
	vals, _ := d.disk.Get(client.KindBlob, hex.EncodeToString(p.ID[:])+fmt.Sprintf("-%04x", i))
	chunk, err := p.Key.Open(p.ID, i, vals[0])
	d.w.must(err == nil, "I2", "%s: the server cannot open chunk %d of attachment %s", d.name, i, short(p.ID))
	from, to := attach.Span(p.Size, i)
	d.w.must(bytes.Equal(chunk, d.w.archive().photos[p.ID].data[from:to]), "I3", "%s: chunk %d of attachment %s is another", d.name, i, short(p.ID))
	return chunk
}

// checkParcels asks that the bytes which wait can be sent without the device, and no others.
func (d *device) checkParcels() {
	have := d.disk.parcels()
	for _, p := range d.w.allPhotos() {
		c, found := have[p.id]
		d.w.must(found == p.waits(d), "I2", "%s: attachment %s waits %v, and the worker can send it %v", d.name, short(p.id), p.waits(d), found)
		d.w.must(!found || c.Dev == d.id && c.Parcel.Scope == p.scope && c.Parcel.Hash == p.hash, "I2", "%s: what is sealed of attachment %s is another", d.name, short(p.id))
	}
}
