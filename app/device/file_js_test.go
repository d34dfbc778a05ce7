package device

import (
	"bytes"
	"syscall/js"
	"testing"

	"damping/shared/attach"
)

// chosen makes a file as an input would hold it.
func chosen(content []byte, name, media string) File {
	return file{js.Global().Get("File").New([]any{Array(content)}, name, map[string]any{"type": media})}
}

func TestFile(t *testing.T) {
	content := bytes.Repeat([]byte("kenari"), 100_000)
	f := chosen(content, "IMG_1.jpg", "image/jpeg")
	if f.Name() != "IMG_1.jpg" || f.Media() != attach.JPEG || f.Size() != int64(len(content)) || f.Modified() == 0 {
		t.Errorf("%s %s %d", f.Name(), f.Media(), f.Size())
	}
	got, err := f.Read(attach.ChunkSize, attach.ChunkSize+10)
	if err != nil || !bytes.Equal(got, content[attach.ChunkSize:attach.ChunkSize+10]) {
		t.Errorf("read %q, %v", got, err)
	}
}

func TestCopy(t *testing.T) {
	c := Pages{}.Begin()
	_, _ = c.Write([]byte("satu "))
	_, _ = c.Write([]byte("dua"))
	var given js.Value
	make := js.FuncOf(func(_ js.Value, args []js.Value) any { given = args[0]; return "blob:x" })
	defer make.Release()
	instead(t, js.Global().Get("URL"), "createObjectURL", make)
	if c.URL(attach.PDF) != "blob:x" || given.Get("type").String() != attach.PDF {
		t.Error("no address")
	}
	whole, err := Await(given.Call("arrayBuffer"))
	if err != nil || string(Bytes(whole)) != "satu dua" {
		t.Errorf("%v", err)
	}
}
