package ui

import (
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
	g := genogram{w: margin*2 - (column - reach)}
	top, mid := margin, 0
	for i, row := range rows {
		if row[0].Tie == "" {
			if mid = i; i == 0 && len(row) > 1 {
				top += lane - margin // room for the lines above
			}
		}
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
		g.w = max(g.w, margin*2+float64(len(row))*column-(column-reach))
	}
	g.h = top + float64(len(rows))*(shape+lane) - lane + margin
	beside := 0
	for _, k := range g.kin[1:] {
		b := bond{style: k.Bond}
		if k.row == mid {
			b.way = over(g.kin[0].at, k.at, beside, len(rows[mid])-1)
			beside++
		} else {
			b.way = past(g.kin[0], k, rows)
		}
		g.bonds = append(g.bonds, b)
	}
	if slices.ContainsFunc(family, func(k Kin) bool { return k.Together }) {
		g.frame = household(rows, top)
	}
	return g
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

// over is the way to the n-th of several in the same generation: above the heads of those between, each at a height of
// its own.
func over(from, to point, n, of int) []point {
	y := from.y - 10 - float64(n)*30/float64(of)
	return []point{{from.x + shape/2 + 10, from.y}, {from.x + shape/2 + 20, y}, {to.x + shape/2 - 10, y}, {to.x + shape/2, to.y}}
}

// past is the way to another generation: through the gaps between the people of those that lie in between.
func past(self, to placed, rows [][]Kin) []point {
	down := to.row > self.row
	from := point{self.at.x + shape/2 - 8, self.at.y}
	end := point{to.at.x + shape/2, to.at.y + shape}
	step := -1
	if down {
		from = point{self.at.x + shape/2, self.at.y + shape}
		end.y, step = to.at.y, 1
	}
	way := []point{from}
	for row := self.row + step; row != to.row; row += step {
		y := self.at.y + float64(row-self.row)*(shape+lane)
		share := float64(row-self.row) / float64(to.row-self.row)
		x := gap(from.x+(end.x-from.x)*share, len(rows[row]))
		ys := [2]float64{y + shape, y}
		if down {
			ys = [2]float64{y, y + shape}
		}
		way = append(way, point{x, ys[0]}, point{x, ys[1]})
	}
	return append(way, end)
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
