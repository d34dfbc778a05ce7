// The letters of a case: a draft, then one with a number that it keeps, on the paper that was asked for; and without a
// signal the page says what is the matter.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Person, at } from "../lib/person.mjs";
import { saved } from "../lib/saved.mjs";
import { Server } from "../lib/server.mjs";

// read is what a program of poppler says of a PDF.
function read(program, bytes, ...args) {
  const { status, stdout, stderr } = spawnSync(program, args, { input: bytes, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

const text = (pdf) => read("pdftotext", pdf, "-layout", "-", "-");

for (const Browser of browsers) {
  describe(`letters in ${Browser.name}`, () => {
    let server, browser, page, wati, number;

    before(async () => {
      server = await Server.start();
      browser = await Browser.open();
      page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati");
      await wati.signIn("wati");
      await wati.sent();
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      number = await wati.see("#title", /^\d{4}-\d{6}$/);
    });
    after(async () => {
      await browser?.remove();
      await server?.remove();
    });

    test("a letter that was not chosen is asked for", async () => {
      await wati.tap(at("tab-documents"));
      await wati.tap(at("letters-open"));
      await wati.tap(at("letter-draft"));
      await wati.see(at("letters"), /Pilih surat yang akan dibuat/);
    });

    test("a draft comes as a PDF without a number", async () => {
      await wati.fill(at("q-letterKind"), "f01");
      const { name, bytes } = await saved(page, at("letter-draft"));
      assert.equal(name, "surat-f01.pdf");
      assert.equal(bytes.subarray(0, 5).toString(), "%PDF-");
      const said = text(bytes);
      for (const words of ["UPTD PERLINDUNGAN PEREMPUAN DAN ANAK", "FORMULIR PENERIMAAN PENGADUAN", "KONSEP", number, "halaman 1 dari"]) {
        assert.ok(said.includes(words), `${words} is not in\n${said}`);
      }
      await wati.see(at("letter-done"), /tersimpan/);
    });

    test("an issued one has a number, and keeps it on other paper", async () => {
      const first = await saved(page, at("letter-issue"));
      const [given] = text(first.bytes).match(/460\/000001\/F01\/UPTD-PPA\/\d{4}/) ?? [];
      assert.ok(given, text(first.bytes));
      assert.match(read("pdfinfo", first.bytes, "-"), /Page size:\s+595\.28 x 841\.89/);
      await wati.see(at("letter-issued"), new RegExp(given));

      await wati.fill(at("q-letterPaper"), "f4");
      const second = await saved(page, at("letter-issue"));
      assert.ok(text(second.bytes).includes(given));
      assert.match(read("pdfinfo", second.bytes, "-"), /Page size:\s+609\.4\d* x 935\.43/);
      await wati.see(at("letter-done"), /tersimpan/);
      await wati.count(at("letter-issued"), 1);
    });

    test("without a signal it says what is the matter", async () => {
      await server.stop();
      await wati.tap(at("letter-draft"));
      await wati.see(at("problem"), /dibuat oleh server.*Coba lagi saat ada sinyal/);
    });
  });
}
