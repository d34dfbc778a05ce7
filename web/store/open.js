// A store between unlock and lock, and its end.

let tellLost = () => {};

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
