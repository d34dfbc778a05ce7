// Looking for a word that somebody wrote. Who holds the case finds it without signal, also after the lock; who looks after
// the unit and holds list rows alone finds it on the server. The list says where the word stands, and never shows it.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const words = "Kenari jingga bertengger di jendela.";

for (const Browser of browsers) {
  describe(`looking for a word in ${Browser.name}`, () => {
    let server, browser, wati, file;

    before(async () => {
      server = await Server.start();
      browser = await Browser.open();
    });
    after(async () => {
      await browser?.remove();
      await server?.remove();
    });

    async function sit(browser, who) {
      const page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      return new Person(page, server.origin, who);
    }

    async function looksFor(person, text) {
      await person.tap(at("nav-case"));
      await person.see(at("case-row"));
      await person.fill(at("search"), text);
    }

    async function found(person, where) {
      await person.see(`${at("case-row")}[data-row="${file}"]`, where);
      await person.count(at("case-row"), 1);
      const page = await person.page.$eval("body", (body) => body.innerText);
      assert.ok(!/kenari|jingga/i.test(page), "the words are shown in the list");
    }

    test("a caseworker writes it down", async () => {
      wati = await sit(browser, "Wati");
      await wati.signIn("wati");
      await wati.sent();
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      file = (await wati.path(/^\/kasus\/[0-9a-f-]{36}$/)).split("/").pop();
      await wati.writeNote(words);
      await wati.sent();
    });

    test("the head of the office finds it on the server", async () => {
      const other = await Browser.open();
      try {
        const ratna = await sit(other, "Ratna");
        await ratna.signIn("ratna");
        await ratna.sent();
        await looksFor(ratna, "jingga kenari");
        await found(ratna, /ditemukan di server, dalam catatan/);
        await ratna.see(at("case-looked"), /server/);
        await ratna.tap(`${at("load")} summary`);
        await ratna.see(at("load-row"), /Wati Lestari/);
      } finally {
        await other.remove();
      }
    });

    test("the caseworker finds it without signal", async () => {
      await server.stop();
      await looksFor(wati, "kenari jing");
      await found(wati, /ditemukan dalam catatan/);
      await wati.see(at("case-looked"), /ponsel ini/);
    });

    test("and again after the lock", async () => {
      await wati.page.reload({ waitUntil: "domcontentloaded" });
      await wati.unlock();
      await looksFor(wati, "bertengger kenari");
      await found(wati, /ditemukan dalam catatan/);
    });

    test("a view is kept under its name", async () => {
      await wati.tap(`${at("filters")} summary`);
      await wati.fill(at("view-name"), "Burung");
      await wati.tap(at("view-save"));
      await wati.see(at("view"), /^Burung$/);
      await wati.tap(`${at("view")}[data-view="0"]`); // her own cases, whatever stands in them
      await wati.page.waitForFunction(() => document.querySelectorAll("[data-test=case-row]").length > 1);
      const last = (await wati.all(at("view"))).length - 1;
      await wati.tap(`${at("view")}[data-view="${last}"]`);
      await found(wati, /ditemukan dalam catatan/);
    });
  });
}
