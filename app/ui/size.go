package ui

import "damping/shared/i18n"

// Size is how large a file is, as people say it: "340 KB", "2,4 MB".
func Size(bytes int64) string {
	switch {
	case bytes < 1<<20:
		return T("attach.kilobytes", (bytes+1<<10-1)>>10)
	}
	if bytes >= 1<<30 {
		return T("attach.gigabytes", i18n.Decimal(Lang(), float64(bytes)/(1<<30), 1))
	}
	return T("attach.megabytes", i18n.Decimal(Lang(), float64(bytes)/(1<<20), 1))
}

// Part is how much of a file is through: "2,0 MB dari 7,1 MB".
func Part(done, of int64) string { return T("attach.part", Size(done), Size(of)) }
