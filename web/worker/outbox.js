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
    const acts = await navigator.locks.request("sync", { signal: AbortSignal.timeout(outboxPatience) }, sendSealed);
    if (acts.away > 0) return acts.away + acts.refused;
    // Who comes second waits: only a page's own turn may end with the word that nothing is left (wipe.js).
    const bytes = await navigator.locks.request("parcels", { signal: AbortSignal.timeout(parcelPatience) }, sendParcels);
    return acts.refused + bytes;
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

// sendSealed answers how many acts are left because the server is away, and how many because it does not take them. A
// batch that is refused whole is sent in halves, until the box that is at fault stands alone: it stays, and holds up none
// behind it.
async function sendSealed() {
  const old = (await dampingOutbox.orphans()).filter(({ at }) => Date.now() - at > outboxLife);
  if (old.length > 0) await dampingOutbox.forget(old.map(({ key }) => key));

  let refused = 0;
  for (const { orphan, list, settle } of await sources()) {
    const batches = cutBatches((await list()).filter(({ head }) => !head.parcel));
    while (batches.length > 0) {
      const batch = batches.shift();
      const answers = await postSealed(orphan, batch.map(({ box }) => box));
      if (answers === "signin") return { away: 0, refused };
      if (answers === "retry") return { away: batch.length + batches.flat().length, refused };
      if (answers === "refused") {
        const half = batch.length >> 1;
        if (half > 0) batches.unshift(batch.slice(0, half), batch.slice(half));
        else refused++;
        continue;
      }
      const taken = batch.filter((_, i) => answers[i]?.[1] === true);
      if (taken.length === 0) continue;
      await settle(taken.map(({ key }) => key));
      await tellPages();
    }
  }
  return { away: 0, refused };
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

function cutBatches(rows) {
  const batches = [];
  let bytes = 0;
  for (const row of rows) {
    const last = batches.at(-1);
    bytes += row.box.length;
    if (last && last.length < outboxMost && bytes <= outboxBatch) {
      last.push(row);
    } else {
      batches.push([row]);
      bytes = row.box.length;
    }
  }
  return batches;
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
