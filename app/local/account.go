package local

import (
	"context"

	"damping/shared/api"
)

// Devices implements state.Desk.
func (d *Desk) Devices() (list api.Devices, err error) {
	err = d.ask("GET", api.DevicesPath, nil, &list)
	return list, err
}

// EndDevice implements state.Desk.
func (d *Desk) EndDevice(id string) error {
	return d.ask("DELETE", api.DeviceItem(id), nil, nil)
}

// WipeDevice implements state.Desk.
func (d *Desk) WipeDevice(id string) error {
	return d.ask("POST", api.DeviceWipe(id), nil, nil)
}

// Sessions implements state.Desk.
func (d *Desk) Sessions() (list api.Sessions, err error) {
	err = d.ask("GET", api.SessionsPath, nil, &list)
	return list, err
}

// EndSession implements state.Desk.
func (d *Desk) EndSession(id string) error {
	return d.ask("DELETE", api.SessionItem(id), nil, nil)
}

// Language implements state.Desk.
func (d *Desk) Language(lang string) (string, error) {
	text, err := d.remote().ask(context.Background(), "GET", "/web/i18n/"+lang+".json", api.MediaJSON, nil)
	return string(text), err
}
