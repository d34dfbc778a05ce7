package domain

import "damping/shared/op"

// What a person looked at while without signal, in the person's own space (model M17): one entry per case and
// session. The server copies them into the audit trail when they arrive.
var (
	AccessOpened   = field[op.ID](Def{ID: 900, Entity: UserSpace, Part: op.Core, Shape: Grow})
	AccessRevealed = field[op.ID](Def{ID: 901, Entity: UserSpace, Part: op.Core, Shape: Grow})
)
