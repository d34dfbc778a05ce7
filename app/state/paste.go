package state

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"damping/shared/civil"
	"damping/shared/domain"
)

// Message is one message as it stands in a text copied out of WhatsApp. Words that come without a head have neither time
// nor sender.
type Message struct {
	At         domain.Local
	From, Text string
}

// unseen are the marks of direction and the narrow spaces that phones put between.
var unseen = strings.NewReplacer("\u200e", "", "\u200f", "", "\u202f", " ", "\u00a0", " ", "\r\n", "\n", "\r", "\n")

// Messages reads a pasted text. Nothing of the words is lost: what is not understood stays in them.
func Messages(text string) (out []Message) {
	for _, line := range strings.Split(unseen.Replace(text), "\n") {
		m, begins := headed(line)
		if !begins && len(out) > 0 {
			out[len(out)-1].Text += "\n" + line
			continue
		}
		if !begins {
			m.Text = line
		}
		out = append(out, m)
	}
	for i := range out {
		out[i].Text = strings.TrimSpace(out[i].Text)
	}
	return slices.DeleteFunc(out, func(m Message) bool { return m == Message{} })
}

// headed reads a line that begins a message: "[09.12, 24/11/2026] Nama: " when messages are copied, "24/11/26 09.12 - Nama: "
// and "[24/11/26 09.12.33] Nama: " in an exported chat.
func headed(line string) (Message, bool) {
	copied := head{rest: line}
	copied.needs("[")
	copied.clock()
	copied.needs(", ")
	copied.date()
	copied.needs("]")

	exported := head{rest: line}
	bracket := exported.has("[")
	exported.date()
	exported.has(",")
	exported.needs(" ")
	exported.clock()
	if !bracket || !exported.has("]") {
		exported.needs(" -")
	}

	for _, h := range []head{copied, exported} {
		h.needs(" ")
		from, text, _ := strings.Cut(h.rest, ":")
		if h.bad || from == h.rest || from == "" || utf8.RuneCountInString(from) > 80 || !h.at().Valid() {
			continue
		}
		return Message{At: h.at(), From: strings.TrimSpace(from), Text: strings.TrimPrefix(text, " ")}, true
	}
	return Message{}, false
}

// head reads the beginning of a line piece by piece; bad once a piece was not there. (Package regexp would cost the download
// forty kilobytes.)
type head struct {
	rest                           string
	bad                            bool
	day, month, year, hour, minute int
}

func (h *head) has(text string) bool {
	rest, found := strings.CutPrefix(h.rest, text)
	h.rest = rest
	return found
}

func (h *head) needs(text string) { h.bad = !h.has(text) || h.bad }

// number reads digits, at least and at most so many.
func (h *head) number(least, most int) (n int) {
	digits := 0
	for digits < most && digits < len(h.rest) && h.rest[digits] >= '0' && h.rest[digits] <= '9' {
		n = 10*n + int(h.rest[digits]-'0')
		digits++
	}
	h.rest, h.bad = h.rest[digits:], h.bad || digits < least
	return n
}

// clock reads a time of day, with or without its seconds, in twelve hours or in twenty-four.
func (h *head) clock() {
	h.hour = h.number(1, 2)
	h.bad = !h.has(".") && !h.has(":") || h.bad
	h.minute = h.number(2, 2)
	if h.has(".") || h.has(":") {
		h.number(2, 2)
	}
	if len(h.rest) < 3 {
		return
	}
	switch half := strings.ToLower(strings.TrimPrefix(h.rest, " ")[:2]); half {
	case "am", "pm":
		h.rest = strings.TrimPrefix(h.rest, " ")[2:]
		if h.hour %= 12; half == "pm" {
			h.hour += 12
		}
	}
}

// date reads a day, in the order of this country or, where that cannot be, in that of America.
func (h *head) date() {
	h.day = h.number(1, 2)
	h.needs("/")
	h.month = h.number(1, 2)
	h.needs("/")
	before := len(h.rest)
	h.year = h.number(2, 4)
	switch before - len(h.rest) {
	case 2:
		h.year += 2000
	case 3:
		h.bad = true
	}
	if h.month > 12 {
		h.day, h.month = h.month, h.day
	}
}

func (h *head) at() domain.Local {
	return domain.Local(string(civil.NewDate(h.year, h.month, h.day)) + "T" + two(h.hour) + ":" + two(h.minute))
}

func two(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// Pasted puts a message into the answers of the intake: its words as they are under a head that says where and when they
// come from, the channel, and the time it was received. now keeps a wrong clock out. head makes the head.
func Pasted(v Values, text string, now domain.Local, head func(at domain.Local, from string) string) Values {
	list := Messages(text)
	out := v.Copy()
	delete(out, "pasted")
	if len(list) == 0 {
		return out
	}
	var at domain.Local
	var from []string
	for _, m := range list {
		if at == "" && m.At <= now {
			at = m.At
		}
		if m.From != "" && !slices.Contains(from, m.From) {
			from = append(from, m.From)
		}
	}
	words := strings.TrimSpace(unseen.Replace(text)) // a talk keeps who said what, and when
	if len(list) == 1 {
		words = list[0].Text
	}
	words = head(at, strings.Join(from, ", ")) + "\n" + words
	if was := out.Text("what"); was != "" && was != Unknown && was != Declined {
		words = was + "\n\n" + words
	}
	out["what"], out["channel"] = words, "whatsapp"
	if at != "" {
		out["received"] = string(at)
	}
	if len(from) == 1 && out["reporter_name"] == "" && strings.ContainsFunc(from[0], isLetter) {
		out["reporter_name"] = from[0]
	}
	return out
}

// isLetter tells a name from a number.
func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= 0xc0 }
