package sim

import (
	"damping/shared/op"
	"damping/shared/oplog"
)

// archive is the server with the bytes of attachments beside its log: the rules are the server's own, the folder is a twin
// in memory.
type archive struct {
	Server
	w      *world
	bytes  *oplog.MemoryBlobs
	photos map[op.ID]*photo
}

func archived(w *world, s Server) *archive {
	return &archive{Server: s, w: w, bytes: oplog.NewMemoryBlobs(s), photos: map[op.ID]*photo{}}
}

// archiveCopy is a backup of both.
type archiveCopy struct {
	log   Backup
	bytes *oplog.MemoryBlobs
}

// Backup implements Server.
func (a *archive) Backup() Backup { return archiveCopy{a.Server.Backup(), a.bytes.Backup()} }

// Restore implements Server. The folder comes back with the database, or stays as it is.
func (a *archive) Restore(b Backup) {
	c := b.(archiveCopy)
	a.Server.Restore(c.log)
	a.bytes.Restore(c.bytes, a.w.chance(50))
	for _, p := range a.photos {
		p.restored = true
	}
}
