package local

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"time"

	"damping/shared/api"
	"damping/shared/errs"
	"damping/shared/op"
)

// Remote is the server over HTTP. Cookies are the browser's business.
type Remote struct {
	base   string
	client *http.Client
}

// NewRemote asks the server at base, such as "https://damping.example".
func NewRemote(base string, client *http.Client) *Remote {
	return &Remote{base: strings.TrimSuffix(base, "/"), client: client}
}

// errOffline says that no answer came at all: no network, no server, or one that lies.
var errOffline = errs.E(errs.Unavailable, "err.offline")

const (
	// patience bounds a request. A full batch takes 25 s on a 100 kbit/s line.
	patience = 60 * time.Second
	// mostAnswer bounds what is read of an answer, in bytes; a page of a pull is far smaller.
	mostAnswer = 64 << 20
)

// JSON sends in, unless it is nil, and reads the answer into out, unless it is nil. Failures of the server come back as
// the *errs.Error it made; no answer is unavailable.
func (r *Remote) JSON(ctx context.Context, method, path string, in, out any) error {
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

// CBOR does the same for the two sync paths, by POST.
func (r *Remote) CBOR(ctx context.Context, path string, in, out any) error {
	answer, err := r.ask(ctx, http.MethodPost, path, api.MediaCBOR, op.Marshal(in))
	if err != nil {
		return err
	}
	err = op.Unmarshal(answer, out)
	if errs.CodeOf(err) == errs.UnknownField {
		return errs.E(errs.StaleClient, "") // the server speaks of things that this program does not know
	}
	return err
}

func (r *Remote) ask(ctx context.Context, method, path, media string, body []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, r.base+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if body != nil {
		req.Header.Set("Content-Type", media)
	}
	req.Header.Set("Accept", media+", "+api.MediaProblem)

	res, err := r.client.Do(req)
	if err != nil {
		return nil, errOffline
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, mostAnswer))
	if err != nil {
		return nil, errOffline
	}
	if res.StatusCode >= 400 {
		var p api.Problem
		if json.Unmarshal(answer, &p) != nil {
			p = api.Problem{} // a proxy's page
		}
		return nil, p.Err(res.StatusCode)
	}
	return answer, nil
}
