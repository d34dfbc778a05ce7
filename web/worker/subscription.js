// The subscription to pushes.

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
