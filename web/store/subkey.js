// The keys of parts of files. A part may be large, and there may be many: each has a key of its own, which lies in the shelf
// "subkeys" at the part's place, sealed with the store's key. An erasing commit seals those keys anew, not the parts.

const apart = "scopes"; // the shelf whose records have a key of their own

// opener answers a function that gives the keys for records, out of what lies in "subkeys" by place. It opens each once.
function opener(store, sealed) {
  const opened = new Map();
  const open = async (place) => importSubkey(await unseal(store, "subkeys", place, sealed.get(place)));
  return (place) => {
    if (!opened.has(place)) opened.set(place, open(place));
    return opened.get(place);
  };
}

// importSubkey takes the bytes and leaves none behind.
async function importSubkey(bytes) {
  try {
    return await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  } finally {
    bytes.fill(0);
  }
}

// subkeysFor answers the function that gives the keys for what is written, and adds to it those that are made for it, and
// the end of those whose records go.
async function subkeysFor(store, writes) {
  const wanted = [];
  for (const { shelf, key, value } of [...writes.values()]) {
    if (shelf !== apart) continue;
    if (value) wanted.push(key);
    else add(writes, "subkeys", key, null);
  }
  if (wanted.length === 0) return null;

  const there = new Map();
  try {
    const rows = store.db.transaction("subkeys").objectStore("subkeys");
    await Promise.all(wanted.map(async (place) => there.set(place, await settled(rows.get(place)))));
  } catch (err) {
    throw known(err, "store_corrupt");
  }
  const opened = opener(store, there);
  const made = new Map();
  for (const place of wanted) {
    if (there.get(place) !== undefined) continue;
    const bytes = crypto.getRandomValues(new Uint8Array(32));
    add(writes, "subkeys", place, bytes.slice());
    made.set(place, importSubkey(bytes));
  }
  return (place) => made.get(place) || opened(place);
}
