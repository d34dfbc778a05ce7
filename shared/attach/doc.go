// Package attach is what phone and server must agree on about the bytes of an attachment: how they are cut, what proves
// that they arrived whole, which kinds there are and how large each may be, what a file must look like inside to be
// the kind that it says it is, and how a copy without a place and a camera in it is made.
//
// The record of an attachment (its name, type, size, hash) is an ordinary entity and syncs with everything else
// (domain.Attach). Its bytes travel beside, in chunks of 256 KiB, after the record: a lost connection costs one chunk,
// and who may read the record may read the bytes. The package holds no store and no clock.
package attach
