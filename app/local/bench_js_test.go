package local

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"damping/shared/client"
)

// The figures behind the start and the saving, in a real browser at full speed.

func benchPage(b *testing.B) (page, string) {
	p := tab(b, &clock{})
	name := NameOf(fmt.Sprint(b.Name(), time.Now().UnixNano()))
	s, err := p.Create(name, password)
	if err != nil {
		b.Fatal(err)
	}
	s.Lock()
	b.Cleanup(func() { _ = p.Destroy(name) })
	return p, name
}

func BenchmarkUnlock(b *testing.B) {
	p, name := benchPage(b)
	for b.Loop() {
		s, err := p.Unlock(name, password)
		if err != nil {
			b.Fatal(err)
		}
		s.Lock()
	}
}

func BenchmarkCommit(b *testing.B) {
	for _, durable := range []bool{true, false} {
		b.Run(fmt.Sprintf("durable=%v", durable), func(b *testing.B) {
			p, name := benchPage(b)
			s, err := p.Unlock(name, password)
			if err != nil {
				b.Fatal(err)
			}
			op, card, meta := bytes.Repeat([]byte{1}, 600), bytes.Repeat([]byte{2}, 400), bytes.Repeat([]byte{3}, 80)
			n := 0
			for b.Loop() {
				n++
				if err := s.Commit(durable,
					client.Record{Kind: client.KindPending, Key: fmt.Sprintf("%014x", n), Val: op},
					client.Record{Kind: client.KindCard, Key: "card", Val: card},
					client.Record{Kind: client.KindMeta, Key: "meta", Val: meta}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkLoad2000Cards(b *testing.B) {
	p, name := benchPage(b)
	s, err := p.Unlock(name, password)
	if err != nil {
		b.Fatal(err)
	}
	var records []client.Record
	for i := range 2000 {
		records = append(records, client.Record{Kind: client.KindCard, Key: fmt.Sprintf("%032x", i), Val: bytes.Repeat([]byte{byte(i)}, 400)})
	}
	if err := s.Commit(false, records...); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.Load(client.KindCard); err != nil {
			b.Fatal(err)
		}
	}
}
