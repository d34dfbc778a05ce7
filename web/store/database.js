// The database: IndexedDB with promises, and what a store of ours looks like in it.

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

// opened opens a store that exists. With a version it makes the shelves that an older one lacks, and puts its key there.
async function opened(name, version, key) {
  if (!(await exists(name))) throw fail("not_found");
  const request = indexedDB.open(name, version);
  request.onupgradeneeded = (event) => {
    // It vanished since: do not make an empty one in its place.
    if (event.oldVersion === 0) return request.transaction.abort();
    for (const shelf of everything.slice(shelvesOf[event.oldVersion])) request.result.createObjectStore(shelf);
    request.transaction.objectStore("keys").put(key, "key");
  };
  try {
    return await settled(request);
  } catch (err) {
    if (err?.name === "QuotaExceededError") throw fail("quota");
    throw err?.name === "AbortError" ? fail("not_found") : fail("store_corrupt", "open");
  }
}

// small writes the few bytes in "keys" without which a store does not open. On a full disk the reserve goes first.
async function small(db, body) {
  try {
    return await committed(db, "keys", "strict", body);
  } catch (err) {
    if (known(err, "").code !== "quota") throw err;
  }
  await freeReserve(db);
  return committed(db, "keys", "strict", body);
}

// freeReserve deletes rows of the zero id, which hold nothing.
function freeReserve(db) {
  if (!db.objectStoreNames.contains("blobs")) throw fail("quota");
  const reserve = IDBKeyRange.bound("0".repeat(32), "0".repeat(32) + "~");
  return committed(db, "blobs", "strict", (tx) => tx.objectStore("blobs").delete(reserve));
}

// connect opens a store that exists and refuses one that is not of our making, or of a later making, as it is. One of
// an earlier making is served as it is, too.
async function connect(name) {
  const db = await opened(name);
  const shape = [...db.objectStoreNames];
  const expected = everything.slice(0, shelvesOf[db.version]);
  if (db.version > shapeVersion || expected.some((store) => !shape.includes(store))) {
    const at = db.version > shapeVersion ? "version" : "shape";
    db.close();
    throw fail("store_corrupt", at);
  }
  return db;
}

// upgraded brings a store of an earlier making up to date. Who calls it holds the store's lock: a page of the release
// before, which would lose its connection, does not have it open. Shelves and key come in one transaction.
async function upgraded(old, key) {
  const { name } = old;
  old.close();
  try {
    return await opened(name, shapeVersion, key);
  } catch (err) {
    if (err.code !== "quota") throw err;
  }
  const db = await connect(name);
  try {
    await freeReserve(db);
  } finally {
    db.close();
  }
  return opened(name, shapeVersion, key);
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
