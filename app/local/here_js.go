package local

import (
	"crypto/rand"
	"syscall/js"
	"time"

	"damping/app/device"
	"damping/shared/api"
)

// Here is the desk of this browser. app is the version of the app.
func Here(app string) *Desk {
	return NewDesk(Parts{
		Disk:     NewDisk(time.Now, rand.Reader),
		Web:      device.Web{},
		Signals:  device.Signals{EventsPath: api.EventsPath, HeadEvent: api.EventHead},
		Passkeys: device.Passkeys{Name: "Damping"},
		Notices:  device.Notices{},
		Alone:    device.Alone,
		Storage:  device.Storage{},
		Wiper:    device.Wiper{},
		Files:    device.Files{},
		Pages:    device.Pages{},
		Recorder: &device.Recorder{},
		Metered:  device.Metered,
		Now:      time.Now,
		Rand:     rand.Reader,
		App:      app,
		Label:    device.Label(js.Global().Get("navigator").Get("userAgent").String()),
	})
}
