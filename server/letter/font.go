package letter

import (
	"strings"
	"sync"
	"unicode"

	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// The typeface is Liberation Serif (SIL Open Font License): it has the widths of the Times that offices write in, and
// every letter of the Latin alphabets down to the Vietnamese ones.
const family = "serif"

// strange stands for a letter that the typeface lacks: whoever reads sees that something is missing.
const strange = '□'

var regular = sync.OnceValues(func() (*sfnt.Font, error) { return sfnt.Parse(liberationserifregular.TTF) })

// writable makes text into what the typeface can show: accents joined to their letters, line breaks as they are, other
// white space a space, and nothing that is invisible or turns the direction of writing.
func writable(text string) string {
	font, err := regular()
	if err != nil {
		return text
	}
	var buffer sfnt.Buffer
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.Cc, unicode.Cf):
			return -1
		case r > 0xffff:
			return strange
		}
		if glyph, err := font.GlyphIndex(&buffer, r); err != nil || glyph == 0 {
			return strange
		}
		return r
	}, norm.NFC.String(strings.ReplaceAll(strings.ToValidUTF8(text, string(strange)), "\r\n", "\n")))
}

// fonts are what a PDF embeds, of each only the letters it uses.
var fonts = map[string][]byte{"": liberationserifregular.TTF, "B": liberationserifbold.TTF}
