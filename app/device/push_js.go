package device

import (
	"encoding/base64"
	"syscall/js"

	"damping/shared/api"
)

// Notices is Web Push as this browser does it, and the worker that shows what comes.
type Notices struct{}

// Stands tells whether the browser can show notifications of the server, and whether it was told not to.
func (Notices) Stands() (possible, denied bool) {
	global := js.Global()
	possible = global.Get("PushManager").Truthy() && global.Get("Notification").Truthy() &&
		global.Get("navigator").Get("serviceWorker").Truthy()
	return possible, possible && global.Get("Notification").Get("permission").String() == "denied"
}

// Ask asks the person for permission; it must follow a tap. Errors: ErrUnsupported, ErrRefused.
func (n Notices) Ask() error {
	if possible, _ := n.Stands(); !possible {
		return ErrUnsupported
	}
	answer, err := Await(js.Global().Get("Notification").Call("requestPermission"))
	if err != nil {
		return refusal(err)
	}
	if answer.String() != "granted" {
		return ErrRefused
	}
	return nil
}

// Current is the live subscription, nil when there is none.
func (Notices) Current() (*Subscription, error) {
	manager, err := pushManager()
	if err != nil {
		return nil, err
	}
	found, err := Await(manager.Call("getSubscription"))
	if err != nil || !found.Truthy() {
		return nil, refusal(err)
	}
	return subscription(found), nil
}

// Subscribe subscribes with the server's key, base64url, or answers the subscription there is with that key. Errors:
// ErrUnsupported, ErrRefused when there is no permission.
func (Notices) Subscribe(serverKey string) (*Subscription, error) {
	manager, err := pushManager()
	if err != nil {
		return nil, err
	}
	made, err := Await(manager.Call("subscribe", map[string]any{"userVisibleOnly": true, "applicationServerKey": serverKey}))
	if err != nil {
		return nil, refusal(err)
	}
	return subscription(made), nil
}

// Unsubscribe ends the subscription, if there is one.
func (Notices) Unsubscribe() error {
	manager, err := pushManager()
	if err != nil {
		return err
	}
	found, err := Await(manager.Call("getSubscription"))
	if err != nil || !found.Truthy() {
		return refusal(err)
	}
	_, err = Await(found.Call("unsubscribe"))
	return refusal(err)
}

// Flush has the worker send what was tapped on notifications while there was no network.
func (Notices) Flush() {
	if flush := js.Global().Get("dampingFlush"); flush.Type() == js.TypeFunction {
		flush.Invoke()
	}
}

// Later has the browser wake the worker to send what is left, once there is a network again, even when no page of ours is
// open. Not every browser can.
func (Notices) Later() {
	if later := js.Global().Get("dampingLater"); later.Type() == js.TypeFunction {
		later.Invoke()
	}
}

// OnSent tells, on a goroutine of its own, whenever the worker has sent something that was sealed.
func (Notices) OnSent(tell func()) {
	workers := js.Global().Get("navigator").Get("serviceWorker")
	if !workers.Truthy() {
		return
	}
	workers.Call("addEventListener", "message", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if data := args[0].Get("data"); data.Truthy() && data.Get("type").Equal(js.ValueOf("outbox")) {
			go tell()
		}
		return nil
	}))
}

// pushManager is the worker's, once it is registered. Without a worker there is no push.
func pushManager() (js.Value, error) {
	workers := js.Global().Get("navigator").Get("serviceWorker")
	if !workers.Truthy() {
		return js.Undefined(), ErrUnsupported
	}
	registration, err := Await(workers.Call("getRegistration"))
	if err != nil {
		return js.Undefined(), refusal(err)
	}
	if !registration.Truthy() || !registration.Get("pushManager").Truthy() {
		return js.Undefined(), ErrUnsupported
	}
	if !registration.Get("active").Truthy() {
		if registration, err = Await(workers.Get("ready")); err != nil {
			return js.Undefined(), err
		}
	}
	return registration.Get("pushManager"), nil
}

func subscription(v js.Value) *Subscription {
	s := &Subscription{PushSubscription: api.PushSubscription{
		Endpoint: v.Get("endpoint").String(),
		Keys:     api.SubscriptionKeys{P256DH: keyOf(v, "p256dh"), Auth: keyOf(v, "auth")},
	}}
	if options := v.Get("options"); options.Truthy() && options.Get("applicationServerKey").Truthy() {
		s.ServerKey = encode(options.Get("applicationServerKey"))
	}
	return s
}

func keyOf(v js.Value, name string) string {
	key := v.Call("getKey", name)
	if !key.Truthy() {
		return ""
	}
	return encode(key)
}

func encode(v js.Value) string { return base64.RawURLEncoding.EncodeToString(Bytes(v)) }
