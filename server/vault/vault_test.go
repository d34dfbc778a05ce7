package vault_test

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"damping/server/servertest"
	"damping/server/store"
	"damping/server/vault"
	"damping/shared/errs"
	"damping/shared/op"
)

func newID() op.ID { return op.NewID(servertest.Start.UnixMilli(), rand.Reader) }

// keyFile makes a master key file and opens it.
func keyFile(t *testing.T) (string, *vault.Master) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "keys", "master.key")
	if err := vault.CreateMasterFile(path, rand.Reader); err != nil {
		t.Fatal(err)
	}
	return path, openKeys(t, path)
}

func openKeys(t *testing.T, path string) *vault.Master {
	t.Helper()
	master, err := vault.OpenMasterFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return master
}

// newFile writes the row of a file and makes its key.
func newFile(t *testing.T, db *store.DB, v *vault.Vault) (op.ID, *vault.FileKey) {
	t.Helper()
	id := newID()
	var key *vault.FileKey
	err := db.Update(t.Context(), func(tx *store.Tx) (err error) {
		if err = tx.AddFile(t.Context(), store.File{ID: id, Kind: "case"}); err != nil {
			return err
		}
		key, err = v.NewFileKey(t.Context(), tx, id)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id, key
}

func loadKey(t *testing.T, db *store.DB, v *vault.Vault, file op.ID) (key *vault.FileKey, err error) {
	t.Helper()
	err = db.View(t.Context(), func(tx *store.Tx) error {
		var err error
		key, err = v.FileKey(t.Context(), tx, file)
		return err
	})
	return key, err
}

var place = vault.Place{Table: "op", Row: []byte("row"), Column: "body", Ver: 3}

func seal(t *testing.T, key *vault.FileKey, place vault.Place, text string) []byte {
	t.Helper()
	sealed, err := key.Seal(place, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func wantOpen(t *testing.T, key *vault.FileKey, sealed []byte, want string) {
	t.Helper()
	got, err := key.Open(place, sealed)
	if err != nil || string(got) != want {
		t.Errorf("opened to %q, %v; want %q", got, err, want)
	}
}

func TestSealedTextOpensInItsPlaceOnly(t *testing.T) {
	db := servertest.Open(t, servertest.SQLite, store.Options{})
	_, master := keyFile(t)
	v := vault.New(master, rand.Reader)
	_, key := newFile(t, db, v)
	_, other := newFile(t, db, v)
	sealed := seal(t, key, place, "Canary Lestari")
	wantOpen(t, key, sealed, "Canary Lestari")

	if bytes.Contains(sealed, []byte("Canary")) || len(sealed) != len("Canary Lestari")+vault.Overhead {
		t.Errorf("sealed to %q", sealed)
	}
	if again := seal(t, key, place, "Canary Lestari"); bytes.Equal(again, sealed) {
		t.Error("the same text sealed twice looks the same")
	}

	for name, moved := range map[string]vault.Place{
		"table":   {Table: "part_state", Row: place.Row, Column: place.Column, Ver: 3},
		"row":     {Table: "op", Row: []byte("rox"), Column: "body", Ver: 3},
		"column":  {Table: "op", Row: place.Row, Column: "bundle", Ver: 3},
		"version": {Table: "op", Row: place.Row, Column: "body", Ver: 4},
		"a shift": {Table: "opr", Row: []byte("ow"), Column: "body", Ver: 3},
	} {
		if _, err := key.Open(moved, sealed); !errors.Is(err, vault.ErrSealed) {
			t.Errorf("another %s: %v", name, err)
		}
	}
	if _, err := other.Open(place, sealed); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("the key of another file: %v", err)
	}
}

func TestEveryBitCounts(t *testing.T) {
	db := servertest.Open(t, servertest.SQLite, store.Options{})
	_, master := keyFile(t)
	_, key := newFile(t, db, vault.New(master, rand.Reader))
	sealed := seal(t, key, place, "some text")

	for i := range len(sealed) * 8 {
		bent := bytes.Clone(sealed)
		bent[i/8] ^= 1 << (i % 8)
		if _, err := key.Open(place, bent); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("opened with bit %d changed: %v", i, err)
		}
	}
	for n := range len(sealed) {
		if _, err := key.Open(place, sealed[:n]); !errors.Is(err, vault.ErrSealed) {
			t.Fatalf("opened with %d of %d bytes: %v", n, len(sealed), err)
		}
	}
	if _, err := key.Open(place, append(bytes.Clone(sealed), 0)); !errors.Is(err, vault.ErrSealed) {
		t.Errorf("opened with a byte more: %v", err)
	}
}

func TestAnyTextComesBack(t *testing.T) {
	db := servertest.Open(t, servertest.SQLite, store.Options{})
	_, master := keyFile(t)
	_, key := newFile(t, db, vault.New(master, rand.Reader))
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.SliceOfN(rapid.Byte(), 0, 4096).Draw(t, "text")
		at := vault.Place{
			Table: rapid.String().Draw(t, "table"), Row: rapid.SliceOf(rapid.Byte()).Draw(t, "row"),
			Column: rapid.String().Draw(t, "column"), Ver: rapid.Uint32().Draw(t, "ver"),
		}
		sealed, err := key.Seal(at, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := key.Open(at, sealed); err != nil || !bytes.Equal(got, text) {
			t.Fatalf("came back as %x, %v", got, err)
		}
	})
}

// What was sealed by a released version must open for ever. The bytes were made once, with the keys below.
func TestAnOldCiphertextOpens(t *testing.T) {
	path := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(path, []byte("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"), 0o400); err != nil {
		t.Fatal(err)
	}
	v := vault.New(openKeys(t, path), rand.Reader)
	db := servertest.Open(t, servertest.SQLite, store.Options{})
	var file op.ID
	copy(file[:], "fixed file id 16")
	wrapped, body := unhex(t, oldWrap), unhex(t, oldBody)
	err := db.Update(t.Context(), func(tx *store.Tx) error {
		if err := tx.AddFile(t.Context(), store.File{ID: file, Kind: "case"}); err != nil {
			return err
		}
		return tx.AddCaseKey(t.Context(), store.CaseKey{File: file, KeyID: 1, Recipient: oldRecipient, Wrapped: wrapped})
	})
	if err != nil {
		t.Fatal(err)
	}
	key, err := loadKey(t, db, v, file)
	if err != nil {
		t.Fatal(err)
	}
	wantOpen(t, key, body, "sealed by version 1")
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestFileKeys(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		_, master := keyFile(t)
		v := vault.New(master, rand.Reader)
		file, key := newFile(t, db, v)
		second, _ := newFile(t, db, v)
		sealed := seal(t, key, place, "text")

		t.Run("come back from the database", func(t *testing.T) {
			loaded, err := loadKey(t, db, v, file)
			if err != nil {
				t.Fatal(err)
			}
			wantOpen(t, loaded, sealed, "text")
		})
		t.Run("come back several at once", func(t *testing.T) {
			err := db.View(t.Context(), func(tx *store.Tx) error {
				keys, err := v.FileKeys(t.Context(), tx, []op.ID{file, second, newID()})
				if err != nil || len(keys) != 2 {
					t.Errorf("got %d, %v", len(keys), err)
					return err
				}
				wantOpen(t, keys[file], sealed, "text")
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
		t.Run("are made once", func(t *testing.T) {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				_, err := v.NewFileKey(t.Context(), tx, file)
				return err
			})
			if errs.CodeOf(err) != errs.Conflict {
				t.Errorf("answered %v", err)
			}
		})
		t.Run("do not open with another master key", func(t *testing.T) {
			_, foreign := keyFile(t)
			if _, err := loadKey(t, db, vault.New(foreign, rand.Reader), file); err == nil {
				t.Error("they did")
			}
		})
		t.Run("cannot be swapped between files", func(t *testing.T) {
			err := db.Update(t.Context(), func(tx *store.Tx) error {
				rows, err := tx.CaseKeys(t.Context(), file)
				if err != nil {
					return err
				}
				if _, err := tx.DropCaseKeys(t.Context(), second); err != nil {
					return err
				}
				rows[0].File = second
				return tx.AddCaseKey(t.Context(), rows[0])
			})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := loadKey(t, db, v, second); !errors.Is(err, vault.ErrSealed) {
				t.Errorf("answered %v", err)
			}
		})
		t.Run("are gone once erased", func(t *testing.T) {
			if err := db.Update(t.Context(), func(tx *store.Tx) error { return v.Erase(t.Context(), tx, file) }); err != nil {
				t.Fatal(err)
			}
			if _, err := loadKey(t, db, v, file); errs.CodeOf(err) != errs.Gone {
				t.Errorf("answered %v", err)
			}
		})
	})
}

func TestServerSecrets(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		_, master := keyFile(t)
		v := vault.New(master, rand.Reader)
		made := 0
		get := func() []byte {
			secret, err := v.ServerSecret(t.Context(), db, "vapid", func() ([]byte, error) { made++; return []byte("secret"), nil })
			if err != nil {
				t.Fatal(err)
			}
			return secret
		}
		for range 2 {
			if got := get(); string(got) != "secret" || made != 1 {
				t.Errorf("got %q, made %d times", got, made)
			}
		}

		house, err := v.House(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		again, err := v.House(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		wantOpen(t, again, seal(t, house, place, "text"), "text")
	})
}

func TestRotationReWrapsAndNothingElse(t *testing.T) {
	servertest.Each(t, func(t *testing.T, db *store.DB) {
		path, master := keyFile(t)
		v := vault.New(master, rand.Reader)
		file, key := newFile(t, db, v)
		sealed := seal(t, key, place, "text")
		house, err := v.House(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		aside := seal(t, house, place, "aside")

		if err := vault.RotateMasterFile(path, rand.Reader); err != nil {
			t.Fatal(err)
		}
		v = vault.New(openKeys(t, path), rand.Reader)
		if loaded, err := loadKey(t, db, v, file); err != nil {
			t.Fatal(err)
		} else {
			wantOpen(t, loaded, sealed, "text") // the old key still opens
		}
		if n, err := v.Rewrap(t.Context(), db); err != nil || n != 1 {
			t.Fatalf("re-wrapped %d, %v", n, err)
		}
		if n, err := v.Rewrap(t.Context(), db); err != nil || n != 0 {
			t.Errorf("re-wrapped again %d, %v", n, err)
		}
		err = db.View(t.Context(), func(tx *store.Tx) error {
			status, err := v.Status(t.Context(), tx)
			if status.Wraps[status.Newest] != 1 || len(status.Wraps) != 1 || len(status.Older) != 1 {
				t.Errorf("status %+v", status)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}

		if err := vault.DropOldMasterKeys(path); err != nil {
			t.Fatal(err)
		}
		v = vault.New(openKeys(t, path), rand.Reader)
		loaded, err := loadKey(t, db, v, file)
		if err != nil {
			t.Fatal(err)
		}
		wantOpen(t, loaded, sealed, "text")
		if house, err = v.House(t.Context(), db); err != nil {
			t.Fatal(err)
		}
		wantOpen(t, house, aside, "aside")
		if _, err := loadKey(t, db, vault.New(master, rand.Reader), file); err == nil {
			t.Error("the old master key still opens")
		}
	})
}
