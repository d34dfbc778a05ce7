package device

import "syscall/js"

// Signals listens to the browser and, while the person looks at the page, to the server's stream of events.
type Signals struct {
	// EventsPath is where the stream is, and HeadEvent the event that tells of something new.
	EventsPath, HeadEvent string
}

// Watch tells of signals until stop is called. Each comes on a goroutine of its own, so tell may block.
func (s Signals) Watch(tell func(Signal)) (stop func()) {
	w := &watch{tell: tell, path: s.EventsPath, event: s.HeadEvent, retry: firstReopen}
	window, document := js.Global(), js.Global().Get("document")
	w.listen(window, "online", func() { w.say(Online) })
	w.listen(window, "offline", func() { w.say(Offline) })
	w.listen(document, "visibilitychange", func() {
		if visible() {
			w.say(Visible)
			w.open()
		} else {
			w.say(Hidden)
			w.close()
		}
	})
	if visible() {
		w.open()
	}
	return w.stop
}

func visible() bool {
	return js.Global().Get("document").Get("visibilityState").String() == "visible"
}

// The waits before a stream that the browser has given up is opened again, in ms. The browser itself tries again after
// a cut; it gives up after an answer that is no stream, such as the end of a session.
const (
	firstReopen = 5_000
	lastReopen  = 300_000
)

// watch is one watching. Its fields are touched by JavaScript callbacks and by Watch and stop; all of these run one at a
// time, because a browser's page has one thread.
type watch struct {
	tell        func(Signal)
	path, event string

	attached []func()
	stream   js.Value
	heard    []js.Func // of the stream
	timer    js.Value
	again    js.Func
	retry    int
	ended    bool
}

func (w *watch) say(s Signal) {
	if !w.ended {
		go w.tell(s)
	}
}

func (w *watch) listen(target js.Value, event string, f func()) {
	fn := js.FuncOf(func(js.Value, []js.Value) any {
		f()
		return nil
	})
	target.Call("addEventListener", event, fn)
	w.attached = append(w.attached, func() {
		target.Call("removeEventListener", event, fn)
		fn.Release()
	})
}

func (w *watch) open() {
	if w.ended || w.path == "" || w.stream.Truthy() {
		return
	}
	w.stream = js.Global().Get("EventSource").New(w.path)
	w.hear("open", func() { w.retry = firstReopen })
	w.hear(w.event, func() { w.say(Head) })
	w.hear("error", func() {
		const closed = 2
		if w.stream.Get("readyState").Int() != closed {
			return // the browser tries again
		}
		w.close()
		w.say(Cut)
		w.reopen()
	})
}

func (w *watch) hear(event string, f func()) {
	fn := js.FuncOf(func(js.Value, []js.Value) any {
		f()
		return nil
	})
	w.stream.Call("addEventListener", event, fn)
	w.heard = append(w.heard, fn)
}

// reopen opens the stream after a while, twice as long each time in a row, if the page is still looked at.
func (w *watch) reopen() {
	w.again = js.FuncOf(func(js.Value, []js.Value) any {
		w.again.Release()
		w.timer = js.Undefined()
		if visible() {
			w.open()
		}
		return nil
	})
	w.timer = js.Global().Call("setTimeout", w.again, w.retry)
	w.retry = min(2*w.retry, lastReopen)
}

func (w *watch) close() {
	if w.timer.Truthy() {
		js.Global().Call("clearTimeout", w.timer)
		w.timer = js.Undefined()
		w.again.Release()
	}
	if !w.stream.Truthy() {
		return
	}
	w.stream.Call("close")
	w.stream = js.Undefined()
	for _, fn := range w.heard {
		fn.Release()
	}
	w.heard = nil
}

func (w *watch) stop() {
	if w.ended {
		return
	}
	w.ended = true
	w.close()
	for _, detach := range w.attached {
		detach()
	}
}
