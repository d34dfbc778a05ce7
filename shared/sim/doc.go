// Package sim is a simulation of the whole protocol in one deterministic program: the real client engine and the real
// server core, over memory twins, in a world of lost answers, torn batches, crashes, wrong clocks, hand-overs and
// restored backups. It is for tests only; nothing of it is in a program. The same histories run against any Server:
// server/oplog gives it the real databases, and whole servers behind HTTP. They are told in browsers, too.
//
// A history is one seed. In it people write on several devices each, with and without signal, and after every step the
// invariants of the protocol are asked, against a model of the log that is written anew here and shares no code with
// the reducer. A history ends with calm: faults stop, everybody syncs, and everybody must hold the same.
//
// The invariants:
//
//	I1  convergence: every holder's base of a part equals the server's state of it, byte for byte
//	I2  no lost op: what was written is in the log, set aside, or on the author's device, which keeps it for a restored
//	    server too: until its scope is taken away, or for a month
//	I3  exactly once: duplicates, torn batches, lost answers and crashes change nothing
//	I4  read your writes: own work is visible exactly once at every step
//	I5  no silent overwrite: an accepted value disappears only when a later op listed it
//	I6  causality: what was written after seeing something is later than it, whatever the clocks say
//	I7  no leak: no answer contains a scope that its reader may not read; nothing enters without the right to write
//	I8  no residue: after one whole cycle a device holds nothing of a scope that was taken away
//	I9  replay: the states are the fold of the log
//	I10 progress: one poisoned group never holds up others; the outbox empties when the faults stop
//	I11 commutation: any order of a history that respects sup gives the same state
//	I12 atomic page: a store that refuses, or a crash, leaves everything or nothing; no page gives a file up before its
//	    list row is there
//
// A simulation that never fails proves nothing. So the folder faults holds one patch for each mistake that this
// protocol must not make; each is applied to a temporary copy, and the simulation must find it there.
//
//	go test ./shared/sim                                         5,000 histories and all faults
//	go test ./shared/sim -run Simulation -v -sim.n=50000         more of them, and how often what happened
//	go test ./shared/sim -run Simulation -v -sim.seed=42         that one history, step by step
//
// A patch that no longer applies fails: make its mistake again by hand in a copy of the tree, and keep the difference.
package sim
