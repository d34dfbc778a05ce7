package vault

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"damping/server/store"
	"damping/shared/errs"
	"damping/shared/op"
)

// Vault makes and unwraps the keys that seal. It is safe for concurrent use.
type Vault struct {
	master *Master
	random io.Reader
}

// New makes a vault on the master keys; random is crypto/rand.Reader but in tests.
func New(master *Master, random io.Reader) *Vault { return &Vault{master, random} }

// FileKey seals and opens what belongs to one file.
type FileKey struct {
	file   op.ID
	keys   []key // the newest first
	random io.Reader
}

// Seal seals a text for its place; the place's file is this key's.
func (k *FileKey) Seal(place Place, plain []byte) ([]byte, error) {
	place.File = k.file
	return k.keys[0].seal(k.random, place, plain)
}

// Open opens a text from its place. It returns ErrSealed when that fails for whatever reason.
func (k *FileKey) Open(place Place, sealed []byte) ([]byte, error) {
	place.File = k.file
	id, err := keyID(sealed)
	if err != nil {
		return nil, fmt.Errorf("%w: %s.%s", err, place.Table, place.Column)
	}
	for _, one := range k.keys {
		if one.id == id {
			return one.open(place, sealed)
		}
	}
	return nil, fmt.Errorf("%w: %s.%s", ErrSealed, place.Table, place.Column)
}

// NewFileKey makes the first key of a file whose row exists. It returns conflict when the file has one.
func (v *Vault) NewFileKey(ctx context.Context, tx *store.Tx, file op.ID) (*FileKey, error) {
	const first = 1
	secret := make([]byte, 32)
	if _, err := io.ReadFull(v.random, secret); err != nil {
		return nil, fmt.Errorf("vault: no randomness: %w", err)
	}
	one, err := newKey(first, secret)
	if err != nil {
		return nil, err
	}

	to := v.master.newest()
	wrapped, err := to.wrap.seal(v.random, wrapPlace(file, first), secret)
	if err != nil {
		return nil, err
	}
	row := store.CaseKey{File: file, KeyID: first, Recipient: to.recipient(), Wrapped: wrapped, MadeAt: tx.Millis()}
	if err := tx.AddCaseKey(ctx, row); err != nil {
		return nil, err
	}
	return &FileKey{file, []key{one}, v.random}, nil
}

// FileKey unwraps the keys of a file. It returns gone when there are none: the file was erased.
func (v *Vault) FileKey(ctx context.Context, tx *store.Tx, file op.ID) (*FileKey, error) {
	rows, err := tx.CaseKeys(ctx, file)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.E(errs.Gone, "")
	}
	return v.unwrapAll(file, rows)
}

// FileKeys unwraps the keys of several files at once. Erased files are missing from the answer.
func (v *Vault) FileKeys(ctx context.Context, tx *store.Tx, files []op.ID) (map[op.ID]*FileKey, error) {
	rows, err := tx.CaseKeysOf(ctx, files)
	if err != nil {
		return nil, err
	}
	keys := make(map[op.ID]*FileKey, len(files))
	for start := 0; start < len(rows); {
		end := start
		for end < len(rows) && rows[end].File == rows[start].File {
			end++
		}
		file := rows[start].File
		if keys[file], err = v.unwrapAll(file, rows[start:end]); err != nil {
			return nil, err
		}
		start = end
	}
	return keys, nil
}

// Erase destroys all wraps of a file. Nothing that was sealed for it can be opened again.
func (v *Vault) Erase(ctx context.Context, tx *store.Tx, file op.ID) error {
	_, err := tx.DropCaseKeys(ctx, file)
	return err
}

// unwrapAll makes a FileKey of all wraps of one file, of which the newest key comes first.
func (v *Vault) unwrapAll(file op.ID, rows []store.CaseKey) (*FileKey, error) {
	k := &FileKey{file: file, random: v.random}
	for _, row := range rows {
		if len(k.keys) > 0 && k.keys[len(k.keys)-1].id == row.KeyID {
			continue // unwrapped through another recipient
		}
		secret, err := v.unwrap(row)
		if errors.Is(err, errNotOurs) {
			continue
		}
		if err != nil {
			return nil, err
		}
		one, err := newKey(row.KeyID, secret)
		if err != nil {
			return nil, err
		}
		k.keys = append(k.keys, one)
	}
	if len(k.keys) == 0 {
		return nil, fmt.Errorf("vault: the key file has none of the keys of file %s: is it the right one?", file)
	}
	return k, nil
}

var errNotOurs = errors.New("vault: wrapped for somebody else")

func (v *Vault) unwrap(row store.CaseKey) ([]byte, error) {
	for _, to := range v.master.keys {
		if to.recipient() == row.Recipient {
			return to.wrap.open(wrapPlace(row.File, row.KeyID), row.Wrapped)
		}
	}
	return nil, errNotOurs
}

func wrapPlace(file op.ID, keyID uint32) Place {
	return Place{Table: "case_key", Row: binary.BigEndian.AppendUint32(nil, keyID), Column: "wrapped", File: file, Ver: keyID}
}
