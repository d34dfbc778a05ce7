package vault

import (
	"context"
	"fmt"
	"io"

	"damping/server/store"
	"damping/shared/errs"
)

// ServerSecret is one of the server's own secrets by name, made by the given function when there is none yet. Of two
// nodes that start together one makes it and both get that one.
func (v *Vault) ServerSecret(ctx context.Context, db *store.DB, name string, fresh func() ([]byte, error)) ([]byte, error) {
	var secret []byte
	load := func(tx *store.Tx) error {
		row, err := tx.ServerKey(ctx, name)
		if err != nil {
			return err
		}
		secret, err = v.openServer(name, row.Sealed)
		return err
	}
	err := db.View(ctx, load)
	if errs.CodeOf(err) != errs.NotFound {
		return secret, err
	}

	made, err := fresh()
	if err != nil {
		return nil, fmt.Errorf("make server secret %s: %w", name, err)
	}
	sealed, err := v.sealServer(name, made)
	if err != nil {
		return nil, err
	}
	err = db.Update(ctx, func(tx *store.Tx) error {
		_, err := tx.AddServerKey(ctx, store.ServerKey{Name: name, Sealed: sealed, MadeAt: tx.Millis()})
		if err != nil {
			return err
		}
		return load(tx)
	})
	return secret, err
}

// houseSecret is the server secret behind House.
const houseSecret = "house"

// House is the key for what belongs to no file, such as an operation set aside for a file that nobody knows. It is a
// server secret, so that rotating the master key moves the secret and leaves what it sealed.
func (v *Vault) House(ctx context.Context, db *store.DB) (*FileKey, error) {
	secret, err := v.ServerSecret(ctx, db, houseSecret, func() ([]byte, error) {
		secret := make([]byte, 32)
		_, err := io.ReadFull(v.random, secret)
		return secret, err
	})
	if err != nil {
		return nil, err
	}
	one, err := newKey(1, secret)
	return &FileKey{keys: []key{one}, random: v.random}, err
}

func (v *Vault) sealServer(name string, secret []byte) ([]byte, error) {
	return v.master.newest().server.seal(v.random, serverPlace(name), secret)
}

func (v *Vault) openServer(name string, sealed []byte) ([]byte, error) {
	id, err := keyID(sealed)
	if err != nil {
		return nil, fmt.Errorf("%w: server secret %s", err, name)
	}
	for _, k := range v.master.keys {
		if k.server.id == id {
			return k.server.open(serverPlace(name), sealed)
		}
	}
	return nil, fmt.Errorf("vault: the key file has not the key of server secret %s: is it the right one?", name)
}

func serverPlace(name string) Place {
	return Place{Table: "server_key", Row: []byte(name), Column: "sealed"}
}
