package vault_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"damping/server/vault"
)

func TestKeyFile(t *testing.T) {
	path, first := keyFile(t)

	t.Run("is for its owner alone", func(t *testing.T) {
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	})
	t.Run("is never overwritten", func(t *testing.T) {
		if err := vault.CreateMasterFile(path, rand.Reader); err == nil {
			t.Error("it was")
		}
	})
	t.Run("is refused when others may read it", func(t *testing.T) {
		for _, mode := range []os.FileMode{0o440, 0o404, 0o644, 0o420, 0o401} {
			if err := os.Chmod(path, mode); err != nil {
				t.Fatal(err)
			}
			if _, err := vault.OpenMasterFile(path); err == nil || !strings.Contains(err.Error(), "others") {
				t.Errorf("mode %04o: %v", mode, err)
			}
			if err := vault.RotateMasterFile(path, rand.Reader); err == nil {
				t.Errorf("mode %04o: rotated", mode)
			}
		}
		if err := os.Chmod(path, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.OpenMasterFile(path); err != nil {
			t.Errorf("mode 0600: %v", err)
		}
	})
	t.Run("keeps its old keys when rotated", func(t *testing.T) {
		if err := vault.RotateMasterFile(path, rand.Reader); err != nil {
			t.Fatal(err)
		}
		names := openKeys(t, path).Recipients()
		if len(names) != 2 || names[1] != first.Recipient() || names[0] == names[1] {
			t.Errorf("recipients %v, the first was %s", names, first.Recipient())
		}
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o400 {
			t.Errorf("mode %v, %v", info.Mode(), err)
		}
	})
	t.Run("loses them when told to", func(t *testing.T) {
		newest := openKeys(t, path).Recipient()
		if err := vault.DropOldMasterKeys(path); err != nil {
			t.Fatal(err)
		}
		if names := openKeys(t, path).Recipients(); len(names) != 1 || names[0] != newest {
			t.Errorf("recipients %v, want %s alone", names, newest)
		}
	})
}

func TestKeyFilesThatAreNone(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{
		"nothing":   "",
		"comments":  "# nothing\n",
		"a word":    "secret\n",
		"too long":  strings.Repeat("A", 64) + "\n",
		"too short": "AAAA\n",
	} {
		path := filepath.Join(folder, strings.ReplaceAll(name, " ", "-"))
		if err := os.WriteFile(path, []byte(content), 0o400); err != nil {
			t.Fatal(err)
		}
		if _, err := vault.OpenMasterFile(path); err == nil {
			t.Errorf("%s was taken for a key", name)
		} else if content != "" && strings.Contains(err.Error(), strings.TrimSpace(content)) {
			t.Errorf("%s: the error shows the content", name)
		}
	}
	if _, err := vault.OpenMasterFile(folder); err == nil {
		t.Error("a folder was taken for a key file")
	}
	if _, err := vault.OpenMasterFile(filepath.Join(folder, "missing")); err == nil {
		t.Error("a file that is not there was opened")
	}
}
