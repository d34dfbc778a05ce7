// Two tabs over one store: one at a time works, the other is told and may take over, and no word is lost between them.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { story } from "../lib/story.mjs";
import { controlled } from "../lib/worker.mjs";

const entry = at("entry") + '[data-what="note"]';
const sending = /^\/api\/sync\/push/;

// holdSealing makes the page's next sealing of a record wait: what is being saved is then on its way and not on the disk.
function holdSealing() {
  const seal = SubtleCrypto.prototype.encrypt;
  globalThis.sealing = new Promise((begun) => {
    SubtleCrypto.prototype.encrypt = function (...args) {
      begun();
      return new Promise((done) => (globalThis.letSeal = () => done(seal.apply(this, args))));
    };
  });
}

for (const Browser of browsers) {
  describe(`two tabs in ${Browser.name}`, () => {
    let server, network, browser, casePath;
    let here, there; // who works in which tab

    const step = story();

    before(async () => {
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      browser = await Browser.open({ network });
      here = await tab("the first tab");
      await here.signIn("wati");
      await here.sent();
      await controlled(here.page);
      await here.tap(at("nav-case"));
      await here.tap(at("case-row"));
      casePath = await here.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await here.see(at("case"));
    });
    after(async () => {
      await browser?.remove();
      await network?.stop();
      await server?.remove();
    });

    async function tab(who) {
      const page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      return new Person(page, server.origin, who);
    }

    // takeOver lets one tab have the store that the other has open.
    async function takeOver(taker) {
      await taker.page.bringToFront();
      await taker.tap(at("take-over"));
      await taker.gone(at("take-over"));
    }

    // notes answers which notes of this text the case shows.
    async function notes(person, text) {
      await person.see(at("case"));
      await person.tap(at("tab-timeline"));
      await person.see(at("timeline"));
      return (await person.all(at("entry-text"))).filter((seen) => seen === text).length;
    }

    step("one tab alone is not told of another, after a reload neither", async () => {
      await here.go(casePath);
      await here.see(at("unlock"));
      assert.deepEqual(await here.all(at("problem")), []);
      await here.unlock();
      await here.see(at("case"));
      there = await tab("the second tab");
      await there.go(casePath);
    });

    step("the second is told, and the first goes on meanwhile", async () => {
      await there.page.bringToFront();
      await there.see("main [role=alert]", /jendela lain/);
      await there.unlock();
      await there.see("main [role=alert]", /jendela lain/);
      await there.see(at("unlock"));
      await here.page.bringToFront();
      await here.writeNote("Di jendela pertama.");
      await here.sent();
    });

    for (const round of ["the second takes over", "the first takes it back"]) {
      step(`${round}: the other locks itself and says why`, async () => {
        await takeOver(there);
        await there.unlock();
        await there.see(at("case"));
        assert.equal(await notes(there, "Di jendela pertama."), 1);
        await here.page.bringToFront();
        await here.see(at("unlock"));
        await here.see("main [role=alert]", /jendela lain/);
        assert.doesNotMatch(await here.page.content(), /Di jendela pertama/, "a locked page knows nothing");
        [here, there] = [there, here];
      });
    }

    step("a note that is taken away while it is being saved is still in its form", async () => {
      // Long enough to be typed as one event, so that "kept" speaks of all of it.
      const text = "Sedang disimpan saat jendela lain mengambil alih; ibu korban menunggu di warung dan minta ditelepon sesudah magrib.";
      await here.page.bringToFront();
      await here.tap(at("note-open"));
      await here.fill(at("note-text"), text);
      await here.see(at("draft-saved"), /\d/);
      await here.page.evaluate(holdSealing);
      await here.tap(at("note-save"));
      await here.page.evaluate(() => sealing);
      await takeOver(there);
      await here.page.evaluate(() => globalThis.letSeal?.()).catch(() => {}); // it may be reloading already
      await there.unlock();
      assert.equal(await notes(there, text), 0, "it was not saved");
      await there.see(at("note-text"));
      assert.equal(await there.page.$eval(at("note-text"), (field) => field.value), text, "its words are kept as a draft");
      await there.tap(at("note-save"));
      await there.see(at("note-saved"));
      await there.sent();
      assert.equal(await notes(there, text), 1);
      [here, there] = [there, here];
    });

    step("what is on its way to the server when another tab takes over arrives once", async () => {
      const text = "Sedang dikirim saat jendela lain mengambil alih.";
      await here.page.bringToFront();
      const before = network.crossed(sending).length;
      const release = network.hold(sending);
      await here.writeNote(text);
      await here.unsent(1);
      assert.ok(network.crossed(sending).length > before, "it is on its way");
      await takeOver(there);
      await there.unlock();
      await there.unsent(1);
      release();
      await there.sent();
      assert.equal(await notes(there, text), 1);
      await there.count(`${entry}:has(${at("unsent")})`, 0);
      [here, there] = [there, here];
    });

    step("a tap on save and a tap on take over in the same moment lose nothing", async () => {
      for (const wait of [0, 10]) {
        const text = `Bersamaan, ${wait} ms sebelumnya. ${"Ibu korban minta ditelepon sesudah magrib. ".repeat(3).trim()}`;
        await there.see(at("take-over"));
        await here.page.bringToFront();
        await here.openNote();
        await here.fill(at("note-text"), text);
        await here.see(at("draft-saved"), /\d/);
        await there.page.evaluate((path) => {
          // Told by the other tab when it was tapped.
          new BroadcastChannel("journey").onmessage = ({ data }) => setTimeout(() => document.querySelector(path).click(), data);
        }, at("take-over"));
        await here.page.evaluate((path, ms) => {
          document.querySelector(path).click();
          new BroadcastChannel("journey").postMessage(ms);
        }, at("note-save"), wait);
        await there.page.bringToFront();
        await there.gone(at("take-over"));
        await there.unlock();
        const saved = await notes(there, text);
        assert.ok(saved <= 1, `${text} ${saved} times`);
        if (saved === 0) {
          await there.see(at("note-text"));
          assert.equal(await there.page.$eval(at("note-text"), (field) => field.value), text, "neither saved nor kept");
          await there.tap(at("note-save"));
          await there.see(at("note-saved"));
        } else {
          // Taken away after the save, perhaps before its draft was dropped.
          await there.openNote();
          await there.tap(`${at("note-form")} .buttons [type="button"]`);
          await there.gone(at("note-form"));
        }
        await there.sent();
        [here, there] = [there, here];
      }
    });
  });
}
