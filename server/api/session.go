package api

import (
	"context"
	"net/http"

	"damping/server/auth"
	"damping/shared/api"
)

// with is a request or an answer with a JSON body and nothing else.
type with[T any] struct{ Body T }

// empty is a request or an answer without a body.
type empty struct{}

// byID is a request about the thing that the path names.
type byID struct {
	ID string `path:"id" maxLength:"36" doc:"a UUID"`
}

// knocking is a request that may bring a device credential.
type knocking[T any] struct {
	Credential string `cookie:"__Host-device"`
	Body       T
}

// entered is a new session and its two cookies.
type entered struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
	Body      api.Session
}

// left is an answer that takes cookies away.
type left struct {
	SetCookie []http.Cookie `header:"Set-Cookie"`
}

// forgotten is left, and has the browser delete everything of ours that it keeps.
type forgotten struct {
	SetCookie     []http.Cookie `header:"Set-Cookie"`
	ClearSiteData string        `header:"Clear-Site-Data"`
}

func (s *server) signIn(ctx context.Context, in *knocking[api.SignIn]) (*entered, error) {
	signed, session, err := s.office.SignIn(ctx, in.Credential, in.Body)
	return &entered{cookies(signed.Cookies()), session}, err
}

func (s *server) refresh(ctx context.Context, in *knocking[api.Refresh]) (*entered, error) {
	signed, session, err := s.office.Refresh(ctx, in.Credential, in.Body)
	return &entered{cookies(signed.Cookies()), session}, err
}

func (s *server) signOut(ctx context.Context, _ *empty) (*left, error) {
	return &left{cookies(auth.NoCookies())}, s.office.Auth().SignOut(ctx, actorOf(ctx))
}

func (s *server) welcome(ctx context.Context, in *with[api.Welcome]) (*with[api.Welcomed], error) {
	out, err := s.office.Welcome(ctx, in.Body)
	return &with[api.Welcomed]{out}, err
}

func (s *server) sessions(ctx context.Context, _ *empty) (*with[api.Sessions], error) {
	out, err := s.office.Sessions(ctx, actorOf(ctx))
	return &with[api.Sessions]{out}, err
}

func (s *server) endSession(ctx context.Context, in *byID) (*empty, error) {
	return &empty{}, s.office.EndSession(ctx, actorOf(ctx), in.ID)
}

func (s *server) devices(ctx context.Context, _ *empty) (*with[api.Devices], error) {
	out, err := s.office.Devices(ctx, actorOf(ctx))
	return &with[api.Devices]{out}, err
}

func (s *server) endDevice(ctx context.Context, in *byID) (*empty, error) {
	return &empty{}, s.office.EndDevice(ctx, actorOf(ctx), in.ID)
}

func (s *server) wipeDevice(ctx context.Context, in *byID) (*empty, error) {
	return &empty{}, s.office.WipeDevice(ctx, actorOf(ctx), in.ID)
}

func (s *server) lease(ctx context.Context, _ *empty) (*with[api.DeviceLease], error) {
	out, err := s.office.Lease(ctx)
	return &with[api.DeviceLease]{out}, err
}

func (s *server) erased(ctx context.Context, _ *empty) (*forgotten, error) {
	out := &forgotten{SetCookie: cookies(auth.NoCookies()), ClearSiteData: `"cache", "storage"`}
	return out, s.office.Auth().Erased(ctx, deviceOf(ctx))
}

func (s *server) me(ctx context.Context, _ *empty) (*with[api.Me], error) {
	out, err := s.office.Me(ctx, actorOf(ctx))
	return &with[api.Me]{out}, err
}

func (s *server) directory(ctx context.Context, _ *empty) (*with[api.Directory], error) {
	out, err := s.office.Directory(ctx, actorOf(ctx))
	return &with[api.Directory]{out}, err
}

func cookies(list []*http.Cookie) []http.Cookie {
	out := make([]http.Cookie, 0, len(list))
	for _, c := range list {
		out = append(out, *c)
	}
	return out
}
