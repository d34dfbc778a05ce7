package letter

// signs are who signs, two beside one another; each pair is kept together on one page.
type signs [][2]sign

// sign is one who signs: what stands above ("Mengetahui,"), as what, and the facts that tell the name and the number of
// an official. Without a fact for that number there is no line for it.
type sign struct{ above, who, name, nip string }

const (
	signRoom   = 17.0 // height for a signature
	signIndent = 8.0  // of the lines to be written on
	between    = 10.0 // the two of a pair
)

// signed is a sign broken into lines.
type signed struct {
	sign
	above, name, nip []string
}

func (s *sheet) signed(who sign, f *facts, width float64) (out signed) {
	out.sign = who
	for _, text := range []string{who.above, who.who} {
		if text != "" {
			out.above = append(out.above, s.wrap(f.fill(text), width, centred)...)
		}
	}
	if name := f.get(who.name); name != "" {
		out.name = s.wrap(name, width, style{size: textSize, bold: true})
	}
	if nip := f.get(who.nip); nip != "" {
		out.nip = s.wrap("NIP "+nip, width, centred)
	}
	return out
}

// below is the height of what stands below the signature.
func (g signed) below() float64 {
	lines := max(len(g.name), 1) + len(g.nip)
	if len(g.nip) == 0 && g.sign.nip != "" {
		lines++
	}
	return lineHeight * float64(lines)
}

func (b signs) draw(s *sheet, f *facts) {
	width := (s.width() - between) / 2
	for _, pair := range b {
		var both [2]signed
		above, below := 0.0, 0.0
		for i, who := range pair {
			both[i] = s.signed(who, f, width)
			above, below = max(above, lineHeight*float64(len(both[i].above))), max(below, both[i].below())
		}
		s.room(2*gap + above + signRoom + below)
		s.y += 2 * gap
		for i, g := range both {
			if len(g.above) > 0 {
				g.draw(s, left+float64(i)*(width+between), s.y+above, width)
			}
		}
		s.y += above + signRoom + below
	}
}

// draw draws one who signs, the signature from a height on.
func (g signed) draw(s *sheet, x, from, width float64) {
	y := from - lineHeight*float64(len(g.above))
	put := func(lines []string, st style) {
		for _, line := range lines {
			s.line(line, x, y, width, st)
			y += lineHeight
		}
	}
	put(g.above, centred)
	y += signRoom
	if len(g.name) == 0 {
		s.dots(x+signIndent, y+0.8*lineHeight, width-2*signIndent)
		y += lineHeight
	}
	put(g.name, style{size: textSize, bold: true, align: 'C'})
	if len(g.nip) == 0 && g.sign.nip != "" {
		s.line("NIP", x+signIndent, y, width, plain)
		s.dots(x+signIndent+10, y+0.8*lineHeight, width-2*signIndent-10)
	}
	put(g.nip, centred)
}
