// Package seam is where a test takes hold of a running server: its clock, and the push service to which it sends.
//
// The real thing exists only in a build with the tag testseam, which no release has and a test of the tree proves; here
// the clock is the wall's and Serve does nothing. With the tag, DAMPING_TEST_SEAM names a unix socket that takes one
// command a line and answers each with one line that begins with "ok" or "error":
//
//	clock                      the server's time, in milliseconds since 1970 UTC
//	clock set <ms>             put the clock; it goes on from there
//	clock advance <duration>   move it, as in 26h30m or -5m
//	allow http://127.0.0.1:<port>   let push messages go to this local push service
//	sweep                      claim and send all reminders that are due, and wait for it
//	counts                     what reminding has done since the process began, as name=number
//
// A moved clock wakes the reminders by itself. For a server that starts with reminders waiting, the environment says the
// same earlier: DAMPING_TEST_CLOCK is where the clock begins, in milliseconds, and DAMPING_TEST_PUSH a local push service
// to allow; what is sent to one that is not allowed counts as refused for good.
package seam
