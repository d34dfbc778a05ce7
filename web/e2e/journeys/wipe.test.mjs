// A phone that is emptied: by a push, by the answer to whatever it asks next, because it was out of touch for too long. Each
// time there is a note with a photograph on it that were not sent. Both arrive, byte by byte, before anybody signs in again,
// and nothing of them can be found on the phone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Camera, place, unsentPhoto } from "../lib/camera.mjs";
import { absent } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Elsewhere } from "../lib/elsewhere.mjs";
import { inHeap, instances } from "../lib/memory.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at, password } from "../lib/person.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { Server } from "../lib/server.mjs";
import { Subscriber } from "../lib/subscriber.mjs";
import { WorkerHandle, controlled, settled } from "../lib/worker.mjs";

const canary = "Kepodang bersarang di atap seng";
const entryText = at("entry-text");
const day = 86_400_000;

// dead is a line on which everything to the server vanishes.
const dead = ({ path }) => (path.startsWith("/api/") ? "swallow" : "fair");

// moveClock sets the clock of a page, as its device would have it; the global later moves it on.
function moveClock(by) {
  const Real = Date;
  globalThis.later = by;
  globalThis.Date = class extends Real {
    constructor(...args) {
      if (args.length > 0) super(...args);
      else super(Real.now() + later);
    }
    static now() {
      return Real.now() + later;
    }
  };
}

// countedTries tells whether the store has counted so many wrong tries.
async function countedTries(wanted) {
  const [name] = await dampingStore.list();
  return JSON.parse(await dampingStore.slots(name)).tries?.n === wanted;
}

// whenGone answers when the last store of this browser has gone. It runs in a page that has none open.
async function whenGone() {
  const some = async () => (await indexedDB.databases()).some(({ name }) => name.startsWith("damping-"));
  while (await some());
  return Date.now();
}

// whyBesideRest asks why nothing is here while what the worker is about to delete is still listed.
async function whyBesideRest() {
  const settled = (request) => new Promise((resolve) => (request.onsuccess = () => resolve(request.result)));
  const rest = "damping-019f0000";
  (await settled(indexedDB.open(rest))).close();
  try {
    return await dampingWipe.begin();
  } finally {
    await settled(indexedDB.deleteDatabase(rest));
  }
}

for (const Browser of browsers) {
  describe(`a phone that is emptied, in ${Browser.name}`, () => {
    let server, network, push, elsewhere, phone, wati, watcher, casePath, camera, photo;
    let again = false; // whether the phone of the test before can be taken

    before(async () => {
      push = await PushService.start();
      server = await Server.start({
        env: { DAMPING_TEST_PUSH: `http://${push.host}`, DAMPING_PUSH_SUBJECT: "demo@localhost" },
      });
      network = await Network.start(new URL(server.origin).host, push.host);
      elsewhere = await Elsewhere.of(server, "wati");
      camera = await Camera.open();
    });
    after(async () => {
      await camera?.remove();
      await phone?.remove();
      await network?.stop();
      await push?.stop();
      await server?.remove();
    });

    // enrol gives Wati a phone: the one that she has signed in to again after it was emptied, or else a new one.
    async function enrol(prepare = () => {}) {
      if (!again) {
        await phone?.remove();
        network.clear();
        await elsewhere.endOthers();
        phone = await Browser.open({ network, push: push.ws });
        await sit(prepare);
        await wati.signIn("wati");
        await wati.sent();
      }
      again = false;
      await controlled(wati.page);
      watcher = await phone.page();
      await watcher.goto(server.origin + "/tenang");
      await wati.page.bringToFront();
    }

    async function sit(prepare = () => {}) {
      const page = await phone.page();
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati");
      await prepare(page);
    }

    // writeAway writes a note with a photograph, and neither reaches the server.
    async function writeAway(text) {
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(at("case"));
      photo = await camera.take(wati.page);
      network.lie(dead);
      await wati.writeNote(text, photo.file);
      await wati.unsent(2);
      photo.id = await unsentPhoto(wati);
    }

    // crossedAt answers when the first request of this kind was answered so.
    async function crossedAt(path, status) {
      for (const deadline = Date.now() + 20_000; Date.now() < deadline; ) {
        if (network.crossed(path).some((request) => request.status === status)) return Date.now();
        await new Promise((resolve) => setTimeout(resolve, 1));
      }
      throw new Error(`nothing was answered ${status}: ${JSON.stringify(network.crossed(path))}`);
    }

    // arrives ends each of these stories: the server has the photograph; of what was written and taken nothing is in the
    // profile; and after a new sign-in the note stands in the case, once.
    async function arrives(text) {
      await photoArrives();
      await phone.close();
      await absent(phone.profile, text, place);
      await phone.run();
      await sit();
      await wati.signIn("wati");
      await standsOnce(text);
      again = true;
    }

    async function photoArrives() {
      const came = await elsewhere.attached(photo.id);
      assert.ok(came.equals(photo.bytes), `${came.length} bytes came of ${photo.bytes.length}`);
      assert.ok(photo.bytes.includes(place), "the control");
    }

    async function standsOnce(text) {
      await wati.sent();
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("case"));
      await wati.sent();
      await wati.tap(at("tab-timeline"));
      await wati.count(entryText, 1, new RegExp(text));
    }

    test("by a push, while it cannot reach the server", async (t) => {
      const text = `${canary}, satu.`;
      let subscriber;
      if (Browser === Chromium) {
        subscriber = new Subscriber(push.endpoint());
        await enrol((page) => subscriber.install(page));
        await phone.grant(server.origin, "notifications");
      } else {
        await enrol();
      }
      await wati.tap(at("nav-more"));
      await wati.tap(at("push-enable"));
      await wati.see(at("push-on"));
      await writeAway(text);

      const gone = watcher.evaluate(whenGone);
      const before = push.posts.length;
      await elsewhere.wipe();
      const { body } = await push.posted(before + 1);
      let began = Date.now();
      if (subscriber) {
        const worker = await WorkerHandle.of(wati.page);
        began = Date.now();
        await worker.push(subscriber.open(body).trim());
      }
      const took = (await gone) - began;
      t.diagnostic(`${Browser.name}: ${took} ms from the push to the end of the last store (target ≤ 500)`);
      await wati.see(at("emptied"), /dihapus atas permintaan/);
      assert.doesNotMatch(await wati.page.content(), new RegExp(canary));
      if (Browser === Chromium) { // locked.test.mjs proves that this scan sees
        const programs = await instances(wati.page, text);
        assert.ok(programs.length > 0 && programs.every(({ hits }) => hits === 0), JSON.stringify(programs));
        assert.equal(await inHeap(wati.page, text), false);
      }
      assert.equal((await elsewhere.others()).length, 1, "it has not said yet that it is empty: something waits to be sent");

      network.clear();
      await wati.page.evaluate(() => dampingFlush());
      await elsewhere.alone();
      await arrives(text);
    });

    test("by the next answer, while it is open", async (t) => {
      const text = `${canary}, dua.`;
      await enrol();
      await writeAway(text);
      await elsewhere.wipe();
      const gone = watcher.evaluate(whenGone);
      network.requests.length = 0;
      network.clear();
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      const began = await crossedAt(/^\/api\//, 403);
      const took = (await gone) - began;
      t.diagnostic(`${Browser.name}: ${took} ms from the answer to the end of the last store (target ≤ 1,000)`);
      await wati.see(at("emptied"), /dihapus atas permintaan/);
      await elsewhere.alone();
      await arrives(text);
    });

    test("by the next answer, while it is locked", async (t) => {
      const text = `${canary}, tiga.`;
      await enrol();
      await writeAway(text);
      await wati.tap(at("nav-more"));
      await Promise.all([wati.page.waitForNavigation(), wati.tap(at("lock"))]);
      await wati.see(at("unlock"));
      await wati.page.close(); // else the browser itself asks again what this page asked
      await elsewhere.wipe();
      const gone = watcher.evaluate(whenGone);
      network.requests.length = 0;
      network.clear();
      await sit();
      await wati.go("/");
      const began = await crossedAt(/^\/api\/device\/lease/, 403);
      const took = (await gone) - began;
      t.diagnostic(`${Browser.name}: ${took} ms from the answer to the end of the last store (target ≤ 1,000)`);
      await wati.see(at("emptied"), /dihapus atas permintaan/);
      await elsewhere.alone();
      await arrives(text);
    });

    test("by itself, after a month out of touch; not by a clock gone wild", async () => {
      const text = `${canary}, empat.`;
      await enrol();
      await writeAway(text);
      for (const wild of [12 * 365 * day, -12 * 365 * day, 29 * day]) {
        await wati.page.close();
        await sit((page) => page.evaluateOnNewDocument(moveClock, wild));
        await wati.go("/");
        await wati.see(at("unlock"));
      }
      await wati.page.close();
      await sit((page) => page.evaluateOnNewDocument(moveClock, 31 * day));
      await wati.go("/");
      await wati.see(at("emptied"), /terlalu lama/);
      await watcher.evaluate(whenGone);
      assert.equal(await wati.page.evaluate(whyBesideRest), "lease", "it says why although the worker was not done");

      await wati.see(at("orphans"), /menunggu/);

      network.clear();
      await wati.page.evaluate(() => dampingFlush());
      await settled(wati.page, "outbox", 0);
      await arrives(text);
    });

    test("not by ten wrong tries: then only the server opens it, and what was written is sent meanwhile", async () => {
      const text = `${canary}, lima.`;
      await enrol();
      await writeAway(text);
      await wati.page.close();
      await sit((page) => page.evaluateOnNewDocument(moveClock, 0));
      await wati.go("/");
      for (let tries = 1; tries <= 10; tries++) {
        await wati.see(at("unlock") + ":not([disabled])");
        await wati.unlock("bukan kata sandi itu");
        await wati.page.waitForFunction(countedTries, {}, tries);
        await wati.page.evaluate(() => void (later += 6 * 60_000));
      }
      await wati.see(at("online-only"));
      network.requests.length = 0;
      network.clear();
      await wati.page.evaluate(() => dampingFlush());
      await crossedAt(/^\/api\/sync\/sealed/, 200);
      await photoArrives();
      await wati.see(at("waiting") + '[data-unsent="0"]', /^2 pekerjaan sudah terkirim/);
      await phone.close();
      await absent(phone.profile, text, place);

      await phone.run();
      await sit();
      await wati.go("/");
      await wati.see(at("online-only"));
      await wati.tap(at("other-account"));
      await wati.fill(at("q-name"), "wati");
      await wati.fill(at("q-password"), password);
      await wati.tap(at("sign-in"));
      await wati.see(at("nav-today"));
      await standsOnce(text);
    });
  });
}
