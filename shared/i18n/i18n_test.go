package i18n_test

import (
	"encoding/json"
	"testing"
	"time"

	"damping/shared/civil"
	"damping/shared/i18n"
	"damping/shared/i18n/catalogue"
)

func TestT(t *testing.T) {
	for _, c := range []struct {
		name string
		lang i18n.Lang
		key  string
		args []any
		want string
	}{
		{"gives a text", i18n.ID, "nav.today", nil, "Hari ini"},
		{"gives the other language", i18n.EN, "nav.today", nil, "Today"},
		{"fills what is asked for", i18n.ID, "form.step", []any{1, 2}, "1 dari 2"},
		{"writes numbers as the language does", i18n.ID, "sync.unsent", []any{1234}, "1.234 belum terkirim"},
		{"counts one in English", i18n.EN, "cases.results", []any{1}, "1 case found"},
		{"counts many in English", i18n.EN, "cases.results", []any{2}, "2 cases found"},
		{"counts none as many", i18n.EN, "cases.results", []any{0}, "0 cases found"},
		{"has one form in Indonesian", i18n.ID, "cases.results", []any{int64(1)}, "1 kasus ditemukan"},
		{"counts the numbers that JSON makes", i18n.EN, "cases.results", []any{float64(1)}, "1 case found"},
		{"shows the key that nobody knows", i18n.ID, "no.such.key", nil, "no.such.key"},
		{"leaves a gap that nothing fills", i18n.ID, "form.step", []any{1}, "1 dari {1}"},
		{"never reads an argument as a text", i18n.ID, "case.owner", []any{"{0} {1}"}, "Pendamping: {0} {1}"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := i18n.T(c.lang, c.key, c.args...); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestRegister(t *testing.T) {
	const other = i18n.Lang("x-test")

	if got := i18n.T(other, "nav.today"); got != "Hari ini" || i18n.Ready(other) {
		t.Fatalf("before: %q", got)
	}
	i18n.Register(other, map[string]string{"nav.today": "Oujourd'hui"})

	if got := i18n.T(other, "nav.today"); got != "Oujourd'hui" || !i18n.Ready(other) {
		t.Errorf("after: %q", got)
	}
	if got := i18n.T(other, "nav.cases"); got != "Kasus" {
		t.Errorf("a text that it lacks: %q", got)
	}
	if got := i18n.T(i18n.EN, "nav.today"); got != "Today" {
		t.Errorf("another language changed: %q", got)
	}
}

func TestChoose(t *testing.T) {
	for name, want := range map[string]i18n.Lang{"": i18n.ID, "id": i18n.ID, "id-ID": i18n.ID, "en": i18n.EN, "en-GB": i18n.EN, "enx": i18n.ID, "jv": i18n.ID} {
		if got := i18n.Choose(name); got != want {
			t.Errorf("%q chooses %s", name, got)
		}
	}
}

// The standard library is the second opinion on what a catalogue says.
func TestParseAgreesWithTheStandardLibrary(t *testing.T) {
	good := []string{
		`{}`, ` { } `, `{"a":"b"}`, "{\n \"a\" : \"b\" ,\t\"c\":\"d\"\r\n}", `{"a":"\"\\\/\b\f\n\r\t"}`,
		`{"a":"\u00e9\u20ac\ud83d\ude00 é€😀"}`, `{"":""}`, `{"a\"b":"{0}"}`, catalogue.JSON("id"), catalogue.JSON("en"),
	}
	for _, text := range good {
		want := map[string]string{}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatal(err)
		}
		got, err := i18n.Parse(text)
		if err != nil || len(got) != len(want) {
			t.Errorf("%.40s: %d texts, want %d, %v", text, len(got), len(want), err)
			continue
		}
		for key, value := range want {
			if got[key] != value {
				t.Errorf("%q is %q, want %q", key, got[key], value)
			}
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, text := range []string{
		``, `[]`, `{`, `{"a"}`, `{"a":}`, `{"a":1}`, `{"a":null}`, `{"a":{"b":"c"}}`, `{"a":"b",}`, `{"a":"b"`, `{"a":"b"} x`, `{"a":"b" "c":"d"}`,
		`{"a":"b","a":"c"}`, `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\ud83d"}`, `{"a":"\ud83dx"}`, `{"a":"\`, "{\"a\":\"b\nc\"}", "{\"a\":\"\xff\"}", `{a:"b"}`,
	} {
		if got, err := i18n.Parse(text); err == nil {
			t.Errorf("%q was read as %q", text, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`{"a":"b","c":"\u00e9"}`)
	f.Add(`{"a":"\ud83d\ude00"}`)

	f.Fuzz(func(t *testing.T, text string) {
		got, err := i18n.Parse(text)
		if err != nil {
			return
		}
		want := map[string]string{}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Fatalf("%q was read and is not JSON: %v", text, err)
		}
		for key, value := range want {
			if got[key] != value {
				t.Fatalf("%q is %q, want %q", key, got[key], value)
			}
		}
	})
}

func at(wib string) int64 {
	moment, err := time.ParseInLocation("2006-01-02 15:04", wib, time.FixedZone("WIB", 7*3600))
	if err != nil {
		panic(err)
	}
	return moment.UnixMilli()
}

func TestDates(t *testing.T) {
	now := at("2026-11-23 10:00") // a Monday

	for _, c := range []struct{ name, got, want string }{
		{"date", i18n.Date(i18n.ID, "2026-08-09"), "9 Agustus 2026"},
		{"date in English", i18n.Date(i18n.EN, "2026-08-09"), "9 August 2026"},
		{"no date", i18n.Date(i18n.ID, ""), ""},
		{"long date", i18n.LongDate(i18n.ID, "2026-11-23"), "Senin, 23 November 2026"},
		{"clock", i18n.Clock(i18n.ID, 545), "09.05"},
		{"clock in English", i18n.Clock(i18n.EN, 545), "09:05"},
		{"no clock", i18n.Clock(i18n.ID, civil.NoClock), ""},
		{"time in the west", i18n.Time(i18n.ID, now, civil.WIB), "10.00 WIB"},
		{"time in the middle", i18n.Time(i18n.ID, now, civil.WITA), "11.00 WITA"},
		{"time in the east", i18n.Time(i18n.EN, now, civil.WIT), "12:00 WIT"},
		{"date and time", i18n.DateTime(i18n.ID, now, civil.WIB), "23 November 2026 10.00 WIB"},
		{"today", i18n.When(i18n.ID, at("2026-11-23 16:00"), now, civil.WIB), "hari ini 16.00"},
		{"tomorrow", i18n.When(i18n.ID, at("2026-11-24 09:00"), now, civil.WIB), "besok 09.00"},
		{"yesterday", i18n.When(i18n.ID, at("2026-11-22 14:00"), now, civil.WIB), "kemarin 14.00"},
		{"tomorrow in the east, while it is today in the west", i18n.When(i18n.ID, at("2026-11-23 22:30"), now, civil.WIT), "besok 00.30"},
		{"this week", i18n.Day(i18n.ID, "2026-11-29", "2026-11-23"), "Minggu"},
		{"next week", i18n.Day(i18n.ID, "2026-11-30", "2026-11-23"), "30 November"},
		{"long ago this year", i18n.Day(i18n.ID, "2026-11-21", "2026-11-23"), "21 November"},
		{"next year", i18n.Day(i18n.ID, "2027-01-02", "2026-11-23"), "2 Januari 2027"},
		{"a moment", i18n.Span(i18n.ID, 59_000), "baru saja"},
		{"minutes", i18n.Span(i18n.ID, 45*60_000), "45 menit"},
		{"hours", i18n.Span(i18n.ID, -20*3600_000), "20 jam"},
		{"an hour in English", i18n.Span(i18n.EN, 3600_000), "1 hour"},
		{"days", i18n.Span(i18n.ID, 72*3600_000), "3 hari"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{i18n.Number(i18n.ID, 0), "0"},
		{i18n.Number(i18n.ID, 999), "999"},
		{i18n.Number(i18n.ID, 1000), "1.000"},
		{i18n.Number(i18n.EN, -1234567), "-1,234,567"},
		{i18n.Decimal(i18n.ID, 1234.5, 1), "1.234,5"},
		{i18n.Decimal(i18n.EN, 1234.56, 1), "1,234.6"},
		{i18n.Decimal(i18n.ID, -0.25, 2), "-0,25"},
		{i18n.Decimal(i18n.ID, 12, 0), "12"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func BenchmarkParse(b *testing.B) {
	text := catalogue.JSON("id")
	b.Run("ours", func(b *testing.B) {
		for b.Loop() {
			if _, err := i18n.Parse(text); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("encoding/json", func(b *testing.B) {
		for b.Loop() {
			m := map[string]string{}
			if err := json.Unmarshal([]byte(text), &m); err != nil {
				b.Fatal(err)
			}
		}
	})
}
