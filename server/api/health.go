package api

import (
	"net/http"

	"damping/shared/api"
)

func (s *server) openAPI(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", api.MediaJSON)
	_, _ = w.Write(s.document)
}

// health says that the process lives.
func (s *server) health(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte("ok\n"))
}

// ready says that the database answers, too.
func (s *server) ready(w http.ResponseWriter, r *http.Request) {
	if err := s.office.Ready(r.Context()); err != nil {
		fail(w, r, err)
		return
	}
	s.health(w, r)
}
