// Two devices change the same fields of a case, neither having seen the other, one field of every type. Both show both
// values, with who and when, and meanwhile the one that protects; one tap decides, on both. Nothing is overwritten unseen.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

// Fields by their number, what either device writes, how it reads, and which is shown until somebody decides: the
// protective one where there is one, otherwise the later.
const fields = [
  { id: 200, type: "code", here: "telepon", there: "surat", reads: [/Telepon/, /Surat/] },
  { id: 208, type: "text", here: "Ingin pindah sekolah", there: "Ingin tetap di rumah nenek", reads: [/pindah sekolah/, /rumah nenek/] },
  { id: 211, type: "risk", here: "tinggi", there: "rendah", reads: [/[Tt]inggi/, /[Rr]endah/], shown: /[Tt]inggi/ },
  { id: 218, type: "yes or no", here: "no", there: "yes", reads: [/Tidak/, /Ya/], shown: /Tidak/, tiles: true },
  { id: 301, type: "number", here: "12", there: "13", reads: [/12/, /13/] },
];

describeIn(Chromium, "when two people write the same", () => {
  let server, browser, network, here, there, path;

  before(async () => {
    server = await Server.start();
    network = await Network.start(new URL(server.origin).host);
    browser = await Chromium.open({ network });
  });
  after(async () => {
    await browser?.remove();
    await network?.stop();
    await server?.remove();
  });

  async function sit(who) {
    const context = await browser.browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 412, height: 915 });
    const person = new Person(page, server.origin, who);
    await person.signIn("wati");
    await person.sent();
    return person;
  }

  async function online(yes) {
    network.cut = !yes;
    for (const p of [here, there]) await p.page.evaluate((event) => void dispatchEvent(new Event(event)), yes ? "online" : "offline");
  }

  async function open(person) {
    await person.page.evaluate((to) => goappNav(to), path);
    await person.see(`${at("case")}[data-case="${path.split("/").pop()}"]`);
    await person.tap(at("tab-summary"));
  }

  async function edit(person, field, value) {
    await person.tap(at(`edit-${field.id}`));
    if (field.tiles) await person.pick(`q-value-${field.id}-${value}`);
    else await person.fill(at(`q-value-${field.id}`), value);
    await person.tap(at("field-save"));
    await person.gone(at("field-form"));
  }

  // snooze puts a follow-up off by a day, and waits until its row says so.
  async function snooze(person, row) {
    const before = await person.page.$eval(row, (el) => el.textContent);
    await person.tap(`${row} ${at("snooze")}`);
    await person.page.waitForFunction((which, was) => document.querySelector(which)?.textContent !== was, {}, row, before);
  }

  const cards = (person) => person.all(at("conflict"));

  test("both write one field of every type without signal", async () => {
    [here, there] = [await sit("Wati, here"), await sit("Wati, there")];
    await here.page.evaluate((to) => goappNav(to), "/kasus");
    await here.tap(at("case-row"));
    path = await here.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await here.tap(at("tab-summary"));
    await here.plan("kabar terbaru");
    await here.sent();
    await open(there);
    await there.see(at("followup"), /kabar terbaru/);
    const [planned] = await here.page.$$eval(at("followup"), (rows) => rows.filter((r) => /kabar terbaru/.test(r.textContent)).map((r) => r.dataset.id));
    const row = `${at("followup")}[data-id="${planned}"]`;
    await online(false);
    await snooze(here, row);
    await snooze(there, row);
    await snooze(there, row);
    for (const f of fields) {
      await edit(here, f, f.here);
      await edit(there, f, f.there);
    }
    assert.deepEqual([await cards(here), await cards(there)], [[], []], "nobody knows yet");
  });

  test("both see both, with who and when, and the protective value meanwhile", async () => {
    await online(true);
    for (const p of [here, there]) await p.sent();
    for (const p of [here, there]) {
      await p.count(at("conflict"), fields.length + 1);
      const texts = await cards(p);
      assert.ok(texts.some((text) => /Tenggat/.test(text)), `${p.who}: no card for the hour of the follow-up: ${texts.join(" | ")}`);
      for (const f of fields) {
        const card = texts.find((text) => f.reads.every((value) => value.test(text)));
        assert.ok(card, `${p.who}: no card shows both values of the ${f.type}: ${texts.join(" | ")}`);
        assert.match(card, /Anda.*\d/s, `${p.who}: the ${f.type} does not tell who and when`);
        if (f.shown) assert.match(await p.see(at(`field-${f.id}`)).catch(() => ""), f.id === 211 ? /^/ : f.shown, `${p.who}: the ${f.type} is not the protective one`);
      }
    }
    assert.match(await here.see(".glance"), /[Tt]inggi/, "the graver risk is shown until somebody decides");
  });

  test("one tap decides each, for both, and nothing is left to decide", async () => {
    for (let left = fields.length + 1; left > 0; left--) {
      await here.tap(`${at("conflict")}:first-of-type ${at("conflict-use")}`);
      await here.count(at("conflict"), left - 1);
    }
    await here.sent();
    await there.count(at("conflict"), 0);
    for (const f of fields.filter((f) => f.id !== 211)) {
      const [a, b] = [await here.see(at(`field-${f.id}`)), await there.see(at(`field-${f.id}`))];
      assert.equal(a, b, `the ${f.type} reads differently`);
      assert.ok(f.reads.some((value) => value.test(a)), `the ${f.type} is neither of the two: ${a}`);
    }
  });

  test("what both tick among several is all ticked", async () => {
    await here.page.evaluate((to) => goappNav(to), "/aduan/baru");
    await here.pick("q-safe-tidak_aman");
    await here.fill(at("q-who"), "Melati");
    await here.tap(at("complaint-next"));
    await here.tap(at("complaint-save"));
    path = await here.path(/^\/aduan\/[0-9a-f-]{36}$/);
    await here.sent();
    await there.page.evaluate((to) => goappNav(to), path);
    await there.see(at("triage"));
    await online(false);
    for (const [p, sign] of [[here, "senjata"], [there, "cekik"]]) {
      await p.pick(`q-triggers-${sign}`);
      await p.tap(at("triage-save"));
      await p.see(at("triage-saved"));
    }
    await online(true);
    for (const p of [here, there]) await p.sent();
    for (const p of [here, there]) {
      await p.page.evaluate(() => goappNav("/"));
      await p.see(at("nav-today"));
      await p.page.evaluate((to) => goappNav(to), path);
      for (const sign of ["senjata", "cekik"]) {
        await p.page.waitForFunction((which) => document.querySelector(which)?.checked, {}, at(`q-triggers-${sign}`));
      }
      assert.deepEqual(await cards(p), [], "nobody has to decide about that");
    }
  });
});
