package local

import (
	"syscall/js"

	"damping/app/device"
)

// besideThePage runs Argon2id in a worker, by web/static/derive.js.
func besideThePage(how derivation, password []byte) ([]byte, error) {
	v, err := device.Await(js.Global().Get("dampingDerive").Call("argon2id",
		device.Array(password), device.Array(how.Salt), how.Memory, how.Passes, how.Lanes))
	if err != nil {
		return nil, err
	}
	return device.Bytes(v), nil
}

// BesideThePage reports whether this program runs in that worker instead of a page. It then offers its work to
// web/static/worker/derive.js and must do nothing else.
func BesideThePage() bool {
	if js.Global().Get("document").Truthy() {
		return false
	}
	js.Global().Set("dampingArgon2id", js.FuncOf(func(_ js.Value, args []js.Value) any {
		how := derivation{Alg: algArgon2id, Salt: device.Bytes(args[1]),
			Memory: uint32(args[2].Int()), Passes: uint32(args[3].Int()), Lanes: uint8(args[4].Int())}
		kek, err := how.key(device.Bytes(args[0]))
		if err != nil {
			panic(err) // the worker ends, and the page does the work itself
		}
		return device.Array(kek)
	}))
	return true
}
