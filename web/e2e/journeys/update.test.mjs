// A new release while somebody writes: it waits for them, takes no word from them, and comes when they let it in.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled, workerState } from "../lib/worker.mjs";

const words = "Belum disimpan ketika versi baru datang.";

for (const Browser of browsers) {
  describe(`an update in ${Browser.name}`, () => {
    let server, network, browser, page, wati, casePath, old, next;
    const version = () => page.evaluate(() => goappGetenv("GOAPP_VERSION"));
    const born = () => page.evaluate(() => performance.timeOrigin);

    before(async () => {
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      browser = await Browser.open({ network });
      page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati");
      await wati.signIn("wati");
      await wati.sent();
      await controlled(page);
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(at("case"));
    });
    after(async () => {
      await browser?.remove();
      await network?.stop();
      await server?.remove();
    });

    test("is told, and waits while a note is being written", async () => {
      await wati.tap(at("note-open"));
      await wati.fill(at("note-text"), words);
      await wati.see(at("draft-saved"), /\d/);
      const loaded = await born();
      [old, next] = [await version(), "e".repeat((await version()).length)];
      network.change(/^\/app(-worker)?\.js$/, (text) => text.replaceAll(old, next));
      await page.evaluate(() => goappTryUpdate()); // a browser asks by itself at the next start, or within a day

      await wati.see(".notices", /Versi baru tersedia.*sesudah Anda menyimpan/s);
      assert.deepEqual(await wati.all(at("update-now")), []);
      assert.deepEqual(await workerState(page), { active: "activated", waiting: "installed" });
      assert.equal(await page.$eval(at("note-text"), (field) => field.value), words);
      assert.equal(await born(), loaded, "no reload");
    });

    test("a lock in between leaves release and words as they were, and offers the update again", async () => {
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("note-text"));
      assert.equal(await version(), old);
      assert.equal(await page.$eval(at("note-text"), (field) => field.value), words);
      await wati.see(at("update"));
    });

    test("comes with a tap, and the words are there afterwards", async () => {
      await wati.tap(at("update-now"));
      await page.waitForFunction((want) => globalThis.goappGetenv?.("GOAPP_VERSION") === want, {}, next);
      await wati.unlock();
      await wati.see(at("note-text"));
      assert.equal(await page.$eval(at("note-text"), (field) => field.value), words);
      await wati.tap(at("note-save"));
      await wati.see(at("note-saved"));
      await wati.sent();
      assert.deepEqual(await wati.all(at("update")), [], "it is the newest");
      assert.deepEqual(page.trouble, []);
    });
  });
}
