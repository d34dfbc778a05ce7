//go:build !js

package local

import (
	"io"
	"time"
)

// NewDisk gives a disk in memory: outside a browser there is no other.
func NewDisk(now func() time.Time, rand io.Reader) *Disk { return NewMemoryDisk(now, rand) }
