package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"damping/shared/code"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// Genogram draws a family by the signs of the field: a square is a man, a circle a woman, a diamond somebody of whom
// that is not known; a cross is death; the line tells how two people are with one another. Who cannot see it hears all of
// it. It names nobody.
func Genogram(title string, self Kin, family []Kin) app.UI {
	g := lay(self, family)
	said := []string{person(self, title)}
	for _, k := range family {
		said = append(said, person(k, Code("family_relation", k.Tie)))
	}
	body := []app.UI{svg("title").Body(app.Text(title)), svg("desc").Body(app.Text(strings.Join(said, ". ")))}
	if len(g.frame) > 0 {
		body = append(body, drawn("path", "household", "d", line(g.frame)+"Z"))
	}
	for _, b := range g.bonds {
		body = append(body, stroke(b.style, b.way)...)
	}
	for i, p := range g.kin {
		name := title
		if i > 0 {
			name = Code("family_relation", p.Tie)
		}
		body = append(body, figure(p, i == 0)...)
		body = append(body, named(p.at, name)...)
	}
	return H("figure").Class("genogram").Test("genogram").Body(
		H("div").Class("drawing").Attr("tabindex", "0").Role("group").Aria("label", T("genogram.scroll")).Body(canvas("", g.w, g.h).Attr("role", "img").Body(body...)),
		H("figcaption").Body(legend(self, family)))
}

// person tells somebody in words.
func person(k Kin, who string) string {
	parts := []string{who, Code(code.Sex, k.Sex)}
	if k.Age >= 0 {
		parts = append(parts, T("person.ageYears", k.Age))
	}
	if k.Dead {
		parts = append(parts, T("genogram.dead"))
	}
	if k.Together && k.Tie != "" {
		parts = append(parts, T("genogram.together"))
	}
	parts = append(parts, Code("family_bond", k.Bond))
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), ", ")
}

// svg begins an element of a drawing, drawn one of a class whose shape is in pairs of attribute and value.
func svg(tag string) app.HTMLElem { return app.Elem(tag).XMLNS(svgSpace) }

func drawn(tag, class string, attrs ...string) app.UI {
	e := svg(tag).Attr("class", class)
	for i := 0; i < len(attrs); i += 2 {
		e.Attr(attrs[i], attrs[i+1])
	}
	return e
}

// canvas is a drawing of that many px at the usual text size, which grows with the text.
func canvas(class string, w, h float64) app.HTMLElem {
	return svg("svg").Attr("class", class).Attr("viewBox", "0 0 "+px(w)+" "+px(h)).Attr("width", px(w/16)+"rem").Attr("height", px(h/16)+"rem")
}

func px(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// figure is somebody's shape with their age in it; the one it is about has a second outline.
func figure(p placed, self bool) []app.UI {
	x, y := p.at.x, p.at.y
	body := []app.UI{outline(p.Sex, x, y, shape)}
	if self {
		body = append(body, outline(p.Sex, x+4, y+4, shape-8))
	}
	if p.Age >= 0 {
		body = append(body, svg("text").Attr("class", "age").Attr("x", px(x+shape/2)).Attr("y", px(y+shape/2+5)).Body(app.Text(strconv.Itoa(int(p.Age)))))
	}
	if p.Dead {
		body = append(body, drawn("path", "dead", "d", line([]point{{x, y}, {x + shape, y + shape}})+line([]point{{x + shape, y}, {x, y + shape}})))
	}
	return body
}

func outline(sex string, x, y, size float64) app.UI {
	half := size / 2
	switch sex {
	case "laki_laki":
		return drawn("rect", "person", "x", px(x+1), "y", px(y+1), "width", px(size-2), "height", px(size-2))
	case "perempuan":
		return drawn("circle", "person", "cx", px(x+half), "cy", px(y+half), "r", px(half-1))
	}
	return drawn("path", "person", "d", line([]point{{x + half, y}, {x + size, y + half}, {x + half, y + size}, {x, y + half}})+"Z")
}

// named is what somebody is called, beside their shape, in as many lines as it takes.
func named(at point, name string) (out []app.UI) {
	const letters, height, most = 13, 14.0, 3
	var lines []string
	for _, w := range strings.Fields(name) {
		n := len(lines) - 1
		if n >= 0 && (len(lines[n])+1+len(w) <= letters || len(lines) == most) {
			lines[n] += " " + w
			continue
		}
		lines = append(lines, w)
	}
	y := at.y + shape/2 + 4 - float64(len(lines)-1)*height/2
	for i, l := range lines {
		out = append(out, svg("text").Attr("x", px(at.x+shape+6)).Attr("y", px(y+float64(i)*height)).Body(app.Text(l)))
	}
	return out
}

// line is a way through points as a path has it.
func line(way []point) string {
	var b strings.Builder
	for i, p := range way {
		b.WriteByte("LM"[min(1, max(0, 1-i))])
		b.WriteString(px(math.Round(p.x*10)/10) + " " + px(math.Round(p.y*10)/10))
	}
	return b.String()
}

// The bonds that are drawn in a way of their own; any other is a plain line.
const (
	bondClose    = "dekat"
	bondDistant  = "renggang"
	bondConflict = "konflik"
	bondViolent  = "kekerasan"
	bondCut      = "putus"
)

// stroke is a bond: double when close, dashed when distant, jagged in conflict, jagged round a line when there is violence,
// broken when cut off. Colour only repeats what the form says.
func stroke(style string, way []point) []app.UI {
	bond := func(class string, ways ...[]point) app.UI {
		d := ""
		for _, w := range ways {
			d += line(w)
		}
		return drawn("path", "bond "+class, "d", d)
	}
	switch style {
	case bondClose:
		return []app.UI{bond(style, beside(way, 2.5), beside(way, -2.5))}
	case bondConflict:
		return []app.UI{bond(style, jagged(way, 4))}
	case bondViolent:
		return []app.UI{bond(style, way), bond(style, jagged(way, 6))}
	case bondCut:
		return []app.UI{bond(style, broken(way)...)}
	case bondDistant:
		return []app.UI{bond(style, way)}
	}
	if style == "" {
		style = "unsaid"
	}
	return []app.UI{bond(style, way)}
}

// across is the step of one px to the side of the way from a to b, and how far it is.
func across(a, b point) (side point, far float64) {
	far = max(math.Hypot(b.x-a.x, b.y-a.y), 1)
	return point{-(b.y - a.y) / far, (b.x - a.x) / far}, far
}

// beside is a way moved to its side.
func beside(way []point, by float64) (out []point) {
	for i, p := range way {
		s, _ := across(way[max(0, i-1)], way[max(1, i)])
		out = append(out, point{p.x + s.x*by, p.y + s.y*by})
	}
	return out
}

// jagged is a way in teeth of a height.
func jagged(way []point, high float64) []point {
	out := []point{way[0]}
	for i, b := range way[1:] {
		a := way[i]
		s, far := across(a, b)
		for n, teeth := 1.0, math.Floor(far/8); n < teeth; n++ {
			by := high * (1 - 2*math.Mod(n, 2))
			out = append(out, point{a.x + (b.x-a.x)*n/teeth + s.x*by, a.y + (b.y-a.y)*n/teeth + s.y*by})
		}
		out = append(out, b)
	}
	return out
}

// broken is a way with a gap between two bars in the middle of its longest piece.
func broken(way []point) [][]point {
	at, longest := 0, 0.0
	for i := range way[1:] {
		if _, far := across(way[i], way[i+1]); far > longest {
			at, longest = i, far
		}
	}
	a, b := way[at], way[at+1]
	s, far := across(a, b)
	along := point{(b.x - a.x) / far * 4, (b.y - a.y) / far * 4}
	mid := point{(a.x + b.x) / 2, (a.y + b.y) / 2}
	p, q := point{mid.x - along.x, mid.y - along.y}, point{mid.x + along.x, mid.y + along.y}
	bar := func(c point) []point { return []point{{c.x - s.x*6, c.y - s.y*6}, {c.x + s.x*6, c.y + s.y*6}} }
	return [][]point{append(slices.Clone(way[:at+1]), p), append([]point{q}, way[at+1:]...), bar(p), bar(q)}
}

// legend tells the signs that occur.
func legend(self Kin, family []Kin) app.UI {
	var signs []app.UI
	sign := func(text string, drawing ...app.UI) {
		signs = append(signs, H("li").Body(canvas("", 44, 20).Attr("aria-hidden", "true").Body(drawing...), app.Text(text)))
	}
	all := append([]Kin{self}, family...)
	some := func(is func(Kin) bool) bool { return slices.ContainsFunc(all, is) }
	sexes := map[string]string{"laki_laki": Code(code.Sex, "laki_laki"), "perempuan": Code(code.Sex, "perempuan"), "": T("genogram.sexUnknown")}
	for _, sex := range []string{"laki_laki", "perempuan", ""} {
		if some(func(k Kin) bool { return k.Sex == sex }) {
			sign(sexes[sex], outline(sex, 12, 0, 20))
		}
	}
	if some(func(k Kin) bool { return k.Dead }) {
		sign(T("genogram.dead"), drawn("path", "dead", "d", "M12 0L32 20M32 0L12 20"))
	}
	way := []point{{2, 10}, {42, 10}}
	for _, e := range code.Get("family_bond").Entries {
		if some(func(k Kin) bool { return k.Bond == e.Code }) {
			sign(e.Label(Lang()), stroke(e.Code, way)...)
		}
	}
	if some(func(k Kin) bool { return k.Tie != "" && k.Bond == "" }) {
		sign(T("genogram.bondUnsaid"), stroke("", way)...)
	}
	if some(func(k Kin) bool { return k.Tie != "" && k.Together }) {
		sign(T("genogram.together"), drawn("rect", "household", "x", "2", "y", "2", "width", "40", "height", "16"))
	}
	return H("ul").Class("signs").Body(signs...)
}
