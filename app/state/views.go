package state

import (
	"encoding/json"

	"damping/shared/op"
	"damping/shared/policy"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// View is a query that somebody gave a name.
type View struct {
	Name  string
	Query Query
}

// Views are a person's own, in the order of their making. They are sealed on the device and do not leave it.
type Views struct{ List []View }

const (
	noteViews = "views"
	mostViews = 12
)

func (o *Office) loadViews(ctx app.Context, _ struct{}) { ViewsKey.Set(ctx, o.views()) }

func (o *Office) views() (v Views) {
	kept, _ := o.desk.Note(noteViews)
	_ = json.Unmarshal(kept, &v.List) // none yet
	return v
}

// saveView keeps a view, in place of one of the same name. Of too many the oldest goes.
func (o *Office) saveView(ctx app.Context, v View) {
	if v.Name == "" {
		return
	}
	list := append(without(o.views().List, v.Name), v)
	o.keepViews(ctx, list[max(0, len(list)-mostViews):])
}

func (o *Office) dropView(ctx app.Context, name string) {
	o.keepViews(ctx, without(o.views().List, name))
}

func (o *Office) keepViews(ctx app.Context, list []View) {
	val, err := json.Marshal(list)
	if err == nil {
		err = o.desk.PutNote(noteViews, val)
	}
	if err != nil {
		o.fail(ctx, noteViews, err)
		return
	}
	ViewsKey.Set(ctx, Views{List: list})
}

func without(list []View, name string) (out []View) {
	for _, v := range list {
		if v.Name != name {
			out = append(out, v)
		}
	}
	return out
}

// Standing reports whether the post looks after a unit's files of a kind, whoever owns them.
func (p Post) Standing(kind op.EntKind) bool { return policy.Standing(policy.Role(p.Role), kind) }
