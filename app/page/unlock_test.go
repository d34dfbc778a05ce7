package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
)

func TestDoorTellsWhatIsOnItsWay(t *testing.T) {
	t.Run("what waits, what went, and the way out", func(t *testing.T) {
		s := apptest.Open(t, &Unlock{Door: state.Door{Stage: state.Locked, Waiting: state.Waiting{Unsent: 3, Sent: 1}}}, nil)
		has(t, s.HTML(), `data-test="waiting"`, `data-unsent="3"`, "3 belum terkirim", "1 pekerjaan sudah terkirim", `data-test="forgot"`)
		hasNot(t, s.HTML(), `data-test="start-over-yes"`)
	})
	t.Run("nothing when there is nothing", func(t *testing.T) {
		s := apptest.Open(t, &Unlock{Door: state.Door{Stage: state.Locked}}, nil)
		hasNot(t, s.HTML(), `data-test="waiting"`, "belum terkirim")
	})
	t.Run("what is left of stores that are gone", func(t *testing.T) {
		s := apptest.Open(t, &SignIn{Orphans: 2}, nil)
		has(t, s.HTML(), `data-test="orphans"`, "2 pekerjaan")
	})
	t.Run("the way out says what is safe and what is not", func(t *testing.T) {
		p := &Unlock{Door: state.Door{Stage: state.Locked, Waiting: state.Waiting{Unsent: 3}}, forgot: true, unsealed: 2}
		s := apptest.Open(t, p, nil)
		has(t, s.HTML(), `data-test="forgot-safe"`, "3 pekerjaan yang belum terkirim tetap aman", `data-test="forgot-unsealed"`,
			"paling banyak 2 perubahan", "Yang akan hilang", `data-test="start-over-yes"`)
	})
}
