package letter

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Paper is a size in millimetres.
type Paper struct {
	Name          string
	Width, Height float64
}

// Papers are the sizes that letters come in. F4 (folio) is what Indonesian offices print on.
var Papers = []Paper{{"a4", 210, 297}, {"f4", 215, 330}}

// Margins and the heights of lines, in millimetres; sizes of letters in points.
const (
	left, right, top, bottom = 25.0, 20.0, 15.0, 24.0

	textSize, smallSize = 11.0, 8.5
	lineHeight          = 5.0
	smallLine           = 4.0
)

// style is how a piece of text looks.
type style struct {
	size  float64
	bold  bool
	align byte // 'L', 'C', 'R'
}

var (
	plain   = style{size: textSize}
	strong  = style{size: textSize, bold: true}
	centred = style{size: textSize, align: 'C'}
)

func (s style) height() float64 { return lineHeight * s.size / textSize }

// sheet is a document in the making: a place on a page, and what goes below it on each.
type sheet struct {
	pdf   *fpdf.Fpdf
	paper Paper
	y     float64
	pages int // of the whole, once it is known
	foot  func(s *sheet, page int)
}

// write makes a document twice: its first run tells how many pages there are.
func write(paper Paper, title string, at time.Time, foot func(*sheet, int), draw func(*sheet)) ([]byte, int, error) {
	pages := 0
	for {
		s := newSheet(paper, title, at, pages, foot)
		draw(s)
		n := s.pdf.PageNo()
		s.foot(s, n)
		if err := s.pdf.Error(); err != nil {
			return nil, 0, fmt.Errorf("draw a letter: %w", err)
		}
		if n != pages {
			pages = n
			continue
		}
		var out bytes.Buffer
		err := s.pdf.Output(&out)
		return out.Bytes(), n, err
	}
}

func newSheet(paper Paper, title string, at time.Time, pages int, foot func(*sheet, int)) *sheet {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: fpdf.SizeType{Wd: paper.Width, Ht: paper.Height}})
	pdf.SetMargins(left, top, right)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCellMargin(0)
	for weight, bytes := range fonts {
		pdf.AddUTF8FontFromBytes(family, weight, bytes)
	}
	pdf.SetTitle(title, true)
	pdf.SetLang("id-ID")
	pdf.SetCatalogSort(true)
	pdf.SetCreationDate(at)
	pdf.SetModificationDate(at)
	s := &sheet{pdf: pdf, paper: paper, pages: pages, foot: foot}
	s.turn()
	return s
}

// turn goes on to a new page.
func (s *sheet) turn() {
	if n := s.pdf.PageNo(); n > 0 {
		s.foot(s, n)
	}
	s.pdf.AddPage()
	s.y = top
}

// room makes sure of so much height on this page, or turns it. What is taller than a page begins here all the same.
func (s *sheet) room(height float64) {
	if height > s.left() && height <= s.paper.Height-top-bottom && s.y > top {
		s.turn()
	}
}

// left is the height that is left on the page.
func (s *sheet) left() float64 { return s.paper.Height - bottom - s.y }

// width is that of the text.
func (s *sheet) width() float64 { return s.paper.Width - left - right }

func (s *sheet) font(st style) {
	weight := ""
	if st.bold {
		weight = "B"
	}
	s.pdf.SetFont(family, weight, st.size)
}

// line writes one line at a place, without moving on.
func (s *sheet) line(text string, x, y, width float64, st style) {
	s.font(st)
	switch st.align {
	case 'C':
		x += (width - s.pdf.GetStringWidth(text)) / 2
	case 'R':
		x += width - s.pdf.GetStringWidth(text)
	}
	s.pdf.Text(x, y+0.74*st.height(), text)
}

// text writes a piece of text between two edges and goes on below it, over as many pages as it takes.
func (s *sheet) text(text string, x, width float64, st style) {
	for _, line := range s.wrap(text, width, st) {
		s.room(st.height())
		s.line(line, x, s.y, width, st)
		s.y += st.height()
	}
}

// dots draws the line on which somebody writes by hand.
func (s *sheet) dots(x, y, width float64) {
	s.pdf.SetLineWidth(0.25)
	s.pdf.SetDashPattern([]float64{0.25, 1}, 0)
	s.pdf.Line(x, y, x+width, y)
	s.pdf.SetDashPattern(nil, 0)
}

// rule draws a full line.
func (s *sheet) rule(x1, y1, x2, y2, width float64) {
	s.pdf.SetLineWidth(width)
	s.pdf.Line(x1, y1, x2, y2)
}

// wrap breaks text into lines of a width: at spaces, and inside a word that is wider than a line by itself.
func (s *sheet) wrap(text string, width float64, st style) (lines []string) {
	s.font(st)
	space := s.pdf.GetStringWidth(" ")
	for paragraph := range strings.SplitSeq(writable(text), "\n") {
		var line strings.Builder
		used := 0.0
		for _, word := range strings.Fields(paragraph) {
			w := s.pdf.GetStringWidth(word)
			if used > 0 && used+space+w > width {
				lines = append(lines, line.String())
				line.Reset()
				used = 0
			}
			for w > width {
				head := s.fits(word, width)
				lines = append(lines, word[:head])
				word = word[head:]
				w = s.pdf.GetStringWidth(word)
			}
			if used > 0 {
				line.WriteByte(' ')
				used += space
			}
			line.WriteString(word)
			used += w
		}
		lines = append(lines, line.String())
	}
	return lines
}

// fit makes letters so small that a text fits into one line.
func (s *sheet) fit(text string, width float64, st style) style {
	s.font(st)
	if w := s.pdf.GetStringWidth(text); w > width {
		st.size *= width / w
	}
	return st
}

// fits is how many bytes of a word fit into a width, one letter at least.
func (s *sheet) fits(word string, width float64) int {
	used := 0.0
	for i, r := range word {
		used += s.pdf.GetStringWidth(string(r))
		if used > width && i > 0 {
			return i
		}
	}
	return len(word)
}
