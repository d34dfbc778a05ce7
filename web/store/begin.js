// The device store: IndexedDB and WebCrypto behind a few coarse calls, for the Go side in app/local. Every value of a
// record is sealed before it touches the disk; the key that opens them lives in this page's memory alone.
//
// The calls answer promises. A rejection is an Error whose "code" is one of the product's codes and whose "at" names the
// place (a shelf, never a value). Nothing here deletes what it cannot read: only destroy deletes, and a person asks for it.
//
// What lies in the clear, because it is needed before a key is there: in the shelf "keys" the wrapped key with the
// parameters of its derivation, the count of wrong tries, and a random word that says which page may write. Keys of
// records are random ids. How many records there are, and about how long, is visible to who copies the disk. The shelf
// "sealed" holds what was sealed to the server before it came here, and "blobs" chunks of attachments that were sealed one by
// one, for the worker to send while this store is locked.
//
// Deleted is not erased. Measured on the bytes of the profile, with random values: Chromium 156 keeps what was deleted,
// overwritten, cleared, or went with its database in LevelDB's files, through 15 MB of later writes and three restarts,
// as long as the origin has another database; a value over 64 KiB has a file of its own, which goes at once. Firefox 153
// keeps it in SQLite's free pages until they are used again, and through restarts; deleteDatabase removes it. A Blob has
// a file of its own in both, which goes at the latest when the browser starts next. This holds for wrapped keys, too:
// who has the password and a raw copy of the profile may open what was deleted here. Without the password nobody can.
//
// One page at a time has a store open, by a Web Lock held while it is. A second tab is told ("conflict") and may seize
// it: the first then locks. Because a page may lose the lock while a write is on its way, every write also checks, in
// its own transaction, that the word in "keys" is still the one this page put there.
"use strict";

const namePrefix = "damping-";
const shapeVersion = 2; // of the database

// A shelf's place in this list is its kind in Go, from 1.
const shelves = ["meta", "scopes", "cards", "pending", "retained", "refused", "notes", "sealed", "blobs"];
const everything = ["keys", ...shelves];
const shelvesBefore = 7; // of version 1: the first of them
const raw = new Set(["sealed", "blobs"]); // kept as it comes: the keys are the server's and the engine's

let held = null; // the open store: {name, db, key, kek, word, release}

Object.defineProperty(globalThis, "dampingStore", {
  value: Object.freeze({
    list, exists, create, slots, setTries, leave, addSlot, removeSlot,
    unlock, lock, mayWrap, wrapHere, seize, onLost, unsent, destroy,
    load, get, commit,
  }),
});
