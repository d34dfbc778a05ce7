package catalogue_test

import (
	"encoding/json"
	"flag"
	"go/build"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"damping/shared/errs"
	"damping/shared/i18n/catalogue"
)

var update = flag.Bool("update", false, "sort the catalogue files, one key a line")

func read(t *testing.T, lang string) map[string]string {
	t.Helper()
	text, err := os.ReadFile(lang + ".json")
	if err != nil {
		t.Fatal(err)
	}
	m := map[string]string{}
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatalf("%s.json: %v", lang, err)
	}
	return m
}

// canonical is how a catalogue file looks: sorted, one key a line, two spaces before it.
func canonical(m map[string]string) string {
	var b strings.Builder
	for i, key := range sortedKeys(m) {
		if i > 0 {
			b.WriteString(",")
		}
		b.WriteString("\n  " + quote(key) + ": " + quote(m[key]))
	}
	return "{" + b.String() + "\n}\n"
}

func quote(s string) string {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}

func sortedKeys(m map[string]string) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func TestFilesAreSortedOneKeyALine(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		want := canonical(read(t, lang))
		if *update {
			if err := os.WriteFile(lang+".json", []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		// A key that stands twice disappears in the map and shows here as well.
		if got, _ := os.ReadFile(lang + ".json"); string(got) != want {
			t.Errorf("%s.json is not in order, or has a key twice: run go test ./shared/i18n/catalogue -update", lang)
		}
	}
}

func TestEmbeddedIsTheFile(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		if file, _ := os.ReadFile(lang + ".json"); !*update && catalogue.JSON(lang) != string(file) {
			t.Errorf("%s: another text is embedded", lang)
		}
	}
	if catalogue.JSON("fr") != "" {
		t.Error("a language that does not exist has texts")
	}
}

// Everybody pays for what is compiled in, few read English.
func TestThePhoneCarriesIndonesianOnly(t *testing.T) {
	phone := build.Default
	phone.GOOS, phone.GOARCH = "js", "wasm"

	for name, c := range map[string]struct {
		context build.Context
		want    []string
	}{"phone": {phone, []string{"id.json"}}, "server": {build.Default, []string{"id.json", "en.json"}}} {
		here, err := c.context.ImportDir(".", 0)
		if err != nil {
			t.Fatal(err)
		}
		slices.Sort(c.want)
		if got := slices.Sorted(slices.Values(here.EmbedPatterns)); !slices.Equal(got, c.want) {
			t.Errorf("the %s embeds %v, want %v", name, got, c.want)
		}
	}
}

// Indonesian does not count words, so it has no ".one"; apart from that the two files have the same keys.
func TestBothLanguagesHaveTheSameKeys(t *testing.T) {
	id, en := read(t, "id"), read(t, "en")

	for _, key := range sortedKeys(id) {
		stem, counts := strings.CutSuffix(key, ".other")
		if _, ok := en[key]; !ok {
			t.Errorf("en.json lacks %q", key)
		}
		if _, ok := en[stem+".one"]; counts && !ok {
			t.Errorf("en.json lacks %q", stem+".one")
		}
		if _, ok := id[stem]; counts && ok {
			t.Errorf("id.json has both %q and %q", stem, key)
		}
		if strings.HasSuffix(key, ".one") {
			t.Errorf("id.json has %q, which Indonesian does not use", key)
		}
	}
	for _, key := range sortedKeys(en) {
		want := key
		if stem, one := strings.CutSuffix(key, ".one"); one {
			want = stem + ".other"
		}
		if _, ok := id[want]; !ok {
			t.Errorf("id.json lacks %q", want)
		}
	}
}

var keyForm = regexp.MustCompile(`^[a-z][a-z0-9]*[A-Za-z0-9]*(\.[A-Za-z0-9_]+)+$`)

func TestTextsAreWhole(t *testing.T) {
	for _, lang := range []string{"id", "en"} {
		m := read(t, lang)
		for _, key := range sortedKeys(m) {
			text := m[key]
			switch {
			case !keyForm.MatchString(key):
				t.Errorf("%s: %q is not of the form page.thing", lang, key)
			case strings.TrimSpace(text) == "":
				t.Errorf("%s: %q is empty", lang, key)
			case text != strings.TrimSpace(text) || strings.Contains(text, "  "):
				t.Errorf("%s: %q has stray spaces", lang, key)
			case strings.ContainsAny(text, "<>\t\n"):
				t.Errorf("%s: %q holds markup or a line break", lang, key)
			}
		}
	}
}

var (
	placeholder = regexp.MustCompile(`\{[0-9]\}`)
	brace       = regexp.MustCompile(`[{}]`)
)

// placeholders lists the distinct ones in order; they may stand in another order in another language.
func placeholders(text string) string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "")
}

func TestPlaceholdersAreTheSame(t *testing.T) {
	id, en := read(t, "id"), read(t, "en")

	for _, key := range sortedKeys(en) {
		other, one := strings.CutSuffix(key, ".one")
		if one {
			other += ".other"
		}
		if got, want := placeholders(en[key]), placeholders(id[other]); got != want {
			t.Errorf("%q has %s in English and %s in Indonesian", key, got, want)
		}
	}
	for lang, m := range map[string]map[string]string{"id": id, "en": en} {
		for _, key := range sortedKeys(m) {
			all := placeholders(m[key])
			if rest := placeholder.ReplaceAllString(m[key], ""); brace.MatchString(rest) {
				t.Errorf("%s: %q has a lonely brace", lang, key)
			}
			for i := range strings.Count(all, "{") {
				if !strings.Contains(all, "{"+string(rune('0'+i))+"}") {
					t.Errorf("%s: %q skips {%d}", lang, key, i)
				}
			}
			if strings.HasSuffix(key, ".other") && !strings.Contains(all, "{0}") {
				t.Errorf("%s: %q counts and does not show {0}", lang, key)
			}
		}
	}
}

func TestEveryErrorCodeHasAText(t *testing.T) {
	id := read(t, "id")
	for _, code := range errs.Codes() {
		if id[code.Key()] == "" {
			t.Errorf("no text for %q", code.Key())
		}
	}
}

// What a lock screen or a home screen shows must not tell what the person works on.
func TestWhatOthersCanSeeIsNeutral(t *testing.T) {
	betraying := regexp.MustCompile(`(?i)korban|kekerasan|kasus|aduan|pelaku|terlapor|perempuan|anak|trauma|polisi|damping|` +
		`victim|violence|case|complaint|perpetrator|abuse|women|child|survivor|police|\{1\}`)

	for _, lang := range []string{"id", "en"} {
		for key, text := range read(t, lang) {
			if (strings.HasPrefix(key, "pwa.") || key == "app.name") && betraying.MatchString(text) {
				t.Errorf("%s: %q says %q", lang, key, text)
			}
		}
	}
}
