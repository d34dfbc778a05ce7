package config

import (
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"damping/shared/attach"
)

// Validate fills in what follows from other values and refuses what cannot work or would be unsafe. Every fault is
// named, not just the first.
func (c *Config) Validate() error {
	return errors.Join(
		c.checkListener(),
		c.checkPublicURL(),
		c.checkKeyFile(),
		c.checkLedger(),
		c.checkAttachments(),
		c.checkDatabase(),
		c.checkPush(),
		c.checkIdle(),
		c.checkDevices(),
	)
}

func (c *Config) checkListener() error {
	host, port, err := net.SplitHostPort(c.Listen)
	if err != nil || port == "" {
		return fmt.Errorf("listen: %q is not an address and a port, such as 127.0.0.1:8080", c.Listen)
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("tls-cert and tls-key: give both or neither")
	}
	switch {
	case loopback(host):
		return nil
	case c.Demo:
		return fmt.Errorf("demo: serves on the loopback only, not on %q", c.Listen)
	case c.TLSCert == "":
		return fmt.Errorf("listen: %q without tls-cert and tls-key would send passwords in the clear; "+
			"behind a proxy on this machine, listen on 127.0.0.1", c.Listen)
	}
	return nil
}

// checkPublicURL defaults to localhost, where browsers allow what otherwise needs HTTPS.
func (c *Config) checkPublicURL() error {
	host, port, _ := net.SplitHostPort(c.Listen)
	if c.PublicURL == "" {
		if !loopback(host) {
			return errors.New("public-url: needed, because the server is reached from other machines")
		}
		scheme := "http"
		if c.TLSCert != "" {
			scheme = "https"
		}
		c.PublicURL = scheme + "://" + net.JoinHostPort("localhost", port)
		return nil
	}

	u, err := url.Parse(c.PublicURL)
	if err != nil || u.Host == "" || strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return fmt.Errorf("public-url: %q is not an origin such as https://damping.example.go.id", c.PublicURL)
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return fmt.Errorf("public-url: %q must be https; browsers allow neither sign-in nor offline work without it", c.PublicURL)
	}
	c.PublicURL = u.Scheme + "://" + u.Host
	return nil
}

func (c *Config) checkKeyFile() error {
	if c.KeyFile == "" {
		folder, err := os.UserConfigDir()
		if err != nil {
			return errors.New("key-file: needed, because this user has no configuration folder")
		}
		c.KeyFile = filepath.Join(folder, "damping", "master.key")
	}

	return c.outsideData("key-file", c.KeyFile, "who steals the folder must not get the key with it")
}

// checkLedger keeps the ledger out of what is restored as a whole.
func (c *Config) checkLedger() error {
	if c.LedgerDir == "" {
		c.LedgerDir = filepath.Clean(c.DataDir) + ".ledger"
	}
	return c.outsideData("ledger", c.LedgerDir, "it would be restored with it, and undo what must outlive a restore")
}

// outsideData refuses a path in the data folder.
func (c *Config) outsideData(flag, path, because string) error {
	data, err := resolved(c.DataDir)
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	path, err = resolved(path)
	if err != nil {
		return fmt.Errorf("%s: %w", flag, err)
	}
	if within(data, path) {
		return fmt.Errorf("%s: lies in the data folder; %s", flag, because)
	}
	return nil
}

// checkAttachments keeps the key out of the folder, and the limits above the largest attachment that there is.
func (c *Config) checkAttachments() error {
	if c.AttachmentsDir == "" {
		c.AttachmentsDir = filepath.Join(c.DataDir, "attachments")
	}
	folder, err := resolved(c.AttachmentsDir)
	if err != nil {
		return fmt.Errorf("attachments: %w", err)
	}
	key, err := resolved(c.KeyFile)
	if err != nil {
		return fmt.Errorf("key-file: %w", err)
	}
	if within(folder, key) {
		return errors.New("key-file: lies in the folder of attachments; who steals the folder must not get the key with it")
	}
	if least := int64(attach.MaxSize >> 20); c.AttachmentsPerCase < least || c.AttachmentsPerDevice < least {
		return fmt.Errorf("attachments-per-case, attachments-per-device: less than %d MB, which one recording may have", least)
	}
	if c.AttachmentsReserve < 0 {
		return errors.New("attachments-reserve: less than nothing")
	}
	return nil
}

// within tells whether a path is a folder or lies in it.
func within(folder, path string) bool {
	inside, err := filepath.Rel(folder, path)
	return err == nil && inside != ".." && !strings.HasPrefix(inside, "../")
}

func (c *Config) checkDatabase() error {
	if c.DatabaseURL == "" {
		return nil
	}
	_, err := ParsePostgres(string(c.DatabaseURL))
	return err
}

var hostPattern = regexp.MustCompile(`^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]([a-z0-9-]*[a-z0-9])?$`)

// checkPush refuses at start what Apple would refuse later, on iPhones only: 403 BadJwtToken for a subject that is
// missing, bare or at localhost, .invalid and the like. webpush-go adds mailto: itself.
func (c *Config) checkPush() error {
	for _, host := range c.PushHosts {
		if !hostPattern.MatchString(host) {
			return fmt.Errorf("push-hosts: %q is not a host name", host)
		}
	}
	if c.PushSubject == "" {
		return nil
	}

	host := ""
	if rest, ok := strings.CutPrefix(c.PushSubject, "https://"); ok {
		u, err := url.Parse("https://" + rest)
		if err != nil || u.Host == "" {
			return fmt.Errorf("push-subject: %q is not an https URL", c.PushSubject)
		}
		host = u.Hostname()
	} else {
		address, err := mail.ParseAddress(c.PushSubject)
		if err != nil || address.Address != c.PushSubject {
			return fmt.Errorf("push-subject: %q is neither a bare mail address nor an https URL", c.PushSubject)
		}
		host = c.PushSubject[strings.LastIndex(c.PushSubject, "@")+1:]
	}
	if c.Demo {
		return nil
	}
	host = strings.ToLower(host)
	if !hostPattern.MatchString(host) || reserved(host) {
		return fmt.Errorf("push-subject: nobody can be reached at %q, and Apple refuses it", host)
	}
	return nil
}

// checkDevices leaves room for the phone that replaces the one.
func (c *Config) checkDevices() error {
	if c.DevicesPerPerson < 2 || c.DevicesPerPerson > 100 {
		return fmt.Errorf("devices-per-person: %d is not between 2 and 100", c.DevicesPerPerson)
	}
	return nil
}

func (c *Config) checkIdle() error {
	if c.SessionIdle < time.Minute || c.SessionIdle > 12*time.Hour {
		return fmt.Errorf("session-idle: %s is not between 1m and 12h", c.SessionIdle)
	}
	return nil
}

// reserved tells names that exist nowhere (RFC 2606, RFC 6762).
func reserved(host string) bool {
	for _, end := range []string{"localhost", "invalid", "test", "local", "example", "internal"} {
		if host == end || strings.HasSuffix(host, "."+end) {
			return true
		}
	}
	return false
}

// loopback tells whether only this machine reaches the host.
func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}

// resolved is an absolute path without links, of which the end need not exist yet.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(path)
	if err == nil {
		return real, nil
	}
	if !errors.Is(err, os.ErrNotExist) || filepath.Dir(path) == path {
		return "", err
	}
	parent, err := resolved(filepath.Dir(path))
	return filepath.Join(parent, filepath.Base(path)), err
}
