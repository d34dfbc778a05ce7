// The device store: IndexedDB and WebCrypto behind a few coarse calls, for the Go side in app/local. Every value of a
// record is sealed before it touches the disk; the key that opens them lives in this page's memory alone.
//
// The calls answer promises. A rejection is an Error whose "code" is one of the product's codes and whose "at" names the
// place (a shelf, never a value). Nothing here deletes what it cannot read: only destroy deletes, and a person asks for it.
//
// What lies in the clear, because it is needed before a key is there: in the shelf "keys" the wrapped keys with the
// parameters of their derivation, the count of wrong tries (on a full disk in localStorage, see tries.js), and a
// random word that says which page may write. Keys of records are random ids. How many records there are, and about
// how long, is visible to who copies the disk. The shelf "sealed" holds what was sealed to the server before it came
// here, and "blobs" chunks of attachments that were sealed one by one, for the worker to send while this store is
// locked; the keys of chunks lie in sealed records.
//
// Deleted is not erased. Measured on the bytes of the profile, with random values: Chromium 156 keeps what was deleted,
// overwritten, cleared, or went with its database in LevelDB's files, through 15 MB of later writes and three restarts,
// as long as the origin has another database; Firefox 153 keeps it in SQLite's free pages until they are used again, and
// through restarts. A Blob has a file of its own in both, which goes when another takes its place: at once, or when the
// page no longer has a hand on it, 15 to 45 seconds later, or when the browser starts next.
//
// So what must be unreadable for good, also for who has the password and a copy of the disk, is erased by its key. A
// secret opens a slot; in it is the root key, which stays; under that, as a Blob, lies the store's key, which is made
// anew in an erasing commit (see commit); what stays is sealed anew with it, and what does not can be opened by nothing. A
// slot's wrap is a Blob, too, so that a password that was changed opens nothing.
//
// Limit: what the release before wrote is sealed with the root key, under slots that are no Blobs. It is sealed anew
// when the store is first opened, but what the disk still has of before then stays readable to who has the password.
//
// One page at a time has a store open, by a Web Lock held while it is. A second tab is told ("conflict") and may seize
// it: the first then locks. Because a page may lose the lock while a write is on its way, every write also checks, in
// its own transaction, that the word in "keys" is still the one this page put there.
"use strict";

const namePrefix = "damping-";
const shapeVersion = 3; // of the database

// A shelf's place in this list is its kind in Go, from 1.
const shelves = ["meta", "scopes", "cards", "pending", "retained", "refused", "notes", "sealed", "blobs"];
const everything = ["keys", ...shelves, "subkeys"];
const shelvesOf = [0, 8, 10, everything.length]; // how many of everything each version has
const erasing = shelves.length + 1; // kind of the record that makes a commit an erasing one
const raw = new Set(["sealed", "blobs"]); // kept as it comes: the keys are the server's and the engine's

let held = null; // the open store: {name, db, root, keys, current, busy, kek, word, next, release}

Object.defineProperty(globalThis, "dampingStore", {
  value: Object.freeze({
    list, exists, create, slots, setTries, leave, addSlot, removeSlot,
    unlock, lock, mayWrap, wrapHere, seize, onLost, unsent, destroy,
    load, get, commit,
  }),
});
