package vault

import (
	"bufio"
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// masterSize is the size of a master key in bytes.
const masterSize = 32

// Master is the master keys of an installation: the newest seals, the older ones still open.
type Master struct {
	keys []masterKey // the newest last
}

// masterKey is one master key, split by purpose so that a wrap is never mistaken for a server's secret.
type masterKey struct {
	wrap   key
	server key
}

// recipient names a master key in the list of those who can unwrap.
func (m masterKey) recipient() string { return fmt.Sprintf("master:%08x", m.wrap.id) }

func (m *Master) newest() masterKey { return m.keys[len(m.keys)-1] }

// Recipient is the name of the newest key in the list of recipients.
func (m *Master) Recipient() string { return m.newest().recipient() }

// Recipients names all keys, the newest first.
func (m *Master) Recipients() []string {
	names := make([]string, 0, len(m.keys))
	for i := len(m.keys) - 1; i >= 0; i-- {
		names = append(names, m.keys[i].recipient())
	}
	return names
}

// newMaster takes the secrets, the newest last.
func newMaster(secrets [][]byte) (*Master, error) {
	if len(secrets) == 0 {
		return nil, errors.New("vault: the key file holds no key")
	}
	m := &Master{}
	for _, secret := range secrets {
		if len(secret) != masterSize {
			return nil, errors.New("vault: a master key has 32 bytes")
		}
		// 32 bits of a hash of a random key tell nothing of the key, and two keys in one file never share them.
		sum := sha256.Sum256(append([]byte("damping master key id"), secret...))
		id := binary.BigEndian.Uint32(sum[:])
		var k masterKey
		for _, part := range []struct {
			into    *key
			purpose string
		}{{&k.wrap, "damping file keys"}, {&k.server, "damping server secrets"}} {
			derived, err := hkdf.Key(sha256.New, secret, nil, part.purpose, 32)
			if err != nil {
				return nil, fmt.Errorf("vault: %w", err)
			}
			if *part.into, err = newKey(id, derived); err != nil {
				return nil, err
			}
		}
		m.keys = append(m.keys, k)
	}
	return m, nil
}

// masterHead is the first line of a key file, for whoever finds one.
const masterHead = "# Damping master keys, the newest last. Whoever has this file and the database can read everything;\n" +
	"# without it nobody can. Keep a copy away from this machine. Never put it where the database or its backups are.\n"

// CreateMasterFile makes a key file with one new key. It never overwrites one.
func CreateMasterFile(path string, random io.Reader) error {
	line, err := newMasterLine(random)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return writeNew(path, masterHead+line)
}

// RotateMasterFile adds a new key to a key file. Rewrap then moves the wraps to it, and DropOldMasterKeys ends it.
func RotateMasterFile(path string, random io.Reader) error {
	if _, err := OpenMasterFile(path); err != nil {
		return err
	}
	before, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	line, err := newMasterLine(random)
	if err != nil {
		return err
	}
	return replace(path, string(before)+line)
}

// DropOldMasterKeys leaves only the newest key in a key file. Whatever was not re-wrapped is lost: ask Status first.
func DropOldMasterKeys(path string) error {
	if _, err := OpenMasterFile(path); err != nil {
		return err
	}
	before, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	lines := strings.Split(strings.TrimSpace(string(before)), "\n")
	return replace(path, masterHead+lines[len(lines)-1]+"\n")
}

// OpenMasterFile reads a key file. It refuses one that others may read, because then others may have it.
func OpenMasterFile(path string) (*Master, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("vault: %s is not a file", path)
	case info.Mode().Perm()&0o077 != 0:
		return nil, fmt.Errorf("vault: %s may be read by others (mode %04o): chmod 0400 it, and if it ever lay open, rotate it",
			path, info.Mode().Perm())
	case !ownedByUs(info):
		return nil, fmt.Errorf("vault: %s belongs to another user", path)
	}

	var secrets [][]byte
	lines := bufio.NewScanner(io.LimitReader(file, 64<<10))
	for lines.Scan() {
		line := bytes.TrimSpace(lines.Bytes())
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		secret, err := base64.StdEncoding.DecodeString(string(line))
		if err != nil {
			return nil, fmt.Errorf("vault: %s holds a line that is no key", path)
		}
		secrets = append(secrets, secret)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("vault: %w", err)
	}
	return newMaster(secrets)
}

func newMasterLine(random io.Reader) (string, error) {
	secret := make([]byte, masterSize)
	if _, err := io.ReadFull(random, secret); err != nil {
		return "", fmt.Errorf("vault: no randomness: %w", err)
	}
	return base64.StdEncoding.EncodeToString(secret) + "\n", nil
}

// ownedByUs tells whether the file is ours; root, who may read everything, can also hand us one.
func ownedByUs(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid() || stat.Uid == 0
}

// writeNew writes a file that nobody else may read and that was not there, durably.
func writeNew(path, content string) (err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o400)
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer func() {
		if closeErr := file.Close(); err == nil && closeErr != nil {
			err = fmt.Errorf("vault: %w", closeErr)
		}
	}()
	if _, err := file.WriteString(content); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	if err := file.Sync(); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	return nil
}

// replace puts a new file in the place of an old one, so that a crash leaves one of the two whole.
func replace(path, content string) error {
	next := path + ".new"
	if err := os.Remove(next); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("vault: %w", err)
	}
	if err := writeNew(next, content); err != nil {
		return err
	}
	if err := os.Rename(next, path); err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("vault: %w", err)
	}
	defer folder.Close()
	return folder.Sync()
}
