package device

import (
	"errors"
	"syscall/js"
)

// Files is the way to what was chosen in the page's file inputs.
type Files struct{}

// Chosen takes the files out of an input: choosing the same one again is then a change.
func (Files) Chosen(input string) []File {
	el := js.Global().Get("document").Call("getElementById", input)
	if !el.Truthy() || !el.Get("files").Truthy() {
		return nil
	}
	list := el.Get("files")
	files := make([]File, list.Length())
	for i := range files {
		files[i] = file{list.Index(i)}
	}
	el.Set("value", "")
	return files
}

// Shared is what another app gave to this page: words and files. It stays with the page until Forget.
func (Files) Shared() (text string, files []File) {
	held, err := Await(js.Global().Get("dampingShared").Call("look"))
	if err != nil || !held.Truthy() {
		return "", nil
	}
	list := held.Get("files")
	for i := range list.Length() {
		files = append(files, file{list.Index(i)})
	}
	return held.Get("text").String(), files
}

// ForgetShared lets go of it.
func (Files) ForgetShared() { js.Global().Get("dampingShared").Call("forget") }

type file struct{ v js.Value }

func (f file) Name() string    { return f.v.Get("name").String() }
func (f file) Size() int64     { return int64(f.v.Get("size").Float()) }
func (f file) Modified() int64 { return int64(f.v.Get("lastModified").Float()) }
func (f file) Media() string   { return mediaOf(f.v.Get("type").String(), f.Name()) }

func (f file) Read(from, to int64) ([]byte, error) {
	buffer, err := Await(f.v.Call("slice", float64(from), float64(to)).Call("arrayBuffer"))
	if err != nil {
		return nil, err
	}
	return Bytes(buffer), nil
}

// Pages gives bytes to the page: to look at, to save, to hand to another app. They lie with the browser, not in the
// memory of this program, and under no address that outlives the page.
type Pages struct{}

// Begin begins a copy for the page.
func (Pages) Begin() Copy { return &pageCopy{parts: js.Global().Get("Array").New()} }

type pageCopy struct{ parts js.Value }

// Write implements io.Writer.
func (c *pageCopy) Write(b []byte) (int, error) {
	c.parts.Call("push", Array(b))
	return len(b), nil
}

func (c *pageCopy) blob(media string) js.Value {
	return js.Global().Get("Blob").New(c.parts, map[string]any{"type": media})
}

// URL implements Copy.
func (c *pageCopy) URL(media string) string {
	url := js.Global().Get("URL").Call("createObjectURL", c.blob(media)).String()
	c.parts = js.Global().Get("Array").New()
	return url
}

// Forget ends an address; whatever it stood for is let go.
func (Pages) Forget(url string) { js.Global().Get("URL").Call("revokeObjectURL", url) }

// Copy puts words on the clipboard of the system. It must follow a tap; a browser may forbid it.
func (Pages) Copy(text string) error {
	clipboard := js.Global().Get("navigator").Get("clipboard")
	if !clipboard.Truthy() {
		return ErrUnsupported
	}
	_, err := Await(clipboard.Call("writeText", text))
	return err
}

// Hand implements Copy.
func (c *pageCopy) Hand(name, media string) error {
	navigator := js.Global().Get("navigator")
	if navigator.Get("canShare").Type() == js.TypeFunction {
		file := js.Global().Get("File").New([]any{c.blob(media)}, name, map[string]any{"type": media})
		share := map[string]any{"files": []any{file}}
		if navigator.Call("canShare", share).Bool() {
			_, err := Await(navigator.Call("share", share))
			if err == nil || named(err, "AbortError") { // the person thought better of it
				return nil
			}
		}
	}
	c.Save(name, media)
	return nil
}

// Save implements Copy.
func (c *pageCopy) Save(name, media string) {
	url := c.URL(media)
	link := js.Global().Get("document").Call("createElement", "a")
	link.Set("href", url)
	link.Set("download", name)
	link.Call("click")
	// The download has the bytes once it began; a minute is long for that, and short for an address.
	var later js.Func
	later = js.FuncOf(func(js.Value, []js.Value) any {
		later.Release()
		Pages{}.Forget(url)
		return nil
	})
	js.Global().Call("setTimeout", later, 60_000)
}

// named reports whether err was thrown under this name.
func named(err error, name string) bool {
	var thrown js.Error
	return errors.As(err, &thrown) && thrown.Value.Type() == js.TypeObject && thrown.Value.Get("name").Equal(js.ValueOf(name))
}
