package oplog

import (
	"cmp"
	"slices"

	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/fold"
	"damping/shared/op"
)

// Right is a scope that somebody may read now.
type Right struct {
	op.Holding
	Titled bool  // it is theirs, or they were let in one by one; not only because they look after the unit
	Until  int64 // ms UTC: when the first of the grants on it ends; 0 when none does
}

// Card is a list row as the server derives it from the core of a file, and how far it goes.
type Card struct {
	AsOf   uint64
	Bundle []byte
}

// CardOf makes the bundle of a card: domain.CardOf of the core alone, without the text for searching. Whoever holds the
// card of a file holds the same bytes.
func CardOf(file op.ID, core *fold.State) []byte { return op.Marshal(Row(file, core)) }

// Row is the card of a file, made from its core alone.
func Row(file op.ID, core *fold.State) domain.Card {
	var kind op.EntKind
	for _, k := range []op.EntKind{domain.Case, domain.Complaint} {
		if core.Find(op.Ent{Kind: k, ID: file}) != nil {
			kind = k
		}
	}
	c := domain.CardOf(domain.Parts{op.Core: core}, kind, file)
	c.Find = ""
	return c
}

// grade is what a device is to hold of one file (model M10).
type grade struct {
	file   op.ID
	rights []Right // in order of part
	full   bool
	wanted bool       // asked for just now: somebody waits in front of it
	newest uint64     // of the grants
	card   op.Holding // the card; its number is 0 when the core may not be read
	reads  []op.Part
}

// grades decides for every file that somebody may read, in order of file. In full are held: what is theirs or what they were
// let into, while it is open; what the device asked for within a fortnight; and a file whose core they may not read, of
// which there is no card. All else is a card, so that who looks after thousands of files holds thousands of rows. What was
// asked for and is shed by this pull was not asked for, unless it is by the same. until is when that changes by itself.
func grades(r Reader, actor Actor, apps []op.ID, want, shed []op.ID) (out []*grade, until int64, err error) {
	rights, err := r.Granted(apps)
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(rights, func(a, b Right) int { return a.Scope.Compare(b.Scope) })
	asked, err := r.Wanted(actor.Dev)
	if err != nil {
		return nil, 0, err
	}
	var titled []op.ID
	for i := 0; i < len(rights); {
		j := i
		g := &grade{file: rights[i].Scope.File}
		isTitled := false
		for ; j < len(rights) && rights[j].Scope.File == g.file; j++ {
			g.newest = max(g.newest, rights[j].GrantSeq)
			g.reads = append(g.reads, rights[j].Scope.Part)
			isTitled = isTitled || rights[j].Titled
			until = Sooner(until, rights[j].Until)
		}
		g.rights = rights[i:j]
		i = j
		g.wanted = slices.Contains(want, g.file)
		switch at, ok := asked[g.file]; {
		case g.rights[0].Scope.Part != op.Core:
			g.full = true
		case g.wanted, ok && r.Now() < at+op.WantFor && !slices.Contains(shed, g.file):
			g.full = true
			until = Sooner(until, at+op.WantFor)
		case isTitled:
			titled = append(titled, g.file)
			g.full = true // unless it is closed
		}
		if g.rights[0].Scope.Part == op.Core {
			g.card = op.Holding{Scope: op.Scope{File: g.file, Part: op.CardPart}, GrantSeq: number(g.rights)}
		}
		out = append(out, g)
	}
	closed, err := r.Closed(titled)
	if err != nil {
		return nil, 0, err
	}
	for _, g := range out {
		if closed[g.file] {
			g.full = false
		}
	}
	return out, until, nil
}

// number stands for every right on a file, so that one which is given, given anew or taken away makes the card another: a
// device that holds the card alone must hear of it, for the sake of what it keeps of its owner's work. FNV-1a.
func number(rights []Right) uint64 {
	h := uint64(14695981039346656037)
	for _, r := range rights {
		h = (h ^ uint64(r.Scope.Part)) * 1099511628211
		for s := range 8 {
			h = (h ^ r.GrantSeq>>(8*s)&0xff) * 1099511628211
		}
	}
	return h>>1 | 1 // never 0
}

// inOrder sorts for sending: what somebody waits for first, then the newest grants.
func inOrder(list []*grade) {
	slices.SortFunc(list, func(a, b *grade) int {
		switch {
		case a.wanted && !b.wanted:
			return -1
		case b.wanted && !a.wanted:
			return 1
		}
		return cmp.Or(cmp.Compare(b.newest, a.newest), a.file.Compare(b.file))
	})
}

// wants checks what a device asks for and gives up.
func wants(p *op.Pull) error {
	if len(p.Want) > op.MaxWant || len(p.Shed) > op.MaxWant {
		return errs.E(errs.TooLarge, "err.too_large").At("want")
	}
	return nil
}
