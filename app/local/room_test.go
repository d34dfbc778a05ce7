//go:build !js

package local

import (
	"crypto/rand"
	"strings"
	"testing"
	"testing/synctest"

	"damping/shared/attach"
	"damping/shared/client"
	"damping/shared/domain"
	"damping/shared/errs"
	"damping/shared/op"
)

// tight is a disk with so many bytes and no more; deleting always works.
type tight struct {
	*memoryShim
	size map[string]int
	most int
}

func (d *tight) commit(durable bool, records []client.Record) error {
	used, grows := 0, 0
	for _, n := range d.size {
		used += n
	}
	name := func(r client.Record) string { return string(rune(r.Kind)) + r.Key }
	for _, r := range records {
		grows += len(r.Val) - d.size[name(r)]
	}
	if d.most > 0 && grows > 0 && used+grows > d.most {
		return errs.E(errs.Quota, "")
	}
	if err := d.memoryShim.commit(durable, records); err != nil {
		return err
	}
	for _, r := range records {
		d.size[name(r)] = len(r.Val)
	}
	return nil
}

// used counts the bytes on it.
func (d *tight) used() (n int) {
	for _, size := range d.size {
		n += size
	}
	return n
}

// onTight runs a test on such a disk, of which the browser says that so much is free.
func onTight(t *testing.T, says int64, test func(t *testing.T, s *stand, d *tight, w *warehouse, file op.ID)) {
	d := &tight{size: map[string]int{}}
	attaching(t, func(s *stand) {
		d.memoryShim = s.p.Disk.shim.(*memoryShim)
		s.p.Disk.shim, s.p.Storage = d, disk{most: says}
	}, func(t *testing.T, s *stand, w *warehouse, _ *sheets, file op.ID) { test(t, s, d, w, file) })
}

func TestFullDisk(t *testing.T) {
	t.Run("the reserve takes what a person writes on a full disk", func(t *testing.T) {
		onTight(t, 1<<30, func(t *testing.T, s *stand, d *tight, _ *warehouse, _ op.ID) {
			if got := s.Room().Reserve; got != 20<<20 {
				t.Fatalf("a reserve of %d bytes", got)
			}
			d.most = d.used()
			s.write(t)
			synctest.Wait()
			if s.Room().Reserve != 0 || s.Sync().Unsent != 0 || s.Sync().Problem != "" {
				t.Errorf("%+v, %+v", s.Room(), s.Sync())
			}
		})
	})

	t.Run("copies of attachments go before words are refused, and what was not sent never", func(t *testing.T) {
		onTight(t, 100<<20, func(t *testing.T, s *stand, d *tight, w *warehouse, file op.ID) {
			sent := s.file(t, file, pdf(attach.ChunkSize))
			synctest.Wait()
			w.cut = func() bool { return true }
			waiting := s.file(t, file, pdf(attach.ChunkSize+1))
			synctest.Wait()
			s.offline()
			d.most = d.used()
			taken, refused := 0, error(nil)
			for refused == nil {
				id := s.NewID()
				refused = s.Author(op.NewID(1, rand.Reader), "test", []op.Draft{domain.Begin(id, domain.Complaint, id),
					domain.ComplaintWhat.Set(id, id, strings.Repeat("kata ", 2000), nil)})
				if refused == nil {
					taken++
				}
			}
			wantCode(t, refused, errs.Quota)
			if taken < 10 || s.Bytes(sent.ID).State != 0 {
				t.Errorf("%d acts were taken, the copy is %+v", taken, s.Bytes(sent.ID))
			}
			d.most = 0
			s.reload(t)
			must(t, s.Unlock(password))
			if got := s.Sync().Unsent; got != taken+1 || s.Bytes(waiting.ID).State != client.BlobWaiting {
				t.Errorf("%d acts were acknowledged, %d things wait, among them %+v", taken, got, s.Bytes(waiting.ID))
			}
		})
	})
}
