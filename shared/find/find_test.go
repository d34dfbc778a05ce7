package find_test

import (
	"fmt"
	"math/rand"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"damping/shared/domain"
	"damping/shared/find"
	"damping/shared/fold"
	"damping/shared/op"
)

// maker writes files.
type maker struct {
	random *rand.Rand
	n      uint64
}

func (m *maker) id() op.ID { return op.NewID(1795395600000, m.random) }

// file makes the states of a file of some drafts.
func (m *maker) file(drafts ...op.Draft) domain.Parts {
	parts := domain.Parts{}
	for _, d := range drafts {
		m.n++
		state := parts[d.Part]
		if state == nil {
			state = fold.New()
			parts[d.Part] = state
		}
		state.Apply(&op.Op{ID: m.id(), N: m.n, Eff: op.HLC(m.n << 16), File: d.File, Part: d.Part, Ent: d.Ent, Kind: d.Kind, Field: d.Field, SV: d.SV, Val: d.Val, Sup: d.Sup})
	}
	return parts
}

func (m *maker) note(file op.ID, text string) []op.Draft {
	note := m.id()
	return []op.Draft{domain.Begin(file, domain.Note, note), domain.NoteText.Set(file, note, text, nil)}
}

func (m *maker) victim(file op.ID, name string) []op.Draft {
	victim := m.id()
	return []op.Draft{domain.Begin(file, domain.Victim, victim), domain.VictimName.Set(file, victim, name, nil)}
}

func seeded(t *testing.T) *maker {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	return &maker{random: rand.New(rand.NewSource(seed))}
}

func files(hits []find.Hit) (out []op.ID) {
	for _, h := range hits {
		out = append(out, h.File)
	}
	slices.SortFunc(out, op.ID.Compare)
	return out
}

func TestFind(t *testing.T) {
	m := seeded(t)
	x := find.New()
	a, b := m.id(), m.id()
	drafts := append(m.victim(a, "Mohammad Soekardi"), domain.Begin(a, domain.Case, a), domain.CaseWish.Set(a, a, "ingin pulang ke rumah nenek", nil))
	x.Put(a, m.file(append(drafts, m.note(a, "Suami memukul dengan sapu. Tetangga menelepon RT 03, 0812-3456-7890.")...)...))
	x.Put(b, m.file(append(m.victim(b, "Dewi Lestari"), m.note(b, "Korban dipukuli; “takut” pulang — menangis. Sakit kepala.")...)...))
	note := find.Place(domain.Note)
	for _, c := range []struct {
		query string
		want  []find.Hit
	}{
		{"Muhamad Sukardi", []find.Hit{{File: a, Place: find.Identity}}},
		{"sukardi memukul", []find.Hit{{File: a, Place: find.Identity}}},
		{"menelepon tetangga sukardi", []find.Hit{{File: a, Place: note}}},
		{"nenek", []find.Hit{{File: a, Place: find.Place(op.Story)}}},
		{"TAKUT", []find.Hit{{File: b, Place: note}}},
		{"menang", []find.Hit{{File: b, Place: note}}},
		{"pukul", []find.Hit{{File: b, Place: note}}},
		{"3456", []find.Hit{{File: a, Place: note}}},
		{"3457", nil},
		{"mnelepon", []find.Hit{{File: a, Place: note}}},         // nobody has it so: a letter may be missing
		{"sakti", []find.Hit{{File: b, Place: note}}},            // the same
		{"lestary", []find.Hit{{File: b, Place: find.Identity}}}, // a name
		{"menangis sapu", nil},
		{"", nil}, {"…", nil},
	} {
		got := x.Find(c.query)
		if !slices.Equal(got, c.want) {
			t.Errorf("%q finds %v, want %v", c.query, got, c.want)
		}
	}

	x.Put(b, m.file(m.note(b, "sakti mandraguna")...))
	if got := x.Find("sakit"); len(got) != 1 {
		t.Errorf("a letter is forgiven while nobody has the word: %v", got)
	}
	x.Put(b, m.file(m.note(b, "sakti mandraguna")...))
	c := m.id()
	x.Put(c, m.file(m.note(c, "sakit")...))
	if got := files(x.Find("sakit")); !slices.Equal(got, []op.ID{c}) {
		t.Errorf("a letter is forgiven although somebody has the word: %v", got)
	}
	x.Drop(c)
	if got := x.Find("mandraguna"); len(got) != 1 || x.Len() != 2 {
		t.Errorf("%v of %d", got, x.Len())
	}
	if x.Put(b, domain.Parts{}); x.Len() != 1 || len(x.Find("mandraguna")) != 0 {
		t.Errorf("a file without words is still there")
	}
}

// TestCodesAndRemovedRecordsAreNotFound holds what must not be in an index.
func TestCodesAndRemovedRecordsAreNotFound(t *testing.T) {
	m := seeded(t)
	x, file, what := find.New(), m.id(), m.id()
	fields, _ := domain.AttachmentIn(op.Story)
	begin := op.Draft{File: file, Part: op.Story, Ent: op.Ent{Kind: domain.Attachment, ID: what}, Kind: op.Create}
	state := m.file(begin, fields.Name.Set(file, what, "kunjungan.jpg", nil), fields.Media.Set(file, what, "image/jpeg", nil),
		domain.Begin(file, domain.Case, file), domain.CaseDistrict.Set(file, file, "18.71.01", nil), domain.CaseReceived.Set(file, file, "2026-11-23T08:00", nil))
	x.Put(file, state)
	for query, want := range map[string]int{"kunjungan": 1, "18": 0, "2026": 0, "image": 0} {
		if got := len(x.Find(query)); got != want {
			t.Errorf("%q: %d, want %d", query, got, want)
		}
	}
	for p, s := range state {
		if e := s.Find(op.Ent{Kind: domain.Attachment, ID: what}); e != nil {
			s.Apply(&op.Op{ID: m.id(), Eff: 1 << 40, File: file, Part: p, Ent: e.Ent, Kind: op.Tomb, Sup: e.Heads()})
		}
	}
	if x.Put(file, state); len(x.Find("kunjungan")) != 0 {
		t.Error("what was removed is found")
	}
}

// pieces are what texts are made of: words of the field, their spellings, numbers, and what people paste.
var pieces = strings.Fields(`korban KORBAN memukul dipukul Soekarno Sukarno dhani tjahaya 0812 081 3456-789 Ibu’s café ÉCOLE naïve ×÷ rumah—nenek
	🙂takut İstanbul Å Kelvin "kata" a b oe dj ny muh. Mohamad aa bb11 x_y 文字 suami/istri tidak. TIDAK, ya`)

// TestIndexFindsWhatAScanFinds compares the index with reading every text: whole words and beginnings of words.
func TestIndexFindsWhatAScanFinds(t *testing.T) {
	m := seeded(t)
	for range 200 {
		x, texts := find.New(), map[op.ID]string{}
		put := func(file op.ID) {
			var drafts []op.Draft
			all := ""
			for range 1 + m.random.Intn(3) {
				text := ""
				for range m.random.Intn(6) {
					text += pieces[m.random.Intn(len(pieces))] + []string{" ", "\n", ", ", ""}[m.random.Intn(4)]
				}
				if m.random.Intn(2) == 0 {
					drafts = append(drafts, m.note(file, text)...)
				} else {
					drafts = append(drafts, m.victim(file, text)...)
				}
				all += text + "\n"
			}
			x.Put(file, m.file(drafts...))
			texts[file] = all
		}
		for range 8 {
			put(m.id())
		}
		for file := range texts { // some change, some go
			switch m.random.Intn(4) {
			case 0:
				put(file)
			case 1:
				x.Drop(file)
				delete(texts, file)
			}
		}
		for range 20 {
			query := ""
			for range 1 + m.random.Intn(2) {
				word := []rune(pieces[m.random.Intn(len(pieces))])
				query += string(word[:1+m.random.Intn(len(word))]) + " "
			}
			got := files(x.Find(query))
			for file, text := range texts {
				if scan(text, query) && !slices.Contains(got, file) {
					t.Fatalf("%q is in %q and was not found", query, text)
				}
			}
			for _, file := range got {
				if domain.Match(domain.Fold(texts[file]), domain.Fold(query)) == 0 {
					t.Fatalf("%q was found in %q", query, texts[file])
				}
			}
		}
	}
}

// scan reports whether every word of a query is a word of a text or begins one; it is never true of a query without words.
func scan(text, query string) bool {
	words, wanted := strings.Fields(domain.Fold(text)), strings.Fields(domain.Fold(query))
	for _, q := range wanted {
		if !slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, q) }) {
			return false
		}
	}
	return len(wanted) > 0
}

// syllables make words that are spread as in a language: few are frequent, many are rare.
var syllables = strings.Fields("ma ka di ber ter an per me pu lang ra sa ti ku ning tu si ne ga lo ba wi jo ha da ri mo su no ke la pa nu yo ce")

// story writes words until there are so many bytes.
func story(random *rand.Rand, bytes int) string {
	var b strings.Builder
	spread := rand.NewZipf(random, 1.07, 8, 40_000)
	for b.Len() < bytes {
		for n := spread.Uint64() + 30; n > 0; n /= uint64(len(syllables)) {
			b.WriteString(syllables[n%uint64(len(syllables))])
		}
		b.WriteByte(' ')
	}
	return b.String()
}

// caseload makes cases of 20 kB in five notes each.
func caseload(random *rand.Rand, n int) (ids []op.ID, parts []domain.Parts) {
	m := &maker{random: random}
	for range n {
		file := m.id()
		drafts := m.victim(file, story(random, 20))
		for range 5 {
			drafts = append(drafts, m.note(file, story(random, 4000))...)
		}
		ids, parts = append(ids, file), append(parts, m.file(drafts...))
	}
	return ids, parts
}

// BenchmarkFind is a caseload of 2,000 cases with 40 MB of text.
func BenchmarkFind(b *testing.B) {
	ids, parts := caseload(rand.New(rand.NewSource(1)), 2000)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	before := heap()
	x := find.New()
	fill := func(x *find.Index) {
		for i, id := range ids {
			x.Put(id, parts[i])
		}
	}
	fill(x)
	weight := heap() - before
	b.Run("fill", func(b *testing.B) {
		for b.Loop() {
			fill(find.New())
		}
		b.ReportMetric(float64(weight)/1e6, "MB")
	})
	for _, query := range []string{"mapulang", "ma", "mapulnag bertukan", "qwertyuiop"} {
		b.Run(fmt.Sprintf("%q", query), func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = len(x.Find(query))
			}
			b.ReportMetric(float64(n), "hits")
		})
	}
}
