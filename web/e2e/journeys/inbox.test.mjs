// Work on a case that was handed over while its owner was away: it reaches who has the case now, under its author's name,
// and leaves the author's device. And work that a rule refused: its author sees why, and has four ways out.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { absent } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { saved } from "../lib/saved.mjs";
import { Server, binary } from "../lib/server.mjs";

const run = promisify(execFile);
const note = "Jalak putih menelepon dari rumah tetangga";
const words = "Tekukur menunggu di gerbang sekolah";
const inside = (person, path) => person.page.evaluate((to) => goappNav(to), path);

// keysOf counts the records of a file in the device's store: their keys name it.
const keysOf = (page, file) =>
  page.evaluate(async (hex) => {
    let n = 0;
    for (const { name } of await indexedDB.databases()) {
      const db = await new Promise((done) => (indexedDB.open(name).onsuccess = (e) => done(e.target.result)));
      for (const store of db.objectStoreNames) {
        const keys = await new Promise((done) => (db.transaction(store).objectStore(store).getAllKeys().onsuccess = (e) => done(e.target.result)));
        n += keys.filter((key) => String(key).includes(hex)).length;
      }
      db.close();
    }
    return n;
  }, file.replaceAll("-", ""));

// hand picks a colleague in the form that gives a case to another, and sends it.
async function hand(person, name) {
  await person.tap(at("tab-summary"));
  await person.see(at("hand-assign")); // who the colleagues are is asked of the server
  await person.tap(`${at("hand-assign")} > summary`);
  const value = await person.page.$eval(at("q-assign"), (select, name) => [...select.options].find((o) => o.text.startsWith(name)).value, name);
  await person.fill(at("q-assign"), value);
  await person.tap(at("hand-assign-send"));
  await person.see(at("hand-assign-done"), /\S/); // the name alone stands in the form's list, too
}

for (const Browser of browsers) {
  describe(`the inbox with ${Browser.name}`, () => {
    let server, network, second, phone, desk, wati, ratna, sari, kase, file;

    // sit signs somebody in at the desk, in a browser profile of their own, behind a line of their own where one is given.
    async function sit(name, who, line) {
      const behind = line && { proxyServer: line.address, proxyBypassList: ["<-loopback>"] };
      const context = await desk.browser.createBrowserContext(behind);
      const page = await context.newPage();
      await page.setViewport({ width: 1280, height: 900 });
      const person = new Person(page, server.origin, who);
      await person.signIn(name);
      await person.sent();
      return person;
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
      file = kase.slice("/kasus/".length);
      await wati.see(at("case"));
      await wati.sent();
      desk = await Chromium.open(); // colleagues sit side by side, each in a profile that only Chromium keeps apart
    });
    after(async () => {
      await desk?.remove();
      await phone?.remove();
      await second?.stop();
      await network?.stop();
      await server?.remove();
    });

    test("the case is handed over while its owner writes without a signal", async () => {
      network.cut = true;
      await wati.writeNote(note);
      await wati.plan(words);
      await wati.unsent(2);
      assert.ok((await keysOf(wati.page, file)) > 0, "the scan can find the case");
      ratna = await sit("ratna", "Ratna, the head");
      await inside(ratna, kase);
      await ratna.see(at("case"));
      await hand(ratna, "Sari");
      await ratna.see(at("case"), /Sari/);
      await ratna.sent();
      sari = await sit("sari", "Sari, who has the case now");
      await inside(sari, kase);
      await sari.see(at("case"), /Anda/);
      assert.equal(await sari.page.$(at("inbox-link")), null, "nothing waits yet");
    });

    test("at the first contact nothing of the case is left on the former owner's device", async () => {
      const before = network.requests.length;
      const reached = () => network.requests.slice(before).some((r) => r.path.startsWith("/api/sync/push") && r.status === 200);
      network.cut = false;
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      while (!reached()) await new Promise(setImmediate);
      const began = Date.now();
      while ((await keysOf(wati.page, file)) > 0) assert.ok(Date.now() - began < 10_000, "something of the case stays");
      console.log(`    clean ${Date.now() - began} ms after the first contact (${Browser.name})`);
      await wati.see(at("case-missing"));
      await wati.sent();
      await absent(phone.profile, note);
      await absent(phone.profile, words);
    });

    test("the author is told how much was given on, and nothing of what", async () => {
      await inside(wati, "/kotak");
      await wati.see(at("inbox-given"), /2/);
      await wati.see(at("inbox-fate"), /2 menunggu/);
      await wati.tap(at("given-dismiss"));
      await wati.see(at("inbox-fate"), /2 menunggu/); // the count stays until somebody decided
    });

    test("the new owner finds it, and takes it in under its author's name", async () => {
      await inside(sari, "/");
      await sari.see(at("inbox-link"), /2/);
      await sari.tap(at("inbox-link"));
      await sari.count(at("inbox-item"), 2);
      await sari.see(at("inbox-by"), /Wati.* sebelum serah terima/);
      await sari.see(at("fact"), new RegExp(note));
      await sari.tap(at("inbox-adopt"));
      await sari.count(at("inbox-item"), 1);
      await inside(sari, kase);
      await sari.tap(at("tab-timeline"));
      await sari.see(at("entry"), new RegExp(note));
      await sari.see(at("entry-by"), /ditulis oleh Wati.*, diterima oleh Anda/);
      await inside(ratna, kase);
      await ratna.tap(at("tab-timeline"));
      await ratna.see(at("entry-by"), /ditulis oleh Wati.*, diterima oleh Sari/);
    });

    test("the head leaves the other aside, with a reason", async () => {
      await inside(ratna, "/kotak");
      await ratna.count(at("inbox-item"), 1);
      await ratna.see(at("fact"), new RegExp(words));
      assert.equal(await ratna.page.$(at("inbox-adopt")), null, "a head writes no story");
      await ratna.tap(at("inbox-leave"));
      await ratna.tap(at("inbox-leave-yes"));
      await ratna.see(at("inbox-item"), /alasan/);
      await ratna.fill(at("inbox-reason"), "sudah dijadwalkan oleh pemilik baru");
      await ratna.tap(at("inbox-leave-yes"));
      await ratna.see(at("inbox-empty"));
      await inside(sari, "/kotak");
      await sari.see(at("inbox-empty"));
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.see(at("inbox-fate"), /^1 diterima, 1 tidak diterima$/);
    });

    test("a request that somebody else overtook is refused, with its reason and its ways out", async () => {
      // The head of the office at two places: the one without a signal asks for what the other has done otherwise.
      await inside(sari, kase);
      second = await Network.start(new URL(server.origin).host);
      const other = await sit("ratna", "Ratna, at another desk", second);
      await inside(other, kase);
      await other.see(at("case"));
      await other.tap(at("tab-summary"));
      await other.see(at("hand-assign")); // while there is a signal
      second.cut = true;
      await hand(other, "Lina");
      await other.unsent(1);
      await inside(ratna, kase);
      await ratna.see(at("case"));
      await hand(ratna, "Wati");
      await ratna.see(at("case"), /Wati/);
      await ratna.sent();
      second.cut = false;
      await other.page.evaluate(() => void dispatchEvent(new Event("online")));
      await other.see(at("refused-link"));
      await other.tap(at("refused-link"));
      await other.see(at("refused-why"), /sudah berubah sejak Anda melihatnya/);
      await other.see(at("fact"), /Menyerahkan/);
      ratna = other;
    });

    test("saved as a sealed file it reaches the server by hand, once or twice alike", async () => {
      const folder = await mkdtemp(join(tmpdir(), "journey-export-"));
      const given = await saved(ratna.page, at("refused-export"));
      assert.match(given.name, /^catatan-[0-9a-f]+\.damping$/);
      const path = join(folder, given.name);
      await writeFile(path, given.bytes);
      for (let i = 0; i < 2; i++) {
        const { stdout } = await run(binary, ["outbox", "import", path], { env: { ...process.env, ...server.env } });
        assert.match(stdout, /conflict/, "the server knows it, and what became of it");
      }
      await rm(folder, { recursive: true });
    });

    test("sent again as it is it stands on what is there today", async () => {
      await ratna.tap(at("refused-retry"));
      await ratna.gone(at("refused"));
      await ratna.sent();
      await inside(ratna, kase);
      await ratna.see(at("case"), /Lina/);
      assert.deepEqual(await ratna.all(at("refused-link")), []);
    });
  });
}
