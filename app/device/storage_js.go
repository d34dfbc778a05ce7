package device

import "syscall/js"

// Storage is the room that this browser gives.
type Storage struct{}

// Persist asks the browser to keep what is stored when the disk fills up, and tells whether it promises to. Chromium
// decides by itself, Firefox asks the person.
func (Storage) Persist() bool {
	kept, ok := storage("persist")
	return ok && kept.Bool()
}

// Persisted tells whether the browser has promised it.
func (Storage) Persisted() bool {
	kept, ok := storage("persisted")
	return ok && kept.Bool()
}

// Room tells how many bytes this origin uses and how many the browser would let it have; zeros when it does not tell.
func (Storage) Room() (used, most int64) {
	estimate, ok := storage("estimate")
	if !ok {
		return 0, 0
	}
	number := func(name string) int64 {
		if v := estimate.Get(name); v.Type() == js.TypeNumber {
			return int64(v.Float())
		}
		return 0
	}
	return number("usage"), number("quota")
}

func storage(method string) (js.Value, bool) {
	manager := js.Global().Get("navigator").Get("storage")
	if !manager.Truthy() || manager.Get(method).Type() != js.TypeFunction {
		return js.Undefined(), false
	}
	v, err := Await(manager.Call(method))
	return v, err == nil
}

// Metered tells whether what is sent costs the person: they asked the browser to save data, or it is a mobile network.
// Where the browser does not tell, it does not.
func Metered() bool {
	line := js.Global().Get("navigator").Get("connection")
	if !line.Truthy() {
		return false
	}
	return line.Get("saveData").Truthy() || line.Get("type").Equal(js.ValueOf("cellular"))
}
