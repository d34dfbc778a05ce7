// The sealed outbox (shared/outbox): what a device has written, sealed to the server, so that it can be counted, moved and
// sent while the device's store is locked or when it has to go. Page and service worker load the same file; neither has a
// key to what passes here.
"use strict";

(() => {
  const storePrefix = "damping-";
  const shelf = "sealed";
  const headBytes = 63; // a row of this length is the mark of one that the server has taken

  // headOf reads what a box shows in the clear; the places are those of shared/outbox/head.go.
  function headOf(box) {
    const view = new DataView(box.buffer, box.byteOffset, box.byteLength);
    const hex = (from) => Array.from(box.subarray(from, from + 16), (b) => b.toString(16).padStart(2, "0")).join("");
    return { work: box[1] === 1, dev: hex(6), group: hex(22), n: Number(view.getBigUint64(54)), ops: box[62] };
  }

  const whole = (box) => box instanceof Uint8Array && box.length > headBytes && box[0] === 1;
  const taken = (box) => box instanceof Uint8Array && box.length === headBytes && box[0] === 1;

  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // done runs body in one transaction and settles when it is on the disk.
  function done(db, name, body) {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(name, "readwrite", { durability: "strict" });
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error || new Error("aborted"));
      body(tx.objectStore(name));
    });
  }

  // ---------------------------------------------------------------------------------------------------------------
  // The stores of this device, without their keys

  async function stores() {
    return (await indexedDB.databases()).map((db) => db.name).filter((name) => name.startsWith(storePrefix));
  }

  // withStore lends a store that is there and has the shelf; otherwise the answer is none. Who wants to change or delete
  // the store is not held up.
  async function withStore(name, none, work) {
    if (!(await stores()).includes(name)) return none;
    const request = indexedDB.open(name);
    request.onupgradeneeded = () => request.transaction.abort(); // it vanished since
    let db;
    try {
      db = await settled(request);
    } catch (err) {
      if (err?.name === "AbortError") return none;
      throw err;
    }
    db.onversionchange = () => db.close();
    try {
      return db.objectStoreNames.contains(shelf) ? await work(db) : none;
    } finally {
      db.close();
    }
  }

  async function rowsOf(db) {
    const rows = db.transaction(shelf).objectStore(shelf);
    const [keys, boxes] = await Promise.all([settled(rows.getAllKeys()), settled(rows.getAll())]);
    return keys.map((key, i) => ({ key, box: boxes[i] }));
  }

  // inOrder puts boxes in the order in which they were written: one that changes a thing comes after the one that made it.
  function inOrder(rows) {
    const order = (a, b) => (a.head.dev < b.head.dev ? -1 : a.head.dev > b.head.dev ? 1 : a.head.n - b.head.n);
    return rows.map((row) => ({ ...row, head: headOf(row.box) })).sort(order);
  }

  // waiting lists what one store has not sent, in order.
  function waiting(name) {
    return withStore(name, [], async (db) => inOrder((await rowsOf(db)).filter(({ box }) => whole(box))));
  }

  // mark notes in a store that the server has taken boxes. One that the page has dropped meanwhile does not come back.
  function mark(name, keys) {
    return withStore(name, undefined, (db) =>
      done(db, shelf, (rows) => {
        for (const key of keys) {
          const request = rows.get(key);
          request.onsuccess = () => whole(request.result) && rows.put(request.result.slice(0, headBytes), key);
        }
      })
    );
  }

  // count tells of a store how many acts wait sealed, how many were sent by the worker, and how many operations both are.
  function count(name) {
    return withStore(name, { acts: 0, sent: 0, ops: 0 }, async (db) => {
      const found = { acts: 0, sent: 0, ops: 0 };
      for (const { box } of await rowsOf(db)) {
        if (!whole(box) && !taken(box)) continue;
        const head = headOf(box);
        found.ops += head.ops;
        if (head.work) found[taken(box) ? "sent" : "acts"]++;
      }
      return found;
    });
  }

  // device is the id under which a store's unsent work was written, "" when there is none.
  async function device(name) {
    const [first] = await waiting(name);
    return first ? first.head.dev.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-") : "";
  }

  // ---------------------------------------------------------------------------------------------------------------
  // The worker's own outbox: what has no store any more

  // worker opens the database "worker", which holds random ids, times, boxes, and whether this device was to be emptied; of
  // people it knows nothing.
  function worker() {
    const request = indexedDB.open("worker", 3);
    request.onupgradeneeded = () => {
      const db = request.result;
      const make = (name, keyPath) => db.objectStoreNames.contains(name) || db.createObjectStore(name, { keyPath });
      make("actions", "action_id");
      make("receipts", "id");
      make("outbox", "group");
      make("state", "id");
    };
    return settled(request).then((db) => {
      db.onversionchange = () => db.close();
      return db;
    });
  }

  async function withWorker(work) {
    const db = await worker();
    try {
      return await work(db);
    } finally {
      db.close();
    }
  }

  // orphans lists what waits in the worker's outbox, in order.
  async function orphans() {
    const rows = await withWorker((db) => settled(db.transaction("outbox").objectStore("outbox").getAll()));
    return inOrder(rows.map(({ group, at, box }) => ({ key: group, at, box })));
  }

  function forget(keys) {
    return withWorker((db) => done(db, "outbox", (rows) => keys.forEach((key) => rows.delete(key))));
  }

  // surrender moves all that a store has not sent into the worker's outbox, from where it is sent when the store is gone.
  // The copies are on the disk before the originals go: a crash in between leaves both, and the server takes an act once.
  // First another word is put where the page that has the store open looks for its own: what that page would write after
  // the copying would go with the store. It answers how many acts of work were moved.
  async function surrender(name) {
    await withStore(name, undefined, (db) => done(db, "keys", (keys) => keys.put(crypto.randomUUID(), "owner")));
    const rows = await waiting(name);
    if (rows.length > 0) {
      const at = Date.now();
      await withWorker((db) => done(db, "outbox", (all) => rows.forEach(({ key, box }) => all.put({ group: key, at, box }))));
      await withStore(name, undefined, (db) => done(db, shelf, (all) => rows.forEach(({ key }) => all.delete(key))));
    }
    return rows.filter(({ head }) => head.work).length;
  }

  Object.defineProperty(globalThis, "dampingOutbox", {
    value: Object.freeze({ stores, waiting, mark, count, device, worker, orphans, forget, surrender }),
  });
})();
