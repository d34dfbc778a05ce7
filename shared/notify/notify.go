// Package notify makes the random-looking word by which a notification names what it is about.
//
// The word must tell a push service nothing, must be the same when the server sends again, so that the new notification
// replaces the old one instead of standing beside it, and must be found again on the phone without signal. Hence it is
// derived from two ids that never leave the house, the device's and the reminder's, each with 74 random bits: server
// and phone both know them, and nobody who sees the word can get them back. The word opens no door by itself; whoever
// says it to the server must also hold the device's credential.
package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"

	"damping/shared/op"
)

// Size is the length of a token in characters. A push service takes a topic of at most 32 (RFC 8030, 5.4).
const Size = 22

// Token is the word on one device for one reminder, whose id is that of the follow-up: 128 bits in base64url. To
// find out what a token stands for, a device compares it with those of the follow-ups that it holds.
func Token(device, reminder op.ID) string {
	mac := hmac.New(sha256.New, device[:])
	mac.Write([]byte("notification"))
	mac.Write(reminder[:])
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:16])
}

// TestToken is the word for the trial notification that a device asks for. It is about nothing.
func TestToken(device op.ID) string { return Token(device, device) }

// WipeToken is the word for the message that has a device delete what is on it. The device never sees it: it is there
// for the push service, which must not be able to tell that message from the others.
func WipeToken(device op.ID) string { return Token(device, op.ID{}) }
