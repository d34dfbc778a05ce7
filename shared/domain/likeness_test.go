package domain

import (
	"math/rand"
	"strings"
	"testing"
	"time"
)

// Names as clerks, relatives and papers spell them.
func TestNamesAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want nearness
	}{
		// one person
		{"Muhammad Rizki", "Mohamad Rizky", equal},
		{"Moch. Rizki", "Muhammad Rizki", equal},
		{"Moch Rizki", "M. Riski", equal},
		{"Mochamad Iqbal", "Mohammad Ikbal", equal},
		{"Mochammad Fauzi", "Muh. Fauzi", equal},
		{"Mhd. Yusuf", "Mohd Jusuf", equal},
		{"Soekarno", "Sukarno", equal},
		{"Soejono", "Suyono", equal},
		{"Tjahjadi", "Cahyadi", equal},
		{"Djoko Soesilo", "Joko Susilo", equal},
		{"Sjarifuddin", "Syarifudin", equal},
		{"Njoman Sari", "Nyoman Sari", equal},
		{"Chairul Anwar", "Khairul Anwar", equal},
		{"Achmad Dahlan", "Akhmad Dahlan", equal},
		{"H. Ahmad Dahlan", "Ahmad Dahlan", equal},
		{"Hj. Siti Aminah, S.Pd.", "Siti Aminah", equal},
		{"St. Aminah", "Sitti Aminah", equal},
		{"Alm. Suparman", "Suparman", equal},
		{"Fatimah binti Umar", "Fatima Omar", equal},
		{"Zaenal Abidin", "Zainal Abidin", equal},
		{"Noer Hayati", "Nurhayati", equal},
		{"Nur Haliza", "Nurhaliza", equal},
		{"Ma'ruf Amin", "Maruf Amin", equal},
		{"Hussein", "Husain", equal},
		{"Utsman", "Usman", equal},
		{"Abd. Rahman", "Abdul Rahman", equal},
		{"Vitria Andriyani", "Fitria Andriani", equal},
		{"Dzikri Maulana", "Zikri Maulana", equal},
		{"AISYAH PUTRI", "Aisyah Putri", equal},
		{"Aisjah", "Aisyah", equal},
		// perhaps one person
		{"Abdul Rahman", "Abdurrahman", near},
		{"Khadijah", "Chodijah", near},
		{"Rezky Pratama", "Rizki Pratama", near},
		{"A. Fauzi", "Ahmad Fauzi", near},
		{"Rizki Pratama", "Muhammad Rizki Pratama", near},
		{"Aminah", "Siti Aminah", near},
		{"Siti Aminah", "Siti Aminah Lubis", near},
		{"Sulastri", "Sulastri Ningsih", near},
		{"Pratama Rizki", "Rizki Pratama", near},
		{"Nurhasanah", "Nurhasana", equal},
		{"Wahyuningsih", "Wahyuningsi", equal},
		{"Wahyuningsih", "Wahyunengsih", near},
		{"Ni Wayan Sari", "Wayan Sari", near},
		{"Sumiyati", "Sumiati", equal},
		// two people
		{"Muhammad Rizki", "Muhammad Fajar", apart},
		{"Siti Aminah", "Siti Fatimah", apart},
		{"Siti", "Siti Aminah", apart},
		{"M.", "Muhammad Rizki", apart},
		{"Moch.", "Moch. A.", apart},
		{"Rina", "Rini", apart},
		{"Rina", "Dina", apart},
		{"Dewi Lestari", "Dewi Sartika", apart},
		{"Umar", "Fatimah binti Umar", apart},
		{"Lubis", "Siti Aminah Lubis", apart},
		{"Ni Wayan Sari", "Ni Made Sari", apart},
		{"Joko", "Yoyok", apart},
		{"Budi Santoso", "Budi Hartono", apart},
		{"Sulastri", "Lastri", apart},
		{"Suharti", "Suharto", near}, // one letter; the sex tells them apart
		{"Ahmad Rifai", "Ahmad Rivaldi", apart},
		{"Nurul Huda", "Nurul Hidayah", apart},
		{"", "Siti", apart},
		{"Hj.", "Hj.", apart},
		{"王小明", "Siti", apart},
	} {
		for _, pair := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if got, _ := namesAlike(pair[0], pair[1]); got != c.want {
				t.Errorf("%q and %q: %d, want %d (%v, %v)", pair[0], pair[1], got, c.want, nameWords(pair[0]), nameWords(pair[1]))
			}
		}
	}
}

// The words that are passed over must be written as they look when they are passed over.
func TestTitlesAndCommonWordsAreFolded(t *testing.T) {
	for _, w := range strings.Fields("H. Hj. Haji Hajjah K.H. KH Kiai Kyai Ust. Ustad Ustadz Ustadzah Drs. Dra. dr. Ir. Prof. Alm. Almh. Almarhum Almarhumah " +
		"bin binti bt Ny. Nyonya Tn. Tuan Nona Sdr. Sdri. Saudara Saudari Bpk. Bapak Ibu Raden") {
		if got := nameWords(w + " Bunga"); len(got) != 1 && w != "K.H." || got[len(got)-1] != "bunga" {
			t.Errorf("%s Bunga is %v", w, got)
		}
	}
	for _, w := range strings.Fields("Muhammad Achmad Siti Nur Noer Sri Abdul Dewi Putri Putra Ni I Wayan Putu Gede Made Kadek Nengah Nyoman Komang Ketut") {
		if got := ownName(nameWords(w + " Bunga")); got != "bunga" {
			t.Errorf("the own name of %s Bunga is %s", w, got)
		}
	}
}

func TestFoldedNames(t *testing.T) {
	for _, n := range strings.Fields("M. Mh. Mhd. Muh. Moh. Moch Moch. Mohd Muhd Muhamad Muhammad Mohamad Mohammad Mochamad Mochammad Muchammad Mukhamad Mohammed Muhammed Muhamat Mochamed") {
		if got := Fold(n); got != "muhamad" {
			t.Errorf("%s is found as %q", n, got)
		}
	}
	for _, c := range [][2]string{{"Soejono", "Suyono"}, {"Tjahjadi", "Cahyadi"}, {"Djoko", "Joko"}, {"Jusuf", "Jusuf"}} {
		if Fold(c[0]) != Fold(c[1]) {
			t.Errorf("%s is found as %q, %s as %q", c[0], Fold(c[0]), c[1], Fold(c[1]))
		}
	}
}

func TestLikeness(t *testing.T) {
	const id1, id2 = "1871055708850012", "1871055708850013"
	siti := Person{Name: "Siti Aminah", Birth: "1985-08-17", Age: -1, Sex: Female}
	with := func(p Person, change func(*Person)) Person { change(&p); return p }
	name := func(s string) Person { return with(siti, func(p *Person) { p.Name = s }) }
	born := func(d Date) Person { return with(siti, func(p *Person) { p.Birth = d }) }
	aged := func(years int64, n string) Person { return Person{Name: n, Age: years, Sex: Female} }
	id := func(s, nik string) Person { return with(name(s), func(p *Person) { p.NIK = nik }) }

	for _, c := range []struct {
		why  string
		a, b Person
		want string
	}{
		{"the same id, whatever else was written", id("Siti Aminah", id1), Person{Name: "Budi", Age: 3, Sex: Male, NIK: id1}, Same},
		{"name and birth", siti, name("St. Aminah"), Same},
		{"name and birth, one id not asked for", id("Siti Aminah", id1), siti, Same},
		{"half an id is none", id("Siti Aminah", "1871"), id("Siti Aminah", "1871"), Same},
		{"name and birth, but two ids", id("Siti Aminah", id1), id("Siti Aminah", id2), Possible},
		{"twins: nearly one name, one birth, two ids", id("Siti Aminah", id1), id("Siti Aminih", id2), Unlike},
		{"name and birth, but two sexes", siti, with(siti, func(p *Person) { p.Sex = Male }), Possible},
		{"nearly the name, two sexes", name("Suharti"), with(name("Suharto"), func(p *Person) { p.Sex = Male }), Unlike},
		{"nearly the name, one birth", siti, name("Aminah"), Possible},
		{"the name, a year of birth beside", siti, born("1986-02-03"), Possible},
		{"the name, day and month of another year", siti, born("1958-08-17"), Possible},
		{"the name, another birth", siti, born("1990-02-03"), Unlike},
		{"nearly the name in two words, a year beside", siti, with(born("1984-01-02"), func(p *Person) { p.Name = "Siti Aminnah Lubis" }), Possible},
		{"nearly the name in one word, a year beside", siti, with(born("1984-01-02"), func(p *Person) { p.Name = "Aminah" }), Unlike},
		{"the first of January is nobody's birthday", born("1985-01-01"), born("1985-01-01"), Possible},
		{"nor that of another year", born("1985-01-01"), born("1995-01-01"), Unlike},
		{"the name, an age of one year beside", aged(12, "Bunga Citra"), aged(13, "Bunga Citra"), Possible},
		{"the name, an age of two years beside", aged(12, "Bunga Citra"), aged(14, "Bunga Citra"), Unlike},
		{"one word and the age", aged(12, "Bunga"), aged(12, "Bunga"), Possible},
		{"two words and no age", aged(-1, "Bunga Citra"), siti, Unlike},
		{"the name in two words and no age", aged(-1, "Siti Aminah"), siti, Possible},
		{"the name in one word and no age", aged(-1, "Bunga"), aged(12, "Bunga"), Unlike},
		{"nearly the name and no age", aged(-1, "Siti Aminah Lubis"), siti, Unlike},
		{"other names, one birth", siti, name("Dewi Lestari"), Unlike},
		{"nobody", Person{Age: -1}, Person{Age: -1}, Unlike},
	} {
		t.Run(c.why, func(t *testing.T) {
			if got := Likeness(c.a, c.b); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
			if got := Likeness(c.b, c.a); got != c.want {
				t.Errorf("the other way round %q, want %q", got, c.want)
			}
		})
	}
}

// Whoever is compared with whom, the answer does not depend on the order, and everybody is like themselves.
func TestLikenessIsSymmetric(t *testing.T) {
	seed := time.Now().UnixNano()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewSource(seed))
	words := []string{"Siti", "Aminah", "Amina", "Muhammad", "Moch.", "Rizki", "Rezky", "Nur", "Nurul", "Huda", "A.", "Hj.", "Tjahjadi", "Cahyadi", "Sari", "Sarie", "binti"}
	person := func() Person {
		p := Person{Age: int64(r.Intn(4)) - 1, Sex: []string{"", Female, Male}[r.Intn(3)]}
		for range 1 + r.Intn(4) {
			p.Name += words[r.Intn(len(words))] + " "
		}
		if r.Intn(2) == 0 {
			p.Birth = Date("1985-08-17").AddDays(r.Intn(3) * 400)
		}
		return p
	}
	for range 20_000 {
		a, b := person(), person()
		if Likeness(a, b) != Likeness(b, a) {
			t.Fatalf("%+v and %+v: %q and %q", a, b, Likeness(a, b), Likeness(b, a))
		}
		if a.Birth != "" && len(nameWords(a.Name)) > 0 && Likeness(a, a) != Same {
			t.Fatalf("%+v is not like itself", a)
		}
	}
}
