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
// A random key seals every record and never leaves the browser's cryptography in the clear. It is made anew whenever a case
// is taken away (client.KindErase), because what was deleted stays on the disk: web/store/begin.js tells how that erases. It
// lies under a root key, which stays. The root key is wrapped by a key that
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
// not the end of the lease. What has to go, because a password was forgotten, the server says so, or the lease is over, is
// first moved, sealed to the server, into the outbox of the service worker.
//
// # The sealed outbox
//
// Each act that waits for the server's verdict has a second copy in the store, sealed to the server's public key (package
// shared/outbox) and readable by nobody on the device. It is written and dropped in the same transactions as the act. The
// service worker sends these copies without a key of the store: when the browser says that there is a network again (where
// it can), when a notification comes, and whenever a page of the app is there, locked or not. It leaves a mark in the place
// of what the server has taken, so that the door can count; the page sends the act all the same once it is unlocked, learns
// its verdict, and nothing is doubled, because the server knows every operation by its id.
//
// The public key comes with a session and is kept sealed in the store, so that only somebody whom the server has let in by
// password or by the secret of the last session can bring another. When one comes, everything that waits is sealed anew.
// The key by which the device proves what it wrote comes the same way. A store that is made anew on a browser becomes
// another device to the server, because its count begins anew; what the device of before has sealed arrives all the same,
// as the same person's.
//
// Limits: a photo's bytes are not in the outbox; and what was sealed goes no further while nobody is signed in on the
// browser and the long cookie is over, at most 90 days.
//
// Methods block on the browser. They must be called from goroutines of their own, never from go-app's UI goroutine or
// from a JavaScript callback.
package local
