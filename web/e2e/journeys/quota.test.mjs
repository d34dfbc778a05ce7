// A full phone: what was acknowledged stays, the reserve lets the next words be kept, a store opens that has no byte to
// spare, and when nothing more can go the person is told. Chromium alone lets a test say how much room there is.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

const reserve = 20 << 20;

describeIn(Chromium, "a full phone", () => {
  let server, browser, page, wati, disk, casePath, full;
  const kept = [];

  async function open() {
    page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    wati = new Person(page, server.origin, "Wati");
    disk = await page.createCDPSession();
  }

  const used = async () => (await disk.send("Storage.getUsageAndQuota", { origin: server.origin })).usage;
  const most = (bytes) => disk.send("Storage.overrideQuotaForOrigin", { origin: server.origin, quotaSize: bytes }); // none: as usual

  // until waits for what is used, because the browser lays files on the disk and takes them away behind the page's back.
  async function until(fits, otherwise) {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const bytes = await used();
      if (fits(bytes)) return bytes;
      assert.ok(Date.now() < deadline, `${bytes} bytes: ${otherwise}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  // reopen starts the browser on a disk with so much room, and opens the case.
  async function reopen(bytes) {
    await browser.close();
    await browser.run();
    await open();
    await most(bytes);
    await wati.go(casePath);
    await wati.unlock();
    await wati.see(at("case"));
  }

  // write writes a note as long as a page, and tells whether it was taken. Nothing may have been refused just before:
  // what is still told of that would be taken for an answer.
  async function write(n) {
    const words = `Catatan ke-${n} di ponsel yang penuh.`;
    assert.equal(await page.$(at("problem")), null);
    await wati.openNote();
    await wati.fill(at("note-text"), words + " .".repeat(25_000));
    await wati.tap(at("note-save"));
    await wati.see(`${at("note-saved")}, ${at("problem")}`);
    const taken = (await page.$(at("problem"))) === null;
    if (taken) kept.push(words);
    return taken;
  }

  // again sends what was refused once more, now that there is room for it.
  async function again(n) {
    await wati.tap(at("note-save"));
    await wati.see(at("note-saved"));
    kept.push(`Catatan ke-${n} di ponsel yang penuh.`);
  }

  async function shown() {
    await wati.tap(at("tab-timeline"));
    await wati.see(at("timeline"));
    const notes = (await wati.all(at("entry-text"))).join("\n");
    for (const words of kept) assert.ok(notes.includes(words), `"${words}" was acknowledged and is gone`);
  }

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
    await open();
    await wati.signIn("wati");
    await wati.sent();
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await controlled(page);
    await wati.tap(at("nav-more"));
    await wati.see(at("room"), /Cadangan/);
    let still = 0; // how often in a row it was the same: all of the reserve is there
    full = await until((bytes) => {
      still = bytes === full ? still + 1 : 0;
      full = bytes;
      return bytes > reserve && still >= 10;
    }, "there is no reserve");
    await server.stop();
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  test("the reserve takes the words for which there was no room", async () => {
    await reopen(full + 200_000);
    for (let n = 1; n <= 5; n++) assert.ok(await write(n), `note ${n}`);
    await until((bytes) => bytes < full - reserve / 2, "the reserve is still there");
    await shown();
  });

  test("a store opens on a disk without a byte to spare, and tells when nothing more can be kept", async () => {
    await reopen((await used()) + 300_000);
    let n = 6;
    while (await write(n)) assert.ok(++n < 30, "the disk is never full");
    assert.match(await wati.see(at("problem")), /Ruang penyimpanan habis/);
    await shown();
  });

  test("where not one byte can be written wrong passwords count all the same, and the right one shows what is there", async () => {
    await browser.close();
    await browser.run();
    await open();
    await most(1);
    await wati.go(casePath);
    await wati.unlock("ini bukan kata sandinya");
    await wati.see(at("unlock-wait"));
    await wati.gone(at("unlock-wait"));
    await wati.unlock("ini bukan kata sandinya");
    await wati.see(at("unlock-wait"));
    await wati.go(casePath);
    const wait = Number(/\d+/.exec(await wati.see(at("unlock-wait")))[0]);
    assert.ok(wait <= 2, `the second is told ${wait} s to wait`);
    await wati.gone(at("unlock-wait"));
    await wati.unlock();
    await shown();
    assert.ok(!(await write(40)), "there is no room, and a note was taken");
    await most();
    await again(40);
    await shown();
  });

  test("with room again everything that was acknowledged is there, and reaches the server", async () => {
    await browser.close();
    await browser.run();
    await open();
    await server.run();
    await wati.go(casePath);
    await wati.unlock();
    await shown();
    await wati.sent();
  });
});
