// Work that was not sent when the app was locked, closed, or its password forgotten. The worker sends it, sealed, without
// anybody unlocking; on another device it is there, and on this one nothing is doubled afterwards.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Camera, unsentPhoto } from "../lib/camera.mjs";
import { absent } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Elsewhere } from "../lib/elsewhere.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { seam } from "../lib/seam.mjs";
import { Server } from "../lib/server.mjs";
import { Subscriber } from "../lib/subscriber.mjs";
import { WorkerHandle, controlled } from "../lib/worker.mjs";

const entry = at("entry-text");
const canary = "Cendrawasih di dahan patah";

// dead is a line on which everything to the server vanishes.
const dead = ({ path }) => (path.startsWith("/api/") ? "swallow" : "fair");

for (const Browser of browsers) {
  describe(`the sealed outbox in ${Browser.name}`, () => {
    let server, network, push, subscriber, browser, page, wati, casePath, camera;
    const texts = []; // all that was written

    before(async () => {
      push = await PushService.start();
      subscriber = new Subscriber(push.endpoint());
      server = await Server.start({
        env: { DAMPING_TEST_PUSH: `http://${push.host}`, DAMPING_PUSH_SUBJECT: "demo@localhost" },
      });
      network = await Network.start(new URL(server.origin).host, push.host);
      browser = await Browser.open({ network, push: push.ws });
      if (Browser === Chromium) await browser.grant(server.origin, "notifications", "background-sync");
      await sit();
      await wati.signIn("wati");
      await wati.sent();
      await controlled(page);
      await wati.tap(at("nav-more"));
      await wati.tap(at("push-enable"));
      await wati.see(at("push-on"));
    });
    after(async () => {
      await browser?.remove();
      await network?.stop();
      await push?.stop();
      await server?.remove();
      await camera?.remove();
    });

    // sit opens a page of the app on the phone.
    async function sit() {
      page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      if (Browser === Chromium) await subscriber.install(page);
      wati = new Person(page, server.origin, "Wati");
    }

    // writeAway writes a note into the first case, with a photograph where there is one, while nothing reaches the server.
    async function writeAway(text, photo) {
      texts.push(text);
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(at("case"));
      network.lie(dead);
      await wati.writeNote(text, photo?.file);
      await wati.unsent(photo ? 2 : 1);
    }

    async function lock() {
      await wati.tap(at("nav-more"));
      await wati.tap(at("lock"));
      await wati.see(at("unlock"));
    }

    // wake lets the worker notice that the line is back, or what it is now, in the way in which this browser does without a
    // page.
    async function wake(from, line) {
      network.clear();
      if (line) network.lie(line);
      if (Browser === Chromium) return (await WorkerHandle.of(from)).sync("queue");
      for (const channel of push.channels.keys()) {
        await fetch(`http://${push.host}/wpush/${channel}`, { method: "POST", headers: { TTL: "60" } });
      }
    }

    // accepted waits until the server has answered this many requests with sealed work.
    async function accepted(more) {
      const count = () => network.crossed(/^\/api\/sync\/sealed$/).filter(({ status }) => status === 200).length;
      for (const deadline = Date.now() + 30_000; count() < more; ) {
        if (Date.now() > deadline) throw new Error(JSON.stringify(network.crossed(/sealed/)));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return count();
    }
    const sofar = () => network.crossed(/^\/api\/sync\/sealed$/).filter(({ status }) => status === 200).length;

    // once looks into the case as a person does, and finds each text one time.
    async function once(person, ...wanted) {
      await person.see(at("case"));
      await person.tap(at("tab-timeline"));
      for (const text of wanted) await person.count(entry, 1, new RegExp(text));
    }

    // elsewhere looks at the case on another device of the same person.
    async function elsewhere(...wanted) {
      const context = await browser.browser.createBrowserContext();
      try {
        const other = new Person(await context.newPage(), server.origin, "Wati elsewhere");
        await other.page.setViewport({ width: 412, height: 915 });
        await other.signIn("wati");
        await other.sent();
        await other.go(casePath);
        await other.unlock();
        await once(other, ...wanted);
      } finally {
        await context.close();
      }
    }

    test("a note is sent while the app is locked, counted at the door, and there once after", async () => {
      const before = sofar();
      await writeAway(`${canary}, satu.`);
      await lock();
      await wati.see(at("waiting") + '[data-unsent="1"]', /^1 belum terkirim/);
      await wake(page);
      await accepted(before + 1);
      await wati.see(at("waiting") + '[data-unsent="0"]', /^1 pekerjaan sudah terkirim/);
      await elsewhere(texts[0]);

      await wati.unlock();
      await wati.sent();
      await wati.go(casePath);
      await wati.unlock();
      await once(wati, texts[0]);
      await wati.sent();
    });

    test("a note is sent after the app was closed", async () => {
      const before = sofar();
      await writeAway(`${canary}, dua.`);
      const watcher = await browser.page();
      await watcher.goto(server.origin + "/tenang");
      await page.close();
      await wake(watcher);
      await accepted(before + 1);
      await elsewhere(...texts);
      await sit();
      await watcher.close();
      await wati.go(casePath);
      await wati.unlock();
      await once(wati, ...texts);
      await wati.sent();
    });

    test("a forgotten password costs no note and no photograph: it is told so, and both arrive", async () => {
      const before = sofar();
      camera = await Camera.open();
      const photo = await camera.take(page);
      await writeAway(`${canary}, tiga.`, photo);
      const id = await unsentPhoto(wati);
      await lock();
      await wati.tap(at("forgot"));
      await wati.see(at("forgot-safe"), /^2 pekerjaan yang belum terkirim tetap aman, juga foto/);
      await wati.gone(at("forgot-unsealed"));
      await wati.tap(at("start-over-yes"));
      await wati.see(at("orphans"), /^2 pekerjaan dari perangkat ini/);
      await wati.fill(at("q-name"), "wati");
      network.clear();
      await page.evaluate(() => dampingFlush());
      await accepted(before + 1);
      const came = await (await Elsewhere.of(server, "wati")).attached(id);
      assert.ok(came.equals(photo.bytes), `${came.length} bytes came of ${photo.bytes.length}`);
      await wati.gone(at("orphans"));
      assert.equal(await page.$eval(at("q-name"), (el) => el.value), "wati", "the notice goes, what was typed below it stays");

      await wati.signIn("wati");
      await wati.sent();
      await wati.go(casePath);
      await wati.unlock();
      await once(wati, ...texts);
      await writeAway(`${canary}, empat.`);
      network.clear();
      await wati.sent();
    });

    test("31 days later it still arrives, with the next sign-in", async () => {
      const before = sofar();
      await writeAway(`${canary}, lima.`);
      await lock();
      await wati.tap(at("forgot"));
      await wati.tap(at("start-over-yes"));
      await wati.see(at("orphans"));
      await seam(server, "clock advance 744h");
      network.clear();
      await page.evaluate(() => dampingFlush());
      for (const deadline = Date.now() + 20_000; !network.crossed(/sealed/).some(({ status }) => status === 401); ) {
        assert.ok(Date.now() < deadline, "the credential of before is over");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await wati.see(at("orphans"), /^1 /);
      await wati.signIn("wati");
      await accepted(before + 1);
      await elsewhere(...texts);
      await wati.go(casePath);
      await wati.unlock();
      await once(wati, ...texts);
    });

    test("what is refused holds up neither the words nor the bytes behind it", async () => {
      const narrow = 4096;
      const answered = (path, status) => network.requests.filter((seen) => seen.path === path && seen.status === status).length;
      const [words, bytes] = ["/api/sync/sealed", "/api/sync/parcel"];
      const photo = await camera.take(page);
      await writeAway(`${canary}, tujuh.`, photo);
      for (const [i, text] of [`${canary}, delapan. ${"Panjang. ".repeat(600)}`, `${canary}, sembilan.`].entries()) {
        texts.push(text.trim());
        await wati.writeNote(text);
        await wati.unsent(3 + i);
      }
      await lock();
      await wati.see(at("waiting") + '[data-unsent="4"]');
      const [taken, refused] = [answered(words, 200), answered(bytes, 413)];
      await wake(page, ({ path }) => (path === words || path === bytes ? narrow : "fair"));
      await wati.see(at("waiting") + '[data-unsent="2"]', /2 pekerjaan sudah terkirim/);
      for (const deadline = Date.now() + 20_000; answered(bytes, 413) === refused; ) {
        assert.ok(Date.now() < deadline, "bytes wait behind words that are refused");
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      assert.ok(answered(words, 200) >= taken + 2, "a batch that is refused is sent in halves");

      await wake(page);
      await wati.see(at("waiting") + '[data-unsent="0"]', /4 pekerjaan sudah terkirim/);
      await wati.unlock();
      await wati.sent();
      await wati.go(casePath);
      await wati.unlock();
      await once(wati, ...texts);
    });

    test("of what was sealed nothing can be read on the disk, and nothing broke the policy", async () => {
      await writeAway(`${canary}, enam.`);
      await lock();
      await wati.see(at("waiting") + '[data-unsent="1"]');
      const trouble = page.trouble.filter((line) => !/status of 40|ERR_|NetworkError|net::/.test(line));
      network.cut = true;
      network.clear(); // a polite end would wait for what hangs
      await browser.close();
      for (const text of texts) await absent(browser.profile, text);
      assert.deepEqual(trouble, []);
    });
  });
}
