// What a page knows of its service worker.

// controlled settles when the worker is active and controls the page, and the page's loader knows it.
export async function controlled(page) {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated" && bootRegistration);
}

// workerState names the states of the active and the waiting worker.
export function workerState(page) {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    return { active: registration?.active?.state, waiting: registration?.waiting?.state };
  });
}

// WorkerHandle drives the worker of a page in Chromium from outside: pushes, taps, sync, sudden death.
export class WorkerHandle {
  static async of(page) {
    const handle = new WorkerHandle();
    handle.page = page;
    handle.session = await page.createCDPSession();
    const registered = new Promise((resolve) => {
      handle.session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
        if (registrations.length > 0) resolve(registrations[0]);
      });
    });
    await handle.session.send("ServiceWorker.enable");
    const { registrationId, scopeURL } = await registered;
    handle.displays = [];
    handle.session.on("BackgroundService.backgroundServiceEventReceived", ({ backgroundServiceEvent }) => {
      if (backgroundServiceEvent.eventName === "Notification displayed") handle.displays.shift()?.();
    });
    await handle.session.send("BackgroundService.startObserving", { service: "notifications" });
    await handle.session.send("BackgroundService.setRecording", { shouldRecord: true, service: "notifications" });
    handle.registrationId = registrationId;
    handle.origin = new URL(scopeURL).origin;
    return handle;
  }

  // push delivers a message as a push service would, decrypted, and settles when a notification was displayed. To ask
  // the browser meanwhile which ones there are would lose it: Chromium forgets what is stored but not yet on display.
  async push(message) {
    const data = typeof message === "string" ? message : JSON.stringify(message);
    const displayed = new Promise((resolve) => this.displays.push(resolve));
    await this.session.send("ServiceWorker.deliverPushMessage", { ...this.#where(), data });
    await displayed;
  }

  // sync tells the worker that the connection is back.
  sync(tag) {
    return this.session.send("ServiceWorker.dispatchSyncEvent", { ...this.#where(), tag, lastChance: false });
  }

  // stop ends the worker's process and settles when it has ended; the next event starts it again.
  async stop() {
    const stopped = new Promise((resolve) => {
      this.session.on("ServiceWorker.workerVersionUpdated", ({ versions }) => {
        if (versions.some(({ runningStatus }) => runningStatus === "stopped")) resolve();
      });
    });
    await this.session.send("ServiceWorker.stopAllWorkers");
    await stopped;
  }

  // tap taps a button of a shown notification, or its body (""). No protocol can do that, so the event is made inside
  // the worker; waitUntil refuses an event that is made, which is why what it throws is ignored.
  async tap(tag, action = "") {
    const tapping = `(async () => {
      const [notification] = await registration.getNotifications({ tag: ${JSON.stringify(tag)} });
      addEventListener("error", (event) => event.preventDefault(), { once: true });
      dispatchEvent(new NotificationEvent("notificationclick", { notification, action: ${JSON.stringify(action)} }));
    })()`;
    // By the protocol's own list of targets: puppeteer loses sight of a worker that was stopped and started again.
    const root = await this.page.browser().target().createCDPSession();
    const { targetInfos } = await root.send("Target.getTargets", { filter: [{ type: "service_worker" }] });
    const { sessionId } = await root.send("Target.attachToTarget", { targetId: targetInfos[0].targetId, flatten: true });
    const inside = root.connection().session(sessionId);
    const { exceptionDetails } = await inside.send("Runtime.evaluate", { expression: tapping, awaitPromise: true });
    await root.detach(); // and with it what it attached to
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description || exceptionDetails.text);
  }

  #where() {
    return { origin: this.origin, registrationId: this.registrationId };
  }
}

// shown settles with what a notification with this tag says, once it is there.
export async function shown(page, tag) {
  const handle = await page.waitForFunction(async (wanted) => {
    const registration = await navigator.serviceWorker.getRegistration();
    const [found] = await registration.getNotifications({ tag: wanted });
    if (!found) return null;
    const actions = found.actions.map(({ action, title }) => ({ action, title }));
    return { title: found.title, body: found.body, data: found.data, actions };
  }, {}, tag);
  return handle.jsonValue();
}

// queued lists what the worker has not sent yet.
function queued(page, store) {
  return page.evaluate(
    (name) =>
      new Promise((resolve, reject) => {
        const request = indexedDB.open("worker");
        request.onerror = () => reject(request.error);
        request.onupgradeneeded = () => request.transaction.abort();
        request.onsuccess = () => {
          const all = request.result.transaction(name).objectStore(name).getAll();
          all.onsuccess = () => (request.result.close(), resolve(all.result));
        };
      }),
    store
  );
}

// settled waits until the queue of this name holds exactly this many items and answers them.
export async function settled(page, store, count) {
  for (const deadline = Date.now() + 30_000; ; ) {
    const items = await queued(page, store);
    if (items.length === count) return items;
    if (Date.now() > deadline) throw new Error(`${store} holds ${JSON.stringify(items)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
