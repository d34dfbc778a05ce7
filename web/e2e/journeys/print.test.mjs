// A case on paper: what is masked on the screen is masked there, and nothing that can only be tapped is printed.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const name = "Melur Kenanga Sukarame";

describeIn(Chromium, "a printed case", () => {
  let server, browser, page, wati;

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
    page = await browser.page();
    wati = new Person(page, server.origin, "Wati");
    await wati.signIn("wati");
    await wati.sent();
    await wati.go("/kasus/baru");
    await wati.unlock();
    await wati.fill(at("q-victim.0.name"), name);
    await wati.fill(at("q-victim.0.age"), "16");
    await wati.pick("q-safe-aman");
    await wati.fill(at("q-channel"), "telepon");
    await wati.tap(at("case-create"));
    await wati.see(at("case"));
    await wati.see("#title", /^\d{4}-\d{6}$/); // the server has numbered it
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  // printed answers what paper would show: its text, and what of it is there to be tapped.
  async function printed() {
    await page.emulateMediaType("print");
    try {
      return await page.evaluate(() => ({
        text: document.body.innerText,
        taps: [...document.querySelectorAll("a, button, input, select, textarea, nav")]
          .filter((el) => el.checkVisibility() && !el.matches('.masked, [aria-selected="true"]'))
          .map((el) => el.outerHTML.slice(0, 120)),
        wide: document.documentElement.scrollWidth > innerWidth,
      }));
    } finally {
      await page.emulateMediaType(null);
    }
  }

  for (const [paper, width] of [["from a phone", 412], ["from a desktop", 1280]]) {
    test(`${paper} shows the case and nothing to tap, and no name`, async () => {
      await page.setViewport({ width, height: 900 });
      for (const [tab, seen] of [["summary", at("victim")], ["timeline", at("timeline")]]) {
        await wati.tap(at("tab-" + tab));
        await wati.see(seen);
        const { text, taps, wide } = await printed();
        assert.deepEqual(taps, []);
        assert.match(text, /\d{4}-\d{6}/, "it says which case it is");
        assert.ok(!text.includes(name) && !wide, text);
        if (tab === "summary") assert.match(text, /disamarkan/);
      }
    });
  }
});
