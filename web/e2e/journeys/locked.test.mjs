// What a locked page still knows: nothing. A note is looked for in the memory of the program and in the heap of the page,
// first while it is open, where it must be found, and then after the lock.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { inHeap, instances } from "../lib/memory.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const note = "Jalak suren bersiul di pagar belakang";

describeIn(Chromium, "a locked page", () => {
  let server, browser, page, wati;

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
    page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    wati = new Person(page, server.origin, "Wati");
    await wati.signIn("wati");
    await wati.sent();
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    await wati.see(at("case"));
    await wati.writeNote(note);
    await wati.sent();
    await wati.tap(at("tab-timeline"));
    await wati.see(at("entry-text"), new RegExp(note));
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  test("is found out while it is open", async () => {
    const found = await instances(page, note);
    assert.ok(found.some(({ hits }) => hits > 0), `the scan of the program's memory is blind: ${JSON.stringify(found)}`);
    await page.evaluate((shown) => {
      globalThis.held = document.querySelector(shown).textContent;
    }, at("entry-text"));
    assert.ok(await inHeap(page, note), "the scan of the heap is blind");
  });

  test("has a new program that knows nothing of it, and nothing in its heap", async (t) => {
    await wati.tap(at("nav-more"));
    await Promise.all([page.waitForNavigation(), wati.tap(at("lock"))]);
    await wati.see(at("unlock"));
    const found = await instances(page, note);
    t.diagnostic(`live instances: ${JSON.stringify(found)}`);
    assert.ok(found.length > 0, "a program runs, so that there is something to look into");
    assert.deepEqual(found.filter(({ hits }) => hits > 0), []);
    assert.equal(await inHeap(page, note), false);
    assert.doesNotMatch(await page.content(), new RegExp(note));
  });
});
