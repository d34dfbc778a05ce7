// What only the server decides, tapped through on two devices: a case goes to a colleague and another to a unit, one is
// closed with approval and opened again, two of the same person become one. Each waits for the server while there is no
// signal, and says so; then it stands as decided on both. Who writes while a colleague closes the case loses no word.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server, binary } from "../lib/server.mjs";

const run = promisify(execFile);
const begun = "Ibu menelepon, pelaku datang lagi";

for (const Browser of browsers) {
  describe(`commands with ${Browser.name}`, () => {
    let server, phone, desk, wati, ratna, handed, moved, closed, twin;
    const lines = [];

    async function line() {
      lines.push(await Network.start(new URL(server.origin).host));
      return lines.at(-1);
    }

    async function sit(page, name, behind, width) {
      await page.setViewport({ width, height: 900 });
      const person = Object.assign(new Person(page, server.origin, name), { line: behind });
      await person.signIn(name);
      await person.sent();
      return person;
    }

    async function atDesk(name) {
      const behind = await line();
      const context = await desk.browser.createBrowserContext({ proxyServer: behind.address, proxyBypassList: ["<-loopback>"] });
      return sit(await context.newPage(), name, behind, 1280);
    }

    async function open(person, path) {
      await person.page.evaluate((to) => goappNav(to), path);
      await person.see(`${at("case")}[data-case="${path.split("/").pop()}"]`);
      await person.tap(at("tab-summary"));
    }

    // ask unfolds a form, answers its questions, and sends it. A choice is named by how it begins.
    async function ask(person, form, answers = {}) {
      await person.see(at(form)); // who the colleagues are is asked of the server
      await person.tap(`${at(form)} > summary`);
      for (const [name, answer] of Object.entries(answers)) {
        const value = await person.page.$eval(at(`q-${name}`), (el, begins) =>
          el.options ? [...el.options].find((o) => o.text.startsWith(begins)).value : begins, answer);
        await person.fill(at(`q-${name}`), value);
      }
      await person.tap(at(`${form}-send`));
    }

    // wait asks without a signal, sees that it waits and nothing else has changed, and lets it through.
    async function wait(person, words, form, answers) {
      const before = await person.see(".glance");
      await person.see(at(form));
      person.line.cut = true;
      await ask(person, form, answers);
      await person.see(at("waiting"), words);
      await person.see(at("waiting"), /Menunggu server/);
      assert.equal((await person.see(".glance")).replace(/\s*belum terkirim$/, ""), before, "it stands as if decided");
      await person.page.waitForFunction(() => document.activeElement.id === "standing"); // where it is told
      await signal(person);
      await person.gone(at("waiting"));
    }

    async function signal(person) {
      person.line.cut = false;
      await person.page.evaluate(() => void dispatchEvent(new Event("online")));
      await person.sent();
    }

    // secondUnit gives a unit beside that of the cases somebody who looks after it.
    async function secondUnit() {
      const office = await run(binary, ["office", "list"], { env: server.env });
      const [, house, unit] = /(\S+) {2}UPTD PPA Kota Contoh[^]*?(\S+) {2}unit Pengaduan/.exec(office.stdout);
      await run(binary, ["office", "add", "appointment", "bayu", "supervisor", house, "--unit", unit], { env: server.env });
    }

    before(async () => {
      server = await Server.start();
      const behind = await line();
      [phone, desk] = await Promise.all([Browser.open({ network: behind }), Chromium.open(), secondUnit()]);
      [wati, ratna] = await Promise.all([sit(await phone.page(), "wati", behind, 412), atDesk("ratna")]);
      await wati.tap(at("nav-case"));
      await wati.see(at("case-row"));
      [handed, moved, closed, twin] = await wati.all(at("case-row"), (row) => row.getAttribute("href"));
    });
    after(async () => {
      await desk?.remove();
      await phone?.remove();
      for (const each of lines) await each.stop();
      await server?.remove();
    });

    test("a case is handed to a colleague", async () => {
      await open(wati, handed);
      await open(ratna, handed);
      await wait(ratna, /Penyerahan kepada Sari/, "hand-assign", { assign: "Sari" });
      await ratna.see(".glance", /Sari Handayani/);
      await wati.see(at("case-missing"), /sudah diserahkan/);
      const sari = await atDesk("sari");
      await open(sari, handed);
      await sari.see(".glance", /Pendamping: Anda/);
    });

    test("another moves to the unit of a colleague", async () => {
      await open(wati, moved);
      await open(ratna, moved);
      await wait(ratna, /Pindahkan ke unit lain/, "course-transfer", { "transfer-head": "Bayu", "transfer-reason": "Korban pindah." });
      await ratna.see(".glance", /Bayu Saputra/);
      await wati.see(at("case-missing"));
    });

    test("the end of a case is asked for, and approved", async () => {
      await open(wati, closed);
      wati.line.cut = true;
      await ask(wati, "course-ask", { "ask-outcome": "Tujuan tercapai", "ask-reason": "Semua sasaran tercapai." });
      await wati.see(at("course-asking"), /Anda meminta persetujuan/);
      await wati.page.waitForFunction(() => document.activeElement.id === "standing");
      await wati.unsent(1);
      await signal(wati);
      await open(ratna, closed);
      await ratna.see(at("course-asking"), /Wati Lestari meminta persetujuan.*Tujuan tercapai/);
      await wait(ratna, /Jawab permintaan penutupan/, "course-approve", { "approve-answer": "Setuju" });
      for (const person of [wati, ratna]) await person.see(at("course-asking"), /Penutupan sudah disetujui/);
      await wati.see(at("course-close"));
    });

    test("closed while its owner writes, it takes what was begun, and nothing more", async () => {
      await wati.openNote();
      await wati.fill(at("note-text"), begun);
      await wait(ratna, /Tutup kasus/, "course-close");
      for (const person of [wati, ratna]) {
        await person.see(at("case-state"), /Ditutup/);
        await person.see(at("case-shut"), /hanya dapat dibaca/);
      }
      await wati.see(at("ended-meanwhile"), /tetap masuk ke berkas/);
      const typing = await wati.page.$eval(at("note-text"), (el) => [document.activeElement === el, el.value]);
      assert.deepEqual(typing, [true, begun], "the form went from under the fingers");
      await wati.page.keyboard.type(" semalam.");
      await wati.tap(at("note-save"));
      await wati.see(at("note-saved"));
      assert.deepEqual(await wati.all([at("note-open"), at("followup-open"), `${at("facts")} button:not(${at("reveal")})`].join()), []);
      await ratna.tap(at("tab-timeline"));
      await ratna.see(at("entry-text"), new RegExp(begun + " semalam."));
    });

    test("it is opened again", async () => {
      await ratna.tap(at("tab-summary"));
      await wait(ratna, /Buka kembali/, "course-reopen", { "reopen-reason": "Korban melapor lagi." });
      for (const person of [wati, ratna]) await person.gone(at("case-state"));
      await wati.see(at("note-open"));
    });

    test("two of the same person become one, and lead to one another", async () => {
      await open(wati, twin);
      const number = await wati.see("#title", /^\d{4}-\d+$/);
      await open(ratna, twin);
      await open(wati, closed);
      const goal = await wati.see("#title", /^\d{4}-\d+$/);
      await open(wati, twin);
      await wait(wati, /Gabung dengan berkas lain/, "course-merge", { "merge-target": goal, "merge-reason": "Korban yang sama." });
      for (const person of [wati, ratna]) {
        await person.see(at("case-state"), /Duplikat/);
        await person.see(at("case-shut"), /Tulislah di berkas tujuannya/);
        await person.tap(`${at("course-link")} a`);
        await person.see("#title", new RegExp(goal));
        await person.tap(at("tab-summary"));
        await person.see(at("course-link"), new RegExp(`${number} digabung ke sini`));
      }
    });
  });
}
