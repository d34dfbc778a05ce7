package client_test

import (
	"testing"

	"damping/shared/client"
	"damping/shared/errs"
)

// What is final loses bytes that are nowhere else: each answer is weighed.
func TestFinalAnswersAboutBytes(t *testing.T) {
	announce, put := client.BlobAsk{Step: client.BlobAnnounce}, client.BlobAsk{Step: client.BlobPut}
	old, lost := announce, announce
	old.Old, lost.Lost = true, true
	for _, c := range []struct {
		what string
		ask  client.BlobAsk
		code errs.Code
		want bool
	}{
		{"a removed record", announce, errs.Gone, true},
		{"bytes that are not what the record says", put, errs.BadContent, true},
		{"a file that a restored server does not know yet", announce, errs.NotFound, false},
		{"a file that has not come back for a month", old, errs.NotFound, true},
		{"an upload that a restored server has lost", put, errs.NotFound, false},
		{"a record that is still to come", announce, errs.OpFirst, false},
		{"a record that is on neither side", lost, errs.OpFirst, true},
		{"a server without room", announce, errs.Quota, false},
		{"a session that has ended", announce, errs.Unauthenticated, false},
		{"no server at all", announce, errs.Unavailable, false},
	} {
		if got := c.ask.Final(c.code); got != c.want {
			t.Errorf("%s: final %v", c.what, got)
		}
	}
}
