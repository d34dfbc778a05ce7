package device

import (
	"path"
	"strings"

	"damping/shared/attach"
)

// File is a file that a person chose or a camera made, read piece by piece: all of it may be larger than what a cheap
// phone has to spare.
type File interface {
	Name() string
	// Media is what the browser believes it to be, in the spelling of shared/attach; empty when it does not know.
	Media() string
	Size() int64
	// Modified is when it was last changed, ms UTC; for what a camera just made that is when it was taken.
	Modified() int64
	// Read reads the bytes from one offset to another.
	Read(from, to int64) ([]byte, error)
}

// spellings are what browsers and phones call media that attachments may have.
var spellings = map[string]string{
	"image/jpg": attach.JPEG, "audio/mp3": attach.MP3, "audio/x-m4a": attach.M4A, "audio/m4a": attach.M4A, "audio/aac": attach.M4A,
	"video/mp4": attach.M4A, "application/ogg": attach.Ogg, "audio/opus": attach.Ogg, "video/webm": attach.WebM, "application/x-pdf": attach.PDF,
}

// suffixes are for files of which a browser does not say what they are.
var suffixes = map[string]string{
	".jpg": attach.JPEG, ".jpeg": attach.JPEG, ".png": attach.PNG, ".webp": attach.WebP, ".mp3": attach.MP3, ".m4a": attach.M4A,
	".ogg": attach.Ogg, ".opus": attach.Ogg, ".webm": attach.WebM, ".pdf": attach.PDF,
}

// mediaOf is the media type of a file by what the browser says and by its name. Whether it is that inside, the server
// looks.
func mediaOf(said, name string) string {
	said, _, _ = strings.Cut(strings.ToLower(said), ";")
	said = strings.TrimSpace(said)
	switch {
	case attach.KindOf(said) != "":
		return said
	case spellings[said] != "":
		return spellings[said]
	case said == "" || said == "application/octet-stream":
		return suffixes[strings.ToLower(path.Ext(name))]
	}
	return ""
}
