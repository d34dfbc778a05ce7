// Package usage is read by the scan for keys and never compiled.
package usage

import "damping/shared/i18n"

type page struct {
	Name string `json:"struct.tag"`
}

func render(lang i18n.Lang, code string) {
	T("asked.plainly")
	i18n.T(lang, "asked.qualified", 3)
	i18n.T(lang, "stem."+code)
	i18n.T(lang, "no key at all")
	_ = errs.E(errs.Invalid, "errors.key")
	_ = []page{{Name: "table.key"}, {Name: "A sentence. Not a key."}}
}
