// Package config is everything an operator can decide, in one struct.
//
// A value comes from a flag, else from a file named by NAME_FILE, else from the environment variable NAME, else from
// the default. No other package reads the environment. Validate refuses what cannot work or would be unsafe before
// anything is opened; String shows a configuration without its secrets. There is no global: whoever needs a value is
// given it.
package config

import (
	"fmt"
	"log/slog"
	"strings"
	"time"
)

// Config is the configuration of one server process. The tags are kong's.
type Config struct {
	// Listen is the address and port to serve on.
	Listen string `default:"127.0.0.1:8080" env:"DAMPING_LISTEN" help:"Address and port to serve on."`
	// DataDir holds the embedded database. It is made when it is not there, readable to its owner alone.
	DataDir string `name:"data" default:"./data" env:"DAMPING_DATA" type:"path" help:"Folder of the embedded database."`
	// LedgerDir holds what a restored backup must not undo. It must not be restored with the database.
	LedgerDir string `name:"ledger" env:"DAMPING_LEDGER" type:"path" help:"Folder of what must outlive a restored backup; never restore it. Default: beside the data folder, with .ledger after its name."`
	// AttachmentsDir holds the sealed bytes of photographs, recordings and documents; of several nodes all have the same.
	AttachmentsDir string `name:"attachments" env:"DAMPING_ATTACHMENTS" type:"path" help:"Folder of attachments, which belongs to every backup. Default: attachments in the data folder."`
	// AttachmentsPerCase and AttachmentsPerDevice keep one case and one phone from filling the disk, AttachmentsReserve leaves
	// room on it to the database. All are in MB.
	AttachmentsPerCase   int64 `default:"2048" env:"DAMPING_ATTACHMENTS_PER_CASE" help:"Most that the attachments of one case may have together, in MB."`
	AttachmentsPerDevice int64 `default:"512" env:"DAMPING_ATTACHMENTS_PER_DEVICE" help:"Most that one device may have begun to send and not finished, in MB."`
	AttachmentsReserve   int64 `default:"256" env:"DAMPING_ATTACHMENTS_RESERVE" help:"Room that attachments leave free on the disk, in MB."`
	// DatabaseURL names a PostgreSQL database; empty means SQLite in DataDir.
	DatabaseURL Secret `name:"database-url" env:"DATABASE_URL" help:"PostgreSQL, as postgres://user:password@host/name; empty for the embedded database."`
	// KeyFile is the master key. It must not lie in DataDir: who steals the folder must not get the key with it.
	KeyFile string `env:"DAMPING_KEY_FILE" type:"path" help:"Master key file, outside the data folder. Default: damping/master.key in the user's configuration folder."`
	// TLSCert and TLSKey are PEM files; without them the server speaks HTTP, on the loopback only.
	TLSCert string `name:"tls-cert" env:"DAMPING_TLS_CERT" type:"path" help:"PEM file of the TLS certificate and its chain."`
	TLSKey  string `name:"tls-key" env:"DAMPING_TLS_KEY" type:"path" help:"PEM file of the TLS key."`
	// PublicURL is the origin that people type: scheme, host and port, nothing after them.
	PublicURL string `env:"DAMPING_PUBLIC_URL" help:"Origin under which people reach the server, such as https://damping.example.go.id."`
	// PushSubject is whom a push service may write to when our pushes trouble it. Empty turns push off.
	PushSubject string `env:"DAMPING_PUSH_SUBJECT" help:"Contact for push services: a mail address without mailto:, or an https URL. Empty turns push off."`
	// PushHosts are push services besides the four well-known ones; a leading *. stands for one or more labels.
	PushHosts []string `env:"DAMPING_PUSH_HOSTS" help:"Further hosts that push messages may be sent to."`
	// SessionIdle ends a session that is not used, in the 12 hours that it may last at most.
	SessionIdle time.Duration `default:"15m" env:"DAMPING_SESSION_IDLE" help:"How long a session may be unused before it ends (1m to 12h)."`
	// DevicesPerPerson bounds what a stolen password can enrol, and what is forgotten in drawers.
	DevicesPerPerson int `default:"10" env:"DAMPING_DEVICES_PER_PERSON" help:"Most devices of their own that one person may be signed in on (2 to 100)."`
	// Demo serves invented people. It refuses any other listener than the loopback and any database in real use.
	Demo bool `env:"DAMPING_DEMO" help:"Serve an invented office; on the loopback only, never on a database in real use."`
	// LogLevel is debug, info, warn or error.
	LogLevel string `default:"info" enum:"debug,info,warn,error" env:"DAMPING_LOG_LEVEL" help:"debug, info, warn or error."`
}

// Secret is a text that must not be shown.
type Secret string

// String hides the secret from fmt.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return "(hidden)"
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return s.String() }

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from encoders.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// String shows the configuration without its secrets, one name=value after the other.
func (c Config) String() string {
	var b strings.Builder
	for _, f := range []struct {
		name  string
		value any
	}{
		{"listen", c.Listen}, {"data", c.DataDir}, {"ledger", c.LedgerDir}, {"attachments", c.AttachmentsDir},
		{"attachments-per-case", c.AttachmentsPerCase}, {"attachments-per-device", c.AttachmentsPerDevice},
		{"attachments-reserve", c.AttachmentsReserve}, {"database-url", c.DatabaseURL}, {"key-file", c.KeyFile},
		{"tls-cert", c.TLSCert}, {"tls-key", c.TLSKey}, {"public-url", c.PublicURL}, {"push-subject", c.PushSubject},
		{"push-hosts", strings.Join(c.PushHosts, ",")}, {"session-idle", c.SessionIdle}, {"devices-per-person", c.DevicesPerPerson}, {"demo", c.Demo},
		{"log-level", c.LogLevel},
	} {
		fmt.Fprintf(&b, "%s=%v ", f.name, f.value)
	}
	return strings.TrimSuffix(b.String(), " ")
}

// Level is LogLevel as slog understands it.
func (c Config) Level() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return slog.LevelInfo
	}
	return level
}
