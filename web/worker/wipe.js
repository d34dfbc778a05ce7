// The order to delete what is on this device, which comes by push or as the answer to a request, and the word back to the
// server when nothing is left (see web/static/wipe.js).

// isWipe recognises the one message that is not there to be read.
function isWipe(data) {
  try {
    return data.json().wipe === true;
  } catch {
    return false;
  }
}

// onWipe obeys at once. A browser insists that something is shown for every push: the words tell nothing, and what stood
// there before goes.
async function onWipe() {
  await Promise.allSettled([dampingWipe.obey(), showNothing()]);
  await flush();
}

async function showNothing() {
  for (const shown of await self.registration.getNotifications()) shown.close();
  const options = { body: words.body, tag: "unreadable", lang: "id", icon: "/web/icon/icon-192.png", data: {} };
  await self.registration.showNotification(words.title, options);
  await self.navigator.clearAppBadge?.();
}

// heed looks whether an answer is the order.
async function heed(response) {
  if (response.status !== 403) return;
  const problem = await response.json().catch(() => ({}));
  if (problem.code === "wiped") await dampingWipe.obey();
}

// sayErased tells the server that it has everything and that nothing is left here; then the worker's own things go, too.
// The answer has the browser delete them; not every browser does. While a page is open it waits until that page asks: the
// page has just been emptied, and starts anew from what would be deleted under its feet.
async function sayErased(byPage) {
  if (!(await dampingWipe.asked())) return;
  if (!byPage && (await self.clients.matchAll({ type: "window" })).length > 0) return;
  if ((await dampingOutbox.stores()).length > 0 || (await dampingOutbox.orphans()).length > 0) return;
  const response = await fetch(paths.erased, {
    method: "POST",
    credentials: "same-origin",
    redirect: "error",
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
  if (!response) return;
  if (response.status === 401 || response.status === 409) await dampingWipe.forget(); // it is not this device any more
  if (!response.ok) return;
  indexedDB.deleteDatabase("worker");
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
}
