package device

import "io"

// Copy is bytes on their way to the page, written piece by piece.
type Copy interface {
	io.Writer
	// URL is an address for the page to show them by. Forget it when it is no longer shown.
	URL(media string) string
	// Hand offers them to another app by the system's sheet, or saves them where there is none. It must follow a tap.
	Hand(name, media string) error
	// Save has the browser save them as a file.
	Save(name, media string)
}
