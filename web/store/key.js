// The store's key. Each sealed value names the one that sealed it by a number, so that what was read before an erasing commit
// still opens after it.

const numberBytes = 4;
const keyWrapping = (iv) => ({ name: "AES-GCM", iv, additionalData: utf8.encode("key") });

// makeKey makes a key of the store and the Blob in which it lies under the root key.
async function makeKey(root, number) {
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const wrapped = await crypto.subtle.wrapKey("raw", made, root, keyWrapping(iv));
  const head = new Uint8Array(numberBytes);
  new DataView(head.buffer).setUint32(0, number, true);
  const box = new Blob([head, iv, wrapped]);
  return { number, box, key: await openKey(root, iv, wrapped) };
}

// readKey answers the store's key and its number.
async function readKey(db, root) {
  const box = await settled(db.transaction("keys").objectStore("keys").get("key"));
  if (!(box instanceof Blob)) throw fail("store_corrupt", "keys");
  const all = await bytesOf(box);
  try {
    const number = new DataView(all.buffer).getUint32(0, true);
    const body = all.subarray(numberBytes);
    return { number, key: await openKey(root, body.subarray(0, ivBytes), body.subarray(ivBytes)) };
  } catch {
    throw fail("store_corrupt", "keys");
  }
}

function openKey(root, iv, wrapped) {
  return crypto.subtle.unwrapKey("raw", wrapped, root, keyWrapping(iv), "AES-GCM", false, ["encrypt", "decrypt"]);
}
