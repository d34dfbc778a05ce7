package push

import (
	"context"
	"crypto/ecdh"
	"encoding/base64"
	"fmt"

	"damping/shared/api"
	"damping/shared/errs"
)

// vapidSecret is the name of our signing key among the server's secrets.
const vapidSecret = "vapid"

// pair is the VAPID key pair as webpush-go wants it.
type pair struct{ public, private string }

// keys gives the pair. It is made once in the life of an installation: a browser's subscription is bound to it.
func (s *Service) keys(ctx context.Context) (pair, error) {
	if have := s.pair.Load(); have != nil {
		return *have, nil
	}
	secret, err := s.vault.ServerSecret(ctx, s.db, vapidSecret, func() ([]byte, error) {
		key, err := ecdh.P256().GenerateKey(s.random)
		if err != nil {
			return nil, err
		}
		return key.Bytes(), nil
	})
	if err != nil {
		return pair{}, fmt.Errorf("push: %w", err)
	}
	key, err := ecdh.P256().NewPrivateKey(secret)
	if err != nil {
		return pair{}, fmt.Errorf("push: signing key: %w", err)
	}
	made := &pair{
		public:  base64.RawURLEncoding.EncodeToString(key.PublicKey().Bytes()),
		private: base64.RawURLEncoding.EncodeToString(secret),
	}
	s.pair.Store(made)
	return *made, nil
}

// Key is the public key with which a browser subscribes. Not_found while push is turned off.
func (s *Service) Key(ctx context.Context) (api.PushKey, error) {
	if s.Off() {
		return api.PushKey{}, errs.E(errs.NotFound, "")
	}
	keys, err := s.keys(ctx)
	return api.PushKey{Key: keys.public}, err
}
