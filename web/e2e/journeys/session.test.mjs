// A session that its owner ends from another device: a phone that was lost, or left behind, is put out. It says so at its
// next contact, loses nothing, and goes on after a new sign-in.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at, password } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const note = "Ditulis sebelum sesi diakhiri.";
const entry = at("entry") + '[data-what="note"]';

for (const Browser of browsers) {
  describe(`a session ended from elsewhere, in ${Browser.name}`, () => {
    let server, network, phone, desktop, wati, casePath;

    async function open(browser, who) {
      const page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      return new Person(page, server.origin, who);
    }

    before(async () => {
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      phone = await Browser.open({ network });
      wati = await open(phone, "Wati, at her phone");
      await wati.signIn("wati");
      await wati.sent();
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(at("case"));
    });
    after(async () => {
      await desktop?.remove();
      await phone?.remove();
      await network?.stop();
      await server?.remove();
    });

    test("the other device ends it", async () => {
      network.cut = true; // the phone has no signal meanwhile
      await wati.writeNote(note);
      await wati.unsent(1);
      desktop = await Browser.open();
      const other = await open(desktop, "Wati, at a desktop");
      await other.signIn("wati");
      await other.go("/lainnya/perangkat");
      await other.unlock();
      await other.count(at("session"), 2);
      await other.tap(at("session-end"));
      await other.count(at("session"), 1);
      await desktop.close();
    });

    test("the phone says so at its next contact, and keeps what was not sent", async () => {
      network.cut = false;
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.see(at("sync-state"), /Masuk lagi/);
      await wati.unsent(1);
      await wati.tap(at("tab-timeline"));
      await wati.see(entry, new RegExp(note));
    });

    test("after a new sign-in it is sent, once", async () => {
      await wati.tap(at("sign-in-again"));
      await wati.see(at("sign-in"));
      assert.equal(await wati.page.$eval(at("q-name"), (el) => el.value), "wati", "the name is known");
      await wati.fill(at("q-password"), password);
      await wati.tap(at("sign-in"));
      await wati.path(/^\/$/); // without the door having been shut
      await wati.sent();
      await wati.go(casePath);
      await wati.page.waitForFunction(() => document.activeElement.dataset.test === "q-password"); // nobody has to tap it
      await wati.unlock();
      await wati.sent();
      await wati.tap(at("tab-timeline"));
      await wati.count(entry, 1, new RegExp(note));
      await wati.gone(at("unsent"));
    });
  });
}
