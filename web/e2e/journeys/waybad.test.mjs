// What a device does when the door is tried with wrong words, and when its store was tampered with: it says so, grows
// slower, and deletes nothing.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

describeIn(Chromium, "a device that is not at its best", () => {
  let server, browser, page, wati;
  const note = "Belum terkirim saat rusak.";

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
    page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    wati = new Person(page, server.origin, "Wati");
    await wati.signIn("wati");
    await wati.sent();
    await controlled(page);
    await server.stop();
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    await wati.writeNote(note);
    await wati.unsent(1);
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  test("a start on an enrolled device asks for the password alone, before the app is there", async () => {
    await page.evaluateOnNewDocument(() => {
      addEventListener("DOMContentLoaded", () => {
        globalThis.asked = [...document.querySelectorAll(".early-field")].filter((f) => f.checkVisibility()).map((f) => f.querySelector("input").name);
      });
    });
    await wati.go("/");
    await wati.see(at("unlock"));
    assert.deepEqual(await page.evaluate(() => asked), ["password"]);
  });

  test("wrong passwords are told and slow the next try down, also after a restart", async () => {
    await wati.go("/");
    let last = 0;
    for (let tries = 1; tries <= 2; tries++) {
      await wati.unlock("bukan kata sandi saya");
      await wati.see("main [role=alert]", /tidak cocok/);
      const wait = Number(/\d+/.exec(await wati.see(at("unlock-wait")))[0]);
      assert.ok(wait >= last, `${wait} s after ${last} s`);
      last = wait;
      if (tries === 1) await wati.gone(at("unlock-wait"));
    }
    await wati.go("/");
    await wati.see(at("unlock-wait"));
    await wati.gone(at("unlock-wait"));
    await wati.unlock();
    await wati.unsent(1);
  });

  // stored reads the encrypted rows of the outbox, raw.
  const stored = (change = false) =>
    page.evaluate(async (tamper) => {
      const [name] = (await indexedDB.databases()).map((db) => db.name).filter((n) => n !== "worker");
      return new Promise((resolve, reject) => {
        const request = indexedDB.open(name);
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const db = request.result;
          const tx = db.transaction("pending", "readwrite", { durability: "strict" });
          const rows = [];
          tx.objectStore("pending").openCursor().onsuccess = ({ target: { result: cursor } }) => {
            if (!cursor) return;
            const find = (v) => v instanceof Uint8Array ? v : v instanceof ArrayBuffer ? new Uint8Array(v) : Object.values(v).map(find).find(Boolean);
            const bytes = typeof cursor.value === "object" ? find(cursor.value) : undefined;
            if (tamper) {
              bytes[bytes.length - 1] ^= 1;
              cursor.update(cursor.value);
            }
            rows.push(bytes.length);
            cursor.continue();
          };
          tx.oncomplete = () => (db.close(), resolve(rows));
          tx.onabort = () => reject(tx.error);
        };
      });
    }, change);

  test("a store that was tampered with is told and not wiped", async () => {
    await wati.go("/");
    await wati.see(at("unlock"));
    const before = await stored(true);
    assert.ok(before.length > 0);
    await wati.unlock();
    await wati.see(at("broken"));
    assert.deepEqual(await stored(), before, "all rows are still there");
    await stored(true); // the same bit again: the store is whole once more
    await wati.go("/");
    await wati.unlock();
    await wati.unsent(1);
  });
});
