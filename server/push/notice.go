package push

import (
	"encoding/json"
	"fmt"
	"strconv"

	"damping/shared/i18n"
	"damping/shared/route"
)

// payloadStep is what the size of every payload is a multiple of. One step is enough for all that a notice says.
const payloadStep = 1024

// Notice is all that a notification may say.
type Notice struct {
	// Lang is the language of its words.
	Lang i18n.Lang
	// Token is what it is about, for those who can find out: see shared/notify.
	Token string
	// Due is how many things wait for the person: in the words and on the app's icon.
	Due int64
	// Trial says that somebody asked whether notifications work. There is nothing to do or to put off.
	Trial bool
	// Wipe says that the device is to delete what is on it. Nothing else is told with it.
	Wipe bool
}

// wipe is a message that no browser shows by itself, so that each hands it to our worker: Safari, given the declarative
// format, would show it and wake nobody.
type wipe struct {
	Wipe bool `json:"wipe"`
}

// declarative is the format of Declarative Web Push: Safari shows it without our worker, and every other browser hands
// it to the worker.
type declarative struct {
	WebPush      int          `json:"web_push"`
	Notification notification `json:"notification"`
}

type notification struct {
	Title    string `json:"title"`
	Body     string `json:"body"`
	Lang     string `json:"lang"`
	Navigate string `json:"navigate"`
	Tag      string `json:"tag"`
	Silent   bool   `json:"silent"`
	AppBadge string `json:"app_badge"`
	Data     own    `json:"data"`
}

// own is what our worker reads: what to name in receipts, and the words of its two buttons.
type own struct {
	ID     string `json:"id"`
	Done   string `json:"done"`
	Snooze string `json:"snooze"`
}

// payload is the notice as it is encrypted, with spaces at its end up to a size that all notices have.
func (n Notice) payload(origin string) ([]byte, error) {
	var message any = wipe{n.Wipe}
	if !n.Wipe {
		message = n.declarative(origin)
	}
	text, err := json.Marshal(message)
	if err != nil {
		return nil, fmt.Errorf("push: %w", err)
	}
	size := (len(text) + payloadStep - 1) / payloadStep * payloadStep
	padded := make([]byte, size)
	for i := copy(padded, text); i < size; i++ {
		padded[i] = ' '
	}
	return padded, nil
}

// declarative is what is shown. The address in it is absolute, because Safari's first version of the format took no
// other.
func (n Notice) declarative(origin string) declarative {
	shown := notification{
		Title:    i18n.T(n.Lang, "pwa.title"),
		Body:     i18n.T(n.Lang, "pwa.due", n.Due),
		Lang:     string(n.Lang),
		Navigate: origin + route.ToNotified(n.Token),
		Tag:      n.Token, // the next one about the same thing takes its place
		AppBadge: strconv.FormatInt(n.Due, 10),
		Data:     own{ID: n.Token, Done: i18n.T(n.Lang, "pwa.done"), Snooze: i18n.T(n.Lang, "pwa.snooze")},
	}
	if n.Trial {
		shown.Body = i18n.T(n.Lang, "pwa.test")
		shown.Data.Done, shown.Data.Snooze = "", ""
	}
	return declarative{WebPush: 8030, Notification: shown}
}
