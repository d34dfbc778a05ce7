package letter

import (
	"strings"

	"damping/shared/code"
)

// block is a piece of a letter.
type block interface{ draw(s *sheet, f *facts) }

// The blocks. Texts may name facts in braces: "Pada hari {surat.hari}"; one that is not known is dots to be written on.
type (
	// title is the name of a form over its number.
	title string
	// heading begins a part.
	heading string
	// para is running text.
	para string
	// rows are facts one below the other, a label beside each.
	rows []row
	row  struct{ label, fact string }
	// further are rows that are left out where nothing is known: nobody is to fill them by hand.
	further rows
	// numbered are rows with their numbers.
	numbered rows
	// prose is one long fact over the whole width, or so many lines to be written on.
	prose struct {
		label, fact string
		lines       int
	}
	// each draws its blocks for every record of a kind, once with nothing in it when there is none. count is the fact under
	// which the blocks find the number of the record; of one alone there is none.
	each struct {
		of     string
		blocks []block
	}
	// table lists the records of a kind in columns, with so many empty lines when there is none.
	table struct {
		of      string
		columns []column
		empty   int
	}
	column struct {
		head, fact string
		share      float64 // of the width
	}
	// list are sentences with their numbers.
	list []string
	// checks are boxes to be ticked; those whose fact is known are.
	checks []row
	// choices are boxes for every code of a list; the fact of one is the name of the block with the code.
	choices struct{ list, name string }
	// turn goes on to a page that is sent back by itself.
	turn struct{}
)

const (
	gap     = 2.0  // between blocks
	labels  = 58.0 // width of the labels of rows
	numbers = 8.0  // width of the numbers of rows and sentences
)

func (b title) draw(s *sheet, f *facts) {
	s.room(12)
	s.text(f.fill(string(b)), left, s.width(), style{size: 13, bold: true, align: 'C'})
	s.text(f.fill("Nomor: {surat.nomor}"), left, s.width(), centred)
	s.y += 2 * gap
}

func (b heading) draw(s *sheet, f *facts) {
	s.room(lineHeight*6 + gap) // not alone at the foot of a page
	s.y += gap
	s.text(f.fill(string(b)), left, s.width(), strong)
	s.y += gap / 2
}

func (b turn) draw(s *sheet, _ *facts) { s.turn() }

func (b para) draw(s *sheet, f *facts) {
	s.text(f.fill(string(b)), left, s.width(), plain)
	s.y += gap
}

func (b rows) draw(s *sheet, f *facts) {
	for _, r := range b {
		s.row(f.fill(r.label), f.get(r.fact), left)
	}
	s.y += gap
}

func (b numbered) draw(s *sheet, f *facts) {
	for i, r := range b {
		s.mark(itoa(i+1) + ".")
		s.row(f.fill(r.label), f.get(r.fact), left+numbers)
	}
	s.y += gap
}

func (b further) draw(s *sheet, f *facts) {
	for _, r := range b {
		if text := f.get(r.fact); text != "" {
			s.row(f.fill(r.label), text, left)
			s.y += gap
		}
	}
}

// mark writes a number before what comes next.
func (s *sheet) mark(text string) {
	s.room(lineHeight)
	s.line(text, left, s.y, numbers, plain)
}

// row writes a label and beside it what is known, or a dotted line.
func (s *sheet) row(label, text string, x float64) {
	edge := left + labels
	names, lines := s.wrap(label, edge-x-3, plain), s.wrap(text, s.paper.Width-right-edge-3, plain)
	for i := range max(len(names), len(lines)) {
		s.room(lineHeight)
		if i < len(names) {
			s.line(names[i], x, s.y, labels, plain)
		}
		if i == 0 {
			s.line(":", edge, s.y, 3, plain)
			if text == "" {
				s.dots(edge+3, s.y+0.8*lineHeight, s.paper.Width-right-edge-3)
			}
		}
		if i < len(lines) {
			s.line(lines[i], edge+3, s.y, 0, plain)
		}
		s.y += lineHeight
	}
}

func (b prose) draw(s *sheet, f *facts) {
	if b.label != "" {
		s.room(lineHeight * 2)
		s.text(f.fill(b.label)+":", left, s.width(), plain)
	}
	if text := f.get(b.fact); text != "" {
		s.text(text, left, s.width(), plain)
	} else {
		for range b.lines {
			s.room(lineHeight * 1.2)
			s.y += lineHeight * 1.2
			s.dots(left, s.y-1, s.width())
		}
	}
	s.y += gap
}

func (b each) draw(s *sheet, f *facts) {
	records := f.records(b.of)
	for i, r := range records {
		inner := r.under(f)
		if len(records) > 1 {
			inner.known["ke"] = " " + itoa(i+1)
		} else {
			inner.known["ke"] = ""
		}
		for _, block := range b.blocks {
			block.draw(s, inner)
		}
	}
}

func (b list) draw(s *sheet, f *facts) {
	for i, sentence := range b {
		s.mark(itoa(i+1) + ".")
		s.text(f.fill(sentence), left+numbers, s.width()-numbers, plain)
	}
	s.y += gap
}

func (b checks) draw(s *sheet, f *facts) {
	for _, c := range b {
		s.room(lineHeight)
		s.pdf.SetLineWidth(0.3)
		s.pdf.Rect(left, s.y+0.9, 3.4, 3.4, "D")
		if f.get(c.fact) != "" {
			s.line("×", left, s.y-0.1, 3.4, style{size: 13, bold: true, align: 'C'})
		}
		s.text(f.fill(c.label), left+numbers, s.width()-numbers, plain)
	}
	s.y += gap
}

func (b choices) draw(s *sheet, f *facts) {
	var all checks
	for _, e := range code.Get(b.list).Entries {
		all = append(all, row{e.ID, b.name + e.Code})
	}
	all.draw(s, f)
}

func (b table) draw(s *sheet, f *facts) {
	records := f.records(b.of)
	known := len(records) > 1 || len(records) == 1 && len(records[0].known) > 0
	heads := make([]string, len(b.columns))
	for i, c := range b.columns {
		heads[i] = c.head
	}
	s.room(lineHeight * 4)
	s.cells(b.columns, heads, strong, nil)
	again := func() { s.cells(b.columns, heads, strong, nil) }
	if !known {
		for range b.empty {
			s.cells(b.columns, make([]string, len(b.columns)), plain, again)
		}
		s.y += gap
		return
	}
	for i, r := range records {
		inner := r.under(f)
		inner.known["no"] = itoa(i + 1)
		texts := make([]string, len(b.columns))
		for j, c := range b.columns {
			texts[j] = inner.get(c.fact)
		}
		s.cells(b.columns, texts, plain, again)
	}
	s.y += gap
}

// cells draws one line of a table. One that is taller than what is left of the page goes on over the next ones; again
// repeats the heads there.
func (s *sheet) cells(columns []column, texts []string, st style, again func()) {
	const pad = 1.0
	lines := make([][]string, len(columns))
	most := 1
	for i, c := range columns {
		lines[i] = s.wrap(texts[i], c.share*s.width()-2*pad, st)
		most = max(most, len(lines[i]))
	}
	for done := 0; done < most; {
		n := min(most-done, int((s.left()-2*pad)/lineHeight))
		if n < 1 {
			s.turn()
			if again != nil {
				again()
			}
			continue
		}
		height := float64(n)*lineHeight + 2*pad
		x := left
		s.pdf.SetLineWidth(0.2)
		for i, c := range columns {
			s.pdf.Rect(x, s.y, c.share*s.width(), height, "D")
			for k := done; k < min(done+n, len(lines[i])); k++ {
				s.line(lines[i][k], x+pad, s.y+pad+float64(k-done)*lineHeight, 0, st)
			}
			x += c.share * s.width()
		}
		s.y += height
		done += n
	}
}

// fill puts facts into a text.
func (f *facts) fill(text string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, _ := strings.Cut(rest, "}")
		value, known := f.find(name)
		if !known || value == "" && name != "ke" {
			value = blank
		}
		out.WriteString(value)
		text = after
	}
}

// blank stands in running text for what is to be written by hand.
const blank = "..............................."
