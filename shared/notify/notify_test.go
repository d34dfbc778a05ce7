package notify_test

import (
	"crypto/rand"
	"testing"

	"damping/shared/notify"
	"damping/shared/op"
	"damping/shared/route"
)

func id() op.ID { return op.NewID(1_790_000_000_000, rand.Reader) }

func TestToken(t *testing.T) {
	device, reminder := id(), id()
	token := notify.Token(device, reminder)

	if token != notify.Token(device, reminder) {
		t.Error("a second notification about the same thing would stand beside the first")
	}
	if len(token) != notify.Size || route.Parse(route.ToNotified(token)).ID != token {
		t.Errorf("%q cannot stand in an address", token)
	}
	others := map[string]string{
		"another device":        notify.Token(id(), reminder),
		"another reminder":      notify.Token(device, id()),
		"the two the other way": notify.Token(reminder, device),
		"the test":              notify.TestToken(device),
		"the wipe":              notify.WipeToken(device),
	}
	for name, other := range others {
		if other == token {
			t.Errorf("%s has the same token", name)
		}
	}
}
