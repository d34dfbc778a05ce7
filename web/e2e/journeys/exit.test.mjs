// The quick exit out of an open case, with a note half written: what somebody who looks over the shoulder finds, and what
// its author finds again.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

const words = "Ibu korban menelepon dari warung, dan baru setengah cerita yang sempat dicatat sebelum ada yang masuk ke ruangan.";

for (const Browser of browsers) {
  describe(`quick exit in ${Browser.name}`, () => {
    let server, browser, page, wati, casePath;

    before(async () => {
      server = await Server.start();
      browser = await Browser.open();
      await tab();
      await wati.signIn("wati");
      await wati.sent();
      await controlled(page);
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(at("case"));
      await wati.tap(at("note-open"));
      await wati.fill(at("note-text"), words);
      await wati.see(at("draft-saved"), /\d/);
    });

    // tab is a new tab in the place of the last, with a history of its own.
    async function tab() {
      await page?.close();
      page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati");
    }

    after(async () => {
      await browser?.remove();
      await server?.remove();
    });

    const ways = {
      "a tap": () => wati.tap(at("exit")),
      "Shift three times, in the middle of a word": async () => {
        await page.focus(at("note-text"));
        for (let i = 0; i < 3; i++) await page.keyboard.press("Shift");
      },
    };
    for (const [how, leave] of Object.entries(ways)) {
      test(`${how} leads to a page that tells nothing, and Back does not show the case`, async () => {
        const number = await wati.see("#title", /\d/);
        await leave();
        await wati.path(/^\/tenang$/);
        await wati.see("h1", /cabai/i);
        assert.doesNotMatch(await page.content(), /Catatan Kerja|damping|kasus|korban/i);

        await page.evaluate(() => void setTimeout(() => history.back()));
        await wati.path(/^\/(?!tenang)/);
        await wati.see(at("unlock"));
        const back = await page.content();
        assert.ok(!back.includes(words) && !back.includes(number), await wati.see("body"));
      });

      test(`after ${how} the note is as it was, once the case is unlocked`, async () => {
        await tab();
        await wati.go("/"); // where Back leads next time
        await wati.go(casePath);
        await wati.unlock();
        await wati.see(at("case"));
        await wati.see(at("note-text"));
        assert.equal(await page.$eval(at("note-text"), (field) => field.value), words);
      });
    }
  });
}
