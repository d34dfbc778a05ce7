package cli

import "log/slog"

// faults takes what net/http has to say about a connection and logs that there was something. Its words begin with the
// address of the other side, and where a caseworker was is nobody's business.
type faults struct{ log *slog.Logger }

func (f faults) Write(line []byte) (int, error) {
	f.log.Debug("a connection failed")
	return len(line), nil
}
