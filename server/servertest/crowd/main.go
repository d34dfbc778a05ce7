// Command crowd signs one person in on many devices of a running server, has all of them download at once everything that
// the person may read, and prints what it took. It keeps of an answer only what the next question needs, so that the
// machine works for the server and not for the phones:
//
//	go run ./server/servertest/crowd -origin http://localhost:8080 -name mega -devices 100
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"sync"
	"time"

	"damping/shared/api"
	"damping/shared/op"
)

// Report is what is printed, as JSON in one line.
type Report struct {
	Seconds []float64 `json:"seconds"` // of each device, until it has everything
	First   []float64 `json:"first"`   // until it has its first page
	Again   int       `json:"again"`   // answers of 503, asked again
	Failed  []string  `json:"failed"`
	Pages   int       `json:"pages"` // of one device
	Scopes  int       `json:"scopes"`
	Wire    int       `json:"wire"`  // bytes of the answers of one device as they travel
	Plain   int       `json:"plain"` // and unpacked
	Idle    float64   `json:"idle"`  // milliseconds of one more pull that brings nothing
}

func main() {
	origin := flag.String("origin", "http://localhost:8080", "the server")
	name := flag.String("name", "mega", "whose devices they are")
	password := flag.String("password", "kopi hangat sore hujan", "of that person")
	devices := flag.Int("devices", 100, "how many")
	flag.Parse()
	report, err := run(*origin, *name, *password, *devices)
	if err == nil {
		err = json.NewEncoder(os.Stdout).Encode(report)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(origin, name, password string, devices int) (Report, error) {
	transport := &http.Transport{MaxIdleConnsPerHost: devices, DisableCompression: true}
	crowd := make([]*device, devices)
	for i := range crowd {
		d, err := signIn(&http.Client{Transport: transport}, origin, name, password)
		if err != nil {
			return Report{}, err
		}
		crowd[i] = d
	}
	began := time.Now()
	var all sync.WaitGroup
	for _, d := range crowd {
		all.Go(func() { d.failed = d.download(began) })
	}
	all.Wait()

	one := crowd[0]
	r := Report{Pages: one.pages, Scopes: len(one.held), Wire: one.wire, Plain: one.plain}
	for _, d := range crowd {
		r.Seconds, r.First, r.Again = append(r.Seconds, d.whole.Seconds()), append(r.First, d.first.Seconds()), r.Again+d.again
		if d.failed != nil {
			r.Failed = append(r.Failed, d.failed.Error())
		}
	}
	began = time.Now()
	if _, err := one.pull(); err != nil {
		return r, err
	}
	r.Idle = float64(time.Since(began).Microseconds()) / 1000
	return r, nil
}

// device is one that downloads: of what it holds it keeps the list alone.
type device struct {
	http    *http.Client
	origin  string
	cookies []*http.Cookie
	id      op.ID
	cursor  op.Cursor
	digest  op.Digest
	held    map[op.Scope]uint64

	first, whole time.Duration
	pages, again int
	wire, plain  int
	failed       error
}

func signIn(client *http.Client, origin, name, password string) (*device, error) {
	d := &device{http: client, origin: origin, held: map[op.Scope]uint64{}}
	body, err := json.Marshal(api.SignIn{Name: name, Password: password, Device: api.DeviceInfo{Label: "crowd"}})
	if err != nil {
		return nil, err
	}
	answer, err := d.ask(api.SessionPath, "application/json", body)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the sign-in answered %s", answer.Status)
	}
	d.cookies = answer.Cookies()
	var session api.Session
	if err := json.NewDecoder(answer.Body).Decode(&session); err != nil {
		return nil, err
	}
	d.id, err = op.ParseID(session.Device.ID)
	return d, err
}

func (d *device) ask(path, media string, body []byte) (*http.Response, error) {
	q, err := http.NewRequestWithContext(context.Background(), http.MethodPost, d.origin+path, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", media)
	q.Header.Set("Accept-Encoding", "gzip")
	for _, c := range d.cookies {
		q.AddCookie(c)
	}
	return d.http.Do(q)
}

// download pulls until there is no more.
func (d *device) download(began time.Time) error {
	for {
		page, err := d.pull()
		if err != nil {
			return err
		}
		if d.pages == 1 {
			d.first = time.Since(began)
		}
		if !page.More {
			d.whole = time.Since(began)
			return nil
		}
	}
}

// pull asks for one page and takes it in. A server that has no time is asked again when it says.
func (d *device) pull() (page op.PullAnswer, err error) {
	for {
		answer, err := d.ask(api.SyncPullPath, api.MediaCBOR, op.Marshal(op.Pull{Dev: d.id, Cursor: d.cursor, Digest: d.digest.Bytes()}))
		if err != nil {
			return page, err
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if answer.StatusCode == http.StatusServiceUnavailable {
			d.again++
			seconds, err := strconv.Atoi(answer.Header.Get("Retry-After"))
			if err != nil {
				return page, err
			}
			time.Sleep(time.Duration(seconds) * time.Second)
			continue
		}
		if err != nil || answer.StatusCode != http.StatusOK {
			return page, errors.Join(err, fmt.Errorf("a pull answered %s", answer.Status))
		}
		d.wire += len(body)
		if answer.Header.Get("Content-Encoding") == "gzip" {
			packed, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				return page, err
			}
			if body, err = io.ReadAll(packed); err != nil {
				return page, err
			}
		}
		d.plain += len(body)
		d.pages++
		if err := op.Unmarshal(body, &page); err != nil {
			return page, err
		}
		if page.NeedHeld {
			return page, errors.New("the server lost count of what the device holds")
		}
		d.take(page)
		return page, nil
	}
}

func (d *device) take(page op.PullAnswer) {
	for _, s := range page.Snapshots {
		d.drop(s.Holding.Scope)
		d.digest.Add(s.Holding)
		d.held[s.Holding.Scope] = s.Holding.GrantSeq
	}
	for _, s := range append(page.Revoked, page.Released...) {
		d.drop(s)
	}
	d.cursor = page.Cursor
}

func (d *device) drop(s op.Scope) {
	if seq, ok := d.held[s]; ok {
		d.digest.Remove(op.Holding{Scope: s, GrantSeq: seq})
		delete(d.held, s)
	}
}
