// The queue: receipts and actions that have not reached the server, and the sealed outbox behind them.

self.addEventListener("sync", (event) => event.waitUntil(flushOrRetry()));

self.addEventListener("periodicsync", (event) => event.waitUntil(flush()));

async function flushOrRetry() {
  if ((await flush()) > 0) throw new Error("still unsent"); // the browser tries again later
}

async function sendReceipt(id) {
  if ((await send("POST", paths.receipt, { id })) === "retry") await queue("receipts", { id });
}

// flush sends what is queued, oldest first, and answers how many are left. Sending one twice is harmless: the server
// knows them by their ids.
async function flush(byPage = false) {
  await dampingWipe.begin();
  let left = 0;
  for (const store of ["actions", "receipts"]) {
    const path = store === "actions" ? paths.action : paths.receipt;
    const items = await queued(store);
    for (const item of items.sort((a, b) => (a.at || 0) - (b.at || 0))) {
      if ((await send("POST", path, item)) === "retry") left++;
      else await unqueue(store, item);
    }
  }
  left += await flushOutbox();
  await sayErased(byPage);
  return left;
}

self.addEventListener("message", (event) => {
  if (event.data?.type === "flush") event.waitUntil(flush(true));
});
