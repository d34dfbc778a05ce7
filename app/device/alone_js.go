package device

import (
	"context"
	"errors"
	"syscall/js"
)

// Alone runs work while it holds the lock "sync" of this browser, so that no two pages send and fetch at once. It waits
// for the lock; ctx ends the wait, not the work.
func Alone(ctx context.Context, work func() error) error {
	controller := js.Global().Get("AbortController").New()
	stop := context.AfterFunc(ctx, func() { controller.Call("abort") })
	defer stop()

	granted := make(chan func(), 1)
	var release js.Value
	holding := js.FuncOf(func(_ js.Value, args []js.Value) any {
		release = args[0]
		granted <- func() { release.Invoke() }
		return nil
	})
	defer holding.Release()
	request := js.FuncOf(func(js.Value, []js.Value) any {
		return js.Global().Get("Promise").New(holding)
	})
	defer request.Release()

	options := js.Global().Get("Object").New()
	options.Set("signal", controller.Get("signal"))
	locked := js.Global().Get("navigator").Get("locks").Call("request", "sync", options, request)
	ended := make(chan error, 1)
	go func() {
		_, err := Await(locked)
		ended <- err
	}()

	select {
	case err := <-ended:
		if err == nil {
			err = errors.New("sync lock: ended before it began")
		}
		return err
	case let := <-granted:
		err := work()
		let()
		<-ended
		return err
	}
}
