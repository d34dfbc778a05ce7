package letter

import (
	"time"

	"damping/server/work"
	"damping/shared/civil"
	"damping/shared/i18n"
)

// PDF makes a letter on paper out of what it is to be filled from.
func PDF(l Letter, paper Paper, basis work.LetterBasis) ([]byte, error) {
	f := picture(basis, l)
	aside := newSheet(Paper{"", paper.Width, endless}, "", time.Time{}, 0, func(*sheet, int) {})
	out, _, err := write(paper, l.Name, time.UnixMilli(basis.Printed).UTC(), foot(l, basis), func(s *sheet) {
		letterhead(s, basis)
		if l.To != "" {
			opening(s, l, f)
		}
		for i, b := range l.blocks {
			if i+1 < len(l.blocks) {
				if next, follows := l.blocks[i+1].(signs); follows { // nobody signs a page on which nothing else stands
					s.room(aside.height(f, b, next))
				}
			}
			b.draw(s, f)
		}
	})
	return out, err
}

// endless is the height of a page that nothing fills, on which blocks are drawn to see how tall they are. PDF has no more.
const endless = 5000.0

// height is how tall blocks are.
func (s *sheet) height(f *facts, blocks ...block) float64 {
	s.turn()
	page := s.pdf.PageNo()
	for _, b := range blocks {
		b.draw(s, f)
	}
	return s.y - top + endless*float64(s.pdf.PageNo()-page)
}

// letterhead stands above the first page.
func letterhead(s *sheet, basis work.LetterBasis) {
	big := style{size: 14, bold: true, align: 'C'}
	if basis.Parent != "" {
		s.text(basis.Parent, left, s.width(), style{size: 12, align: 'C'})
	}
	s.text(basis.Name, left, s.width(), big)
	phone := ""
	if basis.Phone != "" {
		phone = "Telepon " + basis.Phone
	}
	for _, text := range []string{basis.Address, phone} {
		if text != "" {
			s.text(text, left, s.width(), style{size: 9.5, align: 'C'})
		}
	}
	s.y += 1
	s.rule(left, s.y, s.paper.Width-right, s.y, 0.8)
	s.rule(left, s.y+1, s.paper.Width-right, s.y+1, 0.2)
	s.y += 5
}

// opening is how a letter begins that goes to somebody.
func opening(s *sheet, l Letter, f *facts) {
	s.text(f.fill("{surat.tempat}, {surat.tanggal}"), left, s.width(), style{size: textSize, align: 'R'})
	for _, r := range []row{{"Nomor", "surat.nomor"}, {"Sifat", "surat.sifat"}, {"Lampiran", "surat.lampiran"}, {"Hal", "surat.hal"}} {
		text := map[string]string{"surat.sifat": "Rahasia", "surat.lampiran": "–", "surat.hal": l.Name}[r.fact]
		if text == "" {
			text = f.get(r.fact)
		}
		s.short(r.label, text)
	}
	s.y += gap
	s.text("Yth.", left, s.width(), plain)
	if to := f.get(l.To); to != "" {
		s.text(to, left, s.width(), strong)
	} else {
		for range 2 {
			s.y += lineHeight
			s.dots(left, s.y-0.2*lineHeight, 80)
		}
	}
	s.text("di tempat", left, s.width(), plain)
	s.y += 2 * gap
}

// short is a row of the opening, whose labels are narrow.
func (s *sheet) short(label, text string) {
	const edge = 22.0
	s.line(label, left, s.y, edge, plain)
	s.line(":", left+edge, s.y, 3, plain)
	if text == "" {
		s.dots(left+edge+3, s.y+0.8*lineHeight, 70)
		s.y += lineHeight
		return
	}
	s.text(text, left+edge+3, s.width()-edge-3, plain)
}

// foot stands below every page: which letter, which page, and that it is not for everybody.
func foot(l Letter, basis work.LetterBasis) func(*sheet, int) {
	name := l.Mark()
	if basis.Number == "" {
		name += " · KONSEP, belum bernomor"
	} else {
		name += " · Nomor " + basis.Number
	}
	printed := i18n.Date(i18n.ID, civil.DateAt(basis.Printed, basis.Zone)) + ", " + i18n.Time(i18n.ID, basis.Printed, basis.Zone)
	return func(s *sheet, page int) {
		small := style{size: smallSize}
		aside := style{size: smallSize, align: 'R'}
		y := s.paper.Height - bottom + 5
		s.rule(left, y, s.paper.Width-right, y, 0.2)
		s.line(name, left, y+1, s.width(), s.fit(name, s.width()-40, small))
		s.line("halaman "+itoa(page)+" dari "+itoa(s.pages), left, y+1, s.width(), aside)
		s.line("RAHASIA", left, y+1+smallLine, s.width(), style{size: smallSize, bold: true})
		s.line("dicetak "+printed, left, y+1+smallLine, s.width(), aside)
	}
}
