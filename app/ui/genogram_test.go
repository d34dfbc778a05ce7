package ui

import (
	"math/rand"
	"testing"
	"time"

	"damping/shared/code"
)

type box struct{ left, top, right, bottom float64 }

func (p placed) box() box { return box{p.at.x, p.at.y, p.at.x + reach, p.at.y + shape} }

// names is where somebody is named, beside their shape.
func (a box) names() box { return box{a.left + shape + 1, a.top, a.right, a.bottom} }

func (a box) meets(b box) bool {
	return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
}

// crosses reports whether a line goes through a box, looked at in small steps.
func (a box) crosses(p, q point) bool {
	const steps = 200
	for i := range steps + 1 {
		s := float64(i) / steps
		x, y := p.x+(q.x-p.x)*s, p.y+(q.y-p.y)*s
		if a.left < x && x < a.right && a.top < y && y < a.bottom {
			return true
		}
	}
	return false
}

// within reports whether a point lies in a polygon.
func within(p point, frame []point) bool {
	in := false
	for i, a := range frame {
		b := frame[(i+1)%len(frame)]
		if (a.y > p.y) != (b.y > p.y) && p.x < (b.x-a.x)*(p.y-a.y)/(b.y-a.y)+a.x {
			in = !in
		}
	}
	return in
}

// holds checks what makes a drawing legible, whatever the family.
func holds(t *testing.T, family []Kin) {
	t.Helper()
	g := lay(Kin{Sex: "perempuan", Age: 11}, family)
	if len(g.kin) != len(family)+1 || len(g.bonds) != len(family) || g.kin[0].Tie != "" {
		t.Fatalf("%d people and %d bonds of a family of %d", len(g.kin), len(g.bonds), len(family))
	}
	inside := func(p point) bool { return p.x >= 0 && p.y >= 0 && p.x <= g.w && p.y <= g.h }
	for i, p := range g.kin {
		b := p.box()
		if !inside(point{b.left, b.top}) || !inside(point{b.right, b.bottom}) {
			t.Errorf("%s stands outside, at %v of %v×%v", p.Tie, p.at, g.w, g.h)
		}
		for _, q := range g.kin[i+1:] {
			if b.meets(q.box()) {
				t.Errorf("%s and %s stand on one another", p.Tie, q.Tie)
			}
		}
		for n, l := range g.bonds {
			for j := range l.way[1:] {
				if !inside(l.way[j]) {
					t.Errorf("the line to %s leaves the drawing at %v", g.kin[n+1].Tie, l.way[j])
				}
				if own := i == 0 || i == n+1; own && b.names().crosses(l.way[j], l.way[j+1]) || !own && b.crosses(l.way[j], l.way[j+1]) {
					t.Errorf("the line to %s goes through %s", g.kin[n+1].Tie, p.Tie)
				}
			}
		}
		if len(g.frame) > 0 {
			for _, corner := range []point{{b.left, b.top}, {b.right, b.bottom}} {
				if within(corner, g.frame) != p.Together {
					t.Errorf("%s lives here: %t; the frame says otherwise", p.Tie, p.Together)
				}
			}
		}
	}
	for _, p := range g.frame {
		if !inside(p) {
			t.Errorf("the frame leaves the drawing at %v", p)
		}
	}
}

func TestEveryFamilyIsLegible(t *testing.T) {
	holds(t, nil)
	holds(t, []Kin{{Tie: "saudara"}, {Tie: "pasangan"}})
	holds(t, []Kin{{Tie: "kakek_nenek", Together: true}, {Tie: "ibu"}, {Tie: "ayah"}, {Tie: "cucu", Together: true}, {Tie: "anak"}})

	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	ties := code.Get("family_relation").Entries
	for range 500 {
		family := make([]Kin, r.Intn(16))
		for i := range family {
			family[i] = Kin{Tie: ties[r.Intn(len(ties))].Code, Together: r.Intn(3) == 0}
			if r.Intn(20) == 0 {
				family[i].Tie = "from_the_future"
			}
		}
		if holds(t, family); t.Failed() {
			t.Fatalf("family %+v", family)
		}
	}
}

func TestGenerationsStandInOrder(t *testing.T) {
	g := lay(Kin{}, []Kin{{Tie: "cucu"}, {Tie: "ibu"}, {Tie: "saudara"}, {Tie: "kakek_nenek"}, {Tie: "anak"}, {Tie: "wali"}})
	y := map[string]float64{}
	for _, k := range g.kin {
		y[k.Tie] = k.at.y
	}
	if !(y["kakek_nenek"] < y["ibu"] && y["ibu"] < y[""] && y[""] == y["saudara"] && y[""] < y["anak"] && y["anak"] < y["cucu"] && y["cucu"] < y["wali"]) {
		t.Errorf("%v", y)
	}
	if len(g.frame) > 0 {
		t.Error("a frame round one alone")
	}
}
