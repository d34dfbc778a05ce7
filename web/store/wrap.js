// A key under another key, as it lies in the shelf "keys".

const utf8 = new TextEncoder();
const ivBytes = 12;
const sumBytes = 32;

function same(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

// sumOf tells a damaged wrap from a wrong password: both fail to open, but only the damaged one fails its sum. It is
// no protection against who damages on purpose.
async function sumOf(slot, params, iv, wrapped) {
  const head = utf8.encode(slot + "\0" + params + "\0");
  const all = new Uint8Array(head.length + iv.length + wrapped.length);
  all.set(head);
  all.set(iv, head.length);
  all.set(wrapped, head.length + iv.length);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", all));
}

// kekFrom takes the bytes and leaves none behind.
async function kekFrom(bytes) {
  try {
    return await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["wrapKey", "unwrapKey"]);
  } finally {
    bytes.fill(0);
  }
}

const wrapping = (slot, params, iv) => ({ name: "AES-GCM", iv, additionalData: utf8.encode(slot + "\0" + params) });

// wrap answers what a slot holds. The wrap itself is a Blob: replaced, it is not on the disk any more.
async function wrap(key, slot, params, kek) {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes));
  const wrapped = new Uint8Array(await crypto.subtle.wrapKey("raw", key, kek, wrapping(slot, params, iv)));
  return { params, box: new Blob([iv, wrapped, await sumOf(slot, params, iv, wrapped)]) };
}

// unboxed answers the parts of a slot; the release before had them as they are.
async function unboxed(entry) {
  if (!(entry.box instanceof Blob)) return entry;
  const all = await bytesOf(entry.box);
  const parts = { iv: all.subarray(0, ivBytes), wrapped: all.subarray(ivBytes, -sumBytes), sum: all.subarray(-sumBytes) };
  return { params: entry.params, ...parts };
}

async function bytesOf(blob) {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch {
    throw fail("store_corrupt", "keys"); // its file is gone
  }
}

async function unwrap(slot, entry, kek, extractable) {
  try {
    const how = wrapping(slot, entry.params, entry.iv);
    const uses = ["wrapKey", "unwrapKey", "decrypt"];
    return await crypto.subtle.unwrapKey("raw", entry.wrapped, kek, how, "AES-GCM", extractable, uses);
  } catch {
    throw fail("wrong_credentials");
  }
}
