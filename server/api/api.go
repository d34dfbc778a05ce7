package api

import (
	"cmp"
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"damping/server/work"
	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// Reminders hears what devices say of their notifications. *remind.Reminder is the one that does.
type Reminders interface {
	Receipt(ctx context.Context, device op.ID, token string) error
	Action(ctx context.Context, device op.ID, a api.PushAction) error
}

// Options are what the door stands on.
type Options struct {
	Office    *work.Office
	Reminders Reminders
	Letters   Letters
	// Version names the release in the OpenAPI document.
	Version string
	// Origin is where people reach the server, such as https://damping.example.go.id: a proxy may change the Host.
	Origin string
	// Log gets a line for each request. Default slog.Default.
	Log *slog.Logger
	// Random makes the ids of requests. Default crypto/rand.
	Random io.Reader
	// Ping is how often an open stream is kept alive and its session looked at. Default 25 s.
	Ping time.Duration
}

// server is the door with what it needs.
type server struct {
	office    *work.Office
	reminders Reminders
	letters   Letters
	log       *slog.Logger
	random    io.Reader
	ping      time.Duration
	mux       *http.ServeMux
	huma      huma.API
	document  []byte
}

// New makes the handler of everything below /api/ and of the two health paths.
func New(o Options) (http.Handler, error) {
	s := &server{office: o.Office, reminders: o.Reminders, letters: o.Letters, log: o.Log, random: o.Random,
		ping: cmp.Or(o.Ping, 25*time.Second), mux: http.NewServeMux()}
	if s.log == nil {
		s.log = slog.Default()
	}
	if s.random == nil {
		s.random = rand.Reader
	}
	s.describe(o.Version)
	for _, r := range s.routes() {
		r.serve(s, r)
	}
	s.mux.HandleFunc("/api/", func(w http.ResponseWriter, r *http.Request) { fail(w, r, errs.E(errs.NotFound, "")) })
	var err error
	if s.document, err = s.huma.OpenAPI().MarshalJSON(); err != nil {
		return nil, err
	}

	// A page of another site may link here and nothing else: SameSite cookies are the first lock, this is the second.
	crossing := http.NewCrossOriginProtection()
	if o.Origin != "" {
		if err := crossing.AddTrustedOrigin(o.Origin); err != nil {
			return nil, err
		}
	}
	crossing.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fail(w, r, errs.E(errs.Forbidden, "")) }))
	return s.watched(crossing.Handler(s.mux)), nil
}

// describe prepares huma: JSON alone, strictly, and no pages of its own.
func (s *server) describe(version string) {
	config := huma.DefaultConfig("Damping", cmp.Or(version, "dev"))
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // the one there is adds "$schema" to answers
	config.Formats = map[string]huma.Format{api.MediaJSON: strictJSON, "json": strictJSON}
	config.Info.Description = "Failures are RFC 9457 problems with a code and the key of a text. " +
		"Records of cases travel through the two sync paths as CBOR."
	config.Components.SecuritySchemes = securitySchemes
	s.huma = humago.New(doors{s}, config)
}

// doors is where huma puts its handlers: each behind the guard of its route.
type doors struct{ s *server }

// HandleFunc implements humago.Mux.
func (d doors) HandleFunc(pattern string, handler func(http.ResponseWriter, *http.Request)) {
	for _, r := range d.s.routes() {
		if r.method+" "+r.path == pattern {
			d.s.mount(r, handler)
			return
		}
	}
	panic("api: a handler without a route: " + pattern)
}

// ServeHTTP implements humago.Mux.
func (d doors) ServeHTTP(w http.ResponseWriter, r *http.Request) { d.s.mux.ServeHTTP(w, r) }
