package letter

import (
	"bytes"
	"encoding/xml"
	"flag"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"damping/server/work"
	"damping/shared/code"
	"damping/shared/domain"
)

var leave = flag.String("letter.out", "", "folder in which the PDFs of the tests are left, to be looked at")

// cases are those that every letter is made of.
var cases = map[string]func(testing.TB) work.LetterBasis{"short": shortCase, "empty": emptyCase, "long": longCase}

// about chooses whom a letter is about.
func about(l Letter, b work.LetterBasis) work.LetterBasis {
	if l.About != "" {
		if records := domain.FormOf(l.About).Records(b.Parts); len(records) > 0 {
			b.Subject = records[0].ID
		}
	}
	return b
}

func TestEveryLetterOnEveryPaper(t *testing.T) {
	for name, make := range cases {
		basis := make(t)
		for _, l := range Letters {
			for _, paper := range Papers {
				t.Run(name+"/"+l.Code+"/"+paper.Name, func(t *testing.T) {
					t.Parallel()
					b := about(l, basis)
					pdf, err := PDF(l, paper, b)
					if err != nil {
						t.Fatal(err)
					}
					if *leave != "" {
						if err := os.WriteFile(filepath.Join(*leave, name+"-"+l.Code+"-"+paper.Name+".pdf"), pdf, 0o600); err != nil {
							t.Fatal(err)
						}
					}
					pages := read(t, pdf)
					inside(t, paper, pages)
					apart(t, pages)
					footed(t, pages)
					whole(t, l, b, pages)
					if name == "empty" && len(pages) > 4 || name == "short" && len(pages) > 4 {
						t.Errorf("%d pages", len(pages))
					}
				})
			}
		}
	}
}

// page is one page as a reader of PDF sees it: words with the boxes around them, in points.
type page struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Words  []word  `xml:"word"`
}

type word struct {
	Left   float64 `xml:"xMin,attr"`
	Top    float64 `xml:"yMin,attr"`
	Right  float64 `xml:"xMax,attr"`
	Bottom float64 `xml:"yMax,attr"`
	Text   string  `xml:",chardata"`
}

// read asks poppler, which knows nothing of how the letter was made.
func read(t *testing.T, pdf []byte) []page {
	t.Helper()
	cmd := exec.Command("pdftotext", "-bbox", "-", "-")
	var out, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(pdf), &out, &stderr
	if err := cmd.Run(); err != nil || stderr.Len() > 0 {
		t.Fatalf("pdftotext: %v %s", err, stderr.Bytes())
	}
	var doc struct {
		Pages []page `xml:"body>doc>page"`
	}
	if err := xml.Unmarshal(out.Bytes(), &doc); err != nil || len(doc.Pages) == 0 {
		t.Fatal(len(doc.Pages), err)
	}
	return doc.Pages
}

const point = 72 / 25.4

// inside holds the size of the pages, and every word between the margins.
func inside(t *testing.T, paper Paper, pages []page) {
	t.Helper()
	size := map[string][2]float64{"a4": {595.28, 841.89}, "f4": {609.45, 935.43}}[paper.Name]
	for i, p := range pages {
		if math.Abs(p.Width-size[0]) > 0.1 || math.Abs(p.Height-size[1]) > 0.1 {
			t.Errorf("page %d is %v × %v", i+1, p.Width, p.Height)
		}
		for _, w := range p.Words {
			if w.Left < left*point-1 || w.Right > p.Width-right*point+1 || w.Top < top*point-1 || w.Bottom > p.Height-10*point {
				t.Errorf("page %d: %q lies outside: %v", i+1, w.Text, w)
			}
		}
	}
}

// apart holds that no word lies upon another. The boxes have the height of the tallest letters: what counts is the middle.
func apart(t *testing.T, pages []page) {
	t.Helper()
	for i, p := range pages {
		for j, a := range p.Words {
			for _, b := range p.Words[:j] {
				across := math.Min(a.Right, b.Right) - math.Max(a.Left, b.Left)
				down := math.Min(a.Bottom, b.Bottom) - math.Max(a.Top, b.Top)
				if across > 0.5 && down > 0.3*math.Min(a.Bottom-a.Top, b.Bottom-b.Top) {
					t.Errorf("page %d: %q lies upon %q", i+1, a.Text, b.Text)
				}
			}
		}
	}
}

// footed holds that every page says which one it is, and of how many.
func footed(t *testing.T, pages []page) {
	t.Helper()
	for i, p := range pages {
		if want := "halaman " + strconv.Itoa(i+1) + " dari " + strconv.Itoa(len(pages)); !strings.Contains(p.text(), want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
	}
}

func (p page) text() string {
	var out []string
	for _, w := range p.Words {
		out = append(out, w.Text)
	}
	return strings.Join(out, " ")
}

// whole holds that all of every answer that the letter names is there: every word of it, and every letter of one without
// spaces.
func whole(t *testing.T, l Letter, b work.LetterBasis, pages []page) {
	t.Helper()
	var text strings.Builder
	for _, p := range pages {
		text.WriteString(p.text() + " ")
	}
	if strings.ContainsAny(text.String(), "{}") {
		t.Error("a brace was left")
	}
	there := map[string]bool{}
	for _, w := range strings.Fields(text.String()) {
		there[w] = true
	}
	asked := map[string]bool{}
	for _, name := range named(l.blocks) {
		asked[name] = true
	}
	asked[l.To] = true
	for _, form := range domain.Forms {
		for _, a := range form.Asks {
			if !asked[a.Name] || a.Kind() != domain.Text || a.List != "" {
				continue
			}
			told := picture(b, l)
			var answers []string
			if v := told.get(a.Name); v != "" {
				answers = append(answers, v)
			}
			for _, r := range told.lists[form.Name] {
				if v := r.get(a.Name); v != "" && told.get(a.Name) == "" { // of an agreement the latest one holds
					answers = append(answers, v)
				}
			}
			for _, answer := range answers {
				if !strings.Contains(answer, " ") && len([]rune(answer)) > 40 {
					letter := string([]rune(answer)[0])
					if n, of := strings.Count(text.String(), letter), len([]rune(answer)); n == 0 || n%of != 0 {
						t.Errorf("of %s %d letters are there, not whole ones of %d", a.Name, n, of)
					}
					continue
				}
				for _, w := range strings.Fields(answer) {
					if !there[w] && !strings.Contains(text.String(), w) {
						t.Errorf("%s: %q is missing", a.Name, w)
						break
					}
				}
			}
		}
	}
}

// named are the facts that blocks name.
func named(blocks []block) (out []string) {
	inText := func(text string) {
		for _, piece := range strings.Split(text, "{")[1:] {
			name, _, _ := strings.Cut(piece, "}")
			out = append(out, name)
		}
	}
	inRows := func(list []row) {
		for _, r := range list {
			inText(r.label)
			out = append(out, r.fact)
		}
	}
	for _, b := range blocks {
		switch b := b.(type) {
		case title:
			inText(string(b))
		case heading:
			inText(string(b))
		case para:
			inText(string(b))
		case rows:
			inRows(b)
		case numbered:
			inRows(b)
		case further:
			inRows(b)
		case checks:
			inRows(b)
		case choices:
			for _, e := range code.Get(b.list).Entries {
				out = append(out, b.name+e.Code)
			}
		case prose:
			inText(b.label)
			out = append(out, b.fact)
		case each:
			out = append(out, named(b.blocks)...)
		case table:
			for _, c := range b.columns {
				out = append(out, c.fact)
			}
		case list:
			for _, sentence := range b {
				inText(sentence)
			}
		case signs:
			for _, pair := range b {
				for _, s := range pair {
					inText(s.above)
					inText(s.who)
					out = append(out, s.name, s.nip)
				}
			}
		}
	}
	return out
}
