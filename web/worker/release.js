// One release of the app, kept whole.

self.addEventListener("install", (event) => event.waitUntil(install()));

// install fills this release's own cache, or fails and leaves the release before it in charge. It does not take over:
// that happens when the last page of the old release is gone, or when a page says so (see "message").
async function install() {
  const cache = await caches.open(cacheName);
  const wanted = new Set([...resources, ...(await languagesInUse())]);
  await Promise.all([...wanted].map((path) => take(cache, path)));
}

async function take(cache, path) {
  // The app's address names its content. On a first visit the page has already put it into this cache, and a release
  // that changed something else finds it in the cache before this one: it crosses the network once.
  if (path.endsWith(".wasm")) {
    const held = await caches.match(path);
    if (held) return cache.put(path, held);
  }

  const response = await fetch(path);
  if (!response.ok) throw new Error(path + " answered " + response.status);
  // While several servers are being updated one after another, this may be the loader of another release.
  if (path === "/app.js" && !(await response.clone().text()).includes(cacheName)) {
    throw new Error("the server is between two releases");
  }
  await cache.put(path, response);
}

// languagesInUse lists the catalogues that the release before this one had fetched for somebody.
async function languagesInUse() {
  const found = [];
  for (const name of await ownCaches()) {
    for (const request of await (await caches.open(name)).keys()) {
      const path = new URL(request.url).pathname;
      if (path.startsWith("/web/i18n/")) found.push(path);
    }
  }
  return found;
}

async function ownCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(cachePrefix));
}

self.addEventListener("activate", (event) => event.waitUntil(activate()));

async function activate() {
  const old = (await ownCaches()).filter((name) => name !== cacheName);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
  flush(); // not waited for: no page is answered before this ends
}

self.addEventListener("message", (event) => {
  // The person agreed, and nothing on the page is unsaved.
  if (event.data?.type === "activate") event.waitUntil(self.skipWaiting());
});
