package state

import (
	"math/rand"
	"strings"
	"testing"
	"time"

	"damping/shared/domain"
)

func TestMessages(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []Message
	}{
		{"copied", "[09.12, 24/11/2026] Bu Ani: Tolong, Bu.\nAnak saya takut.", []Message{{"2026-11-24T09:12", "Bu Ani", "Tolong, Bu.\nAnak saya takut."}}},
		{"a talk", "[09:12, 24/11/2026] Ani: a\n[09:14, 24/11/2026] Wati: b: c", []Message{{"2026-11-24T09:12", "Ani", "a"}, {"2026-11-24T09:14", "Wati", "b: c"}}},
		{"exported by Android", "24/11/26 21.05 - +62 812-0000-1234: halo", []Message{{"2026-11-24T21:05", "+62 812-0000-1234", "halo"}}},
		{"with a comma", "24/11/2026, 21:05 - Ani: halo", []Message{{"2026-11-24T21:05", "Ani", "halo"}}},
		{"exported by an iPhone", "\u200e[24/11/26 09.12.33] Ani: halo", []Message{{"2026-11-24T09:12", "Ani", "halo"}}},
		{"half of the day", "[9:12\u202fPM, 24/11/2026] Ani: halo", []Message{{"2026-11-24T21:12", "Ani", "halo"}}},
		{"midnight", "[12:05 AM, 24/11/2026] Ani: halo", []Message{{"2026-11-24T00:05", "Ani", "halo"}}},
		{"an American phone", "11/24/26, 09:12 - Ani: halo", []Message{{"2026-11-24T09:12", "Ani", "halo"}}},
		{"no head", "Tolong, Bu.", []Message{{Text: "Tolong, Bu."}}},
		{"words before the first head", "diteruskan\n[09.12, 24/11/2026] Ani: a", []Message{{Text: "diteruskan"}, {"2026-11-24T09:12", "Ani", "a"}}},
		{"a day that is none", "[09.12, 31/02/2026] Ani: a", []Message{{Text: "[09.12, 31/02/2026] Ani: a"}}},
		{"an hour that is none", "[29.12, 24/11/2026] Ani: a", []Message{{Text: "[29.12, 24/11/2026] Ani: a"}}},
		{"nothing", " \n ", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := Messages(c.text)
			if len(got) != len(c.want) {
				t.Fatalf("%+v", got)
			}
			for i := range got {
				if got[i] != c.want[i] {
					t.Errorf("%+v, want %+v", got[i], c.want[i])
				}
			}
		})
	}
}

// However a text is broken: times are real, and no word is lost.
func TestMessagesLoseNothing(t *testing.T) {
	seed := time.Now().UnixNano()
	r := rand.New(rand.NewSource(seed))
	bits := []string{"[09.12, 24/11/2026] Ani: ", "24/11/26 21.05 - Wati: ", "[24/11/26 09.12.33] X:", "kata ", "\n", ":", "[", "] ", "\u200e", "99/99/99 ", "9:12 PM", "é", " "}
	for range 3000 {
		var text string
		for range r.Intn(12) {
			text += bits[r.Intn(len(bits))]
		}
		words := 0
		for _, m := range Messages(text) {
			words += strings.Count(m.Text+m.From, "kata")
			if m.At != "" && !m.At.Valid() {
				t.Fatalf("seed %d: %q has the time %q", seed, text, m.At)
			}
		}
		if words != strings.Count(text, "kata") {
			t.Fatalf("seed %d: %q keeps %d words", seed, text, words)
		}
	}
}

func TestPasted(t *testing.T) {
	head := func(at domain.Local, from string) string { return "<" + string(at) + "|" + from + ">" }
	got := Pasted(Values{"what": "Sudah ada.", "pasted": "x", "who": "Bunga"}, "[09.12, 24/11/2026] Bu Ani: Tolong.", "2026-11-24T10:00", head)
	if got["what"] != "Sudah ada.\n\n<2026-11-24T09:12|Bu Ani>\nTolong." || got["channel"] != "whatsapp" || got["received"] != "2026-11-24T09:12" ||
		got["reporter_name"] != "Bu Ani" || got["pasted"] != "" || got["who"] != "Bunga" {
		t.Errorf("%v", got)
	}
	got = Pasted(Values{"what": Unknown}, "[09.12, 25/11/2026] +62 812: Tolong.\n[09.13, 25/11/2026] Wati: Ya.", "2026-11-24T10:00", head)
	if got["received"] != "" || got["reporter_name"] != "" || !strings.Contains(got["what"], "|+62 812, Wati>\n[09.12, 25/11/2026] +62 812: Tolong.\n[09.13") {
		t.Errorf("a time to come, a number, a talk: %v", got)
	}
}

func TestReceivedIsNeverToCome(t *testing.T) {
	for said, want := range map[string]domain.Local{"2026-11-24T09:12": "2026-11-24T09:12", "2026-11-25T09:12": "2026-11-24T10:00", "x": "2026-11-24T10:00", "": "2026-11-24T10:00"} {
		id := newID()
		v := intake()
		v["received"] = said
		got, _ := domain.ReadComplaint(folded(t, complaintDrafts(id, v, "2026-11-24T10:00")), id)
		if got.Received != want {
			t.Errorf("%q is received at %q", said, got.Received)
		}
	}
}
