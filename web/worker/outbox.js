// Sending the sealed outbox of all who work on this device, whether their stores are locked, open, or gone. The boxes are
// sealed to the server (see web/static/outbox.js); the device credential lets them in, and what became of each act its
// author's page learns when it sends the same act itself.

const outboxBatch = 256 * 1024; // bytes of one request, about
const outboxMost = 100; // boxes of one request
const outboxLife = 90 * 86_400_000; // ms after which what has no store is given up
const outboxPatience = 10_000; // ms to wait for a page that is sending

// flushOutbox sends what waits, one sender of this browser at a time, and answers how much trying again soon may send. What
// needs somebody to sign in first does not count, and stays.
async function flushOutbox() {
  if (!(await anySealed())) return 0;
  try {
    return await navigator.locks.request("sync", { signal: AbortSignal.timeout(outboxPatience) }, sendSealed);
  } catch {
    return 1;
  }
}

async function anySealed() {
  if ((await dampingOutbox.orphans()).length > 0) return true;
  for (const name of await dampingOutbox.stores()) {
    if ((await dampingOutbox.waiting(name).catch(() => [])).length > 0) return true;
  }
  return false;
}

async function sendSealed() {
  const old = (await dampingOutbox.orphans()).filter(({ at }) => Date.now() - at > outboxLife);
  if (old.length > 0) await dampingOutbox.forget(old.map(({ key }) => key));

  const sources = [{ orphan: true, list: dampingOutbox.orphans, settle: dampingOutbox.forget }];
  for (const name of await dampingOutbox.stores()) {
    sources.push({
      orphan: false,
      list: () => dampingOutbox.waiting(name).catch(() => []), // a store that cannot be read holds up no other
      settle: (keys) => dampingOutbox.mark(name, keys),
    });
  }
  for (const { orphan, list, settle } of sources) {
    const rows = await list();
    while (rows.length > 0) {
      const batch = cutBatch(rows);
      const answers = await postSealed(orphan, batch.map(({ box }) => box));
      if (answers === "signin") return 0;
      if (answers === "retry") return batch.length + rows.length;
      const taken = batch.filter((_, i) => answers[i]?.[1] === true);
      if (taken.length === 0) continue;
      await settle(taken.map(({ key }) => key));
      await tellPages();
    }
  }
  return 0;
}

function cutBatch(rows) {
  let bytes = 0;
  let n = 0;
  while (n < rows.length && n < outboxMost && (n === 0 || bytes + rows[n].box.length <= outboxBatch)) {
    bytes += rows[n++].box.length;
  }
  return rows.splice(0, n);
}

// postSealed answers the server's rows [group, taken, code], one for each box; or why there are none.
async function postSealed(orphan, boxes) {
  try {
    const response = await fetch(paths.sealed, {
      method: "POST",
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/cbor", Accept: "application/cbor, application/problem+json" },
      body: cborOf(orphan, boxes),
      signal: AbortSignal.timeout(60_000),
    });
    if (response.status === 401 || response.status === 403) return "signin";
    if (!response.ok) return "retry";
    const answers = cborRows(new Uint8Array(await response.arrayBuffer()));
    return answers.length === boxes.length ? answers : "retry";
  } catch {
    return "retry";
  }
}

// cborOf writes [orphan, [box, ...]].
function cborOf(orphan, boxes) {
  const head = (major, n) => {
    if (n < 24) return [(major << 5) | n];
    if (n < 0x100) return [(major << 5) | 24, n];
    if (n < 0x10000) return [(major << 5) | 25, n >> 8, n & 0xff];
    return [(major << 5) | 26, (n >>> 24) & 0xff, (n >>> 16) & 0xff, (n >>> 8) & 0xff, n & 0xff];
  };
  const parts = [new Uint8Array([0x82, orphan ? 0xf5 : 0xf4, ...head(4, boxes.length)])];
  for (const box of boxes) parts.push(new Uint8Array(head(2, box.length)), box);
  return new Blob(parts);
}

// cborRows reads lists of bytes, texts and truths, which is all that the answer is made of.
function cborRows(bytes) {
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
    if (major === 4) return Array.from({ length: n }, item);
    const from = at;
    at += n;
    if (at > bytes.length || (major !== 2 && major !== 3)) throw new Error("cbor");
    return major === 2 ? bytes.subarray(from, at) : new TextDecoder().decode(bytes.subarray(from, at));
  };
  return item();
}

async function tellPages() {
  for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    client.postMessage({ type: "outbox" });
  }
}
