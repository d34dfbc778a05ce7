package attach

// The media types of attachments. What a phone's camera, its recorder and an office's scanner make, and no more: a type
// that the app cannot show, or of which it cannot make a copy without the place where it was taken, would be kept and
// be of no use. HEIC is left out for both reasons; a browser hands such a photo over as JPEG when that is what it is
// asked for.
const (
	JPEG = "image/jpeg"
	PNG  = "image/png"
	WebP = "image/webp"
	MP3  = "audio/mpeg"
	M4A  = "audio/mp4"
	Ogg  = "audio/ogg"
	WebM = "audio/webm"
	PDF  = "application/pdf"
)

// Media lists them.
var Media = []string{JPEG, PNG, WebP, MP3, M4A, Ogg, WebM, PDF}

// Kind is what an attachment is to a person.
type Kind string

// The kinds.
const (
	Photo    Kind = "photo"
	Audio    Kind = "audio"
	Document Kind = "document"
)

// KindOf is the kind of a media type; empty for one that is not taken.
func KindOf(media string) Kind {
	switch media {
	case JPEG, PNG, WebP:
		return Photo
	case MP3, M4A, Ogg, WebM:
		return Audio
	case PDF:
		return Document
	}
	return ""
}

// MaxSize is the largest of all limits.
const MaxSize = 48 << 20

// Limit is how many bytes an attachment of a media type may have; 0 for one that is not taken.
//
// A photo of 108 megapixels at full quality stays below 25 MiB, and so does a scanned file of a hundred pages. An hour
// of talk at 96 kbit/s, the most a recorder for voices uses, is 43 MB. More would not reach the server from where there
// is little signal: 25 MiB take 35 minutes at 100 kbit/s, in a hundred pieces.
func Limit(media string) int64 {
	switch KindOf(media) {
	case Photo, Document:
		return 25 << 20
	case Audio:
		return MaxSize
	}
	return 0
}
