package device

import (
	"errors"
	"sync"
	"syscall/js"

	"damping/shared/attach"
)

// Recorder records the voice of who holds the phone. What it hears lies in the memory of this program until Stop hands it
// over: it becomes a file nowhere, so that nothing has to be deleted. The price: a page that dies loses what was being
// recorded.
type Recorder struct {
	mu     sync.Mutex
	media  js.Value // MediaRecorder; the zero value while none records
	stream js.Value
	heard  [][]byte
	last   chan struct{} // closed when all was heard
	free   func()
}

// voiceBits is bits a second: enough for speech, and half an hour of it is 7 MB.
const voiceBits = 32_000

// voices are how browsers record, the smallest first.
var voices = []string{"audio/webm;codecs=opus", "audio/ogg;codecs=opus", "audio/mp4"}

// Start asks for the microphone, and records. Errors: ErrRefused, ErrUnsupported (no microphone, or a browser that cannot).
func (r *Recorder) Start() error {
	devices := js.Global().Get("navigator").Get("mediaDevices")
	class := js.Global().Get("MediaRecorder")
	if !devices.Truthy() || !class.Truthy() {
		return ErrUnsupported
	}
	r.Drop()
	stream, err := Await(devices.Call("getUserMedia", map[string]any{"audio": true}))
	switch {
	case named(err, "NotAllowedError") || named(err, "SecurityError"):
		return ErrRefused
	case err != nil:
		return ErrUnsupported
	}
	options := map[string]any{"audioBitsPerSecond": voiceBits}
	for _, v := range voices {
		if class.Call("isTypeSupported", v).Bool() {
			options["mimeType"] = v
			break
		}
	}
	r.begin(class.New(stream, options), stream)
	return nil
}

func (r *Recorder) begin(media, stream js.Value) {
	r.mu.Lock()
	defer r.mu.Unlock()
	last := make(chan struct{})
	var pending sync.WaitGroup
	data := js.FuncOf(func(_ js.Value, args []js.Value) any {
		blob := args[0].Get("data")
		r.mu.Lock()
		at := len(r.heard)
		r.heard = append(r.heard, nil) // pieces arrive in order, and are read in any
		r.mu.Unlock()
		pending.Add(1)
		go func() {
			defer pending.Done()
			if buffer, err := Await(blob.Call("arrayBuffer")); err == nil {
				r.mu.Lock()
				r.heard[at] = Bytes(buffer)
				r.mu.Unlock()
			}
		}()
		return nil
	})
	stop := js.FuncOf(func(js.Value, []js.Value) any {
		go func() {
			pending.Wait()
			close(last)
		}()
		return nil
	})
	media.Set("ondataavailable", data)
	media.Set("onstop", stop)
	r.media, r.stream, r.heard, r.last = media, stream, nil, last
	r.free = func() { data.Release(); stop.Release() }
	media.Call("start", 1000) // a piece a second
}

// Stop ends the recording and hands it over under a name, which gets the ending that belongs to it.
func (r *Recorder) Stop(name string) (File, error) {
	r.mu.Lock()
	media, last := r.media, r.last
	r.mu.Unlock()
	if !media.Truthy() {
		return nil, errors.New("nothing is being recorded")
	}
	if media.Get("state").String() != "inactive" {
		media.Call("stop")
	}
	<-last
	r.mu.Lock()
	defer r.mu.Unlock()
	kind := mediaOf(media.Get("mimeType").String(), name)
	f := voice{name: name + suffixOf[kind], media: kind, at: int64(js.Global().Get("Date").Call("now").Float())}
	for _, piece := range r.heard {
		f.bytes = append(f.bytes, piece...)
	}
	r.release()
	return f, nil
}

// Drop ends the recording and forgets it.
func (r *Recorder) Drop() {
	r.mu.Lock()
	media, last := r.media, r.last
	r.mu.Unlock()
	if !media.Truthy() {
		return
	}
	if media.Get("state").String() != "inactive" {
		media.Call("stop")
	}
	<-last
	r.mu.Lock()
	defer r.mu.Unlock()
	r.release()
}

// release lets go of the microphone: its light goes out.
func (r *Recorder) release() {
	tracks := r.stream.Call("getTracks")
	for i := range tracks.Length() {
		tracks.Index(i).Call("stop")
	}
	r.free()
	r.media, r.stream, r.heard, r.last, r.free = js.Value{}, js.Value{}, nil, nil, nil
}

// suffixOf ends the name of a recording.
var suffixOf = map[string]string{attach.WebM: ".webm", attach.Ogg: ".ogg", attach.M4A: ".m4a"}

// voice is a recording, as a file.
type voice struct {
	name, media string
	at          int64
	bytes       []byte
}

func (v voice) Name() string    { return v.name }
func (v voice) Media() string   { return v.media }
func (v voice) Size() int64     { return int64(len(v.bytes)) }
func (v voice) Modified() int64 { return v.at }

func (v voice) Read(from, to int64) ([]byte, error) { return v.bytes[from:to], nil }
