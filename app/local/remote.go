package local

import (
	"context"
	"encoding/json"
	"time"

	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// Web carries one request to the server. An error means that no answer came.
type Web interface {
	Ask(ctx context.Context, method, path, media, accept string, body []byte) (status int, answer []byte, err error)
}

// remote is the server's API. Cookies are the browser's business.
type remote struct {
	web Web
	// wiped is told when the server says that this device has to be emptied. It must not block.
	wiped func()
}

// errOffline says that no answer came at all: no network, no server, or one that lies.
var errOffline = errs.E(errs.Unavailable, "err.offline")

// patience bounds a request. A full batch takes 25 s on a 100 kbit/s line.
const patience = 60 * time.Second

// json sends in, unless it is nil, and reads the answer into out, unless it is nil. Failures of the server come back as
// the *errs.Error it made; no answer is errOffline.
func (r remote) json(ctx context.Context, method, path string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return err
		}
	}
	answer, err := r.ask(ctx, method, path, api.MediaJSON, body)
	if err != nil || out == nil {
		return err
	}
	if json.Unmarshal(answer, out) != nil {
		return errs.E(errs.BadRequest, "err.bad_request")
	}
	return nil
}

// cbor does the same for the two sync paths, by POST.
func (r remote) cbor(ctx context.Context, path string, in, out any) error {
	answer, err := r.ask(ctx, "POST", path, api.MediaCBOR, op.Marshal(in))
	if err != nil {
		return err
	}
	return op.UnmarshalAnswer(answer, out)
}

func (r remote) ask(ctx context.Context, method, path, media string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	status, answer, err := r.web.Ask(ctx, method, path, media, media+", "+api.MediaProblem, body)
	if err != nil {
		return nil, errOffline
	}
	if status >= 400 {
		var p api.Problem
		if json.Unmarshal(answer, &p) != nil {
			p = api.Problem{} // a proxy's page
		}
		err := p.Err(status)
		if errs.CodeOf(err) == errs.Wiped && r.wiped != nil {
			r.wiped()
		}
		return nil, err
	}
	return answer, nil
}
