package audit

import (
	"bytes"
	"context"
	"fmt"

	"damping/server/store"
)

// Broken names the first row at which the chain does not hold.
type Broken struct {
	Seq int64
	Why string
}

func (b *Broken) Error() string { return fmt.Sprintf("audit: row %d %s", b.Seq, b.Why) }

// verifyPage is how many rows are read at once.
const verifyPage = 1000

// Verify walks the chain from its first row and returns how many rows hold. A chain that does not hold is a *Broken.
func Verify(ctx context.Context, tx *store.Tx) (int64, error) {
	head, err := tx.AuditHead(ctx)
	if err != nil {
		return 0, fmt.Errorf("audit: read the end of the chain: %w", err)
	}
	var seq int64
	previous := make([]byte, 32)
	for {
		rows, err := tx.AuditRows(ctx, seq, verifyPage)
		if err != nil {
			return seq, fmt.Errorf("audit: %w", err)
		}
		if len(rows) == 0 {
			break
		}
		for _, row := range rows {
			switch {
			case row.Seq != seq+1:
				return seq, &Broken{seq + 1, "is missing"}
			case !bytes.Equal(row.Previous, previous):
				return seq, &Broken{row.Seq, "does not follow the row before it"}
			case !bytes.Equal(row.Hash, hash(row)):
				return seq, &Broken{row.Seq, "was changed"}
			}
			seq, previous = row.Seq, row.Hash
		}
	}

	switch {
	case head.Seq > seq:
		return seq, &Broken{seq + 1, "is missing: the end was cut off"}
	case head.Seq < seq, !bytes.Equal(head.Hash, previous):
		return seq, &Broken{seq, "is not the end that was kept apart"}
	}
	return seq, nil
}
