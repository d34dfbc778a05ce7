package ui

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"damping/shared/code"
)

// Kin is one person of a genogram.
type Kin struct {
	Tie      string // what they are to the one it is about; "" for that one
	Sex      string
	Age      int64 // -1 unknown
	Dead     bool
	Together bool   // lives with the one it is about
	Bond     string // how the two are with one another, "" when nobody has said
}

// genogram is a family laid out: generations from top to bottom, in each those who live with the one it is about to the
// left, so that one frame without holes goes round them.
type genogram struct {
	w, h  float64
	kin   []placed // the first is the one it is about
	bonds []bond
	frame []point
}

type point struct{ x, y float64 }

// placed is somebody at their place: the left upper corner of their shape, to whose right they are named.
type placed struct {
	Kin
	at  point
	row int
}

// bond is a line from the one it is about to somebody else.
type bond struct {
	style string
	way   []point
}

// Measures, in px at the usual text size.
const (
	shape  = 44.0  // a person
	reach  = 128.0 // a person and their name
	column = 140.0
	lane   = 48.0 // between two generations
	margin = 20.0
	inset  = 8.0 // of the frame round people
)

// lay lays a family out. It is never asked for nobody: there is always the one it is about.
func lay(self Kin, family []Kin) genogram {
	self.Together = true
	rows := generations(self, family)
	mid := slices.IndexFunc(rows, func(r []Kin) bool { return r[0].Tie == "" })
	above, below := 0, 0
	for i, row := range rows {
		switch {
		case i < mid:
			above += len(row)
		case i > mid:
			below += len(row)
		}
	}
	under, peers := above >= below, len(rows[mid]) > 1 // the lines among one generation run where there are fewer others
	top := margin
	if peers && !under && mid == 0 {
		top += lane - margin
	}
	g := genogram{h: top + float64(len(rows))*(shape+lane) - lane + margin}
	if peers && under && mid == len(rows)-1 {
		g.h += lane - margin
	}
	for i, row := range rows {
		for j, k := range row {
			p := placed{Kin: k, at: point{margin + float64(j)*column, top + float64(i)*(shape+lane)}, row: i}
			if i == mid && j == 0 {
				g.kin = slices.Insert(g.kin, 0, p)
			} else {
				g.kin = append(g.kin, p)
			}
		}
		g.w = max(g.w, margin*2+float64(len(row)-1)*column+reach)
	}
	g.connect(rows, under)
	if slices.ContainsFunc(family, func(k Kin) bool { return k.Together }) {
		g.frame = household(rows, top)
	}
	return g
}

// connect draws a line from the one it is about to everybody else. Where several leave one side of them, they leave in the
// order in which they go on, so that they do not cross at once.
func (g *genogram) connect(rows [][]Kin, under bool) {
	self, used := g.kin[0], map[point]int{}
	var up, down, peers []*bond
	g.bonds = make([]bond, len(g.kin)-1)
	for i, k := range g.kin[1:] {
		b := &g.bonds[i]
		b.style = k.Bond
		switch {
		case k.row < self.row:
			up = append(up, b)
		case k.row > self.row:
			down = append(down, b)
		default:
			peers = append(peers, b)
			b.way = over(self.at, k.at, len(peers)-1, len(rows[self.row])-1, under)
			continue
		}
		b.way = past(self, k, rows, used)
	}
	const half, share = 20.0, 2.0 // of the side, and what is left of it beside peers
	upTo, downTo := half, half
	if len(peers) > 0 && under {
		downTo = share
	} else if len(peers) > 0 {
		upTo = share
	}
	leave(self.at, up, -half, upTo, 0)
	leave(self.at, down, -half, downTo, shape)
	slices.Reverse(peers)
	y := 0.0
	if under {
		y = shape
	}
	for i, b := range peers { // the farthest first: the nearer ones run inside of it
		port(self.at, b, share+(half-share)*float64(i+1)/float64(len(peers)+1), y)
	}
}

// leave gives each line its place on the upper or lower side of somebody's shape, from left to right as they go on.
func leave(at point, bonds []*bond, from, to, y float64) {
	slices.SortStableFunc(bonds, func(a, b *bond) int { return cmp.Compare(a.way[0].x, b.way[0].x) })
	for i, b := range bonds {
		port(at, b, from+(to-from)*float64(i+1)/float64(len(bonds)+1), y)
	}
}

// port begins a line inside of a shape, which hides its end.
func port(at point, b *bond, x, y float64) {
	x += at.x + shape/2
	b.way = append([]point{{x, at.y + shape/2}, {x, at.y + y}}, b.way...)
}

// generations sorts a family into rows, oldest first, none of them empty. The one it is about begins theirs.
func generations(self Kin, family []Kin) (rows [][]Kin) {
	const own, others = 3, 6
	by := map[int][]Kin{own: {self}}
	for _, together := range []bool{true, false} {
		for _, k := range family {
			if k.Together == together {
				e, _ := code.Find("family_relation", k.Tie)
				tie, _ := code.Find("family_tie", e.Map("ikatan"))
				order, err := strconv.Atoi(tie.Map(code.Order))
				if err != nil {
					order = others
				}
				by[order] = append(by[order], k)
			}
		}
	}
	for order := range others + 1 {
		if len(by[order]) > 0 {
			rows = append(rows, by[order])
		}
	}
	return rows
}

// over is the way on to the n-th of several in the same generation: past those between, each at a distance of its own,
// under their feet or above their heads.
func over(from, to point, n, of int, under bool) []point {
	y, side := from.y-18-float64(n)*24/float64(of), to.y
	if under {
		y, side = from.y+shape+18+float64(n)*24/float64(of), to.y+shape
	}
	x := to.x + shape/2
	return []point{{from.x + shape/2 + 22, y}, {x - 10, y}, {x, side}, {x, to.y + shape/2}}
}

// past is the way on to another generation: through the gaps between the people of those that lie in between.
func past(self, to placed, rows [][]Kin, used map[point]int) (way []point) {
	step, near, far := -1, shape, 0.0
	if to.row > self.row {
		step, near, far = 1, 0, shape
	}
	end := point{to.at.x + shape/2, to.at.y + near}
	for row := self.row + step; row != to.row; row += step {
		y := self.at.y + float64(row-self.row)*(shape+lane)
		share := float64(row-self.row) / float64(to.row-self.row)
		x := gap(self.at.x+shape/2+(end.x-self.at.x-shape/2)*share, len(rows[row]))
		n := used[point{x, y}]
		used[point{x, y}]++
		x += []float64{0, 4, -4}[n%3]
		way = append(way, point{x, y + near}, point{x, y + far})
	}
	return append(way, end, point{end.x, to.at.y + shape/2})
}

// gap is the free place in a row of so many people that lies next to x.
func gap(x float64, people int) float64 {
	const before = (column - reach) / 2
	if x > margin+float64(people)*column-before {
		return x
	}
	n := math.Round((x - margin) / column)
	return margin + min(max(n, 1), float64(people))*column - before
}

// household is the frame round who lives together, clockwise from its left upper corner. In a generation in which nobody
// does it is a seam at the left.
func household(rows [][]Kin, top float64) (frame []point) {
	left := margin - inset - 4
	var right []float64
	first, last := -1, 0
	for i, row := range rows {
		n := 0
		for n < len(row) && row[n].Together {
			n++
		}
		right = append(right, left+6)
		if n > 0 {
			right[i] = margin + float64(n-1)*column + reach + 4
			if last = i; first < 0 {
				first = i
			}
		}
	}
	y := func(row int) float64 { return top + float64(row)*(shape+lane) }
	frame = []point{{left, y(first) - inset}}
	for i := first; i <= last; i++ {
		begin, end := y(i)-inset, y(i)+shape+inset
		if i > first && right[i-1] > right[i] {
			begin = y(i-1) + shape + inset
		}
		if i < last && right[i+1] > right[i] {
			end = y(i+1) - inset
		}
		frame = append(frame, point{right[i], begin}, point{right[i], end})
	}
	return append(frame, point{left, y(last) + shape + inset})
}
