// The little CBOR that the sealed outbox speaks with the server: lists, bytes, small numbers, texts and truths.

// What says that this very body will never be taken: it is not what was asked for, or more than somebody on the way lets
// through.
const hopeless = new Set([400, 413, 422]);

// postCBOR answers the list that the server answers; or "signin" when somebody has to sign in first, "retry" when trying
// again may help, "refused" when something else must be sent.
async function postCBOR(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/cbor", Accept: "application/cbor, application/problem+json" },
      body,
      signal: AbortSignal.timeout(60_000),
    });
    if (response.status === 401 || response.status === 403) return "signin";
    if (hopeless.has(response.status)) return "refused";
    if (!response.ok) return "retry";
    const answer = cborItem(new Uint8Array(await response.arrayBuffer()));
    return Array.isArray(answer) ? answer : "retry";
  } catch {
    return "retry";
  }
}

// cborOf writes a list.
function cborOf(list) {
  const head = (major, n) => {
    if (n < 24) return [(major << 5) | n];
    if (n < 0x100) return [(major << 5) | 24, n];
    if (n < 0x10000) return [(major << 5) | 25, n >> 8, n & 0xff];
    return [(major << 5) | 26, (n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff];
  };
  const parts = [];
  const write = (item) => {
    if (typeof item === "boolean") parts.push(new Uint8Array([item ? 0xf5 : 0xf4]));
    else if (typeof item === "number") parts.push(new Uint8Array(head(0, item)));
    else if (item instanceof Uint8Array) parts.push(new Uint8Array(head(2, item.length)), item);
    else {
      parts.push(new Uint8Array(head(4, item.length)));
      item.forEach(write);
    }
  };
  write(list);
  return new Blob(parts);
}

// cborItem reads one item.
function cborItem(bytes) {
  let at = 0;
  const number = (info) => {
    if (info < 24) return info;
    if (info > 26) throw new Error("cbor");
    let n = 0;
    for (let i = 1 << (info - 24); i > 0; i--) n = n * 256 + bytes[at++];
    return n;
  };
  const item = () => {
    const [major, info] = [bytes[at] >> 5, bytes[at] & 31];
    at++;
    if (major === 7 && (info === 20 || info === 21)) return info === 21;
    const n = number(info);
    if (major === 0) return n;
    if (major === 4) return Array.from({ length: n }, item);
    const from = at;
    at += n;
    if (at > bytes.length || (major !== 2 && major !== 3)) throw new Error("cbor");
    return major === 2 ? bytes.subarray(from, at) : new TextDecoder().decode(bytes.subarray(from, at));
  };
  return item();
}
