// Every value under the key of its store, tied to its place.

const sealVersion = 1; // first byte of every sealed value

// aad ties a sealed value to its place: moved to another shelf or key it does not open.
const aad = (shelf, key) => utf8.encode(shelf + "\0" + key + "\0" + sealVersion);

async function seal(dataKey, shelf, key, value) {
  if (raw.has(shelf)) return value.slice(); // a copy: what crossed from Go is one buffer for all records
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const how = { name: "AES-GCM", iv, additionalData: aad(shelf, key) };
  const cipher = new Uint8Array(await crypto.subtle.encrypt(how, dataKey, value));
  const sealed = new Uint8Array(1 + ivBytes + cipher.length);
  sealed[0] = sealVersion;
  sealed.set(iv, 1);
  sealed.set(cipher, 1 + ivBytes);
  return sealed;
}

async function unseal(dataKey, shelf, key, sealed) {
  if (!(sealed instanceof Uint8Array)) throw fail("store_corrupt", shelf);
  if (raw.has(shelf)) return sealed;
  if (sealed[0] !== sealVersion) throw fail("store_corrupt", shelf);
  try {
    const how = { name: "AES-GCM", iv: sealed.subarray(1, 1 + ivBytes), additionalData: aad(shelf, key) };
    return new Uint8Array(await crypto.subtle.decrypt(how, dataKey, sealed.subarray(1 + ivBytes)));
  } catch {
    throw fail("store_corrupt", shelf);
  }
}
