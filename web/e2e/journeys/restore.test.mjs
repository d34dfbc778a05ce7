// The server's disk dies and yesterday's backup is put back. What was written since is still on the phones: they offer it
// again, also the phone that was enrolled after the backup. Nothing comes twice, and what was taken away stays so.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { browsers } from "../lib/browsers.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const since = "Ditulis sesudah cadangan dibuat, dan sudah terkirim.";
const away = "Ditulis ketika server mati.";
const later = "Ditulis di HP yang terdaftar sesudah cadangan.";

for (const Browser of browsers) {
  describe(`a server restored from a backup, in ${Browser.name}`, () => {
    let server, phone, other, wati, sari, casePath, sarisPath;

    async function open(browser, who) {
      const page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      return new Person(page, server.origin, who);
    }

    async function firstCase(person) {
      await person.tap(at("nav-case"));
      await person.tap(at("case-row"));
      const path = await person.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await person.see(at("case"));
      return path;
    }

    // standsOnce looks into a case, after all was exchanged, for notes that stand there one time.
    async function standsOnce(person, path, ...texts) {
      await person.go(path);
      await person.unlock();
      await person.see(at("case"));
      await person.sent();
      await person.tap(at("tab-timeline"));
      for (const text of texts) await person.count(at("entry-text"), 1, new RegExp(text));
    }

    before(async () => {
      server = await Server.start();
      phone = await Browser.open();
      wati = await open(phone, "Wati");
      await wati.signIn("wati");
      await wati.sent();
      casePath = await firstCase(wati);
      await server.stop();
      await cp(server.data, join(server.room, "backup"), { recursive: true });
      await server.run();
    });
    after(async () => {
      await other?.remove();
      await phone?.remove();
      await server?.remove();
    });

    test("people write on after the backup", async () => {
      await wati.writeNote(since);
      await wati.sent();
      await phone.close();
      other = await Browser.open();
      sari = await open(other, "Sari");
      await sari.signIn("sari");
      await sari.sent();
      sarisPath = await firstCase(sari);
      await sari.writeNote(later);
      await sari.sent();
      await other.close();
    });

    test("the disk dies and the backup is put back", async () => {
      await server.kill();
      await phone.run();
      wati = await open(phone, "Wati");
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("case"));
      await wati.writeNote(away);
      await rm(server.data, { recursive: true });
      await cp(join(server.room, "backup"), server.data, { recursive: true });
      await server.run();
      assert.match(server.log, /the database was restored/);
    });

    test("the phone offers again what the backup lacks", async () => {
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.sent();
      await standsOnce(wati, casePath, since, away);
      await phone.close();
    });

    test("so does the phone that was enrolled after the backup, under the id it had", async () => {
      await other.run();
      sari = await open(other, "Sari");
      await sari.go(sarisPath);
      await sari.unlock();
      await sari.tap(at("sign-in-again"));
      await sari.fill(at("q-password"), "kopi hangat sore hujan");
      await sari.tap(at("sign-in"));
      await sari.path(/^\/$/); // the server has let her in
      await standsOnce(sari, sarisPath, later); // a start afresh: what it says of the server is of now
      await other.close();
    });

    test("a new device finds everything once", async () => {
      for (const [name, path, wanted] of [["wati", casePath, [since, away]], ["sari", sarisPath, [later]]]) {
        const fresh = await Browser.open();
        try {
          const person = await open(fresh, name);
          await person.signIn(name);
          await person.sent();
          await standsOnce(person, path, ...wanted);
        } finally {
          await fresh.remove();
        }
      }
    });
  });
}
