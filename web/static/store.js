// The device store: IndexedDB and WebCrypto behind a few coarse calls, for the Go side in app/local. Every value of a
// record is sealed before it touches the disk; the key that opens them lives in this page's memory alone.
//
// The calls answer promises. A rejection is an Error whose "code" is one of the product's codes and whose "at" names the
// place (a shelf, never a value). Nothing here deletes what it cannot read: only destroy deletes, and a person asks for it.
//
// What lies in the clear, because it is needed before a key is there: in the shelf "keys" the wrapped key with the
// parameters of its derivation, the count of wrong tries, and a random word that says which page may write. Keys of
// records are random ids. How many records there are, and about how long, is visible to who copies the disk. The shelf
// "sealed" holds what was sealed to the server before it came here, for the worker to send while this store is locked.
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

(() => {
  const namePrefix = "damping-";
  const shapeVersion = 2; // of the database
  const sealVersion = 1; // first byte of every sealed value
  const ivBytes = 12;
  const patience = 1000; // ms to wait for the page before this one to let go, as it does in a reload
  const fresh = 300_000; // ms after an unlock by password in which another wrap may be made
  const absent = 0xffffffff; // length of a value that is not there

  // A shelf's place in this list is its kind in Go, from 1.
  const shelves = ["meta", "scopes", "cards", "pending", "retained", "refused", "notes", "sealed", "blobs"];
  const everything = ["keys", ...shelves];
  const shelvesBefore = 7; // of version 1: the first of them
  const raw = new Set(["sealed"]); // kept as it comes: nobody here has the key

  let held = null; // the open store: {name, db, key, kek, word, release}
  let seized = null; // the lock of a store that another tab had, until it is unlocked here: {name, release}
  let tellLost = () => {};

  // -------------------------------------------------------------------------------------------------------------
  // Failures

  function fail(code, at = "") {
    const err = new Error(at ? code + " at " + at : code);
    err.code = code;
    err.at = at;
    return err;
  }

  // known turns what the browser threw into a failure with a code of ours.
  function known(err, otherwise) {
    if (err?.code && typeof err.code === "string") return err;
    if (err?.name === "QuotaExceededError") return fail("quota");
    if (err?.name === "InvalidStateError") return fail("locked"); // the connection was closed under us
    return fail(otherwise, err?.name || "");
  }

  function current() {
    if (!held) throw fail("locked");
    return held;
  }

  // -------------------------------------------------------------------------------------------------------------
  // The database

  async function list() {
    const all = await indexedDB.databases();
    return all.map((db) => db.name).filter((name) => name.startsWith(namePrefix));
  }

  async function exists(name) {
    return (await list()).includes(name);
  }

  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // committed runs body inside one transaction and settles when the transaction has. Whatever body throws ends it
  // without a trace.
  function committed(db, stores, durability, body) {
    return new Promise((resolve, reject) => {
      let reason = null;
      const tx = db.transaction(stores, "readwrite", { durability });
      const stop = (err) => {
        reason = err;
        tx.abort();
      };
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(reason || tx.error || fail("store_corrupt"));
      try {
        body(tx, stop);
      } catch (err) {
        stop(err);
      }
    });
  }

  // opened opens a store that exists. With a version it makes the shelves that an older one lacks.
  async function opened(name, version) {
    if (!(await exists(name))) throw fail("not_found");
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = (event) => {
      // It vanished since: do not make an empty one in its place.
      if (event.oldVersion === 0) return request.transaction.abort();
      for (const shelf of shelves.slice(shelvesBefore)) request.result.createObjectStore(shelf);
    };
    try {
      return await settled(request);
    } catch (err) {
      throw err?.name === "AbortError" ? fail("not_found") : fail("store_corrupt", "open");
    }
  }

  // small writes the few bytes in "keys" without which a store does not open. On a full disk the reserve goes first: rows
  // of the zero id, which hold nothing.
  async function small(db, body) {
    try {
      return await committed(db, "keys", "strict", body);
    } catch (err) {
      if (known(err, "").code !== "quota") throw err;
    }
    const reserve = IDBKeyRange.bound("0".repeat(32), "0".repeat(32) + "~");
    await committed(db, "blobs", "strict", (tx) => tx.objectStore("blobs").delete(reserve));
    return committed(db, "keys", "strict", body);
  }

  // connect opens a store that exists and refuses one that is not of our making, or of a later making, as it is. One of
  // an earlier making is served as it is, too.
  async function connect(name) {
    const db = await opened(name);
    const shape = [...db.objectStoreNames];
    const expected = db.version < shapeVersion ? everything.slice(0, 1 + shelvesBefore) : everything;
    if (db.version > shapeVersion || expected.some((store) => !shape.includes(store))) {
      const at = db.version > shapeVersion ? "version" : "shape";
      db.close();
      throw fail("store_corrupt", at);
    }
    return db;
  }

  // connectNow brings a store of an earlier making up to date. Who calls it holds the store's lock: a
  // page of the release before, which would lose its connection, does not have it open.
  async function connectNow(name) {
    const db = await connect(name);
    if (db.version === shapeVersion) return db;
    db.close();
    return opened(name, shapeVersion);
  }

  // within connects for one piece of work, without a key. The page that has the store open does not mind.
  async function within(name, work) {
    const db = await connect(name);
    db.onversionchange = () => db.close();
    try {
      return await work(db);
    } catch (err) {
      throw known(err, "store_corrupt");
    } finally {
      db.close();
    }
  }

  // -------------------------------------------------------------------------------------------------------------
  // The key and its wraps

  const utf8 = new TextEncoder();

  function same(a, b) {
    return a.length === b.length && a.every((byte, i) => byte === b[i]);
  }

  // sumOf tells a damaged wrap from a wrong password: both fail to open, but only the damaged one fails its sum. It is
  // no protection against who damages on purpose.
  async function sumOf(slot, params, iv, wrapped) {
    const head = utf8.encode(slot + "\0" + params + "\0");
    const all = new Uint8Array(head.length + iv.length + wrapped.length);
    all.set(head);
    all.set(iv, head.length);
    all.set(wrapped, head.length + iv.length);
    return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  }

  // kekFrom takes the bytes and leaves none behind.
  async function kekFrom(bytes) {
    try {
      return await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
    } finally {
      bytes.fill(0);
    }
  }

  const wrapping = (slot, params, iv) => ({ name: "AES-GCM", iv, additionalData: utf8.encode(slot + "\0" + params) });

  async function wrap(key, slot, params, kek) {
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", key, kek, wrapping(slot, params, iv)));
    return { params, iv, wrapped, sum: await sumOf(slot, params, iv, wrapped) };
  }

  async function unwrap(slot, entry, kek, extractable) {
    try {
      const how = wrapping(slot, entry.params, entry.iv);
      const uses = ["encrypt", "decrypt"];
      return await crypto.subtle.unwrapKey("raw", entry.wrapped, kek, how, "AES-GCM", extractable, uses);
    } catch {
      throw fail("wrong_credentials");
    }
  }

  async function readSlot(db, slot) {
    const entry = await settled(db.transaction("keys").objectStore("keys").get("slot." + slot));
    if (!entry) {
      // A store cannot have been made without a password; a passkey may simply not be there.
      throw slot === "password" ? fail("store_corrupt", "keys") : fail("not_found", slot);
    }
    const { params, iv, wrapped, sum } = entry;
    const whole = typeof params === "string" && [iv, wrapped, sum].every((part) => part instanceof Uint8Array);
    if (!whole || !same(sum, await sumOf(slot, params, iv, wrapped))) throw fail("store_corrupt", "keys");
    return entry;
  }

  // create makes a store with a new random key under a password's key. Database, shelves and wrap come into being in
  // one transaction, so a store without its key cannot exist.
  async function create(name, kekBytes, params) {
    const kek = await kekFrom(kekBytes);
    if (!name.startsWith(namePrefix)) throw fail("invalid", "name");
    if (await exists(name)) throw fail("conflict");
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
    const entry = await wrap(key, "password", params, kek);

    const request = indexedDB.open(name, shapeVersion);
    request.onupgradeneeded = (event) => {
      if (event.oldVersion !== 0) {
        request.transaction.abort(); // somebody else was faster
        return;
      }
      for (const store of everything) request.result.createObjectStore(store);
      request.transaction.objectStore("keys").put(entry, "slot.password");
    };
    try {
      (await settled(request)).close();
    } catch (err) {
      throw known(err, "store_corrupt");
    }
  }

  // slots tells what stands in the clear: the parameters of each wrap, the count of wrong tries, when the store was last
  // opened, 0 after a sign-out, and whether another tab has it open; as JSON.
  async function slots(name) {
    return within(name, async (db) => {
      const found = { slots: {} };
      const keys = await settled(db.transaction("keys").objectStore("keys").getAllKeys());
      for (const key of keys.filter((k) => k.startsWith("slot."))) {
        const slot = key.slice("slot.".length);
        try {
          found.slots[slot] = (await readSlot(db, slot)).params;
        } catch (err) {
          if (slot === "password") throw err; // without another wrap the store still opens
        }
      }
      if (!("password" in found.slots)) throw fail("store_corrupt", "keys");
      const rows = db.transaction("keys").objectStore("keys");
      [found.tries, found.used] = await Promise.all([settled(rows.get("tries")), settled(rows.get("used"))]);
      found.elsewhere = await elsewhere(name);
      return JSON.stringify(found);
    });
  }

  // setTries writes the count so that it survives the end of the browser.
  async function setTries(name, n, at) {
    return within(name, (db) =>
      small(db, (tx) => tx.objectStore("keys").put({ n, at }, "tries")),
    );
  }

  // leave marks the store as one from which the person has signed out.
  async function leave(name) {
    return within(name, (db) => committed(db, "keys", "strict", (tx) => tx.objectStore("keys").put(0, "used")));
  }

  // addSlot wraps the key a second time, or anew, with the old secret given again.
  async function addSlot(name, oldSlot, oldKekBytes, slot, kekBytes, params) {
    const oldKek = await kekFrom(oldKekBytes);
    const kek = await kekFrom(kekBytes);
    await within(name, (db) => rewrap(db, oldSlot, oldKek, slot, kek, params));
    if (slot === "password" && held?.name === name) held.kek = null; // it opens nothing any more
  }

  // rewrap is the one place where the key leaves its wrap in a form that can be wrapped again, and only for this call.
  async function rewrap(db, oldSlot, oldKek, slot, kek, params) {
    const key = await unwrap(oldSlot, await readSlot(db, oldSlot), oldKek, true);
    const entry = await wrap(key, slot, params, kek);
    await committed(db, "keys", "strict", (tx) => tx.objectStore("keys").put(entry, "slot." + slot));
  }

  // wrapHere does the same for the open store, soon after the password opened it; mayWrap rejects when that is over. Who
  // merely holds an unlocked phone must not make a key of their own.
  async function wrapHere(slot, kekBytes, params) {
    const kek = await kekFrom(kekBytes);
    await mayWrap();
    await rewrap(held.db, "password", held.kek, slot, kek, params);
  }

  async function mayWrap() {
    if (!current().kek) throw fail("locked", "password");
  }

  // removeSlot forgets a wrap; the password's stays.
  async function removeSlot(name, slot) {
    if (slot === "password") throw fail("invalid", "slot");
    return within(name, (db) =>
      committed(db, "keys", "strict", (tx) => tx.objectStore("keys").delete("slot." + slot)),
    );
  }

  // -------------------------------------------------------------------------------------------------------------
  // Open and locked

  const lockOf = (name) => namePrefix + "store:" + name;

  // acquire gets the Web Lock of a store and answers the function that lets go of it.
  function acquire(name, how) {
    return new Promise((resolve, reject) => {
      let granted = null;
      navigator.locks
        .request(lockOf(name), how, () => {
          return new Promise((release) => {
            granted = release;
            resolve(release);
          });
        })
        .catch(() => {
          if (!granted) reject(fail("conflict"));
          else if (seized?.release === granted) seized = null;
          else if (held?.release === granted) lose("conflict"); // another tab seized it
        });
    });
  }

  // waitFor gets the lock for an unlock: the one that was seized for it, or, after a moment's wait, a free one.
  async function waitFor(name) {
    if (seized?.name !== name) return acquire(name, { signal: AbortSignal.timeout(patience) });
    const { release } = seized;
    seized = null;
    return release;
  }

  // elsewhere tells whether another tab has the store open. A page that is being left lets go in a moment: it is no other.
  async function elsewhere(name) {
    if (held?.name === name || seized?.name === name) return false;
    const locks = await navigator.locks.query();
    if (!locks.held.some((lock) => lock.name === lockOf(name))) return false;
    const release = await acquire(name, { signal: AbortSignal.timeout(patience) }).catch(() => null);
    release?.();
    return !release;
  }

  // unlock opens a store with the key under a slot's wrap, for this page alone.
  async function unlock(name, slot, kekBytes) {
    const kek = await kekFrom(kekBytes);
    if (held) throw fail("conflict");
    const release = await waitFor(name);
    let db = null;
    try {
      db = await connectNow(name);
      const key = await unwrap(slot, await readSlot(db, slot), kek, false);
      const word = crypto.randomUUID();
      await small(db, (tx) => {
        const rows = tx.objectStore("keys");
        rows.put(word, "owner");
        rows.put(Date.now(), "used");
        rows.delete("tries"); // the secret was right
      });
      held = { name, db, key, kek: slot === "password" ? kek : null, word, release };
    } catch (err) {
      db?.close();
      release();
      throw known(err, "store_corrupt");
    }
    db.onversionchange = () => lose("gone"); // somebody destroys the store: do not stand in the way
    db.onclose = () => lose("gone");
    const opened = held;
    setTimeout(() => (opened.kek = null), fresh);
  }

  // lock forgets the key. Nothing can be read until the next unlock.
  function lock() {
    const was = held;
    held = null;
    if (!was) return;
    was.key = was.kek = null;
    was.db.onversionchange = was.db.onclose = null;
    was.db.close();
    was.release();
  }

  function lose(code) {
    if (!held) return;
    lock();
    tellLost(code);
  }

  function onLost(listener) {
    tellLost = listener;
  }

  // seize makes the tab that has the store open lock itself, and keeps the lock until this one unlocks it.
  async function seize(name) {
    seized?.release();
    seized = { name, release: await acquire(name, { steal: true }) };
  }

  // unsent counts the records that wait to be sent; it needs no key.
  async function unsent(name) {
    return within(name, (db) => settled(db.transaction("pending").objectStore("pending").count()));
  }

  // destroy deletes a store with all that is in it. Who asks has told the person what is lost.
  async function destroy(name) {
    if (!name.startsWith(namePrefix)) throw fail("invalid", "name");
    if (held?.name === name) lock();
    try {
      await settled(indexedDB.deleteDatabase(name));
    } catch (err) {
      throw known(err, "store_corrupt");
    }
  }

  // -------------------------------------------------------------------------------------------------------------
  // Records

  // aad ties a sealed value to its place: moved to another shelf or key it does not open.
  const aad = (shelf, key) => utf8.encode(shelf + "\0" + key + "\0" + sealVersion);

  async function seal(dataKey, shelf, key, value) {
    if (raw.has(shelf)) return value.slice(); // a copy: what crossed from Go is one buffer for all records
    const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
    const how = { name: "AES-GCM", iv, additionalData: aad(shelf, key) };
    const cipher = new Uint8Array(await crypto.subtle.encrypt(how, dataKey, value));
    const sealed = new Uint8Array(1 + ivBytes + cipher.length);
    sealed[0] = sealVersion;
    sealed.set(iv, 1);
    sealed.set(cipher, 1 + ivBytes);
    return sealed;
  }

  async function unseal(dataKey, shelf, key, sealed) {
    if (!(sealed instanceof Uint8Array)) throw fail("store_corrupt", shelf);
    if (raw.has(shelf)) return sealed;
    if (sealed[0] !== sealVersion) throw fail("store_corrupt", shelf);
    try {
      const how = { name: "AES-GCM", iv: sealed.subarray(1, 1 + ivBytes), additionalData: aad(shelf, key) };
      return new Uint8Array(await crypto.subtle.decrypt(how, dataKey, sealed.subarray(1 + ivBytes)));
    } catch {
      throw fail("store_corrupt", shelf);
    }
  }

  // Records cross between Go and here as one buffer: for each a byte kind, a uint16 length of the key, a uint32 length
  // of the value, key, value; numbers little-endian.
  const headBytes = 7;

  function pack(records) {
    const keys = records.map((r) => utf8.encode(r.key));
    let size = 0;
    records.forEach((r, i) => (size += headBytes + keys[i].length + (r.value ? r.value.length : 0)));

    const buffer = new Uint8Array(size);
    const view = new DataView(buffer.buffer);
    let at = 0;
    records.forEach((r, i) => {
      view.setUint8(at, r.kind);
      view.setUint16(at + 1, keys[i].length, true);
      view.setUint32(at + 3, r.value ? r.value.length : absent, true);
      buffer.set(keys[i], at + headBytes);
      at += headBytes + keys[i].length;
      if (r.value) {
        buffer.set(r.value, at);
        at += r.value.length;
      }
    });
    return buffer;
  }

  function unpack(buffer) {
    const text = new TextDecoder();
    const view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
    const records = [];
    for (let at = 0; at < buffer.length; ) {
      const kind = view.getUint8(at);
      const keyEnd = at + headBytes + view.getUint16(at + 1, true);
      const length = view.getUint32(at + 3, true);
      const key = text.decode(buffer.subarray(at + headBytes, keyEnd));
      at = length === absent ? keyEnd : keyEnd + length;
      records.push({ kind, key, value: length === absent ? null : buffer.subarray(keyEnd, at) });
    }
    return records;
  }

  // load answers every record of the kinds (a Uint8Array), kind by kind, in order of key, as they stood at one instant.
  async function load(kinds) {
    const store = current();
    const dataKey = store.key; // a lock in between must not look like damage
    const names = [...kinds].map((kind) => shelves[kind - 1]);
    let found;
    try {
      const tx = store.db.transaction(names);
      found = await Promise.all(
        names.flatMap((name) => [settled(tx.objectStore(name).getAllKeys()), settled(tx.objectStore(name).getAll())]),
      );
    } catch (err) {
      throw known(err, "store_corrupt");
    }

    const opening = [...kinds].flatMap((kind, i) => {
      const [keys, values] = [found[2 * i], found[2 * i + 1]];
      return keys.map(async (key, j) => ({ kind, key, value: await unseal(dataKey, names[i], key, values[j]) }));
    });
    return pack(await Promise.all(opening));
  }

  // get answers one record for each key of a list, one key a line, in its order.
  async function get(kind, lines) {
    const store = current();
    const dataKey = store.key;
    const keys = lines.split("\n");
    const shelf = shelves[kind - 1];
    let values;
    try {
      const rows = store.db.transaction(shelf).objectStore(shelf);
      values = await Promise.all(keys.map((key) => settled(rows.get(key))));
    } catch (err) {
      throw known(err, "store_corrupt");
    }

    const opening = keys.map(async (key, i) => {
      if (values[i] === undefined) return { kind, key, value: null };
      return { kind, key, value: await unseal(dataKey, shelf, key, values[i]) };
    });
    return pack(await Promise.all(opening));
  }

  // commit writes all records in one transaction or none; a record without a value deletes. Everything is sealed before
  // the transaction begins, because a transaction does not wait for WebCrypto: it would commit half of the records.
  async function commit(buffer, durable) {
    const store = current();
    const sealed = await Promise.all(
      unpack(buffer).map(async ({ kind, key, value }) => {
        const shelf = shelves[kind - 1];
        return { shelf, key, value: value && (await seal(store.key, shelf, key, value)) };
      }),
    );
    if (held !== store) throw fail("locked");

    try {
      await committed(store.db, everything, durable ? "strict" : "relaxed", (tx, stop) => {
        const owner = tx.objectStore("keys").get("owner");
        owner.onsuccess = () => {
          if (owner.result !== store.word) return stop(fail("locked", "owner"));
          try {
            for (const { shelf, key, value } of sealed) {
              const rows = tx.objectStore(shelf);
              if (value) rows.put(value, key);
              else rows.delete(key);
            }
          } catch (err) {
            stop(err);
          }
        };
      });
    } catch (err) {
      const failure = known(err, "store_corrupt");
      if (failure.at === "owner" && held === store) lose("conflict");
      throw failure;
    }
  }

  Object.defineProperty(globalThis, "dampingStore", {
    value: Object.freeze({
      list, exists, create, slots, setTries, leave, addSlot, removeSlot,
      unlock, lock, mayWrap, wrapHere, seize, onLost, unsent, destroy,
      load, get, commit,
    }),
  });
})();
