package device

import "syscall/js"

// Wiper deletes what lies on this device, by web/static/wipe.js.
type Wiper struct{}

// Begin finishes what was interrupted, empties what was out of touch for too long, and tells why there may be nothing here.
// It is empty when there is no reason, or the browser keeps nothing for us.
func (Wiper) Begin() string {
	v, err := wipe("begin")
	if err != nil || v.Type() != js.TypeString {
		return ""
	}
	return v.String()
}

// Obey empties the device. What stands in the way is tried again at the next start.
func (Wiper) Obey() { _, _ = wipe("obey") }

// Renew notes for how many ms a store may be out of touch. Should that fail, the next contact does it.
func (Wiper) Renew(store string, left int64) { _, _ = wipe("renew", store, float64(left)) }

func wipe(method string, args ...any) (js.Value, error) {
	wiper := js.Global().Get("dampingWipe")
	if wiper.IsUndefined() {
		return js.Undefined(), nil
	}
	return Await(wiper.Call(method, args...))
}
