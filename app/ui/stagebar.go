package ui

import (
	"damping/shared/domain"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// StageBar shows how far a case has come. The bar is a picture; the words under it and the labels say the same.
func StageBar(stage string) app.UI {
	now := 0
	for i, s := range domain.Stages {
		if s == stage {
			now = i
		}
	}
	var steps []app.UI
	for i, s := range domain.Stages {
		li, key := H("li"), "a11y.stageAhead"
		switch {
		case i < now:
			li, key = li.Class("done"), "a11y.stageDone"
		case i == now:
			li, key = li.Class("now").Aria("current", "step"), "a11y.stageNow"
		}
		steps = append(steps, li.Body(Unseen(T(key, T("stage."+s)))))
	}
	return H("div").Body(
		H("ol").Aria("label", T("stage.bar")).Body(steps...),
		H("p").Test("stage").DataSet("stage", stage).Text(T("stage.of", now+1, len(domain.Stages), T("stage."+stage))),
	)
}
