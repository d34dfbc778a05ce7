package api

import (
	"strconv"
	"strings"

	"damping/shared/attach"
)

// BlobOffer says which bytes somebody wants to bring. POST BlobsPath, which may be repeated whenever the device does not
// know how far it came. The record of the attachment must be with the server already.
//
// Errors: not_found where the person may not write that part of that file now, and for a file that does not exist;
// op_first while the record has not arrived; gone when it was removed; invalid when the manifest is not the record's;
// replay_mismatch when the id has other bytes; quota when there is no room (retry later, not at once); limited when the
// device has too many uploads unfinished.
type BlobOffer struct {
	// ID is that of the attachment.
	ID   string `json:"id" format:"uuid"`
	File string `json:"file" format:"uuid"`
	Part uint8  `json:"part"`
	// Hash is the SHA-256 of the whole, Chunks those of each chunk in order: 64 small hexadecimal digits each.
	Hash   string   `json:"hash" minLength:"64" maxLength:"64"`
	Size   int64    `json:"size" minimum:"1"`
	Chunks []string `json:"chunks" minItems:"1" maxItems:"192"`
}

// NewBlobOffer makes the offer of an attachment.
func NewBlobOffer(id, file string, part uint8, m attach.Manifest) BlobOffer {
	o := BlobOffer{ID: id, File: file, Part: part, Hash: m.Hash.String(), Size: m.Size, Chunks: make([]string, len(m.Chunks))}
	for i, h := range m.Chunks {
		o.Chunks[i] = h.String()
	}
	return o
}

// Manifest reads the manifest; invalid when it cannot be one.
func (o BlobOffer) Manifest() (attach.Manifest, error) {
	return manifest(o.Hash, o.Size, o.Chunks)
}

// Blob tells how far the bytes of an attachment are. It answers POST BlobsPath, POST BlobCommitPath and GET BlobPath.
type Blob struct {
	// Have lists the chunks that are there, in order; all of them once Done.
	Have []int `json:"have"`
	// Done says that all are there and were verified: only then can they be fetched.
	Done bool `json:"done"`
	// Hash, Size and Chunks are the manifest, for who fetches.
	Hash   string   `json:"hash"`
	Size   int64    `json:"size"`
	Chunks []string `json:"chunks"`
	Media  string   `json:"media"`
}

// Manifest reads the manifest; invalid when it cannot be one.
func (b Blob) Manifest() (attach.Manifest, error) { return manifest(b.Hash, b.Size, b.Chunks) }

func manifest(hash string, size int64, chunks []string) (m attach.Manifest, err error) {
	m.Size = size
	if m.Hash, err = attach.ParseHash(hash); err != nil {
		return m, err
	}
	m.Chunks = make([]attach.Hash, len(chunks))
	for i, c := range chunks {
		if m.Chunks[i], err = attach.ParseHash(c); err != nil {
			return m, err
		}
	}
	return m, m.Check()
}

// BlobItem, BlobChunk and BlobCommit are the paths of one attachment's bytes.
func BlobItem(id string) string         { return strings.Replace(BlobItemPath, "{id}", id, 1) }
func BlobChunk(id string, i int) string { return BlobItem(id) + "/" + strconv.Itoa(i) }
func BlobCommit(id string) string       { return strings.Replace(BlobCommitPath, "{id}", id, 1) }
