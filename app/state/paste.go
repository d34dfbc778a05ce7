package state

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"damping/shared/civil"
	"damping/shared/domain"
)

// Message is one message as it stands in a text copied out of WhatsApp. Words that come without a head have neither time
// nor sender.
type Message struct {
	At         domain.Local
	From, Text string
}

// heads are how WhatsApp begins a message: "[09.12, 24/11/2026] Nama: " when messages are copied, "24/11/26 09.12 - Nama: "
// and "[24/11/26 09.12.33] Nama: " in an exported chat.
var heads = []*regexp.Regexp{
	regexp.MustCompile(`^\[(?P<h>\d{1,2})[.:](?P<m>\d\d)(?:[.:]\d\d)? ?(?P<half>[AaPp][Mm])?, (?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{2}|\d{4})\] (?P<from>[^:]{1,80}): ?`),
	regexp.MustCompile(`^\[?(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{2}|\d{4}),? (?P<h>\d{1,2})[.:](?P<m>\d\d)(?:[.:]\d\d)? ?(?P<half>[AaPp][Mm])?(?:\]| -) (?P<from>[^:]{1,80}): ?`),
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

// headed reads a line that begins a message.
func headed(line string) (Message, bool) {
	for _, head := range heads {
		found := head.FindStringSubmatch(line)
		if found == nil {
			continue
		}
		part := func(name string) string { return found[head.SubexpIndex(name)] }
		number := func(name string) int {
			n, _ := strconv.Atoi(part(name)) // digits only
			return n
		}
		day, month, year, hour := number("a"), number("b"), number("y"), number("h")
		if month > 12 { // a phone set to American dates
			day, month = month, day
		}
		if year < 100 {
			year += 2000
		}
		if half := strings.ToLower(part("half")); half != "" {
			if hour %= 12; half == "pm" {
				hour += 12
			}
		}
		at := domain.Local(string(civil.NewDate(year, month, day)) + "T" + two(hour) + ":" + part("m"))
		if !at.Valid() {
			continue
		}
		return Message{At: at, From: strings.TrimSpace(part("from")), Text: line[len(found[0]):]}, true
	}
	return Message{}, false
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
