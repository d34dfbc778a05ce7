package local

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// namePrefix marks the databases that are device stores; store.js touches no other.
const namePrefix = "damping-"

// NameOf names the store of an account by its sign-in name, letter case and surrounding blanks ignored. The name is a
// hash, so that the browser's list of databases shows no name of a person; who suspects a name can check it.
func NameOf(login string) string {
	sum := sha256.Sum256([]byte("device store\x00" + strings.ToLower(strings.TrimSpace(login))))
	return namePrefix + hex.EncodeToString(sum[:16])
}
