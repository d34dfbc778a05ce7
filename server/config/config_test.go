package config_test

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"

	"damping/server/config"
)

// good is a configuration that Validate takes.
func good(t *testing.T) config.Config {
	t.Helper()
	folder := t.TempDir()
	return config.Config{
		Listen: "127.0.0.1:8080", DataDir: filepath.Join(folder, "data"), KeyFile: filepath.Join(folder, "master.key"),
		SessionIdle: 15 * time.Minute, DevicesPerPerson: 10, LogLevel: "info", AttachmentsPerCase: 2048, AttachmentsPerDevice: 512,
	}
}

func TestValidate(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*config.Config)
		fault  string // part of the error, empty when it is fine
	}{
		{"the defaults are fine", func(*config.Config) {}, ""},
		{"a listener needs a port", func(c *config.Config) { c.Listen = "127.0.0.1" }, "listen"},
		{"plain HTTP stays on this machine", func(c *config.Config) { c.Listen = ":8080" }, "in the clear"},
		{"another machine needs TLS and an origin", func(c *config.Config) {
			c.Listen, c.TLSCert, c.TLSKey, c.PublicURL = ":443", "c", "k", "https://damping.example.go.id"
		}, ""},
		{"another machine without an origin", func(c *config.Config) { c.Listen, c.TLSCert, c.TLSKey = ":443", "c", "k" }, "public-url"},
		{"a certificate without its key", func(c *config.Config) { c.TLSCert = "c" }, "both or neither"},
		{"the demo stays on this machine", func(c *config.Config) {
			c.Demo, c.Listen, c.TLSCert, c.TLSKey, c.PublicURL = true, "0.0.0.0:443", "c", "k", "https://x.go.id"
		}, "demo"},
		{"the demo on IPv6 loopback", func(c *config.Config) { c.Demo, c.Listen = true, "[::1]:8080" }, ""},
		{"an origin has no path", func(c *config.Config) { c.PublicURL = "https://x.go.id/app" }, "public-url"},
		{"an origin has no user", func(c *config.Config) { c.PublicURL = "https://a@x.go.id" }, "public-url"},
		{"an origin is https", func(c *config.Config) { c.PublicURL = "http://x.go.id" }, "must be https"},
		{"a proxy in front of the loopback", func(c *config.Config) { c.PublicURL = "https://x.go.id/" }, ""},
		{"the key is not in the data folder", func(c *config.Config) { c.KeyFile = filepath.Join(c.DataDir, "k", "master.key") }, "data folder"},
		{"the key is not the data folder", func(c *config.Config) { c.KeyFile = c.DataDir }, "data folder"},
		{"a sibling that begins alike is fine", func(c *config.Config) { c.KeyFile = c.DataDir + "-key" }, ""},
		{"the ledger is not in the data folder", func(c *config.Config) { c.LedgerDir = filepath.Join(c.DataDir, "ledger") }, "restored"},
		{"the key is not among the attachments", func(c *config.Config) { c.AttachmentsDir = filepath.Dir(c.KeyFile) }, "attachments"},
		{"one recording must fit into a case", func(c *config.Config) { c.AttachmentsPerCase = 47 }, "attachments-per-case"},
		{"and on its way from a phone", func(c *config.Config) { c.AttachmentsPerDevice = 47 }, "attachments-per-device"},
		{"room that is left is not negative", func(c *config.Config) { c.AttachmentsReserve = -1 }, "attachments-reserve"},
		{"a bare mail address", func(c *config.Config) { c.PushSubject = "ppa@bandarlampungkota.go.id" }, ""},
		{"an https URL", func(c *config.Config) { c.PushSubject = "https://ppa.bandarlampungkota.go.id/kontak" }, ""},
		{"mailto is added later", func(c *config.Config) { c.PushSubject = "mailto:a@b.go.id" }, "push-subject"},
		{"a name with the address", func(c *config.Config) { c.PushSubject = "PPA <a@b.go.id>" }, "push-subject"},
		{"localhost is refused by Apple", func(c *config.Config) { c.PushSubject = "a@localhost" }, "Apple"},
		{"so is .invalid", func(c *config.Config) { c.PushSubject = "a@x.invalid" }, "Apple"},
		{"so is .test", func(c *config.Config) { c.PushSubject = "https://x.test" }, "Apple"},
		{"so is .local", func(c *config.Config) { c.PushSubject = "a@x.LOCAL" }, "Apple"},
		{"so is an address", func(c *config.Config) { c.PushSubject = "https://127.0.0.1" }, "Apple"},
		{"the demo may", func(c *config.Config) { c.Demo, c.PushSubject = true, "a@localhost" }, ""},
		{"a push host", func(c *config.Config) { c.PushHosts = []string{"push.example.org", "*.example.org"} }, ""},
		{"a push host is no URL", func(c *config.Config) { c.PushHosts = []string{"https://push.example.org"} }, "push-hosts"},
		{"nor an address", func(c *config.Config) { c.PushHosts = []string{"127.0.0.1"} }, "push-hosts"},
		{"nor everything", func(c *config.Config) { c.PushHosts = []string{"*"} }, "push-hosts"},
		{"a database URL is checked", func(c *config.Config) { c.DatabaseURL = "mysql://x" }, "database-url"},
		{"idle too short", func(c *config.Config) { c.SessionIdle = time.Second }, "session-idle"},
		{"idle too long", func(c *config.Config) { c.SessionIdle = 24 * time.Hour }, "session-idle"},
		{"one device", func(c *config.Config) { c.DevicesPerPerson = 1 }, "devices-per-person"},
		{"endless devices", func(c *config.Config) { c.DevicesPerPerson = 101 }, "devices-per-person"},
	} {
		t.Run(c.name, func(t *testing.T) {
			conf := good(t)
			c.change(&conf)
			err := conf.Validate()
			switch {
			case c.fault == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault)):
				t.Errorf("answered %v, want something about %q", err, c.fault)
			}
		})
	}
}

func TestValidateNamesEveryFault(t *testing.T) {
	conf := good(t)
	conf.Listen, conf.SessionIdle = "nowhere", 0
	err := conf.Validate()
	if err == nil || !strings.Contains(err.Error(), "listen") || !strings.Contains(err.Error(), "session-idle") {
		t.Errorf("answered %v", err)
	}
}

func TestALinkIntoTheDataFolderIsSeenThrough(t *testing.T) {
	conf := good(t)
	if err := os.Mkdir(conf.DataDir, 0o700); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(filepath.Dir(conf.DataDir), "elsewhere")
	if err := os.Symlink(conf.DataDir, link); err != nil {
		t.Fatal(err)
	}
	conf.KeyFile = filepath.Join(link, "master.key")
	if err := conf.Validate(); err == nil {
		t.Error("a key inside the data folder was taken")
	}
}

func TestDefaultsFollowFromTheListener(t *testing.T) {
	conf := good(t)
	if err := conf.Validate(); err != nil || conf.PublicURL != "http://localhost:8080" {
		t.Errorf("origin is %q, %v", conf.PublicURL, err)
	}
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	conf.KeyFile = ""
	if err := conf.Validate(); err != nil || filepath.Base(conf.KeyFile) != "master.key" {
		t.Errorf("key file is %q, %v", conf.KeyFile, err)
	}
}

func TestNothingShowsTheSecret(t *testing.T) {
	conf := good(t)
	conf.DatabaseURL = "postgres://u:canary@h/d"
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "config", conf, "url", conf.DatabaseURL)
	for _, shown := range []string{conf.String(), fmt.Sprint(conf), fmt.Sprintf("%+v %#v %v %s %q", conf, conf, conf.DatabaseURL, conf.DatabaseURL, conf.DatabaseURL), log.String()} {
		if strings.Contains(shown, "canary") {
			t.Errorf("the password is shown: %s", shown)
		}
	}
	if !strings.Contains(conf.String(), "listen=127.0.0.1:8080") {
		t.Errorf("String tells nothing: %s", conf)
	}
}

func TestWhereAValueComesFrom(t *testing.T) {
	parse := func(t *testing.T, args ...string) (config.Config, error) {
		t.Helper()
		var conf config.Config
		parser, err := kong.New(&conf, config.FromFiles())
		if err != nil {
			t.Fatal(err)
		}
		_, err = parser.Parse(args)
		return conf, err
	}
	file := filepath.Join(t.TempDir(), "url")
	if err := os.WriteFile(file, []byte("postgres://u:from-file@h/d\n"), 0o600); err != nil {
		t.Fatal(err)
	}

	t.Run("the default", func(t *testing.T) {
		if conf, err := parse(t); err != nil || conf.Listen != "127.0.0.1:8080" || conf.SessionIdle != 15*time.Minute {
			t.Errorf("%+v, %v", conf, err)
		}
	})
	t.Run("the environment", func(t *testing.T) {
		t.Setenv("DAMPING_LISTEN", "127.0.0.1:1")
		t.Setenv("DAMPING_PUSH_HOSTS", "a.org,b.org")
		if conf, err := parse(t); err != nil || conf.Listen != "127.0.0.1:1" || len(conf.PushHosts) != 2 {
			t.Errorf("%+v, %v", conf, err)
		}
	})
	t.Run("a flag wins over the environment", func(t *testing.T) {
		t.Setenv("DAMPING_LISTEN", "127.0.0.1:1")
		if conf, err := parse(t, "--listen=127.0.0.1:2"); err != nil || conf.Listen != "127.0.0.1:2" {
			t.Errorf("%+v, %v", conf, err)
		}
	})
	t.Run("a file", func(t *testing.T) {
		t.Setenv("DATABASE_URL_FILE", file)
		if conf, err := parse(t); err != nil || string(conf.DatabaseURL) != "postgres://u:from-file@h/d" {
			t.Errorf("%q, %v", string(conf.DatabaseURL), err)
		}
	})
	t.Run("a file that is not there", func(t *testing.T) {
		t.Setenv("DATABASE_URL_FILE", file+"x")
		if _, err := parse(t); err == nil {
			t.Error("was passed over")
		}
	})
	t.Run("two sources contradict", func(t *testing.T) {
		t.Setenv("DATABASE_URL_FILE", file)
		t.Setenv("DATABASE_URL", "postgres://u@h/e")
		if _, err := parse(t); err == nil {
			t.Error("one of two was picked")
		}
	})
}

func TestParsePostgres(t *testing.T) {
	for _, c := range []struct {
		name, url string
		ok, tls   bool
	}{
		{"a host is verified", "postgres://u:p@db.go.id/d", true, true},
		{"verify-full may be said", "postgresql://u:p@db.go.id:6432/d?sslmode=verify-full", true, true},
		{"a socket needs none", "postgres://u@/d?host=/run/postgresql", true, false},
		{"the loopback is verified, too", "postgres://u@127.0.0.1/d", true, true},
		{"unless it says otherwise", "postgres://u@localhost/d?sslmode=disable", true, false},
		{"another host may not", "postgres://u@db.go.id/d?sslmode=disable", false, false},
		{"a host that looks like the loopback", "postgres://u@127.0.0.1.evil.org/d?sslmode=disable", false, false},
		{"require verifies nothing", "postgres://u@db.go.id/d?sslmode=require", false, false},
		{"prefer verifies nothing", "postgres://u@db.go.id/d?sslmode=prefer", false, false},
		{"verify-ca verifies no name", "postgres://u@db.go.id/d?sslmode=verify-ca", false, false},
		{"a query that nobody knows", "postgres://u@db.go.id/d?options=x", false, false},
		{"no user", "postgres://db.go.id/d", false, false},
		{"no database", "postgres://u@db.go.id", false, false},
		{"another scheme", "mysql://u@db.go.id/d", false, false},
		{"a root file that is not there", "postgres://u@db.go.id/d?sslrootcert=/nowhere", false, false},
		{"nothing", "", false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, err := config.ParsePostgres(c.url)
			if (err == nil) != c.ok || (at.TLS != nil) != c.tls {
				t.Errorf("gave TLS %v, %v", at.TLS != nil, err)
			}
			if at.TLS != nil && (at.TLS.InsecureSkipVerify || at.TLS.ServerName == "") {
				t.Error("verifies nothing")
			}
		})
	}

	at, err := config.ParsePostgres("postgres://u@/d?host=/run/postgresql&port=6000&user=v")
	if err != nil || at.Host != "/run/postgresql" || at.Port != "6000" || at.User != "v" || at.Database != "d" {
		t.Errorf("read as %+v, %v", at, err)
	}
	if at, err := config.ParsePostgres("postgres://u@h/d"); err != nil || at.Port != "5432" {
		t.Errorf("the usual port is %q, %v", at.Port, err)
	}
	_, err = config.ParsePostgres("postgres://u:can%zzary@h/d")
	if err == nil || strings.Contains(err.Error(), "can") {
		t.Errorf("the error shows the URL: %v", err)
	}
}
