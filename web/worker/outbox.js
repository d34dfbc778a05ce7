// Sending the sealed outbox of all who work on this device, whether their stores are locked, open, or gone. The boxes are
// sealed to the server (see web/static/outbox.js); the device credential lets them in, and what became of each act its
// author's page learns when it sends the same act itself. The acts go here, one sender of this browser at a time; the bytes
// of attachments after them (parcel.js), which must not hold up a page that has words to send.

const outboxBatch = 256 * 1024; // bytes of one request, about
const outboxMost = 100; // boxes of one request
const outboxLife = 90 * 86_400_000; // ms after which what has no store is given up
const outboxPatience = 10_000; // ms to wait for a page that is sending

// flushOutbox sends what waits and answers how much trying again soon may send. What needs somebody to sign in first does
// not count, and stays.
async function flushOutbox() {
  if (!(await anySealed())) return 0;
  try {
    const left = await navigator.locks.request("sync", { signal: AbortSignal.timeout(outboxPatience) }, sendSealed);
    // Who comes second waits: only a page's own turn may end with the word that nothing is left (wipe.js).
    return left || (await navigator.locks.request("parcels", { signal: AbortSignal.timeout(parcelPatience) }, sendParcels));
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

  for (const { orphan, list, settle } of await sources()) {
    const rows = (await list()).filter(({ head }) => !head.parcel);
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

// sources are the places where something may wait: the worker's own first, then the stores.
async function sources() {
  const all = [{ orphan: true, list: dampingOutbox.orphans, settle: dampingOutbox.forget, may: async () => true }];
  for (const name of await dampingOutbox.stores()) {
    all.push({
      orphan: false,
      list: () => dampingOutbox.waiting(name).catch(() => []), // a store that cannot be read holds up no other
      settle: (keys) => dampingOutbox.mark(name, keys),
      // An open page sends its attachments itself, and knows whether they are to wait for a line that costs nothing.
      may: async () => !costly() && !(await dampingOutbox.inUse(name)),
    });
  }
  return all;
}

// costly tells whether what is sent costs the person, as far as the browser knows.
function costly() {
  const line = self.navigator.connection;
  return line?.saveData === true || line?.type === "cellular";
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
  const answers = await postCBOR(paths.sealed, cborOf([orphan, boxes]));
  return Array.isArray(answers) && answers.length !== boxes.length ? "retry" : answers;
}

async function tellPages() {
  for (const client of await self.clients.matchAll({ type: "window", includeUncontrolled: true })) {
    client.postMessage({ type: "outbox" });
  }
}
