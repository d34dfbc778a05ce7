// The service worker, served as /app-worker.js with the values in double braces filled in. It does three things and
// nothing else: it keeps one whole release of the app on the device, it shows notifications, and it carries what was
// tapped on them to the server. It never asks another host, never touches /api/ but for its own receipts and actions,
// and knows no datum of any person.
"use strict";

const cachePrefix = "shell-";
const cacheName = cachePrefix + "{{.Version}}";
const resources = {{.ResourcesToCache}};
const pages = {{.Pages}}.map((pattern) => new RegExp(pattern));
const words = {{.Words}};
const paths = {{.Paths}};

// ---------------------------------------------------------------------------------------------------------------
// One release, kept whole

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
}

// ---------------------------------------------------------------------------------------------------------------
// Answering the page

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

self.addEventListener("message", (event) => {
  switch (event.data?.type) {
    case "activate": // the person agreed, and nothing on the page is unsaved
      event.waitUntil(self.skipWaiting());
      break;
    case "flush":
      event.waitUntil(flush());
      break;
  }
});

// ---------------------------------------------------------------------------------------------------------------
// Notifications

self.addEventListener("push", (event) => event.waitUntil(onPush(event.data)));

// onPush shows something whatever came: a browser takes the subscription away from who shows nothing. It is shown
// before the receipt is sent, because the receipt says so.
async function onPush(data) {
  const push = readPush(data);
  await self.registration.showNotification(push.title, push.options);
  await Promise.allSettled([setBadge(push.badge), push.options.data.id ? sendReceipt(push.options.data.id) : null]);
  await flush();
}

// readPush makes a notification of a push in the declarative format. Whatever is missing or odd is left out.
function readPush(data) {
  let sent = {};
  try {
    const message = data.json();
    if (message.web_push === 8030 && message.notification) sent = message.notification;
  } catch {
    // Not JSON, or nothing at all: the words below.
  }

  const own = typeof sent.data === "object" && sent.data ? sent.data : {};
  const id = /^[0-9A-Za-z_-]{22}$/.test(own.id) ? own.id : "";
  const options = {
    body: text(sent.body) || words.body,
    tag: text(sent.tag) || "unreadable",
    renotify: true,
    lang: "id",
    icon: "/web/icon/icon-192.png",
    data: { id, navigate: ownAddress(sent.navigate) },
    actions: [],
  };
  if (id && text(own.done)) options.actions.push({ action: "done", title: own.done });
  if (id && text(own.snooze)) options.actions.push({ action: "snooze", title: own.snooze });

  const due = Number.parseInt(sent.app_badge, 10);
  return { title: text(sent.title) || words.title, options, badge: due >= 0 ? due : undefined };
}

function text(value) {
  return typeof value === "string" ? value : "";
}

// ownAddress keeps an address of this origin and replaces any other.
function ownAddress(address) {
  try {
    const url = new URL(text(address), self.location.origin);
    return url.origin === self.location.origin ? url.href : self.location.origin + "/";
  } catch {
    return self.location.origin + "/";
  }
}

async function setBadge(due) {
  if (due === undefined || !("setAppBadge" in self.navigator)) return;
  await self.navigator.setAppBadge(due);
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { id, navigate } = event.notification.data || {};
  const acts = event.action === "done" || event.action === "snooze";
  event.waitUntil(acts && id ? act(id, event.action) : open(navigate || self.location.origin + "/"));
});

// act queues first and sends then: the browser may end this worker at any moment.
async function act(id, what) {
  await queue("actions", { action_id: self.crypto.randomUUID(), id, act: what, at: Date.now() });
  const left = await flush();
  if (left > 0) await self.registration.sync?.register("queue").catch(() => {});
}

// open brings an open page of the app to the address, or opens one. The neutral page that a quick exit left behind is
// not the app and stays as it is.
async function open(address) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const app = windows.filter((client) => new URL(client.url).pathname !== paths.neutral);
  const client = app.find((c) => c.url === address) || app.find((c) => c.focused) || app[0];
  if (!client) {
    await self.clients.openWindow(address);
    return;
  }
  const focused = (await client.focus().catch(() => client)) || client;
  if (focused.url !== address) focused.postMessage({ type: "navigate", to: address });
}

self.addEventListener("pushsubscriptionchange", (event) => event.waitUntil(resubscribe(event)));

// resubscribe replaces a subscription that the push service ended. When it does not succeed, the app notices at its next
// start that the server's copy is another one.
async function resubscribe(event) {
  let key = event.oldSubscription?.options?.applicationServerKey;
  if (!key) key = (await (await fetch(paths.key)).json()).key;
  const fresh =
    event.newSubscription ||
    (await self.registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key }));
  const { endpoint, keys } = fresh.toJSON();
  await send("PUT", paths.subscription, { endpoint, keys: { p256dh: keys.p256dh, auth: keys.auth } });
}

// ---------------------------------------------------------------------------------------------------------------
// The queue: receipts and actions that have not reached the server

self.addEventListener("sync", (event) => event.waitUntil(flushOrRetry()));

async function flushOrRetry() {
  if ((await flush()) > 0) throw new Error("still unsent"); // the browser tries again later
}

async function sendReceipt(id) {
  if ((await send("POST", paths.receipt, { id })) === "retry") await queue("receipts", { id });
}

// flush sends what is queued, oldest first, and answers how many are left. Sending one twice is harmless: the server
// knows them by their ids.
async function flush() {
  let left = 0;
  for (const store of ["actions", "receipts"]) {
    const path = store === "actions" ? paths.action : paths.receipt;
    const items = await queued(store);
    for (const item of items.sort((a, b) => (a.at || 0) - (b.at || 0))) {
      if ((await send("POST", path, item)) === "retry") left++;
      else await unqueue(store, item);
    }
  }
  return left;
}

// send answers "done", "refused" when trying again would change nothing, or "retry".
async function send(method, path, body) {
  try {
    const response = await fetch(path, {
      method,
      credentials: "same-origin",
      redirect: "error",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    return outcome(response.status);
  } catch {
    return "retry";
  }
}

// outcome: without a valid credential (401, 403) the item waits for the next sign-in.
function outcome(status) {
  if (status >= 200 && status < 300) return "done";
  if (status >= 500 || [401, 403, 408, 425, 429].includes(status)) return "retry";
  return "refused";
}

// The database "worker" holds random ids and times, nothing else; the app reads "actions" to show what is on its way.
function database() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open("worker", 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("actions", { keyPath: "action_id" });
      request.result.createObjectStore("receipts", { keyPath: "id" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

// within runs one request in one transaction and settles when it is durable.
async function within(store, mode, ask) {
  const db = await database();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = db.transaction(store, mode, { durability: "strict" });
      const request = ask(transaction.objectStore(store));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = () => reject(transaction.error);
    });
  } finally {
    db.close();
  }
}

const queue = (store, item) => within(store, "readwrite", (s) => s.put(item));
const queued = (store) => within(store, "readonly", (s) => s.getAll());
const unqueue = (store, item) => within(store, "readwrite", (s) => s.delete(item.action_id || item.id));
