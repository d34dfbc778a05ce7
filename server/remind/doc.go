// Package remind tells people that something is due, at the hour at which it is due, on the phone in their pocket.
//
// The rows that say what is due are made with the record they follow from (server/oplog). From there a reminder goes
// this way:
//
//   - claim: an open instance whose hour has come gets a message for each device of whoever has to do it, in one
//     transaction. In the institution's quiet hours only an urgent one is claimed. The device that last showed
//     something is told first, the others only if it has not answered for a while; an urgent one goes to all at once.
//   - send: messages are leased, judged again (done meanwhile? put off? given to somebody else? seen already?), handed
//     to the push service, and marked after it has answered. What it did not take is tried again until the message
//     expires.
//   - answer: the device says that it showed it, and brings what was tapped.
//
// A server may be killed anywhere. Before the claim commits, nothing has happened. A leased message whose sender died
// is sent by the next one when the lease ends, so none is lost. One window cannot be closed: a server that dies after
// the push service took a message and before the mark is durable sends it again. The second one has the same topic and
// the same tag, so the push service replaces what it still holds and the phone replaces what it shows: the person sees
// one. A receipt that comes in between is proof that it was sent, and takes the place of the mark.
//
// The package waits for the next hour that the database names, or to be woken; it does not poll. Once a minute it looks
// by itself, for what another node wrote and for clocks that were moved.
package remind
