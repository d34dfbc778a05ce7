// Package local is the device's side of the app: the sealed store on the disk, the key that opens it, the person's desk
// over both, and the loop that sends and fetches while there is a signal.
//
//	state ── Desk ── Syncer ── client.Engine ── Store ── store.js (IndexedDB, WebCrypto)
//	           │        └───── the server, over Web
//	           ├── Disk (make, unlock, slow wrong tries)
//	           └── Browser (app/device: passkey, push, signals)
//
// One account on one device has one store, named by a hash of its sign-in name. What the browser shows of it to who
// copies the disk: that hash, how many records there are and about how long, when it was last opened, the count of
// wrong tries, and the random ids that are the keys.
//
// # Keys
//
// A random key seals every record and never leaves the browser's cryptography in the clear. It is wrapped by a key that
// Argon2id makes of the sign-in password and a salt of this device (19 MiB, 2 passes, 1 lane: OWASP's floor, 0.1 s on a
// laptop and half a second on a cheap phone), and, if the person wants, a second time by a key that HKDF-SHA256 makes of
// a passkey's PRF output. The parameters stand beside the wrap, so that later stores may use dearer ones.
//
// In a browser Argon2id runs in a worker, a second start of this program for the one piece of work: the page does not
// stand still meanwhile, and the memory with the password in it goes with the worker, while that of a page grows and
// stays. Where the worker fails, the page does it.
//
// # Wrong tries
//
// After the first wrong password the next try must wait 1 s, and twice as long after each one, at most 5 minutes. From
// the tenth on only a sign-in over the network opens the store. The count is written before the try, so ending the
// browser in the middle saves nothing, and it stands on the disk, so a restart saves nothing either. It is no protection
// against somebody who copies the browser's profile: they put the old count back, or try the wrap elsewhere at full
// speed. Against them stand the length of the password and the price of Argon2id alone.
//
// # Several tabs
//
// Choice: one tab at a time has a store open. Two engines over one store would number their work alike. The second tab is
// told so (conflict, store.otherTab), and may take over, which locks the first. Context: workers use a phone, where a
// second tab is a mistake. Price: on a desktop, two windows side by side are two devices or one at a time.
//
// # Leaving
//
// Nothing here deletes work that was not sent, whatever happened: not a wrong password, not a store that cannot be read,
// not the end of the lease. Only Disk.Destroy deletes, and a person asks for it.
//
// Methods block on the browser. They must be called from goroutines of their own, never from go-app's UI goroutine or
// from a JavaScript callback.
package local
