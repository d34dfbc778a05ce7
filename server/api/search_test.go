package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"damping/server/servertest/house"
	"damping/server/store"
	"damping/shared/api"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/find"
	"damping/shared/op"
)

func look(b *house.Browser, query string) (out api.Found) {
	b.Post(api.SearchPath, api.Search{Query: query}).Want(http.StatusOK).Into(&out)
	return out
}

// TestSearch holds who finds what: everybody what they may read, and nothing of the rest, not even that it is there.
func TestSearch(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati, tini, ratna := h.SignedIn("wati"), h.SignedIn("tini"), h.SignedIn("ratna")
		dodi, lina, joko := h.SignedIn("dodi"), h.SignedIn("lina"), h.SignedIn("joko")
		newCase(wati, "Mawar")
		file, note := newCase(wati, "Moehammad Kenanga"), h.ID()
		wati.Write(domain.Begin(file, domain.Note, note), domain.NoteText.Set(file, note, "ia dilempar piring cempaka", nil))
		wati.Sync()
		parts := ratna.Open(file)
		ratna.Write(domain.CaseLower.Set(file, file, "rendah", nil), domain.CaseLowerWhy.Set(file, file, "pelaku pindah ke seruni", nil))
		ratna.Sync()

		name, story := api.Hit{File: file.String(), Place: uint8(find.Identity)}, api.Hit{File: file.String(), Place: uint8(domain.Note)}
		reason := api.Hit{File: file.String(), Place: uint8(op.Supervision)}
		for _, c := range []struct {
			who   *house.Browser
			query string
			want  []api.Hit
		}{
			{wati, "muhamad kenanga", []api.Hit{name}},
			{wati, "cempaka", []api.Hit{story}},
			{ratna, "Kenanga", []api.Hit{name}},
			{ratna, "piring cempaka", []api.Hit{story}},
			{ratna, "seruni", []api.Hit{reason}},
			{wati, "seruni", nil},                       // the supervisor's reasons are not hers to read
			{tini, "kenanga", nil},                      // a colleague in the same unit
			{tini, "cempaka", nil},                      //
			{dodi, "kenanga", nil},                      // takes complaints in
			{lina, "cempaka", nil},                      // works elsewhere
			{joko, "kenanga", nil},                      // minds the accounts
			{ratna, "kenanga mawar", nil},               // words of two files
			{ratna, "anggrek", nil},                     //
			{ratna, note.String(), nil},                 // ids are no words
			{ratna, "cempaka seruni", []api.Hit{story}}, // both are in it
		} {
			found := look(c.who, c.query)
			if c.query == "cempaka seruni" && len(found.Hits) == 1 {
				found.Hits[0].Place = story.Place // either will do
			}
			if !slices.Equal(found.Hits, c.want) || found.Older {
				t.Errorf("%s looks for %q and finds %+v, want %+v", c.who.Session.User.Login, c.query, found, c.want)
			}
		}
		if got := look(tini, "kenanga").Looked + look(joko, "kenanga").Looked; got != 0 {
			t.Errorf("%d files of others were looked through", got)
		}
		if p := h.Browser().Post(api.SearchPath, api.Search{Query: "kenanga"}).Problem(); p.Code != errs.Unauthenticated {
			t.Errorf("a guest gets %+v", p)
		}

		// The right ends with the case.
		ratna.Write(domain.Assign(file, domain.AssignArgs{Appointment: tini.As}, domain.CaseOwner.Get(parts, file).Heads))
		ratna.Sync()
		if before, now := look(wati, "cempaka").Hits, look(tini, "cempaka").Hits; len(before) != 0 || !slices.Equal(now, []api.Hit{story}) {
			t.Errorf("handed on: who had it finds %+v, who has it %+v", before, now)
		}
	})
}

// TestSearchTellsNothing holds that an answer says where and not what, and that what was looked for is written nowhere.
func TestSearchTellsNothing(t *testing.T) {
	house.Each(t, func(t *testing.T, h *house.House) {
		wati := h.SignedIn("wati")
		file := newCase(wati, "Kenanga")
		wati.Sync()
		a := wati.Post(api.SearchPath, api.Search{Query: "kenanga"}).Want(http.StatusOK)
		var v any
		a.Into(&v)
		if got := strings.Join(members(v, ""), " "); got != "hits hits.file hits.place looked older" {
			t.Errorf("it tells %s", got)
		}
		if strings.Contains(strings.ToLower(string(a.Body)), "kenanga") || strings.Contains(strings.ToLower(h.Log.String()), "kenanga") {
			t.Error("the word is in the answer or in the log")
		}
		var last store.AuditRow
		err := h.DB.View(t.Context(), func(tx *store.Tx) error {
			rows, err := tx.AuditRows(t.Context(), 0, 1000)
			last = rows[len(rows)-1]
			return err
		})
		if err != nil || last.Act != "search" || last.Actor != h.Users["wati"] || string(last.Objects) != string(file[:]) {
			t.Errorf("the trail ends with %+v, %v", last, err)
		}
	})
}
