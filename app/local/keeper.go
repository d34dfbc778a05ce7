package local

import (
	"context"
	"sync"

	"damping/shared/api"
	"damping/shared/errs"
)

// sessionKeeper runs what needs a session, and gets the next session when the last has ended.
type sessionKeeper interface {
	signedIn(ctx context.Context, work func() error) error
}

// keeper exchanges the refresh secret for a session. The secret lies sealed in the store and is used once; the next one
// is written before anything else is done with the new session.
type keeper struct {
	remote remote
	secret func() (string, error)          // "" when there is none
	renew  func(session api.Session) error // keeps the next secret and who is signed in

	mu         sync.Mutex
	generation int
	needSignIn bool
}

var errSignIn = errs.E(errs.Unauthenticated, "")

// signedIn implements sessionKeeper. Error: unauthenticated when the person must sign in; everything that was written
// stays where it is.
func (k *keeper) signedIn(ctx context.Context, work func() error) error {
	k.mu.Lock()
	before, must := k.generation, k.needSignIn
	k.mu.Unlock()
	if must {
		return errSignIn
	}

	err := work()
	if errs.CodeOf(err) != errs.Unauthenticated {
		return err
	}
	if err := k.exchange(ctx, before); err != nil {
		return err
	}
	return work()
}

// exchange gets a new session unless somebody else has done so since generation before.
func (k *keeper) exchange(ctx context.Context, before int) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.generation != before {
		return nil
	}

	secret, err := k.secret()
	if err != nil {
		return err
	}
	if secret == "" {
		k.needSignIn = true
		return errSignIn
	}
	var session api.Session
	err = k.remote.json(ctx, "POST", api.RefreshPath, api.Refresh{Refresh: secret}, &session)
	if errs.CodeOf(err) == errs.Unauthenticated {
		k.needSignIn = true
	}
	if err != nil {
		return err
	}
	if err := k.renew(session); err != nil {
		return err
	}
	k.generation++
	return nil
}

// signIn notes that the person has signed in anew.
func (k *keeper) signIn() {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.generation++
	k.needSignIn = false
}
