// The battery is pulled right after "Tersimpan": what the app said was saved must be there afterwards. The end of the
// browser's processes is what can be had on one machine; a loss of power is not claimed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

const rounds = Number(process.env.KILLS || 5);

describeIn(Chromium, `kill -9 of the browser right after "Tersimpan", ${rounds} times`, () => {
  let server, browser, casePath;
  const text = (round) => `Catatan ke-${round} sebelum baterai habis.`;

  async function open() {
    const page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    return new Person(page, server.origin, "Wati");
  }

  // notes answers which notes the case shows, once it is unlocked.
  async function notes(wati) {
    await wati.tap(at("tab-timeline"));
    await wati.see(at("timeline"));
    return wati.all(at("entry-text"));
  }

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
    const wati = await open();
    await wati.signIn("wati");
    await wati.sent();
    // What the store asks for when it writes work down first, seen at the browser's own interface. That the server has it
    // may be noted later, under a key that says so, without such care.
    await wati.page.evaluate(() => {
      globalThis.firstWrites = new Map();
      const put = IDBObjectStore.prototype.put;
      IDBObjectStore.prototype.put = function (value, key) {
        if (this.name === "pending" && !firstWrites.has(String(key)) && !String(key).endsWith("-taken")) firstWrites.set(String(key), this.transaction.durability);
        return put.call(this, ...(key === undefined ? [value] : [value, key]));
      };
    });
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await controlled(wati.page);
    await server.stop(); // from here on nothing but the disk can bring a note back
    await wati.writeNote(text(0));
    const first = await wati.page.evaluate(() => [...firstWrites.values()]);
    assert.ok(first.length > 0 && first.every((durability) => durability === "strict"), JSON.stringify(first));
    await browser.close();
    await browser.run();
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  test("every note is there", async () => {
    const lost = [];
    for (let round = 1; round <= rounds; round++) {
      const wati = await open();
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("case"));
      if (!(await notes(wati)).includes(text(round - 1))) lost.push(round - 1);
      await wati.writeNote(text(round)); // settles as soon as the page says that it is saved
      await browser.kill();
      await browser.run();
    }
    assert.deepEqual(lost, []);

    const wati = await open();
    await wati.go(casePath);
    await wati.unlock();
    await wati.unsent(rounds + 1);
    const all = await notes(wati);
    for (let round = 0; round <= rounds; round++) {
      assert.equal(all.filter((entry) => entry === text(round)).length, 1, `note ${round}, once`);
    }
    await server.run();
    await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
    await wati.sent();
  });
});
