package page

import (
	"testing"

	"damping/app/apptest"
	"damping/app/state"
	"damping/shared/domain"
	"damping/shared/op"

	"github.com/maxence-charriere/go-app/v10/pkg/app"
)

// aTicket lays a ticket upon the desk.
func aTicket(d *apptest.Desk, who string, received domain.Local) op.ID {
	id := d.NewID()
	err := d.Author(d.As(), "test", []op.Draft{domain.Begin(id, domain.Complaint, id), domain.ComplaintState.Set(id, id, domain.StateNew, nil),
		domain.ComplaintWho.Set(id, id, who, nil), domain.ComplaintReceived.Set(id, id, received, nil)})
	if err != nil {
		panic(err)
	}
	return id
}

func TestACallThatBecomesNoCase(t *testing.T) {
	p := &NewCall{}
	s := apptest.Open(t, p, nil)
	has(t, s.HTML(), `data-test="q-channel-telepon"`, `data-test="q-channel-sapa129"`)
	s.Do(func(ctx app.Context) {
		state.FileCall.Do(ctx, state.Values{"channel": "telepon", "what": "Syarat visum?"})
	})
	has(t, s.HTML(), `data-test="summary"`)
	s.Do(func(ctx app.Context) {
		state.FileCall.Do(ctx, state.Values{"channel": "telepon", "what": "Syarat visum?", "given": "Surat dari penyidik."})
	})
	cards := s.Desk.Cards()
	if len(cards) != 1 || cards[0].Kind != domain.Complaint {
		t.Fatalf("%+v", cards)
	}
	var args domain.CloseArgs
	waits := s.Desk.Waiting(cards[0].File)
	if len(waits) != 1 || op.Unmarshal(waits[0].Val, &args) != nil || args.As != domain.ComplaintInformation || args.Reason != "Surat dari penyidik." {
		t.Errorf("asked for %+v", waits)
	}
}

func TestALateComplaintStandsFirst(t *testing.T) {
	var late, fresh op.ID
	p := &ComplaintList{}
	s := apptest.Open(t, p, func(d *apptest.Desk) {
		fresh = aTicket(d, "Melati", "2026-11-23T07:00")
		late = aTicket(d, "Bunga", "2026-11-11T07:00")
	})
	if len(p.list.Rows) != 2 || p.list.Rows[0].File != late || p.list.Rows[1].File != fresh || !p.list.Rows[0].Late || p.list.Rows[1].Late {
		t.Errorf("%+v", p.list.Rows)
	}
	has(t, s.HTML(), `when late`)
	page := &Complaint{ID: late}
	s = apptest.Open(t, page, func(d *apptest.Desk) { page.ID = aTicket(d, "Bunga", "2026-11-11T07:00") })
	has(t, s.HTML(), `data-code="tindak_lanjut_umum"`, `data-stands="late"`)
}

func TestACaseToJoinIsFound(t *testing.T) {
	s := apptest.Open(t, &Complaints{}, func(d *apptest.Desk) {
		aCase(d, "Melati Sukarame", "2026-11-24T09:00")
		aCase(d, "Bunga Kenanga", "2026-11-24T09:00")
	})
	for text, want := range map[string]int{"": 2, "melati": 1, "sukarami": 1, "tidak ada": 0} {
		var found state.FilesFound
		s.Do(func(ctx app.Context) {
			state.FoundKey(text).Observe(ctx, &found)
			state.SearchFiles.Do(ctx, state.FileSearch{By: text, Kind: domain.Case, Text: text})
		})
		if len(found.Rows) != want {
			t.Errorf("%q finds %d", text, len(found.Rows))
		}
	}
}
