package state

import (
	"damping/shared/errs"
	"damping/shared/i18n"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// langStore is where the browser keeps the chosen language: a preference, no datum of anybody's work. go-app looks for
// states under their own names there, so this is none of them.
const langStore = "language"

// chooseLang lets the pages speak another language, which may have to be fetched first. An empty choice is the one made
// last on this device.
func (o *Office) chooseLang(ctx app.Context, name string) {
	remembered := name == ""
	if remembered {
		_ = ctx.LocalStorage().Get(langStore, &name) // none: Indonesian
	}
	lang := i18n.Choose(name)
	if !i18n.Ready(lang) {
		o.busy(ctx, FormLang)
		if err := o.fetchLang(lang); err != nil {
			if !remembered {
				o.fail(ctx, FormLang, errs.E(errs.CodeOf(err), "language.needNet"))
			}
			return
		}
	}
	o.taken(ctx, FormLang, op.ID{})
	LangKey.Set(ctx, string(lang))
	_ = ctx.LocalStorage().Set(langStore, string(lang)) // full or denied: it holds for this session
}

func (o *Office) fetchLang(lang i18n.Lang) error {
	text, err := o.desk.Language(string(lang))
	if err != nil {
		return err
	}
	texts, err := i18n.Parse(text)
	if err != nil {
		return err
	}
	i18n.Register(lang, texts)
	return nil
}
