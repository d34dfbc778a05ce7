package client

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sort"

	"damping/shared/domain"
	"damping/shared/op"
)

// What is at hand of every file lies in a fixed number of records, each with the files whose ids end in the same six
// bits: a device that holds ten thousand rows opens with 64 decryptions, and one changed row rewrites one record of some
// hundred and fifty. The format is the device's own and made by hand, because decoding ten thousand rows by reflection is
// felt at every start; changing it means a new version that still reads the old one.

// buckets is how many records there are. It is for ever: the bits of an id say in which one it lies.
const buckets = 64

const bucketVersion = 1

func bucketOf(file op.ID) int { return int(file[15]) % buckets }

func bucketKey(i int) string { return fmt.Sprintf("%02x", i) }

// catalogue is what is at hand of every file, by bucket.
type catalogue [buckets]map[op.ID]*entry

// get never returns nil.
func (c *catalogue) get(file op.ID) *entry {
	if x := c[bucketOf(file)][file]; x != nil {
		return x
	}
	return &nothing
}

// put replaces an entry; one that says nothing goes.
func (c *catalogue) put(file op.ID, x *entry) {
	b := bucketOf(file)
	switch {
	case x.empty():
		delete(c[b], file)
	case c[b] == nil:
		c[b] = map[op.ID]*entry{file: x}
	default:
		c[b][file] = x
	}
}

// each calls f for every file.
func (c *catalogue) each(f func(file op.ID, x *entry)) {
	for _, m := range c {
		for file, x := range m {
			f(file, x)
		}
	}
}

// bucket makes the record of one bucket.
func (c *catalogue) bucket(i int) Record {
	if len(c[i]) == 0 {
		return drop(KindCard, bucketKey(i))
	}
	files := make([]op.ID, 0, len(c[i]))
	for file := range c[i] {
		files = append(files, file)
	}
	sort.Slice(files, func(i, j int) bool { return files[i].Compare(files[j]) < 0 })
	b := []byte{bucketVersion}
	for _, file := range files {
		b = c[i][file].append(append(b, file[:]...))
	}
	return Record{Kind: KindCard, Key: bucketKey(i), Val: b}
}

// read takes in a bucket. Its texts share one copy of the record.
func (c *catalogue) read(val []byte) error {
	if len(val) == 0 || val[0] != bucketVersion {
		return errBucket
	}
	r := reader{b: val, text: string(val), at: 1}
	for r.at < len(r.b) && !r.broken {
		file := r.id()
		x := r.entry(file)
		if !r.broken {
			c.put(file, x)
		}
	}
	if r.broken {
		return errBucket
	}
	return nil
}

var errBucket = errors.New("client: not a bucket")

const (
	hasRow   = 1
	mostHeld = 32 // parts of one file
	mostDue  = 1 << 16
)

func (x *entry) append(b []byte) []byte {
	flags := byte(0)
	if x.row {
		flags = hasRow
	}
	b = append(b, flags, x.reads, byte(len(x.held)))
	for _, h := range x.held {
		b = binary.AppendUvarint(append(b, byte(h.part)), h.seq)
	}
	if !x.row {
		return b
	}
	c := &x.card
	b = append(append(b, byte(c.Kind)), c.Owner[:]...)
	b = binary.AppendVarint(binary.AppendVarint(b, c.Age), c.Touched)
	for _, s := range []string{c.Number, c.State, c.Risk, c.District, c.Head, c.Sex, string(c.Received), c.Find} {
		b = appendText(b, s)
	}
	b = binary.AppendUvarint(b, uint64(len(c.Due)))
	for i := range c.Due {
		d := &c.Due[i]
		b = append(append(b, d.ID[:]...), d.Assignee[:]...)
		b = appendText(appendText(b, d.Kind), string(d.Due))
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// reader reads a bucket from the front. After the first mistake it gives nothing more.
type reader struct {
	b      []byte
	text   string // the same
	at     int
	broken bool
}

func (r *reader) entry(file op.ID) *entry {
	x := &entry{}
	flags := r.byte()
	x.reads, x.row = r.byte(), flags&hasRow != 0
	n := int(r.byte())
	if n > mostHeld || flags > hasRow {
		r.broken = true
	}
	for range n {
		if r.broken {
			return x
		}
		x.held = append(x.held, holding{part: op.Part(r.byte()), seq: r.uint()})
	}
	if !x.row {
		return x
	}
	c := &x.card
	c.File, c.Kind, c.Owner, c.Age, c.Touched = file, op.EntKind(r.byte()), r.id(), r.int(), r.int()
	c.Number, c.State, c.Risk, c.District = r.string(), r.string(), r.string(), r.string()
	c.Head, c.Sex, c.Received, c.Find = r.string(), r.string(), domain.Local(r.string()), r.string()
	due := r.uint()
	if due > mostDue {
		r.broken = true
	}
	for range due {
		if r.broken {
			return x
		}
		c.Due = append(c.Due, domain.CardDue{ID: r.id(), Assignee: r.id(), Kind: r.string(), Due: domain.Local(r.string())})
	}
	return x
}

// next takes n bytes and returns where they begin.
func (r *reader) next(n int) (from int, ok bool) {
	if r.broken || n < 0 || n > len(r.b)-r.at {
		r.broken = true
		return 0, false
	}
	from, r.at = r.at, r.at+n
	return from, true
}

func (r *reader) byte() byte {
	if i, ok := r.next(1); ok {
		return r.b[i]
	}
	return 0
}

func (r *reader) id() (id op.ID) {
	if i, ok := r.next(len(id)); ok {
		copy(id[:], r.b[i:])
	}
	return id
}

func (r *reader) string() string {
	n := r.uint()
	if n > uint64(len(r.b)) {
		r.broken = true
		return ""
	}
	if i, ok := r.next(int(n)); ok {
		return r.text[i : i+int(n)]
	}
	return ""
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b[min(r.at, len(r.b)):])
	if n <= 0 {
		r.broken = true
		return 0
	}
	r.at += n
	return v
}

func (r *reader) int() int64 {
	v, n := binary.Varint(r.b[min(r.at, len(r.b)):])
	if n <= 0 {
		r.broken = true
		return 0
	}
	r.at += n
	return v
}
