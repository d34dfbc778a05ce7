//go:build !testseam

package demo

import (
	"context"

	"damping/server/oplog"
)

// Bulk fills the office to the size that a measurement asks for. In a release nothing asks.
func Bulk(context.Context, Rooms, *oplog.Log, func(format string, args ...any)) error { return nil }
