package sim

import (
	"bytes"
	"encoding/hex"
	"maps"
	"strconv"
	"strings"

	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// disk is a device's store with the manners of a real one: it may refuse a write, and a crash may take back the latest
// writes that were not asked to be durable, newest first.
type disk struct {
	*client.Memory
	undo   [][]client.Record // what the relaxed commits since the last durable one replaced
	refuse int               // which coming commit is refused; 0 for none
	broke  bool              // a commit was refused
	half   bool              // what is refused is half written: no disk of ours does that, but a test must notice one

	// What lies on it, read with eyes of our own.
	meta    client.Meta
	pending map[string]owned
	books   map[string]book // the buckets; what follows comes of them
	held    map[op.Scope]uint64
	may     map[op.Scope]bool // what is held, and what may be read of what is held as a card
	rows    map[op.ID]domain.Card
	bases   map[op.Scope]based
	kept    map[string]bool // the keys of what is kept for a restored server
	written []op.Op         // ops first put into the outbox since last asked
}

// owned and based are the engine's records as they lie on the disk.
type owned struct {
	Op      op.Op  `cbor:"0,keyasint"`
	Acked   bool   `cbor:"1,keyasint,omitempty"`
	Seq     uint64 `cbor:"2,keyasint,omitempty"`
	Eff     op.HLC `cbor:"3,keyasint,omitempty"`
	Covered bool   `cbor:"4,keyasint,omitempty"`
	Hidden  bool   `cbor:"5,keyasint,omitempty"`
}

type based struct {
	AsOf   uint64 `cbor:"0,keyasint"`
	Bundle []byte `cbor:"1,keyasint"`
}

func newDisk() *disk {
	d := &disk{Memory: client.NewMemory()}
	d.reread()
	return d
}

// Commit implements client.Store.
func (d *disk) Commit(durable bool, records ...client.Record) error {
	if d.refuse > 0 {
		if d.refuse--; d.refuse == 0 {
			d.broke = true
			if d.half {
				_ = d.Memory.Commit(true, records[:len(records)/2]...)
			}
			return errs.E(errs.Quota, "err.quota")
		}
	}
	if durable {
		d.undo = nil
	} else {
		var old []client.Record
		for _, r := range records {
			was, _ := d.Get(r.Kind, r.Key)
			old = append(old, client.Record{Kind: r.Kind, Key: r.Key, Val: was[0]})
		}
		d.undo = append(d.undo, old)
	}
	for _, r := range records {
		d.look(r)
	}
	return d.Memory.Commit(durable, records...)
}

// crash takes back up to n relaxed commits.
func (d *disk) crash(n int) (undone int) {
	for ; n > 0 && len(d.undo) > 0; n-- {
		old := d.undo[len(d.undo)-1]
		d.undo = d.undo[:len(d.undo)-1]
		for i := len(old) - 1; i >= 0; i-- {
			_ = d.Memory.Commit(true, old[i])
		}
		undone++
	}
	d.undo = nil
	d.reread()
	return undone
}

func (d *disk) reread() {
	d.meta = client.Meta{}
	d.pending, d.held, d.bases = map[string]owned{}, map[op.Scope]uint64{}, map[op.Scope]based{}
	d.kept = map[string]bool{}
	d.books, d.may, d.rows = map[string]book{}, map[op.Scope]bool{}, map[op.ID]domain.Card{}
	all, _ := d.Load(client.KindMeta, client.KindBase, client.KindCard, client.KindPending, client.KindRetain)
	for _, r := range all {
		d.look(r)
	}
	d.written = nil
}

func (d *disk) look(r client.Record) {
	switch {
	case r.Kind == client.KindPending && strings.HasPrefix(r.Key, "blob-"): // an attachment that waits, not an op
	case r.Kind == client.KindPending && r.Val == nil:
		delete(d.pending, r.Key)
	case r.Kind == client.KindPending:
		var o owned
		decode(r.Val, &o)
		n := strings.TrimSuffix(r.Key, client.TakenKey)
		_, waited := d.pending[n]
		if _, taken := d.pending[n+client.TakenKey]; !waited && !taken {
			d.written = append(d.written, o.Op)
		}
		d.pending[r.Key] = o
	case r.Kind == client.KindRetain && r.Val == nil:
		delete(d.kept, r.Key)
	case r.Kind == client.KindRetain:
		d.kept[r.Key] = true
	case r.Kind == client.KindBase && r.Val == nil:
		delete(d.bases, scopeOf(r.Key))
	case r.Kind == client.KindBase:
		var b based
		decode(r.Val, &b)
		d.bases[scopeOf(r.Key)] = b
	case r.Kind == client.KindMeta && r.Key == "meta":
		d.meta = client.Meta{}
		if r.Val != nil {
			decode(r.Val, &d.meta)
		}
	case r.Kind == client.KindCard:
		d.books[r.Key] = readBook(r.Val)
		d.held, d.may, d.rows = map[op.Scope]uint64{}, map[op.Scope]bool{}, map[op.ID]domain.Card{}
		for _, b := range d.books {
			maps.Copy(d.held, b.held)
			maps.Copy(d.may, b.may)
			maps.Copy(d.rows, b.rows)
			for s := range b.held {
				d.may[s] = true
			}
		}
	}
}

// trace is a sign of a scope on the disk: its name in a key or a canary in a value.
type trace struct {
	file string // the end of the file's id, in hex
	part op.Part
	kind client.Kind
}

// traces looks through every key and value there is.
func (d *disk) traces() []trace {
	var out []trace
	all, _ := d.Load(client.KindMeta, client.KindBase, client.KindCard, client.KindPending, client.KindRetain, client.KindRefused, client.KindNote)
	for _, r := range all {
		if len(r.Key) >= 35 && r.Key[32] == '-' {
			part, _ := strconv.ParseUint(r.Key[33:35], 16, 8)
			out = append(out, trace{r.Key[20:32], op.Part(part), r.Kind})
		}
		for rest := r.Val; ; {
			i := bytes.Index(rest, []byte(mark))
			if i < 0 {
				break
			}
			rest = rest[i+len(mark):]
			part, _ := strconv.Atoi(string(rest[12:14]))
			out = append(out, trace{string(rest[:12]), op.Part(part), r.Kind})
		}
	}
	return out
}

func decode(b []byte, v any) {
	if err := op.Unmarshal(b, v); err != nil {
		panic(err)
	}
}

// scopeOf reads the key of a base.
func scopeOf(key string) (s op.Scope) {
	b, err := hex.DecodeString(strings.ReplaceAll(key, "-", ""))
	if err != nil || len(b) != 17 {
		panic("sim: a base lies under a strange key")
	}
	copy(s.File[:], b)
	s.Part = op.Part(b[16])
	return s
}
