// What a first visit costs: every byte of every answer that crosses the network until the app runs and its worker has
// kept it for the next time.
import { Chromium } from "./chromium.mjs";
import { Network } from "./network.mjs";
import { controlled } from "./worker.mjs";

// firstLoad opens the start page in a new browser and answers [{ path, bytes }], bodies as sent, compressed.
export async function firstLoad(server) {
  const network = await Network.start(new URL(server.origin).host);
  const browser = await Chromium.open({ network });
  try {
    const page = await browser.page();
    await page.goto(server.origin + "/");
    await controlled(page);
    const own = network.requests.filter(({ host }) => host === new URL(server.origin).host);
    return { requests: own, foreign: Chromium.foreign(network.hosts(), new URL(server.origin).host) };
  } finally {
    await browser.remove();
    await network.stop();
  }
}
