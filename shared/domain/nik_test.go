package domain

import (
	"errors"
	"fmt"
	"math/rand"
	"testing"
	"time"

	"damping/shared/civil"
	"damping/shared/errs"
)

// The day on which the examples are read.
const nikDay Date = "2026-08-09"

func TestParseNIK(t *testing.T) {
	for _, c := range []struct {
		name, nik, sex, birth string
		sure                  bool
	}{
		{"a boy", "1871011203120001", Male, "2012-03-12", true},
		{"a woman has 40 added to the day", "1871055708850012", Female, "1985-08-17", true},
		{"what would lie ahead was a hundred years ago, and somebody asks", "1871013112260001", Male, "1926-12-31", false},
		{"born today, and somebody asks", "1871010908260001", Male, "2026-08-09", false},
		{"a day before the first birthday, and somebody asks", "1871011008250001", Male, "2025-08-10", false},
		{"on the first birthday", "1871010908250001", Male, "2025-08-09", true},
		{"tomorrow was a hundred years ago", "1871011008260001", Male, "1926-08-10", false},
		{"ninety years old", "1871010908360001", Male, "1936-08-09", true},
		{"ninety-one, and somebody asks", "1871010908350001", Male, "1935-08-09", false},
		{"the last day of a month, of a woman", "1871017101900001", Female, "1990-01-31", true},
		{"a leap day", "1871016902040001", Female, "2004-02-29", true},
		{"the leap day of 2000", "1871012902000001", Male, "2000-02-29", true},
		{"the highest serial", "1871011203129999", Male, "2012-03-12", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseNIK(c.nik, nikDay)
			want := NIK{Province: "18", City: "18.71", District: "18.71." + c.nik[4:6], Sex: c.sex, Birth: Date(c.birth), Sure: c.sure}
			if err != nil || got != want {
				t.Errorf("%+v %v, want %+v", got, err, want)
			}
		})
	}
}

func TestParseNIKRefuses(t *testing.T) {
	for _, c := range []struct{ name, nik, key string }{
		{"nothing", "", "nik.digits"},
		{"fifteen digits", "187101120312000", "nik.digits"},
		{"seventeen digits", "18710112031200011", "nik.digits"},
		{"a letter", "18710112O3120001", "nik.digits"},
		{"a space", "1871 11203120001", "nik.digits"},
		{"digits that are not ASCII", "١٨٧١٠١١٢", "nik.digits"},
		{"29 February 2001", "1871012902010001", "nik.date"},
		{"day 0", "1871010001900001", "nik.date"},
		{"day 32", "1871013201900001", "nik.date"},
		{"day 40", "1871014001900001", "nik.date"},
		{"day 72", "1871017201900001", "nik.date"},
		{"31 April", "1871013104900001", "nik.date"},
		{"month 0", "1871010100900001", "nik.date"},
		{"month 13", "1871010113900001", "nik.date"},
		{"serial 0000", "1871090101990000", "nik.serial"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := ParseNIK(c.nik, nikDay)
			if e := errs.As(err); e == nil || e.Key != c.key || !errors.Is(err, errs.E(errs.Invalid, "")) || got != (NIK{}) {
				t.Errorf("%+v %v, want %s", got, err, c.key)
			}
		})
	}
}

// Every number that the office could give out is read back as what it was made of.
func TestNIKRoundTrip(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	oldest := nikDay.AddDays(-36524) // a hundred years less a day: no year stands for two births

	for range 20_000 {
		born := oldest.AddDays(r.Intn(36525))
		_, month, day := born.Parts()
		want := NIK{Province: fmt.Sprintf("%02d", r.Intn(100)), Birth: born, Sex: Male}
		want.City = fmt.Sprintf("%s.%02d", want.Province, r.Intn(100))
		want.District = fmt.Sprintf("%s.%02d", want.City, r.Intn(100))
		if r.Intn(2) == 0 {
			want.Sex = Female
			day += 40
		}
		age := born.YearsAt(nikDay)
		want.Sure = age >= 1 && age <= 90

		nik := want.Province + want.City[3:] + want.District[6:] + fmt.Sprintf("%02d%02d%s%04d", day, month, born[2:4], 1+r.Intn(9999))
		if got, err := ParseNIK(nik, nikDay); err != nil || got != want {
			t.Fatalf("%s is %+v %v, want %+v", nik, got, err, want)
		}
	}
}

// Nothing that somebody types makes it fall over, and what it accepts is a day of the calendar that has been.
func TestParseNIKTakesAnything(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	for range 20_000 {
		s := make([]byte, 16)
		for i := range s {
			s[i] = "0123456789012345678901234567890x"[r.Intn(32)]
		}
		for _, text := range []string{string(s), string(s[:r.Intn(17)])} {
			if n, err := ParseNIK(text, nikDay); err == nil && (!n.Birth.Valid() || n.Birth > nikDay || n.Birth < civil.NewDate(1926, 8, 10)) {
				t.Fatalf("%s is born %s", text, n.Birth)
			}
			_ = CheckKK(text, nikDay)
			if m := Mask(text); len(m) != len(text) {
				t.Fatalf("%s is masked %s", text, m)
			}
		}
	}
}

func TestCheckKK(t *testing.T) {
	for kk, key := range map[string]string{
		"1871011203120001": "", "1871013112260001": "", "187101120312000": "nik.digits", "1871015203120001": "nik.date",
		"1871012902010001": "nik.date", "1871011203120000": "nik.serial",
	} {
		err := CheckKK(kk, nikDay)
		if e := errs.As(err); key == "" && err != nil || key != "" && (e == nil || e.Key != key || e.Args[0] != "KK") {
			t.Errorf("%s: %v, want %q", kk, err, key)
		}
	}
}

func TestMask(t *testing.T) {
	for s, want := range map[string]string{"1871055708850012": "1871********0012", "": "", "123": "***", "12345678901234567": "*****************"} {
		if got := Mask(s); got != want {
			t.Errorf("%s is shown as %s", s, got)
		}
	}
}
