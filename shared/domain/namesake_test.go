package domain

import (
	"math/rand"
	"strconv"
	"strings"
	"testing"
	"time"
)

var someNames = strings.Split("Muhammad Rizki|Mohamad Rizky|Moch. Riski|Soejono|Suyono|Tjahjadi|Cahyadi|Djoko Soesilo|Joko Susilo|Sjarifuddin|Syarifudin|Chairul Anwar|"+
	"Khairul Anwar|Achmad Dahlan|H. Ahmad Dahlan|Hj. Siti Aminah, S.Pd.|St. Aminah|Sitti Aminah|Alm. Suparman|Suparman|Fatimah binti Umar|Fatima Omar|Zaenal Abidin|"+
	"Zainal Abidin|Noer Hayati|Nurhayati|Nur Haliza|Nurhaliza|Ma'ruf Amin|Hussein|Husain|Utsman|Usman|Abd. Rahman|Abdul Rahman|Abdurrahman|Vitria Andriyani|"+
	"Fitria Andriani|Dzikri Maulana|Zikri Maulana|Aisjah|Aisyah|Khadijah|Chodijah|Rezky Pratama|Pratama Rizki|A. Fauzi|Ahmad Fauzi|Sulastri Ningsih|Sulastri|"+
	"Wahyuningsih|Wahyunengsih|Ni Wayan Sari|Sumiyati|Sumiati|Suharti|Suharto|Rina|Dina|Budi Santoso|Budi Hartono|Nurul Huda", "|")

// A card is passed over only where the names are not alike: what is quick must not lose anybody.
func TestNamesakeLosesNobody(t *testing.T) {
	for _, a := range someNames {
		like := Namesake(a)
		for _, b := range someNames {
			how, _ := namesAlike(Fold(b), a)
			find := "a1b2\n2026 000123\n" + Fold("Tuan Lain") + "\n" + Fold(b) + "\n"
			other, _ := namesAlike(Fold("Tuan Lain"), a)
			if want := how > apart || other > apart; like(find) != want {
				t.Errorf("%q on the card of %q: %t, want %t", a, b, like(find), want)
			}
		}
	}
	if Namesake("")("\n\n") || Namesake("Hj.")("siti\n") || Namesake("Siti")("") {
		t.Error("nobody is like somebody")
	}
}

func TestShared(t *testing.T) {
	a := Person{Name: "Siti Aminah", Birth: "1985-08-17", Age: -1, NIK: "1871055708850012"}
	b := Person{Name: "St. Aminah", Birth: "1985-08-17", Age: -1, NIK: "1871055708850012"}
	if got := strings.Join(Shared(a, b), " "); got != "nik birth name" {
		t.Errorf("in common: %s", got)
	}
	if got := Shared(Person{Age: -1}, Person{Age: -1}); len(got) != 0 {
		t.Errorf("nobody and nobody have %v in common", got)
	}
}

func BenchmarkNamesake(b *testing.B) {
	seed := time.Now().UnixNano()
	b.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	cards := make([]string, 2000)
	for i := range cards {
		cards[i] = "a1b2\n2026 " + strconv.Itoa(100000+i) + "\n"
		for range 4 {
			cards[i] += Fold(someNames[r.Intn(len(someNames))]+" "+someNames[r.Intn(len(someNames))]) + "\n"
		}
	}
	for b.Loop() {
		like, n := Namesake("Siti Aminah Lubis"), 0
		for _, c := range cards {
			if like(c) {
				n++
			}
		}
	}
}
