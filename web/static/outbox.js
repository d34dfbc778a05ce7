// The sealed outbox (shared/outbox): what a device has written, sealed to the server, so that it can be counted, moved and
// sent while the device's store is locked or when it has to go. Of an attachment a box holds what opens its chunks, which lie
// beside as they were sealed when it was taken. Page and service worker load the same file; neither has a key to what passes
// here.
"use strict";

(() => {
  const storePrefix = "damping-";
  const shelf = "sealed";
  const headBytes = 63; // a row of this length is the mark of one that the server has taken
  const batch = 16; // chunks moved at once: 4 MiB

  // headOf reads what a box shows in the clear; the places are those of shared/outbox/head.go.
  function headOf(box) {
    const view = new DataView(box.buffer, box.byteOffset, box.byteLength);
    const hex = (from) => Array.from(box.subarray(from, from + 16), (b) => b.toString(16).padStart(2, "0")).join("");
    return { parcel: box[0] === 2, work: box[1] === 1, dev: hex(6), group: hex(22), n: Number(view.getBigUint64(54)), ops: box[62] };
  }

  const known = (box) => box instanceof Uint8Array && (box[0] === 1 || box[0] === 2);
  const whole = (box) => known(box) && box.length > headBytes;
  const taken = (box) => known(box) && box.length === headBytes;

  // chunksOf is where the chunks of an attachment lie; placeOf is the place of one.
  const chunksOf = (id) => IDBKeyRange.bound(id + "-", id + "-~");
  const placeOf = (id, i) => id + "-" + i.toString(16).padStart(4, "0");

  function settled(request) {
    return new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  }

  // done runs body in one transaction over one shelf or several, and settles when it is on the disk.
  function done(db, names, body) {
    return new Promise((resolve, reject) => {
      const tx = db.transaction(names, "readwrite", { durability: "strict" });
      tx.oncomplete = () => resolve();
      tx.onabort = () => reject(tx.error || new Error("aborted"));
      try {
        body(...[names].flat().map((name) => tx.objectStore(name)));
      } catch (err) {
        reject(err);
        tx.abort(); // all or nothing
      }
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

  // inOrder puts boxes in the order in which they were written: one that changes a thing comes after the one that made it,
  // and bytes after all acts.
  function inOrder(rows) {
    const order = ({ head: a }, { head: b }) =>
      a.parcel - b.parcel || (a.dev < b.dev ? -1 : a.dev > b.dev ? 1 : a.n - b.n);
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

  // chunk reads one chunk of an attachment, which lies in a store, in the worker's own, or, when moving it was interrupted,
  // some here and some there.
  async function chunk(id, i) {
    const read = (shelf) => (db) => settled(db.transaction(shelf).objectStore(shelf).get(placeOf(id, i)));
    let found = await withWorker(read("chunks"));
    for (const name of found ? [] : await stores()) found ||= await withStore(name, undefined, read("blobs"));
    return found;
  }

  // inUse tells whether a page has a store open, which sends its attachments itself.
  async function inUse(name) {
    const { held } = await navigator.locks.query();
    return held.some((lock) => lock.name === storePrefix + "store:" + name);
  }

  // count tells of a store how many acts and attachments wait sealed, how many were sent by the worker, and how many records
  // both are.
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
    const request = indexedDB.open("worker", 4);
    request.onupgradeneeded = () => {
      const db = request.result;
      const make = (name, keyPath) => db.objectStoreNames.contains(name) || db.createObjectStore(name, keyPath && { keyPath });
      make("actions", "action_id");
      make("receipts", "id");
      make("outbox", "group");
      make("chunks");
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

  // forget lets go of what the server has, or will never have, chunks and all.
  function forget(keys) {
    return withWorker((db) =>
      done(db, ["outbox", "chunks"], (rows, chunks) => {
        for (const key of keys) {
          rows.delete(key);
          chunks.delete(chunksOf(key));
        }
      })
    );
  }

  // surrender moves all that a store has not sent into the worker's outbox, from where it is sent when the store is gone.
  // The copies are on the disk before the originals go: a crash in between leaves both, and the server takes a thing once.
  // When there is no room for all of it the store keeps all of it, and what was copied is sent from there. First another word is put where the page that has the
  // store open looks for its own: what that page would write after the copying would go with the store. It answers how many
  // acts and attachments were moved.
  async function surrender(name) {
    await withStore(name, undefined, (db) => done(db, "keys", (keys) => keys.put(crypto.randomUUID(), "owner")));
    const rows = await waiting(name);
    if (rows.length > 0) {
      await copyOut(name, rows);
      await withStore(name, undefined, (db) =>
        done(db, [shelf, "blobs"], (all, blobs) => {
          for (const { key } of rows) {
            all.delete(key);
            blobs.delete(chunksOf(key));
          }
        })
      );
    }
    return rows.filter(({ head }) => head.work).length;
  }

  // copyOut copies the boxes and then, some at a time, the chunks that belong to them.
  async function copyOut(name, rows) {
    const at = Date.now();
    await withWorker(async (own) => {
      await done(own, "outbox", (all) => rows.forEach(({ key, box }) => all.put({ group: key, at, box })));
      const parcels = rows.filter(({ head }) => head.parcel);
      if (parcels.length === 0) return;
      await withStore(name, undefined, async (db) => {
        for (const { key } of parcels) {
          const places = await settled(db.transaction("blobs").objectStore("blobs").getAllKeys(chunksOf(key)));
          for (; places.length > 0; ) {
            const some = places.splice(0, batch);
            const range = IDBKeyRange.bound(some[0], some.at(-1));
            const chunks = await settled(db.transaction("blobs").objectStore("blobs").getAll(range));
            await done(own, "chunks", (all) => chunks.forEach((chunk, i) => all.put(chunk, some[i])));
          }
        }
      });
    });
  }

  // prune lets go of the chunks in a store to which no box belongs: without the store's key nobody can open them.
  function prune(name) {
    return withStore(name, undefined, async (db) => {
      const rows = await rowsOf(db);
      const wanted = new Set(rows.filter(({ box }) => whole(box)).map(({ key }) => key));
      await done(db, "blobs", (blobs) => {
        const keys = blobs.getAllKeys();
        keys.onsuccess = () => {
          for (const key of keys.result) if (!wanted.has(key.slice(0, key.indexOf("-")))) blobs.delete(key);
        };
      });
    });
  }

  Object.defineProperty(globalThis, "dampingOutbox", {
    value: Object.freeze({ stores, waiting, mark, count, device, chunk, inUse, worker, orphans, forget, surrender, prune }),
  });
})();
