package blob

import (
	"math/rand/v2"
	"syscall"
)

// freeBytes is how much room an ordinary user has left on the disk of a folder.
func freeBytes(folder string) (int64, error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// nextTemp names a file that is being written, so that two who write the same chunk do not meet.
func nextTemp() int64 { return rand.Int64() }
