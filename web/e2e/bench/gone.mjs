// How fast a phone is rid of what is no longer its owner's (sync.md, figures 12 and 13): a case that was given to somebody
// else, and everything, when the phone is to be emptied. Each time a note is on it that was not sent; that it arrives, and
// that nothing is left, the journeys prove.
import { Chromium } from "../lib/chromium.mjs";
import { Elsewhere } from "../lib/elsewhere.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { Server } from "../lib/server.mjs";
import { Subscriber } from "../lib/subscriber.mjs";
import { WorkerHandle, controlled } from "../lib/worker.mjs";
import { repeat } from "./figures.mjs";

// dead is a line on which everything to the server vanishes.
const dead = ({ path }) => (path.startsWith("/api/") ? "swallow" : "fair");

export async function gone(table, runs) {
  const push = await PushService.start();
  const server = await Server.start({ env: { DAMPING_TEST_PUSH: `http://${push.host}`, DAMPING_PUSH_SUBJECT: "demo@localhost" } });
  const network = await Network.start(new URL(server.origin).host, push.host);
  const office = await Network.start(new URL(server.origin).host);
  const place = { push, server, network, office, elsewhere: await Elsewhere.of(server, "wati") };
  try {
    table.section("Rid of it, Chromium, the processor at full speed");
    const handed = await withPhone(place, (phone) => handOvers(place, phone, runs));
    table.add("a case handed over: from the first answer until nothing of it is in the store", handed, "ms", "target ≤ 1,000");
    table.add("emptied by a push, the server out of reach", await repeat(runs, () => withPhone(place, (phone) => byPush(place, phone))), "ms", "target ≤ 500");
    table.add("emptied by the answer 403", await repeat(runs, () => withPhone(place, (phone) => byAnswer(place, phone))), "ms", "target ≤ 1,000");
  } finally {
    await network.stop();
    await office.stop();
    await push.stop();
    await server.remove();
  }
}

// withPhone lends a new phone of Wati's, signed in, with another page of the same browser that can watch its store.
async function withPhone({ push, server, network, elsewhere }, use) {
  network.clear();
  await elsewhere.endOthers();
  const browser = await Chromium.open({ network });
  try {
    const page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    const subscriber = new Subscriber(push.endpoint());
    await subscriber.install(page);
    await browser.grant(server.origin, "notifications");
    const wati = new Person(page, server.origin, "Wati");
    await wati.signIn("wati");
    await wati.sent();
    await controlled(page);
    const watcher = await browser.page();
    await watcher.goto(server.origin + "/tenang");
    await page.bringToFront();
    return await use({ browser, wati, watcher, subscriber });
  } finally {
    network.clear();
    await browser.remove();
  }
}

// writeAway writes a note that does not reach the server, and answers the case.
async function writeAway({ network }, { wati }, row = 0) {
  await wati.tap(at("nav-case"));
  await wati.see(at("case-row"));
  const file = await wati.page.$$eval(at("case-row"), (rows, n) => rows[n % rows.length].dataset.row, row);
  await wati.tap(`[data-row="${file}"]`);
  await wati.see(`${at("case")}[data-case="${file}"]`);
  await wati.sent();
  network.lie(dead);
  await wati.writeNote("Ibu sudah di rumah nenek.");
  await wati.unsent(1);
  return file;
}

const back = (wati) => wati.page.evaluate(() => void dispatchEvent(new Event("online")));

// answeredAt answers when the first request was answered, with this status if one is asked for.
async function answeredAt({ network }, path, status) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
    if (network.crossed(path).some((request) => (status ? request.status === status : request.status))) return Date.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error(`nothing was answered: ${JSON.stringify(network.requests)}`);
}

// handOvers has the head give case after case to somebody else while the phone is out of reach. The head works in a browser
// context of their own, on another line.
async function handOvers(place, phone, runs) {
  const context = await phone.browser.browser.createBrowserContext({ proxyServer: `http://${place.office.address}`, proxyBypassList: ["<-loopback>"] });
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  const ratna = new Person(page, place.server.origin, "Ratna");
  await ratna.signIn("ratna");
  await ratna.sent();
  return repeat(runs, async () => {
    await phone.wati.page.bringToFront();
    const file = await writeAway(place, phone);
    await page.bringToFront();
    await page.evaluate((to) => goappNav(to), `/kasus/${file}`);
    await ratna.see(`${at("case")}[data-case="${file}"]`);
    await ratna.tap(at("tab-summary"));
    await ratna.tap(`${at("hand-assign")} > summary`);
    const to = await page.$eval(at("q-assign"), (select) => [...select.options].find((o) => o.text.startsWith("Sari")).value);
    await ratna.fill(at("q-assign"), to);
    await ratna.tap(at("hand-assign-send"));
    await ratna.gone(at("waiting"));
    await ratna.sent();

    await phone.wati.page.bringToFront();
    const without = phone.watcher.evaluate(whenWithout, file.replaceAll("-", ""));
    place.network.requests.length = 0;
    place.network.clear();
    await back(phone.wati);
    const began = await answeredAt(place, /^\/api\/sync\//, 200);
    return Math.max(0, (await without) - began);
  });
}

async function byPush(place, phone) {
  await phone.wati.tap(at("nav-more"));
  await phone.wati.tap(at("push-enable"));
  await phone.wati.see(at("push-on"));
  await writeAway(place, phone);
  const empty = phone.watcher.evaluate(whenEmpty);
  const before = place.push.posts.length;
  await place.elsewhere.wipe();
  const { body } = await place.push.posted(before + 1);
  const worker = await WorkerHandle.of(phone.wati.page);
  const began = Date.now();
  await worker.push(phone.subscriber.open(body).trim());
  const took = (await empty) - began;
  await phone.wati.see(at("emptied"));
  place.network.clear();
  await phone.wati.page.evaluate(() => dampingFlush());
  await place.elsewhere.alone();
  return took;
}

async function byAnswer(place, phone) {
  await writeAway(place, phone);
  await place.elsewhere.wipe();
  const empty = phone.watcher.evaluate(whenEmpty);
  place.network.requests.length = 0;
  place.network.clear();
  await back(phone.wati);
  const began = await answeredAt(place, /^\/api\//, 403);
  const took = (await empty) - began;
  await phone.wati.see(at("emptied"));
  await place.elsewhere.alone();
  return took;
}

// whenEmpty answers when the last store of this browser has gone. It runs in a page that has none open.
async function whenEmpty() {
  const some = async () => (await indexedDB.databases()).some(({ name }) => name.startsWith("damping-"));
  while (await some());
  return Date.now();
}

// whenWithout answers when no row of the store has this file in its key any more.
async function whenWithout(file) {
  const [{ name }] = (await indexedDB.databases()).filter(({ name }) => name.startsWith("damping-"));
  const done = (request) =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  const db = await done(indexedDB.open(name));
  try {
    const shelves = [...db.objectStoreNames];
    for (;;) {
      const tx = db.transaction(shelves);
      const keys = await Promise.all(shelves.map((shelf) => done(tx.objectStore(shelf).getAllKeys())));
      if (!keys.flat().some((key) => String(key).includes(file))) return Date.now();
    }
  } finally {
    db.close();
  }
}
