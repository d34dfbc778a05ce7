package local

import (
	"errors"

	"damping/app/device"
	"damping/app/state"
	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/errs"
)

// Recorder records the voice of who holds the phone. Errors are those of app/device.
type Recorder interface {
	Start() error
	Stop(name string) (device.File, error)
	Drop()
}

// Record implements state.Desk.
func (d *Desk) Record() error {
	err := d.p.Recorder.Start()
	switch {
	case errors.Is(err, device.ErrRefused):
		return errs.E(errs.Forbidden, "voice.denied")
	case err != nil:
		return errs.E(errs.Unavailable, "voice.none")
	}
	return nil
}

// Recorded implements state.Desk.
func (d *Desk) Recorded(name string) (state.File, error) {
	f, err := d.p.Recorder.Stop(name)
	if err != nil {
		return nil, errs.E(errs.NotFound, "voice.lost")
	}
	return f, nil
}

// DropRecording implements state.Desk.
func (d *Desk) DropRecording() { d.p.Recorder.Drop() }

// Hear implements state.Desk: what was taken for a form and is not yet attached to anything, read from the sealed pieces.
func (d *Desk) Hear(b client.Blob) (string, error) {
	o, err := d.opened()
	if err != nil {
		return "", err
	}
	copy := d.p.Pages.Begin()
	for i := range attach.Count(b.Size) {
		var chunk []byte
		err := o.sync.With(func(e *client.Engine) (err error) {
			chunk, err = e.Chunk(b.ID, i)
			return err
		})
		if err == nil && chunk == nil {
			err = errs.E(errs.NotFound, "attach.unreadable")
		}
		if err != nil {
			return "", err
		}
		if _, err := copy.Write(chunk); err != nil {
			return "", err
		}
	}
	return copy.URL(b.Media), nil
}
