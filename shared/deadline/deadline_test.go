package deadline_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"damping/shared/civil"
	"damping/shared/code"
	"damping/shared/deadline"
	"damping/shared/i18n"
)

const (
	minute int64 = 60_000
	hour         = 60 * minute
	day          = 24 * hour
)

// wib is an instant by the clock on the wall in Bandar Lampung.
func wib(text string) int64 {
	moment, err := time.ParseInLocation("2006-01-02 15:04", text, time.FixedZone("WIB", 7*3600))
	if err != nil {
		panic(err)
	}
	return moment.UnixMilli()
}

func TestLimitsAreWhole(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range deadline.Limits() {
		if seen[l.Code] {
			t.Errorf("%s stands twice", l.Code)
		}
		seen[l.Code] = true

		for _, event := range append([]string{l.Starts}, l.Stops...) {
			if !code.Has("clock_event", event) && !code.Has("legal_step", event) {
				t.Errorf("%s starts or stops with %q, which nobody knows", l.Code, event)
			}
		}
		if slices.Contains(l.Stops, l.Starts) {
			t.Errorf("%s stops with what starts it", l.Code)
		}
		if l.Code == "" || l.ID == "" || l.EN == "" || l.Basis == "" || !l.ValidFrom.Valid() {
			t.Errorf("%+v lacks something", l)
		}
		if l.Label(i18n.ID) != l.ID || l.Label(i18n.EN) != l.EN {
			t.Errorf("%s is called by another name", l.Code)
		}
		switch l.Unit {
		case deadline.Minutes, deadline.Hours, deadline.Days, deadline.WorkingDays:
		default:
			t.Errorf("%s is counted in %q", l.Code, l.Unit)
		}
	}
	if len(seen) != 16 {
		t.Errorf("%d limits", len(seen))
	}
}

// Each limit as the field counts it: how long, from what to what, for whom, and who is told. Many victims of sexual
// violence do not want to report: that duty presses those who decide, not the one who sits beside the victim.
func TestLimitsOfTheField(t *testing.T) {
	const ours, leads = "usulan", "pimpinan"
	for _, c := range []struct {
		code, starts, stops, only string
		amount                    int
		unit                      deadline.Unit
		mark                      string
	}{
		{"respon_tinggi", "aduan", "tanggapan", "tinggi", 0, deadline.Minutes, ""},
		{"respon_sedang", "aduan", "tanggapan", "sedang", 6, deadline.Hours, ""},
		{"respon_rendah", "aduan", "tanggapan", "rendah", 24, deadline.Hours, ours},
		{"tindak_lanjut_umum", "aduan", "tindak_lanjut", "", 3, deadline.WorkingDays, ""},
		{"krisis_sop", "krisis", "krisis_tertangani", "", 120, deadline.Minutes, ""},
		{"lapor_polisi_tpks", "laporan_kekerasan_seksual", "laporan_polisi keputusan_kepala", "tpks", 72, deadline.Hours, leads},
		{"pelindungan_polisi_tpks", "laporan_polisi", "perlindungan_polisi", "tpks", 24, deadline.Hours, ""},
		{"perlindungan_polisi_kdrt", "laporan_polisi", "perlindungan_polisi", "kdrt", 24, deadline.Hours, ""},
		{"perlindungan_polisi_kdrt_maks", "perlindungan_polisi", "penetapan_pengadilan dihentikan", "kdrt", 7, deadline.Days, ""},
		{"penetapan_pengadilan_kdrt", "perlindungan_polisi", "permintaan_penetapan penetapan_pengadilan", "kdrt", 24, deadline.Hours, ""},
		{"penampungan_maks", "masuk_penampungan", "keluar_penampungan", "", 14, deadline.Days, ""},
		{"pdp_perbaikan", "minta_perbaikan", "permintaan_dijawab", "", 72, deadline.Hours, ""},
		{"pdp_akses", "minta_akses", "permintaan_dijawab", "", 72, deadline.Hours, ""},
		{"pdp_pembatasan", "minta_pembatasan", "permintaan_dijawab", "", 72, deadline.Hours, ""},
		{"pdp_penghentian", "persetujuan_ditarik", "permintaan_dijawab", "", 72, deadline.Hours, ""},
		{"pdp_kebocoran", "kegagalan_pelindungan", "pemberitahuan", "", 72, deadline.Hours, ""},
	} {
		l, ok := deadline.Find(c.code)
		if !ok || l.Starts != c.starts || strings.Join(l.Stops, " ") != c.stops || l.Only != c.only || l.Amount != c.amount || l.Unit != c.unit ||
			l.Proposed != (c.mark == ours) || l.Leads != (c.mark == leads) {
			t.Errorf("%s is %+v", c.code, l)
		}
	}
	for _, e := range code.Get("request_kind").Entries {
		if _, ok := deadline.Find("pdp_" + e.Code); !ok {
			t.Errorf("a request for %s has no limit", e.Code)
		}
	}
}

// The limits that law sets, in the figures of the law.
func TestDue(t *testing.T) {
	start := wib("2026-03-19 10:00")

	for _, c := range []struct{ code, want string }{
		{"respon_tinggi", "2026-03-19 10:00"},
		{"respon_sedang", "2026-03-19 16:00"},
		{"respon_rendah", "2026-03-20 10:00"},
		{"krisis_sop", "2026-03-19 12:00"},
		{"tindak_lanjut_umum", "2026-03-27 23:59"}, // Nyepi and Idulfitri lie between
		{"lapor_polisi_tpks", "2026-03-22 10:00"},  // a Sunday and a holiday, and still due
		{"pelindungan_polisi_tpks", "2026-03-20 10:00"},
		{"perlindungan_polisi_kdrt", "2026-03-20 10:00"},
		{"perlindungan_polisi_kdrt_maks", "2026-03-26 10:00"},
		{"penetapan_pengadilan_kdrt", "2026-03-20 10:00"},
		{"penampungan_maks", "2026-04-02 10:00"},
		{"pdp_perbaikan", "2026-03-22 10:00"},
		{"pdp_akses", "2026-03-22 10:00"},
		{"pdp_pembatasan", "2026-03-22 10:00"},
		{"pdp_penghentian", "2026-03-22 10:00"},
		{"pdp_kebocoran", "2026-03-22 10:00"},
	} {
		l, ok := deadline.Find(c.code)
		if !ok {
			t.Errorf("no limit %q", c.code)
			continue
		}
		if got := l.Due(start, civil.WIB, deadline.Indonesia()); got != (deadline.Due{At: wib(c.want)}) {
			t.Errorf("%s falls due %s, want %s", c.code, i18n.DateTime(i18n.ID, got.At, civil.WIB), c.want)
		}
	}
	if _, ok := deadline.Find("no_such_limit"); ok {
		t.Error("a limit that does not exist was found")
	}
}

func TestResponse(t *testing.T) {
	for _, risk := range []string{"tinggi", "sedang", "rendah"} {
		if _, ok := deadline.Response(risk); !ok {
			t.Errorf("no limit for the risk %s", risk)
		}
	}
	if _, ok := deadline.Response(""); ok {
		t.Error("an unknown risk has a limit")
	}
	if low, _ := deadline.Response("rendah"); !low.Proposed {
		t.Error("the limit for low risk is not marked as our proposal")
	}
}

func TestWorkingDays(t *testing.T) {
	for _, c := range []struct {
		name, from string
		n          int
		want       string
		sure       bool
	}{
		{"over Nyepi and Idulfitri", "2026-03-19", 3, "2026-03-27", true},
		{"within a week", "2026-11-23", 3, "2026-11-26", true},
		{"over a weekend", "2026-11-26", 3, "2026-12-01", true},
		{"from a Saturday", "2026-11-28", 1, "2026-11-30", true},
		{"over joint leave and Christmas", "2026-12-23", 1, "2026-12-28", true},
		{"none is the day itself", "2026-11-28", 0, "2026-11-28", true},
		{"into a year without a list", "2026-12-31", 1, "2027-01-01", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, sure := deadline.Indonesia().AddWorkingDays(civil.Date(c.from), c.n)
			if string(got) != c.want || sure != c.sure {
				t.Errorf("%s, sure %v; want %s, %v", got, sure, c.want, c.sure)
			}
		})
	}

	l, _ := deadline.Find("tindak_lanjut_umum")
	if got := l.Due(wib("2026-12-31 10:00"), civil.WIB, deadline.Indonesia()); !got.Estimate {
		t.Error("a limit in a year without a list is not marked as an estimate")
	}
	if got, _ := deadline.Indonesia().AddWorkingDays("9999-12-30", 3); got != "" {
		t.Errorf("the calendar goes on to %q", got)
	}
	if got, sure := deadline.Indonesia().AddWorkingDays("", 3); got != "" || sure {
		t.Errorf("no date plus three days is %q", got)
	}
}

// A complaint at 23:30 WIB arrives on the next day in the east.
func TestWorkingDaysBeginOnTheWallOfTheZone(t *testing.T) {
	l, _ := deadline.Find("tindak_lanjut_umum")
	start := wib("2026-11-23 23:30")

	for zone, want := range map[civil.Zone]civil.Date{civil.WIB: "2026-11-26", civil.WITA: "2026-11-27", civil.WIT: "2026-11-27"} {
		due := l.Due(start, zone, deadline.Indonesia())
		if got := civil.DateAt(due.At, zone); got != want || civil.ClockAt(due.At, zone).String() != "23:59" {
			t.Errorf("%s: due %s %s, want %s", zone, got, civil.ClockAt(due.At, zone), want)
		}
	}
}

// For each day of two years and up to 15 working days: the due day works, and exactly n working days lie behind the
// start.
func TestWorkingDaysCountBack(t *testing.T) {
	calendar := deadline.Indonesia()
	for from := civil.Date("2026-01-01"); from < "2027-12-31"; from = from.AddDays(1) {
		for n := 1; n <= 15; n++ {
			due, _ := calendar.AddWorkingDays(from, n)
			counted := 0
			for d := from.AddDays(1); d <= due; d = d.AddDays(1) {
				if calendar.Works(d) {
					counted++
				}
			}
			if counted != n || !calendar.Works(due) {
				t.Fatalf("%s + %d is %s: %d working days between, due day works: %v", from, n, due, counted, calendar.Works(due))
			}
		}
	}
}

// Elapsed limits do not care for the calendar: in each zone, at each hour of a year, the same length.
func TestElapsedRunsThroughTheYear(t *testing.T) {
	l, _ := deadline.Find("lapor_polisi_tpks")
	for _, zone := range civil.Zones() {
		for start := wib("2026-01-01 00:00"); start < wib("2027-01-01 00:00"); start += hour {
			if got := l.Due(start, zone, deadline.Indonesia()); got.At-start != 3*day || got.Estimate {
				t.Fatalf("%s: %d runs %d ms", zone, start, got.At-start)
			}
		}
	}
}
