// Deleting what lies on this device: because the server says so (by a push, or by the answer "wiped" to any request), or
// because the device was out of touch for too long. Page and service worker load the same file; whichever hears of it first
// does it, and neither needs a key.
//
// Of a store goes first what opens it, in one small transaction that also keeps every page from writing, and then all that
// somebody could read who had opened it before. What was not sent, acts and photographs, is sealed to the server: it moves
// into the worker's outbox (see outbox.js), and then the whole store goes. Whatever is interrupted is finished at the next
// start. The app's own files stay: they tell nothing of anybody.
//
// Choice: out of touch for too long is time that was seen to pass, from one look to the next. Context: there is only the
// device's clock to ask; whoever holds the device can set it, or change what is counted here, which lies in the clear:
// against them stands the password. A clock that was set back undoes nothing; one that jumps by more than a quarter of a
// year (an empty battery, a wrong year) is not believed; from either place time goes on being counted. Price: a phone
// that lay in a drawer for longer is not emptied when it is opened but stays locked, as it does from the seventh day on; a
// clock that goes wrong by one to three months empties a good one, which costs a download and no work.
"use strict";

(() => {
  const longestGap = 90 * 86_400_000; // ms between two looks that are believed
  const patience = 5_000; // ms to wait for a page that does not let go of a store

  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // within lends a database that is there, for one transaction over some of its shelves; none when it is not there.
  async function within(name, shelves, none, work) {
    if (!(await dampingOutbox.stores()).includes(name)) return none;
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction.abort(); // it vanished since
    const db = await settled(request).catch(() => null);
    if (!db) return none;
    db.onversionchange = () => db.close();
    try {
      const wanted = shelves([...db.objectStoreNames]);
      return wanted.length > 0 ? await done(db, wanted, work) : none;
    } finally {
      db.close();
    }
  }

  // done settles with what work answered when the transaction is on the disk.
  function done(db, shelves, work) {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(shelves, "readwrite", { durability: "strict" });
      let answer;
      tx.oncomplete = () => resolve(answer);
      tx.onabort = () => reject(tx.error || new Error("aborted"));
      work(tx, (value) => (answer = value));
    });
  }

  const onlyKeys = (shelves) => shelves.filter((shelf) => shelf === "keys");

  // ---------------------------------------------------------------------------------------------------------------
  // Emptying

  // empty takes everything from a store that somebody could read, and the store itself. Page and worker may both be at it:
  // the one that comes late finds it gone under its hands, and what is left of a failure is finished at the next start.
  const empty = (name) => emptyOnce(name).catch(() => {});

  async function emptyOnce(name) {
    await within(name, onlyKeys, undefined, (tx) => {
      const keys = tx.objectStore("keys");
      keys.put(true, "wiping");
      keys.put(crypto.randomUUID(), "owner"); // no page writes from here on
      keys.delete(IDBKeyRange.bound("slot.", "slot/", false, true));
      keys.delete("key");
    });
    await within(name, (all) => all.filter((shelf) => !["keys", "sealed", "blobs"].includes(shelf)), undefined, (tx) => {
      for (const shelf of tx.objectStoreNames) tx.objectStore(shelf).clear();
    });
    try {
      await dampingOutbox.prune(name);
      await dampingOutbox.surrender(name);
    } catch {
      return; // no room for the copies: what is sealed stays where it is, alone, and is sent from there until the next start
    }
    await remove(name);
  }

  // remove deletes a database. A page that is frozen holds it; it goes when that page does.
  function remove(name) {
    return new Promise((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.onsuccess = request.onerror = () => resolve();
      setTimeout(resolve, patience);
    });
  }

  let obeying = null;

  // obey empties this device because the server says so. How long it took stands among the measures of this page or worker.
  function obey() {
    obeying ||= (async () => {
      const start = performance.now();
      await note("wiped").catch(() => {}); // a disk that is full must not hold this up
      const names = await dampingOutbox.stores();
      await Promise.all([tellPages(names.length > 0), ...names.map(empty)]);
      performance.measure("wiped", { start });
    })().finally(() => (obeying = null));
    return obeying;
  }

  // ---------------------------------------------------------------------------------------------------------------
  // The lease

  // renew notes that the server has given the device of a store so many ms to be out of touch. That it does so ends all
  // that was said before.
  async function renew(name, left) {
    await within(name, onlyKeys, undefined, (tx) => {
      tx.objectStore("keys").put({ left, passed: 0, last: Date.now(), apart: 0 }, "lease");
    });
    await forget();
  }

  // count adds the time since the last look. A clock that has jumped is followed from where it is now, apart, and what was
  // counted there is not counted twice when it comes back.
  function count(row, now) {
    const since = (then) => (then !== undefined && now >= then && now - then <= longestGap ? now - then : undefined);
    const gap = since(row.last);
    if (gap !== undefined) {
      row.passed += Math.max(0, gap - row.apart);
      Object.assign(row, { last: now, wild: undefined, apart: 0 });
      return;
    }
    const step = since(row.wild) ?? 0;
    row.passed += step;
    row.apart += step;
    row.wild = now;
  }

  // look counts the time since the last look and tells whether the store has to go.
  function look(name) {
    return within(name, onlyKeys, false, (tx, answer) => {
      const keys = tx.objectStore("keys");
      const [wiping, lease] = [keys.get("wiping"), keys.get("lease")];
      answer(false);
      lease.onsuccess = () => {
        if (wiping.result) return answer(true);
        const row = lease.result;
        if (!row) return;
        count(row, Date.now());
        keys.put(row, "lease");
        answer(row.passed >= row.left);
      };
    });
  }

  // begin is called before anything else is done with the stores: it finishes what was interrupted, empties what was out of
  // touch for too long, and answers why there may be nothing: "wiped" or "lease", empty when there is no reason. Whether
  // there is, the caller sees: a store that page and worker are both at may still be listed when it can be opened no more.
  async function begin() {
    for (const name of await dampingOutbox.stores()) {
      // What cannot be read is shown to the person by who opens it.
      if (!(await look(name).catch(() => false))) continue;
      await note("lease").catch(() => {});
      await empty(name);
    }
    const ids = await withWorker((db) => settled(db.transaction("state").objectStore("state").getAllKeys())).catch(() => []);
    return globalThis.history?.state?.damping || ids.at(-1) || ""; // "wiped" comes after "lease"
  }

  // ---------------------------------------------------------------------------------------------------------------
  // What is remembered of it: in the worker's database, and, because that one goes, too, beside the address of each page

  async function withWorker(work) {
    const db = await dampingOutbox.worker();
    try {
      return await work(db);
    } finally {
      db.close();
    }
  }

  const note = (id) => withWorker((db) => done(db, ["state"], (tx) => tx.objectStore("state").put({ id, at: Date.now() })));
  const noted = (id) => withWorker((db) => settled(db.transaction("state").objectStore("state").get(id))).catch(() => undefined);

  async function forget() {
    if (globalThis.history?.state?.damping) history.replaceState({ ...history.state, damping: undefined }, "");
    await withWorker((db) => done(db, ["state"], (tx) => tx.objectStore("state").clear())).catch(() => {});
  }

  async function tellPages(some) {
    if (!some) return;
    if (globalThis.history) return remember();
    for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
      client.postMessage({ type: "wiped" });
    }
  }

  // remember has this page say after its reload what happened.
  function remember() {
    history.replaceState({ ...history.state, damping: "wiped" }, "");
  }

  if (globalThis.document) {
    navigator.serviceWorker?.addEventListener("message", (event) => event.data?.type === "wiped" && remember());
  }

  Object.defineProperty(globalThis, "dampingWipe", {
    value: Object.freeze({ obey, renew, begin, forget, asked: () => noted("wiped") }),
  });
})();
