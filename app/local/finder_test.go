//go:build !js

package local

import (
	"testing"
	"testing/synctest"
	"time"

	"damping/shared/domain"
	"damping/shared/find"
	"damping/shared/op"
)

// TestFinder reads what is on the device behind the open door, follows what is written, and keeps nothing behind the lock.
func TestFinder(t *testing.T) {
	onStand(t, func(t *testing.T, s *stand) {
		s.signIn(t)
		s.offline()
		note := func(file op.ID, text string) {
			t.Helper()
			id := s.NewID()
			must(t, s.Author(op.ID{9}, "", []op.Draft{domain.Begin(file, domain.Note, id), domain.NoteText.Set(file, id, text, nil)}))
		}
		finds := func(text string, want int) {
			t.Helper()
			synctest.Wait()
			if got := s.Find(text); len(got.Hits) != want || want > 0 && got.Hits[0].Place != find.Place(domain.Note) {
				t.Errorf("%q: %+v, want %d", text, got, want)
			}
		}
		file := s.write(t)
		note(file, "dipukul dengan sapu")
		time.Sleep(2 * finderRest)
		finds("sapu", 1)
		if got := s.Find("sapu"); !got.Ready || got.More {
			t.Errorf("it says %+v", got)
		}
		note(file, "menangis semalaman")
		time.Sleep(time.Second)
		finds("semalaman sapu", 1)

		s.reload(t)
		if got := s.Find("sapu"); len(got.Hits) != 0 || got.Ready {
			t.Errorf("behind the lock: %+v", got)
		}
		must(t, s.Unlock(password))
		finds("sapu", 0) // the first screen goes before
		time.Sleep(2 * finderRest)
		finds("semalaman", 1)
	})
}
