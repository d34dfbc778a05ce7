// Reading and writing.

// add notes a write; a later one to the same place takes the place of one before.
const add = (writes, shelf, key, value) => writes.set(shelf + "\0" + key, { shelf, key, value });

// load answers every record of the kinds (a Uint8Array), kind by kind, in order of key, as they stood at one instant.
async function load(kinds) {
  const rows = await rowsOf(current(), [...kinds].map((kind) => shelves[kind - 1]));
  return pack(rows.map(({ shelf, key, value }) => ({ kind: shelves.indexOf(shelf) + 1, key, value })));
}

// rowsOf opens all that lies on some shelves. What it needs of the store it takes first: a lock in between must not look
// like damage.
async function rowsOf({ db, root, keys: storeKeys }, names) {
  const store = { root, keys: storeKeys };
  const all = (tx, name) => [settled(tx.objectStore(name).getAllKeys()), settled(tx.objectStore(name).getAll())];
  let found;
  try {
    const subkeys = names.includes(apart) ? ["subkeys"] : [];
    const tx = db.transaction([...names, ...subkeys]);
    found = await Promise.all([...names, ...subkeys].flatMap((name) => all(tx, name)));
  } catch (err) {
    throw known(err, "store_corrupt");
  }

  const at = 2 * names.length;
  const subkeys = found[at] && opener(store, new Map(found[at].map((place, i) => [place, found[at + 1][i]])));
  const opening = names.flatMap((shelf, i) =>
    found[2 * i].map(async (key, j) => ({ shelf, key, value: await unseal(store, shelf, key, found[2 * i + 1][j], subkeys) })),
  );
  return Promise.all(opening);
}

// get answers one record for each key of a list, one key a line, in its order.
async function get(kind, lines) {
  const { db, root, keys: storeKeys } = current();
  const store = { root, keys: storeKeys };
  const keys = lines.split("\n");
  const shelf = shelves[kind - 1];
  const places = shelf === apart ? keys : [];
  let values, locks;
  try {
    const tx = db.transaction(places.length > 0 ? [shelf, "subkeys"] : shelf);
    const from = (name, list) => Promise.all(list.map((key) => settled(tx.objectStore(name).get(key))));
    [values, locks] = await Promise.all([from(shelf, keys), from("subkeys", places)]);
  } catch (err) {
    throw known(err, "store_corrupt");
  }

  const subkeys = opener(store, new Map(places.map((place, i) => [place, locks[i]])));
  const opening = keys.map(async (key, i) => {
    if (values[i] === undefined) return { kind, key, value: null };
    return { kind, key, value: await unseal(store, shelf, key, values[i], subkeys) };
  });
  return pack(await Promise.all(opening));
}

// commit writes all records in one transaction or none; a record without a value deletes. With an erasing record among
// them, nothing that was deleted or overwritten up to and with this commit can be opened from the disk after it.
async function commit(buffer, durable) {
  const store = current();
  const records = unpack(buffer);
  const writes = new Map();
  for (const { kind, key, value } of records) if (kind !== erasing) add(writes, shelves[kind - 1], key, value);
  const erase = records.some(({ kind }) => kind === erasing);
  return inTurn(store, () => write(store, writes, durable, erase));
}

// inTurn does one piece of writing after the other: what is sealed with a key must be on the disk before that key goes.
function inTurn(store, work) {
  const turn = store.busy.then(async () => {
    try {
      return await work();
    } catch (err) {
      throw held === store || err.at === "owner" ? err : fail("locked"); // a lock in between must not look like damage
    }
  });
  store.busy = turn.catch(() => {});
  return turn;
}

// write seals everything before the transaction begins, because a transaction does not wait for WebCrypto: it would commit
// half of the records. To erase it makes another key of the store and seals with it what stays; the Blob with the key of
// before goes in the same transaction.
async function write(store, writes, durable, erase) {
  const subkeys = await subkeysFor(store, writes);
  let lock = store.current;
  if (erase) {
    lock = await makeKey(store.root, Math.max(...store.keys.keys()) + 1);
    const stays = everything.filter((shelf) => shelf !== "keys" && shelf !== apart && !raw.has(shelf));
    for (const { shelf, key, value } of await rowsOf(store, stays)) {
      if (!writes.has(shelf + "\0" + key)) add(writes, shelf, key, value);
    }
    store.keys.set(lock.number, lock.key);
  }
  const sealed = await Promise.all(
    [...writes.values()].map(async ({ shelf, key, value }) => {
      return { shelf, key, value: value && (await seal(lock, subkeys, shelf, key, value)) };
    }),
  );
  if (held !== store) throw fail("locked");

  try {
    await committed(store.db, everything, durable || erase ? "strict" : "relaxed", (tx, stop) => {
      const owner = tx.objectStore("keys").get("owner");
      owner.onsuccess = () => {
        if (owner.result !== store.word) return stop(fail("locked", "owner"));
        try {
          if (store.next) sign(tx, store.next);
          if (erase) tx.objectStore("keys").put(lock.box, "key");
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
  if (store.next) [store.word, store.next] = [store.next, null];
  store.current = { number: lock.number, key: lock.key };
}
