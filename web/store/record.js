// Reading and writing.

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
