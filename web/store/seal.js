// Every value under a key of its store, tied to its place.

const byRoot = 1; // first byte of a value that the release before sealed, with the root key
const byNumber = 2; // of one sealed with the store's key, whose number follows
const bySubkey = 3; // of one sealed with the key of its part

// aad ties a sealed value to its place: moved to another shelf or key it does not open.
const aad = (shelf, key, kind) => utf8.encode(shelf + "\0" + key + "\0" + kind);

// sealWith seals under a key that the head, whose first byte is the kind, tells.
async function sealWith(dataKey, head, shelf, key, value) {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const how = { name: "AES-GCM", iv, additionalData: aad(shelf, key, head[0]) };
  const cipher = new Uint8Array(await crypto.subtle.encrypt(how, dataKey, value));
  const sealed = new Uint8Array(head.length + ivBytes + cipher.length);
  sealed.set(head);
  sealed.set(iv, head.length);
  sealed.set(cipher, head.length + ivBytes);
  return sealed;
}

async function seal({ number, key: storeKey }, subkeys, shelf, key, value) {
  if (raw.has(shelf)) return value.slice(); // a copy: what crossed from Go is one buffer for all records
  if (shelf === apart) return sealWith(await subkeys(key), Uint8Array.of(bySubkey), shelf, key, value);
  const head = new Uint8Array(1 + numberBytes);
  head[0] = byNumber;
  new DataView(head.buffer).setUint32(1, number, true);
  return sealWith(storeKey, head, shelf, key, value);
}

// unseal opens a value. The store's keys are those of before, too, for as long as it is open. The release before sealed what
// now comes sealed: such a chunk opens with the root key, and any other is what it is.
async function unseal(store, shelf, key, sealed, subkeys) {
  if (!(sealed instanceof Uint8Array)) throw fail("store_corrupt", shelf);
  const opened = raw.has(shelf) && sealed[0] !== byRoot ? null : await decrypted(store, shelf, key, sealed, subkeys).catch(() => null);
  if (opened) return opened;
  if (raw.has(shelf)) return sealed;
  throw fail("store_corrupt", shelf);
}

async function decrypted({ root, keys }, shelf, key, sealed, subkeys) {
  const [kind] = sealed;
  const start = kind === byNumber ? 1 + numberBytes : 1;
  const number = () => new DataView(sealed.buffer, sealed.byteOffset, sealed.byteLength).getUint32(1, true);
  const dataKey = kind === byNumber ? keys.get(number()) : kind === bySubkey ? await subkeys(key) : root;
  const how = { name: "AES-GCM", iv: sealed.subarray(start, start + ivBytes), additionalData: aad(shelf, key, kind) };
  return new Uint8Array(await crypto.subtle.decrypt(how, dataKey, sealed.subarray(start + ivBytes)));
}
