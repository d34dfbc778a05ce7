package device

import (
	"bytes"
	"context"
	"errors"
	"syscall/js"
	"testing"
)

// These run in a real browser. What a browser without a person cannot do (a fingerprint, a push service) is answered by
// an object of the same shape; the journeys in web/e2e use a virtual authenticator and a push service.

// instead puts another value into a property of an object for the length of a test.
func instead(t *testing.T, object js.Value, name string, value any) {
	t.Helper()
	old := js.Global().Get("Object").Call("getOwnPropertyDescriptor", object, name)
	set := func(descriptor any) { js.Global().Get("Object").Call("defineProperty", object, name, descriptor) }
	set(map[string]any{"value": value, "configurable": true, "writable": true})
	t.Cleanup(func() {
		if old.IsUndefined() {
			js.Global().Get("Reflect").Call("deleteProperty", object, name)
			return
		}
		set(old)
	})
}

func resolved(v any) js.Value { return js.Global().Get("Promise").Call("resolve", v) }

func rejected(name string) js.Value {
	return js.Global().Get("Promise").Call("reject", js.Global().Get("DOMException").New("", name))
}

func TestAwait(t *testing.T) {
	if v, err := Await(resolved(7)); err != nil || v.Int() != 7 {
		t.Errorf("%v %v", v, err)
	}
	_, err := Await(rejected("AbortError"))
	var thrown js.Error
	if !errors.As(err, &thrown) || thrown.Value.Get("name").String() != "AbortError" {
		t.Errorf("rejected with %v", err)
	}
}

func TestBytes(t *testing.T) {
	b := []byte{0, 1, 255}
	if got := Bytes(Array(b)); !bytes.Equal(got, b) {
		t.Errorf("%v came back as %v", b, got)
	}
	if got := Bytes(Array(b).Get("buffer")); !bytes.Equal(got, b) {
		t.Errorf("as an ArrayBuffer: %v", got)
	}
}

func TestAlone(t *testing.T) {
	t.Run("lets one in at a time", func(t *testing.T) {
		inside, most := 0, 0
		step := make(chan struct{})
		done := make(chan error, 3)
		for range 3 {
			go func() {
				done <- Alone(context.Background(), func() error {
					inside++
					most = max(most, inside)
					step <- struct{}{}
					inside--
					return nil
				})
			}()
		}
		for range 3 {
			<-step
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
		if most != 1 {
			t.Errorf("%d were inside together", most)
		}
	})

	t.Run("gives back what the work said, and lets go", func(t *testing.T) {
		failure := errors.New("no signal")
		if err := Alone(context.Background(), func() error { return failure }); err != failure {
			t.Errorf("answered %v", err)
		}
		if err := Alone(context.Background(), func() error { return nil }); err != nil {
			t.Error(err)
		}
	})

	t.Run("does not wait for ever", func(t *testing.T) {
		held, release := make(chan struct{}), make(chan struct{})
		go Alone(context.Background(), func() error {
			close(held)
			<-release
			return nil
		})
		<-held
		defer close(release)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := Alone(ctx, func() error { t.Error("was let in"); return nil }); err == nil {
			t.Error("no error")
		}
	})
}

func TestSignals(t *testing.T) {
	// A stream whose events the test sends.
	var streams []js.Value
	constructor := js.FuncOf(func(_ js.Value, args []js.Value) any {
		stream := js.Global().Get("EventTarget").New()
		stream.Set("path", args[0])
		stream.Set("readyState", 1)
		closing := js.FuncOf(func(js.Value, []js.Value) any { stream.Set("readyState", 2); return nil })
		stream.Set("close", closing)
		streams = append(streams, stream)
		return stream
	})
	instead(t, js.Global(), "EventSource", constructor)
	var waits []int
	var later js.Value
	timeout := js.FuncOf(func(_ js.Value, args []js.Value) any {
		later = args[0]
		waits = append(waits, args[1].Int())
		return 1
	})
	send := func(target js.Value, name string) {
		target.Call("dispatchEvent", js.Global().Get("Event").New(name))
	}
	document := js.Global().Get("document")
	look := func(state string) {
		instead(t, document, "visibilityState", state)
		send(document, "visibilitychange")
	}

	heard := make(chan Signal, 8)
	stop := Signals{EventsPath: "/events", HeadEvent: "head"}.Watch(func(s Signal) { heard <- s })
	want := func(want Signal) {
		t.Helper()
		if got := <-heard; got != want {
			t.Errorf("heard %d, want %d", got, want)
		}
	}

	if len(streams) != 1 || streams[0].Get("path").String() != "/events" {
		t.Fatalf("%d streams", len(streams))
	}
	send(js.Global(), "online")
	want(Online)
	send(js.Global(), "offline")
	want(Offline)
	send(streams[0], "head")
	want(Head)

	// A cut is the browser's to mend, until it gives up.
	send(streams[0], "error")
	streams[0].Set("readyState", 2)
	instead(t, js.Global(), "setTimeout", timeout)
	send(streams[0], "error")
	want(Cut)
	later.Invoke()
	if len(streams) != 2 {
		t.Fatalf("not opened again: %d", len(streams))
	}
	streams[1].Set("readyState", 2)
	send(streams[1], "error")
	want(Cut)
	later.Invoke()
	if waits[0] != firstReopen || waits[1] != 2*firstReopen {
		t.Errorf("waited %v", waits)
	}

	look("hidden")
	want(Hidden)
	if streams[2].Get("readyState").Int() != 2 {
		t.Error("the stream stays open behind the person's back")
	}
	look("visible")
	want(Visible)
	if len(streams) != 4 {
		t.Errorf("%d streams after coming back", len(streams))
	}

	stop()
	if streams[3].Get("readyState").Int() != 2 {
		t.Error("the stream outlives the watching")
	}
	send(js.Global(), "online")
	if len(heard) != 0 {
		t.Error("still heard")
	}
}

func TestPasskeys(t *testing.T) {
	credentials := js.Global().Get("navigator").Get("credentials")
	secret := bytes.Repeat([]byte{9}, 32)
	answer := func(prf map[string]any) js.Func {
		results := js.FuncOf(func(js.Value, []js.Value) any { return map[string]any{"prf": prf} })
		return js.FuncOf(func(_ js.Value, args []js.Value) any {
			if args[0].Get("publicKey").Get("challenge").Length() < 16 {
				return rejected("TypeError")
			}
			return resolved(map[string]any{"rawId": Array([]byte("id")).Get("buffer"), "getClientExtensionResults": results})
		})
	}
	first := map[string]any{"first": Array(secret).Get("buffer")}
	salt := make([]byte, 32)
	p := Passkeys{Name: "Damping"}

	t.Run("takes the secret when the credential is made", func(t *testing.T) {
		instead(t, credentials, "create", answer(map[string]any{"enabled": true, "results": first}))
		id, got, err := p.New(salt)
		if err != nil || string(id) != "id" || !bytes.Equal(got, secret) {
			t.Errorf("%q %v %v", id, got, err)
		}
	})
	t.Run("or asks for it when the authenticator gives it only then", func(t *testing.T) {
		instead(t, credentials, "create", answer(map[string]any{"enabled": true}))
		instead(t, credentials, "get", answer(map[string]any{"results": first}))
		_, got, err := p.New(salt)
		if err != nil || !bytes.Equal(got, secret) {
			t.Errorf("%v %v", got, err)
		}
	})
	t.Run("says when there is no PRF", func(t *testing.T) {
		instead(t, credentials, "create", answer(map[string]any{"enabled": false}))
		if _, _, err := p.New(salt); !errors.Is(err, ErrUnsupported) {
			t.Errorf("error is %v", err)
		}
		instead(t, credentials, "get", answer(map[string]any{}))
		if _, err := p.Secret([]byte("id"), salt); !errors.Is(err, ErrUnsupported) {
			t.Errorf("error is %v", err)
		}
	})
	t.Run("says when the person turned away", func(t *testing.T) {
		instead(t, credentials, "get", js.FuncOf(func(js.Value, []js.Value) any { return rejected("NotAllowedError") }))
		if _, err := p.Secret([]byte("id"), salt); !errors.Is(err, ErrRefused) {
			t.Errorf("error is %v", err)
		}
	})
}

func TestNotices(t *testing.T) {
	key := func(n byte, length int) js.Value { return Array(bytes.Repeat([]byte{n}, length)).Get("buffer") }
	keys := js.FuncOf(func(_ js.Value, args []js.Value) any {
		if args[0].String() == "auth" {
			return key(1, 16)
		}
		return key(4, 65)
	})
	ended := 0
	sub := js.ValueOf(map[string]any{
		"endpoint": "https://push.example/1", "getKey": keys, "options": map[string]any{"applicationServerKey": key(7, 3)},
		"unsubscribe": js.FuncOf(func(js.Value, []js.Value) any { ended++; return resolved(true) }),
	})
	var live any
	var asked js.Value
	manager := map[string]any{
		"getSubscription": js.FuncOf(func(js.Value, []js.Value) any { return resolved(live) }),
		"subscribe": js.FuncOf(func(_ js.Value, args []js.Value) any {
			asked = args[0]
			live = sub
			return resolved(sub)
		}),
	}
	registration := map[string]any{"active": map[string]any{}, "pushManager": manager}
	instead(t, js.Global().Get("navigator"), "serviceWorker", map[string]any{
		"getRegistration": js.FuncOf(func(js.Value, []js.Value) any { return resolved(registration) }),
	})

	var n Notices
	if s, err := n.Current(); s != nil || err != nil {
		t.Errorf("before: %v %v", s, err)
	}
	s, err := n.Subscribe("BwcH")
	if err != nil {
		t.Fatal(err)
	}
	if !asked.Get("userVisibleOnly").Bool() || asked.Get("applicationServerKey").String() != "BwcH" {
		t.Error("asked for something else")
	}
	if s.Endpoint != "https://push.example/1" || s.ServerKey != "BwcH" || len(s.Keys.Auth) != 22 || len(s.Keys.P256DH) != 87 {
		t.Errorf("subscription %+v", s)
	}
	if err := n.Unsubscribe(); err != nil || ended != 1 {
		t.Errorf("%v, ended %d", err, ended)
	}
}

func TestStorage(t *testing.T) {
	used, most := Storage{}.Room()
	if most <= 0 || used < 0 || used > most {
		t.Errorf("uses %d of %d bytes", used, most)
	}
	if (Storage{}).Persisted() {
		t.Error("promised before it was asked")
	}
}

func TestWeb(t *testing.T) {
	var asked js.Value
	instead(t, js.Global(), "fetch", js.FuncOf(func(_ js.Value, args []js.Value) any {
		asked = args[1]
		if asked.Get("signal").Get("aborted").Bool() {
			return rejected("AbortError")
		}
		return resolved(js.Global().Get("Response").New(Array([]byte("answer")), map[string]any{"status": 409}))
	}))

	status, answer, err := Web{}.Ask(context.Background(), "POST", "/api/x", "application/cbor", "application/cbor", []byte{1, 2})
	if status != 409 || string(answer) != "answer" || err != nil {
		t.Errorf("%d %q %v", status, answer, err)
	}
	for name, want := range map[string]string{"method": "POST", "credentials": "same-origin", "cache": "no-store", "redirect": "error"} {
		if got := asked.Get(name).String(); got != want {
			t.Errorf("%s is %s, want %s", name, got, want)
		}
	}
	if got := asked.Get("headers").Get("Content-Type").String(); got != "application/cbor" || !bytes.Equal(Bytes(asked.Get("body")), []byte{1, 2}) {
		t.Errorf("sent as %s", got)
	}

	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, _, err := (Web{}).Ask(ctx, "GET", "/api/x", "", "", nil); err == nil {
		t.Error("an ended context stops nothing")
	}
}
