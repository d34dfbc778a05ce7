// Answering the page out of the release that is kept.

self.addEventListener("fetch", (event) => {
  const answer = answerFor(event.request);
  if (answer) event.respondWith(answer());
});

// answerFor decides who answers: a function where it is this worker, nothing where it is the network.
//
// A page of the app comes from the cache at once and never from the network while the cache has it. A page of the
// next release must not run on the files of this one, a weak signal must not hold up the start by seconds, and what a
// hotel's wireless answers instead of us must not be shown as the app. The next release arrives whole, by the update.
function answerFor(request) {
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return () => Promise.resolve(Response.error());
  if (request.method === "POST" && request.mode === "navigate" && url.pathname === paths.shared) return () => keepShared(request);
  if (request.method !== "GET" || url.pathname.startsWith("/api/")) return null;

  if (request.mode === "navigate") {
    if (url.pathname === paths.neutral) return () => cachedOr(paths.neutral, request);
    if (pages.some((page) => page.test(url.pathname))) return () => cachedOr("/", request);
    return null;
  }
  if (url.pathname.startsWith("/web/i18n/")) return () => cachedOrKept(url.pathname, request);
  if (resources.includes(url.pathname)) return () => cachedOr(url.pathname, request);
  return null;
}

async function cachedOr(path, request) {
  const cache = await caches.open(cacheName);
  return (await cache.match(path)) || fetch(request);
}

async function cachedOrKept(path, request) {
  const cache = await caches.open(cacheName);
  const held = await cache.match(path);
  if (held) return held;
  const response = await fetch(request);
  if (response.ok) await cache.put(path, response.clone());
  return response;
}
