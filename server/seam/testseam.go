//go:build testseam

package seam

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"damping/server/push"
	"damping/server/remind"
)

// The variables of the environment that open the seam. The configuration knows nothing of them, so that its list of
// what an operator can set is the same in every build.
const (
	testSeamSocket = "DAMPING_TEST_SEAM"
	testSeamClock  = "DAMPING_TEST_CLOCK"
	testSeamPush   = "DAMPING_TEST_PUSH"
)

// testSeamOffset is how far the server's clock is ahead of the wall's. The server asks for the time before it opens
// its seam, so the first question reads the environment.
var testSeamOffset = sync.OnceValue(func() *atomic.Int64 {
	offset := new(atomic.Int64)
	if ms, err := strconv.ParseInt(os.Getenv(testSeamClock), 10, 64); err == nil {
		offset.Store(int64(time.Until(time.UnixMilli(ms))))
	}
	return offset
})

// Now is the server's clock.
func Now() time.Time { return time.Now().Add(time.Duration(testSeamOffset().Load())) }

// testSeam is an open seam.
type testSeam struct {
	push   *push.Service
	remind *remind.Reminder
}

// Serve opens the seam, if the environment names a socket, and closes it when the context ends.
func Serve(ctx context.Context, p *push.Service, r *remind.Reminder) error {
	if origin := os.Getenv(testSeamPush); origin != "" {
		if err := p.TestSeamAllow(origin); err != nil {
			return err
		}
	}
	path := os.Getenv(testSeamSocket)
	if path == "" {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) { // a server that was killed left it
		return fmt.Errorf("seam: %w", err)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "unix", path)
	if err != nil {
		return fmt.Errorf("seam: %w", err)
	}
	context.AfterFunc(ctx, func() { _ = listener.Close() })
	s := &testSeam{push: p, remind: r}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go s.talk(ctx, conn)
		}
	}()
	return nil
}

func (s *testSeam) talk(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	for lines := bufio.NewScanner(conn); lines.Scan(); {
		answer, err := s.do(ctx, strings.Fields(lines.Text()))
		if err != nil {
			answer = "error " + strings.ReplaceAll(err.Error(), "\n", " ")
		} else {
			answer = strings.TrimSpace("ok " + answer)
		}
		if _, err := fmt.Fprintln(conn, answer); err != nil {
			return
		}
	}
}

func (s *testSeam) do(ctx context.Context, words []string) (string, error) {
	switch {
	case len(words) == 1 && words[0] == "clock":
	case len(words) == 3 && words[0] == "clock" && words[1] == "set":
		ms, err := strconv.ParseInt(words[2], 10, 64)
		if err != nil {
			return "", err
		}
		testSeamOffset().Store(int64(time.Until(time.UnixMilli(ms))))
		s.remind.Wake()
	case len(words) == 3 && words[0] == "clock" && words[1] == "advance":
		by, err := time.ParseDuration(words[2])
		if err != nil {
			return "", err
		}
		testSeamOffset().Add(int64(by))
		s.remind.Wake()
	case len(words) == 2 && words[0] == "allow":
		return "", s.push.TestSeamAllow(words[1])
	case len(words) == 1 && words[0] == "sweep":
		return "", s.remind.Sweep(ctx)
	case len(words) == 1 && words[0] == "counts":
		counts := s.remind.Counts()
		var pairs []string
		for _, name := range slices.Sorted(maps.Keys(counts)) {
			pairs = append(pairs, fmt.Sprintf("%s=%d", name, counts[name]))
		}
		return strings.Join(pairs, " "), nil
	default:
		return "", errors.New("unknown command")
	}
	return strconv.FormatInt(Now().UnixMilli(), 10), nil
}
