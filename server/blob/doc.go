// Package blob keeps the bytes of attachments in a folder beside the database.
//
// Each upload has a shelf, a folder named by a random id, and each chunk of 256 KiB is a file on it, sealed with the key of
// the case and bound to its shelf, its number, how many there are and how long the whole is: a chunk that was cut, moved,
// exchanged or taken from another file does not open. A file is written beside its place, made durable and renamed, so
// that after a power cut it is there whole or not at all; which chunks are there is asked of the folder and is written
// down nowhere else. The rules (who may, what first, what is refused) are shared/oplog's, which this package serves.
//
// Nothing here holds the log's lock while bytes move: an upload of any length holds up no note.
//
// Several nodes on one PostgreSQL must have one folder between them, on a file system whose rename is atomic and whose
// fsync means it (NFS version 4 does both). A database that is put back without the folder, or the folder without the
// database, loses nothing that a phone still has: what is missing is asked for again at the next offer, and what nobody
// knows is deleted after a month.
package blob
