// A phone that is copied after a case was handed over, by somebody who has the password, too. The browser may keep the rows of
// the case on the disk; the key that opened them is in no file any more, nor is any other that leads to them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { holding } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Elsewhere } from "../lib/elsewhere.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const note = "Cucak ijo menunggu di belakang balai desa";
const inside = (person, path) => person.page.evaluate((to) => goappNav(to), path);

// lying answers, of the one store, the bytes of the wrapped keys, of the rows whose key names a file, and of the buckets of
// list rows.
const lying = (page, file) =>
  page.evaluate(async (hex) => {
    const settled = (request) => new Promise((done, failed) => ((request.onsuccess = () => done(request.result)), (request.onerror = failed)));
    const [name] = (await indexedDB.databases()).map((db) => db.name).filter((name) => name.startsWith("damping-"));
    const db = await settled(indexedDB.open(name));
    const plain = async (value) => [...(value instanceof Blob ? new Uint8Array(await value.arrayBuffer()) : value)];
    const keys = db.transaction("keys").objectStore("keys");
    const [key, slot] = await Promise.all([settled(keys.get("key")), settled(keys.get("slot.password"))]);
    const rows = [];
    for (const shelf of ["scopes", "subkeys", "pending", "notes", "retained", "cards"]) {
      const tx = db.transaction(shelf).objectStore(shelf);
      const [places, values] = await Promise.all([settled(tx.getAllKeys()), settled(tx.getAll())]);
      for (const [i, value] of values.entries()) {
        if (shelf === "cards" || shelf === "pending" || places[i].includes(hex)) rows.push(await plain(value));
      }
    }
    db.close();
    return { key: await plain(key), slot: await plain(slot.box), rows };
  }, file.replaceAll("-", ""));

// whenGone answers after how many ms none of the bytes are in a file any more.
async function whenGone(folder, bytes) {
  const began = Date.now();
  for (;;) {
    const found = await holding(folder, bytes);
    if (found.length === 0) return Date.now() - began;
    assert.ok(Date.now() - began < 120_000, `still in ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

for (const Browser of browsers) {
  describe(`a phone that is copied with its password, in ${Browser.name}`, () => {
    let server, network, phone, desk, wati, kase, lay;

    // look reads the store from a page that ends after it: a page that has read a Blob keeps its file.
    async function look() {
      const page = await phone.page();
      await page.goto(server.origin + "/tenang");
      const seen = await lying(page, kase.slice("/kasus/".length));
      await page.close();
      await wati.page.bringToFront();
      return { key: Buffer.from(seen.key), slot: Buffer.from(seen.slot), rows: seen.rows.map((row) => Buffer.from(row)) };
    }

    // left counts the rows that still lie somewhere in the profile.
    async function left(rows) {
      let n = 0;
      for (const row of rows) n += (await holding(phone.profile, row.subarray(-40))).length > 0;
      return n;
    }

    before(async () => {
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      phone = await Browser.open({ network });
      const page = await phone.page();
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati, on a phone");
      await wati.signIn("wati");
      await wati.sent();
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      kase = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(at("case"));
      await wati.writeNote(note);
      await wati.sent();
      desk = await Chromium.open();
    });
    after(async () => {
      await desk?.remove();
      await phone?.remove();
      await network?.stop();
      await server?.remove();
    });

    test("before the hand-over the key is in its files", async (t) => {
      network.cut = true;
      await wati.writeNote(note + ", lagi");
      await wati.unsent(1);
      lay = await look();
      assert.ok(lay.rows.length > 3, `${lay.rows.length} rows`);
      assert.ok((await holding(phone.profile, lay.key)).length > 0, "the scan can find the key");
      assert.ok((await holding(phone.profile, lay.slot)).length > 0, "and the root key's");
      t.diagnostic(`${Browser.name}: ${await left(lay.rows)} of ${lay.rows.length} rows are found`);
    });

    test("after it the key that opened the case is in none, and the store opens as before", async (t) => {
      const page = await desk.page();
      await page.setViewport({ width: 1280, height: 900 });
      const ratna = new Person(page, server.origin, "Ratna, the head");
      await ratna.signIn("ratna");
      await ratna.sent();
      await inside(ratna, kase);
      await ratna.see(at("case"));
      await ratna.tap(at("tab-summary"));
      await ratna.see(at("hand-assign"));
      await ratna.tap(`${at("hand-assign")} > summary`);
      const to = await ratna.page.$eval(at("q-assign"), (select) => [...select.options].find((o) => o.text.startsWith("Sari")).value);
      await ratna.fill(at("q-assign"), to);
      await ratna.tap(at("hand-assign-send"));
      await ratna.see(at("case"), /Sari/);
      await ratna.sent();

      network.cut = false;
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.see(at("case-missing"));
      await wati.sent();
      const took = await whenGone(phone.profile, lay.key);
      t.diagnostic(`${Browser.name}: the key was gone ${took} ms after the case; ${await left(lay.rows)} of ${lay.rows.length} rows still lie there, unreadable`);

      const now = await look();
      assert.notDeepEqual(now.key, lay.key, "the key is another");
      assert.ok((await holding(phone.profile, now.key)).length > 0, "the scan can find the present one");
      assert.ok(!now.rows.some((row) => lay.rows.some((old) => old.equals(row))), "no row is as before");
      await phone.close();
      assert.deepEqual(await holding(phone.profile, lay.key), [], "nor after the browser's end");
      await phone.run();
      wati = new Person(await phone.page(), server.origin, "Wati, on the same phone");
      await wati.go("/kasus");
      await wati.unlock();
      await wati.see(at("case-row"));
    });

    test("on a phone that is emptied no key is left at all", async (t) => {
      const { key, slot } = await look();
      assert.ok((await holding(phone.profile, key)).length > 0 && (await holding(phone.profile, slot)).length > 0, "the scan can find them");
      const elsewhere = await Elsewhere.of(server, "wati");
      await elsewhere.wipe();
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.see(at("emptied"));
      t.diagnostic(`${Browser.name}: the store's key was gone after ${await whenGone(phone.profile, key)} ms, the slot after ${await whenGone(phone.profile, slot)} ms more`);
    });
  });
}
