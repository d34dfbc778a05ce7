// Notifications: shown, and what a tap on them does.

self.addEventListener("push", (event) => event.waitUntil(onPush(event.data)));

// onPush shows something whatever came: a browser takes the subscription away from who shows nothing. It is shown
// before the receipt is sent, because the receipt says so.
async function onPush(data) {
  if (isWipe(data)) return onWipe();
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
