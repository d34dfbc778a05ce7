// Package cli is what an operator types: serve, migrate, user, device, office, keys. One command a file.
//
// A command reads the configuration, opens the rooms that it needs and calls them; it holds no rule of its own. What it
// prints is for the operator who typed it; what a running server has to say goes to the log, as JSON on the standard
// error, and holds no personal datum.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"damping/server/config"
	"damping/server/work"
	"damping/shared/errs"
)

// commands is the command line. The configuration's flags go before or after any command.
type commands struct {
	config.Config

	Serve    serveCmd    `cmd:"" help:"Serve the app and its interface."`
	Migrate  migrateCmd  `cmd:"" help:"Bring the database up to date, or look at how far it is."`
	Restored restoredCmd `cmd:"" help:"Tell Damping that the database was restored from a backup. A start notices that by itself; this is for when the ledger was lost, too."`
	User     userCmd     `cmd:"" help:"Add, list and close accounts."`
	Device   deviceCmd   `cmd:"" help:"List the devices of a person, or have one delete what is on it."`
	Office   officeCmd   `cmd:"" help:"Add institutions, units, appointments and letterheads."`
	Outbox   outboxCmd   `cmd:"" help:"Take in work that a device saved as a sealed file."`
	Keys     keysCmd     `cmd:"" help:"Make, look at and rotate the master key."`
}

// terminal is where a command writes what it was asked for.
type terminal struct{ out, err io.Writer }

func (t terminal) printf(format string, args ...any) { fmt.Fprintf(t.out, format, args...) }

// Run runs the program with its arguments and returns its exit code: 0 done, 1 failed, 2 asked for wrongly. A first
// interrupt asks it to stop.
func Run(args []string, out, errOut io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	return run(ctx, args, terminal{out, errOut})
}

func run(ctx context.Context, args []string, t terminal) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c,
		kong.Name("damping"),
		kong.Description("Case management for the people who accompany women and children who are victims of violence."),
		kong.UsageOnError(),
		kong.Writers(t.out, t.err),
		kong.Exit(func(code int) { exit = code }),
		config.FromFiles(),
		kong.Vars{"letternumber": work.DefaultPattern},
	)
	if err != nil {
		return fail(t, err)
	}
	parsed, err := parser.Parse(args)
	switch {
	case exit >= 0: // --help
		return exit
	case err != nil:
		_ = fail(t, err)
		return 2
	}

	if err := c.Validate(); err != nil {
		_ = fail(t, err)
		return 2
	}
	parsed.BindTo(ctx, (*context.Context)(nil))
	if err := parsed.Run(&c.Config, t); err != nil {
		return fail(t, err)
	}
	return 0
}

// fail says what went wrong, with the name of the field when a value was at fault.
func fail(t terminal, err error) int {
	var known *errs.Error
	if errors.As(err, &known) && known.Code == errs.Unavailable {
		fmt.Fprintln(t.err, "damping: the database does not answer:", err)
		return 1
	}
	fmt.Fprintln(t.err, "damping:", err)
	return 1
}
