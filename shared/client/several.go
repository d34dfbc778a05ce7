package client

import (
	"damping/shared/domain"
	"damping/shared/op"
)

// Each gives f the views of several files, each as File does. It asks the store once, for who goes through thousands of
// files, and keeps none of them open.
func (e *Engine) Each(files []op.ID, f func(file op.ID, parts domain.Parts)) error {
	var scopes []op.Scope
	var keys []string
	for _, file := range files {
		for _, p := range op.Parts {
			if s := (op.Scope{File: file, Part: p}); e.holds(s) && e.bases[s] == nil {
				scopes, keys = append(scopes, s), append(keys, scopeKey(s))
			}
		}
	}
	if len(keys) > 0 {
		vals, err := e.store.Get(KindBase, keys...)
		if err != nil {
			return err
		}
		defer func() {
			for _, s := range scopes {
				delete(e.bases, s)
			}
		}()
		for i, s := range scopes {
			if e.bases[s], err = openBase(vals[i]); err != nil {
				return err
			}
		}
	}
	for _, file := range files {
		parts, err := e.file(file)
		if err != nil {
			return err
		}
		f(file, parts)
	}
	return nil
}
