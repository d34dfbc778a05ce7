// The wraps of a store: one for the password, one for a passkey. And what else stands in the clear beside them.

const fresh = 300_000; // ms after an unlock by password in which another wrap may be made

async function readSlot(db, slot) {
  const found = await settled(db.transaction("keys").objectStore("keys").get("slot." + slot));
  if (!found) {
    // A store cannot have been made without a password; a passkey may simply not be there.
    throw slot === "password" ? fail("store_corrupt", "keys") : fail("not_found", slot);
  }
  const entry = await unboxed(found);
  const { params, iv, wrapped, sum } = entry;
  const whole = typeof params === "string" && [iv, wrapped, sum].every((part) => part instanceof Uint8Array);
  if (!whole || !same(sum, await sumOf(slot, params, iv, wrapped))) throw fail("store_corrupt", "keys");
  return entry;
}

// create makes a store with new random keys under a password's key. Database, shelves and wraps come into being in
// one transaction, so a store without its keys cannot exist.
async function create(name, kekBytes, params) {
  const kek = await kekFrom(kekBytes);
  if (!name.startsWith(namePrefix)) throw fail("invalid", "name");
  if (await exists(name)) throw fail("conflict");
  forgiveBeside(name); // of one that was cleared away
  const root = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["wrapKey", "unwrapKey"]);
  const entry = await wrap(root, "password", params, kek);
  const { box } = await makeKey(root, 1);

  const request = indexedDB.open(name, shapeVersion);
  request.onupgradeneeded = (event) => {
    if (event.oldVersion !== 0) {
      request.transaction.abort(); // somebody else was faster
      return;
    }
    for (const store of everything) request.result.createObjectStore(store);
    request.transaction.objectStore("keys").put(entry, "slot.password");
    request.transaction.objectStore("keys").put(box, "key");
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
    found.tries = await tries(name, db);
    found.used = await settled(db.transaction("keys").objectStore("keys").get("used"));
    found.elsewhere = await elsewhere(name);
    return JSON.stringify(found);
  });
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
