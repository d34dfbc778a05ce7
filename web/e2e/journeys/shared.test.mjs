// A shared computer: what is left on it after signing out and after closing the browser, and what the app says there
// when the connection is gone.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { absent } from "../lib/canary.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

const sent = "Kenari jingga ditulis di komputer bersama.";
const unsent = "Merpati kelabu ditulis di sana tanpa sinyal.";

for (const Browser of browsers) {
  describe(`a shared computer with ${Browser.name}`, () => {
    let server, browser, page, wati, number;

    async function sit() {
      page = await browser.page();
      await page.setViewport({ width: 1280, height: 800 });
      wati = new Person(page, server.origin, "Wati, at a shared computer");
    }

    // kept lists what the browser keeps for us, by name, and every text in its caches.
    const kept = () =>
      page.evaluate(async () => {
        const cached = [];
        for (const name of await caches.keys()) {
          const cache = await caches.open(name);
          for (const request of await cache.keys()) {
            const path = new URL(request.url).pathname;
            cached.push({ path, text: path.endsWith(".wasm") ? "" : await (await cache.match(request)).text() });
          }
        }
        return {
          databases: (await indexedDB.databases()).map((db) => db.name),
          local: Object.entries(localStorage),
          session: Object.entries(sessionStorage),
          cookies: document.cookie,
          cached,
        };
      });

    async function nothingOfAnybody() {
      const { databases, local, session, cookies, cached } = await kept();
      assert.deepEqual(databases.filter((name) => name !== "worker"), []);
      assert.deepEqual({ local, session, cookies }, { local: [["language", '"id"']], session: [], cookies: "" });
      assert.deepEqual(cached.filter(({ path }) => path.startsWith("/api/")), [], "no answer of the server");
      for (const { path, text } of cached) {
        assert.ok(![sent, unsent, number, "Wati"].some((word) => text.includes(word)), path);
      }
    }

    before(async () => {
      server = await Server.start();
      browser = await Browser.open();
      await sit();
      await wati.signIn("wati", { shared: true });
      await wati.see(at("shared"), /tidak ada yang disimpan/);
      await wati.sent();
      await controlled(page);
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      await wati.see(at("case"));
      number = await wati.see("#title", /^\d{4}-\d+$/);
      await wati.writeNote(sent);
      await wati.sent();
    });
    after(async () => {
      await browser?.remove();
      await server?.remove();
    });

    test("without a connection it says that work is not sent, and that it would be lost", async () => {
      await server.stop();
      await wati.writeNote(unsent);
      await wati.see(at("sync-state"), /1 belum terkirim/);
      assert.doesNotMatch(await wati.see(at("sync-state")), /tersimpan/i, "nothing is kept here");
      await wati.tap(at("nav-more"));
      await wati.tap(at("signout"));
      await wati.see(at("signout-unsent"), /1 catatan belum terkirim/);
      await wati.see("main", /akan hilang/);
      await nothingOfAnybody();
      await server.run();
      await page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.sent();
    });

    test("after signing out nothing is there, and nobody gets in without the server", async () => {
      const loaded = await page.evaluate(() => performance.timeOrigin);
      await wati.tap(at("signout-yes"));
      await page.waitForFunction((before) => performance.timeOrigin !== before, {}, loaded); // nothing stays in memory
      await wati.see(at("sign-in"));
      await nothingOfAnybody();
      assert.deepEqual(await page.browser().cookies(), []);
      await server.stop();
      await wati.go("/kasus");
      await wati.fill(at("q-name"), "wati");
      await wati.fill(at("q-password"), "kopi hangat sore hujan");
      await wati.pick("shared");
      await wati.tap(at("sign-in"));
      await wati.see(at("problem"), /Tidak ada sambungan|tidak bisa dihubungi/);
      await server.run();
      await wati.tap(at("sign-in"));
      await wati.see(at("case-row"));
      await nothingOfAnybody();
      assert.deepEqual(page.trouble.filter((line) => !/Failed to load resource|establish a connection/.test(line)), []);
    });

    test("after closing it while signed in, nothing is there either", async () => {
      await browser.close();
      for (const text of [sent, unsent]) await absent(browser.profile, text);
      await browser.run();
      await sit();
      await wati.go("/kasus");
      await wati.see(at("q-name"));
      await nothingOfAnybody();
      assert.deepEqual(await page.browser().cookies(), []);
    });
  });
}
