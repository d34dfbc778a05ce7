package blob

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"damping/server/oplog"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/attach"
	"damping/shared/errs"
	"damping/shared/op"
	core "damping/shared/oplog"
)

// Store binds the bytes of attachments to the database and a folder. It is safe for concurrent use, by several processes
// too.
type Store struct {
	db     *store.DB
	vault  *vault.Vault
	log    *oplog.Log
	disk   *disk
	secret []byte // of the keyed hashes
}

// Options are what a Store needs besides its rooms.
type Options struct {
	// Folder holds the shelves. It is made when it is not there.
	Folder string
	// Reserve is how many bytes of the disk are left to others: the database must not stop because somebody sent
	// photographs.
	Reserve int64
	// create opens a new file for writing; os.OpenFile but in tests.
	create func(path string) (*os.File, error)
}

// secretName names the server secret of the keyed hashes.
const secretName = "blob-content"

// Open prepares the folder.
func Open(ctx context.Context, db *store.DB, v *vault.Vault, log *oplog.Log, o Options) (*Store, error) {
	if o.create == nil {
		o.create = func(path string) (*os.File, error) {
			return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		}
	}
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, fmt.Errorf("folder of attachments: %w", err)
	}
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("folder of attachments: %w", err)
	}
	secret, err := v.ServerSecret(ctx, db, secretName, func() ([]byte, error) {
		secret := make([]byte, sha256.Size)
		_, err := io.ReadFull(rand.Reader, secret)
		return secret, err
	})
	if err != nil {
		return nil, err
	}
	return &Store{db: db, vault: v, log: log, disk: &disk{folder, o.Reserve, o.create}, secret: secret}, nil
}

// UpdateBlobs implements shared/oplog.BlobStore.
func (b *Store) UpdateBlobs(ctx context.Context, fn func(core.BlobTx) error) error {
	return b.log.Update(ctx, func(tx core.Tx) error {
		return fn(&writer{reader{tx, b, ctx, oplog.Under(tx)}, tx})
	})
}

// ViewBlobs implements shared/oplog.BlobStore.
func (b *Store) ViewBlobs(ctx context.Context, fn func(core.BlobReader) error) error {
	return b.log.View(ctx, func(r core.Reader) error { return fn(&reader{r, b, ctx, oplog.Under(r)}) })
}

// content is the keyed hash by which the same bytes are known again inside a part, and nowhere else.
func (b *Store) content(s op.Scope, h attach.Hash) []byte {
	mac := hmac.New(sha256.New, b.secret)
	mac.Write(s.File[:])
	mac.Write([]byte{byte(s.Part)})
	mac.Write(h[:])
	return mac.Sum(nil)
}

// Erase takes away everything of a file, in a transaction that erases it. The folders go when that is durable; what a crash
// leaves of them is noise by then, since the file's keys are gone, and is swept.
func (b *Store) Erase(ctx context.Context, tx *store.Tx, file op.ID) error {
	shelves, err := tx.DropBlobsOf(ctx, file)
	if err != nil {
		return err
	}
	tx.AfterCommit(func() {
		for _, id := range shelves {
			_ = os.RemoveAll(b.disk.path(id))
		}
	})
	return nil
}

// found turns the store's not_found into an answer.
func found(err error) (bool, error) {
	if errs.CodeOf(err) == errs.NotFound {
		return false, nil
	}
	return err == nil, err
}

var _ core.BlobStore = (*Store)(nil)
