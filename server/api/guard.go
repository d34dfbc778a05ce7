package api

import (
	"context"
	"net/http"

	"damping/server/auth"
	"damping/shared/errs"
)

// Keys of what the guard puts into a request's context.
type (
	actorKey  struct{}
	deviceKey struct{}
)

// actorOf is who is signed in, on a route for those who are.
func actorOf(ctx context.Context) auth.Actor {
	actor, _ := ctx.Value(actorKey{}).(auth.Actor)
	return actor
}

// deviceOf is which device showed its credential, on a route for devices.
func deviceOf(ctx context.Context) auth.DeviceActor {
	device, _ := ctx.Value(deviceKey{}).(auth.DeviceActor)
	return device
}

// mount puts a handler behind the guard of its route.
func (s *server) mount(r route, next http.HandlerFunc) {
	s.mux.HandleFunc(r.method+" "+r.path, func(w http.ResponseWriter, req *http.Request) {
		if req.ContentLength > max(r.limit, smallBody) { // where no body is wanted, a small one is not read
			fail(w, req, errs.E(errs.TooLarge, ""))
			return
		}
		ctx, err := s.admit(w, req, r.who)
		if err != nil {
			fail(w, req, err)
			return
		}
		next(w, req.WithContext(ctx))
	})
}

// admit asks for the credential that a route wants. What a route does not name is not looked at: a device credential
// opens nothing but its own few routes, and a session is no device credential.
func (s *server) admit(w http.ResponseWriter, r *http.Request, who access) (context.Context, error) {
	ctx := r.Context()
	switch who {
	case anyone:
		return ctx, nil
	case signedIn:
		actor, err := s.office.Auth().Authenticate(ctx, auth.CookieOf(r, auth.SessionCookie))
		return context.WithValue(ctx, actorKey{}, actor), err
	case aDevice, leaving:
		authenticate := s.office.Auth().AuthenticateDevice
		if who == leaving {
			authenticate = s.office.Auth().AuthenticateLeaving
		}
		credential := auth.CookieOf(r, auth.DeviceCookie)
		device, err := authenticate(ctx, credential)
		if err == nil && device.Renewed {
			http.SetCookie(w, auth.NewDeviceCookie(credential))
		}
		return context.WithValue(ctx, deviceKey{}, device), err
	}
	return ctx, errs.E(errs.Forbidden, "")
}
