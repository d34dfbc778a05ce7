package device

import "strings"

// Label makes of a browser's user agent the name by which its owner recognises it in a list: "Chrome, Android". It holds
// no version and no model, which would tell one phone from another.
func Label(userAgent string) string {
	browser := firstIn(userAgent, []naming{
		{"Firefox/", "Firefox"}, {"FxiOS/", "Firefox"}, {"Edg", "Edge"}, {"OPR/", "Opera"}, {"SamsungBrowser/", "Samsung Internet"},
		{"Chrome/", "Chrome"}, {"CriOS/", "Chrome"}, {"Safari/", "Safari"},
	})
	system := firstIn(userAgent, []naming{
		{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"CrOS", "ChromeOS"},
		{"Mac OS X", "Mac"}, {"Linux", "Linux"},
	})
	switch {
	case browser == "":
		return system
	case system == "":
		return browser
	}
	return browser + ", " + system
}

// naming is a piece of a user agent and what people call it.
type naming struct{ piece, name string }

func firstIn(userAgent string, names []naming) string {
	for _, n := range names {
		if strings.Contains(userAgent, n.piece) {
			return n.name
		}
	}
	return ""
}
