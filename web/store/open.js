// A store between unlock and lock, and its end.

let tellLost = () => {};

// unlock opens a store with the key under a slot's wrap, for this page alone.
async function unlock(name, slot, kekBytes) {
  const kek = await kekFrom(kekBytes);
  if (held) throw fail("conflict");
  const release = await waitFor(name);
  let db = null;
  try {
    db = await connect(name);
    const root = await unwrap(slot, await readSlot(db, slot), kek, false);
    const old = db.version < shapeVersion;
    if (old) db = await upgraded(db, (await makeKey(root, 1)).box);
    const current = await readKey(db, root);
    const keys = new Map([[current.number, current.key]]);
    const { word, next } = await enrol(db);
    forgiveBeside(name);
    const given = slot === "password" ? kek : null;
    const opening = (held = { name, db, root, keys, current, busy: Promise.resolve(), kek: given, word, next, release });
    if (old) await sealAnew(opening).catch(() => {}); // what cannot be sealed anew now stays as it was
    if (held !== opening) throw fail("conflict");
  } catch (err) {
    held = null;
    db?.close();
    release();
    throw known(err, "store_corrupt");
  }
  db.onversionchange = () => lose("gone"); // somebody destroys the store: do not stand in the way
  db.onclose = () => lose("gone");
  const opened = held;
  setTimeout(() => (opened.kek = null), fresh);
}

// enrol puts a word of this page's own into the store. On a disk that takes nothing more the word that is there stands in
// for it, until the first commit that succeeds puts ours: with what is there one can at least read.
async function enrol(db) {
  const next = crypto.randomUUID();
  try {
    await small(db, (tx) => sign(tx, next));
    return { word: next, next: null };
  } catch (err) {
    if (known(err, "").code !== "quota") throw err;
    return { word: await settled(db.transaction("keys").objectStore("keys").get("owner")), next };
  }
}

function sign(tx, word) {
  const rows = tx.objectStore("keys");
  rows.put(word, "owner");
  rows.put(Date.now(), "used");
  rows.delete("tries"); // the secret was right
}

// sealAnew seals what the release before has sealed with the root key. Chunks of attachments, which may be many, stay: they
// are copies, or on their way to the server.
function sealAnew(store) {
  const before = everything.filter((shelf) => !["keys", "subkeys", "blobs", ...raw].includes(shelf));
  return inTurn(store, async () => {
    const writes = new Map();
    for (const { shelf, key, value } of await rowsOf(store, before)) add(writes, shelf, key, value);
    await write(store, writes, true, false);
  });
}

// lock forgets the keys. Nothing can be read until the next unlock.
function lock() {
  const was = held;
  held = null;
  if (!was) return;
  was.root = was.kek = was.current = null;
  was.keys = new Map();
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

// unsent counts the records that wait to be sent; it needs no key. What the server has taken says so in its own.
async function unsent(name) {
  const keys = await within(name, (db) => settled(db.transaction("pending").objectStore("pending").getAllKeys()));
  return keys.filter((key) => !key.endsWith("-taken")).length;
}

// destroy deletes a store with all that is in it. Who asks has told the person what is lost.
async function destroy(name) {
  if (!name.startsWith(namePrefix)) throw fail("invalid", "name");
  if (held?.name === name) lock();
  forgiveBeside(name);
  try {
    await settled(indexedDB.deleteDatabase(name));
  } catch (err) {
    throw known(err, "store_corrupt");
  }
}
