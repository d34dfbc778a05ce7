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
