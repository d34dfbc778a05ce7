package local

import (
	"context"
	"encoding/json"
	"strings"

	"damping/shared/api"
	"damping/shared/op"
)

// Letters implements state.Desk.
func (d *Desk) Letters(file op.ID) (list api.Letters, err error) {
	err = d.ask("GET", api.LettersOf(file.String()), nil, &list)
	return list, err
}

// Letter implements state.Desk. The letter is a file of the person's from here on: nothing of it stays in the store.
func (d *Desk) Letter(file op.ID, ask api.LetterAsk) error {
	o, err := d.opened()
	if err != nil {
		return err
	}
	body, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	var pdf []byte
	ctx := context.Background()
	err = o.keeper.signedIn(ctx, func() (err error) {
		pdf, err = d.remote().ask(ctx, "POST", api.LettersOf(file.String()), api.MediaJSON, body)
		return err
	})
	if err != nil {
		return err
	}
	copy := d.p.Pages.Begin()
	if _, err := copy.Write(pdf); err != nil {
		return err
	}
	copy.Save("surat-"+strings.ToLower(ask.Kind)+".pdf", api.MediaPDF) // a name that tells nothing of anybody
	return nil
}
