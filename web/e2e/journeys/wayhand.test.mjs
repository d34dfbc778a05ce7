// From hand to hand: what the intake desk took reaches a caseworker, who opens the case; the head gives the case to
// another, and lets a psychologist in. Each sees what is theirs, and no more.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const who = "Melur Kenanga";

describeIn(Chromium, "from hand to hand", () => {
  let server, browser, complaint, kase;
  const people = {};

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  // enter signs somebody in, each in a browser profile of their own.
  async function enter(name) {
    const context = await browser.browser.createBrowserContext();
    const page = await context.newPage();
    await page.setViewport({ width: 1280, height: 900 });
    people[name] = new Person(page, server.origin, name);
    await people[name].signIn(name);
    await people[name].sent();
    return people[name];
  }

  // choose picks a colleague by name in a folded form, and sends it.
  async function choose(person, form, name) {
    await person.tap(`${at("hand-" + form)} > summary`);
    const value = await person.page.$eval(at("q-" + form), (select, name) => [...select.options].find((o) => o.text.startsWith(name)).value, name);
    await person.fill(at("q-" + form), value);
    await person.tap(at(`hand-${form}-send`));
  }

  const inside = (person, path) => person.page.evaluate((to) => goappNav(to), path);

  test("the desk takes a complaint and hands it to a caseworker", async () => {
    const dodi = await enter("dodi");
    await dodi.tap(at("new-complaint"));
    await dodi.pick("q-safe-tidak_aman");
    await dodi.fill(at("q-who"), who);
    await dodi.fill(at("q-age"), "9");
    await dodi.tap(at("complaint-next"));
    await dodi.fill(at("q-reach"), "lewat nenek");
    await dodi.pick("q-message-no");
    await dodi.tap(at("complaint-save"));
    complaint = await dodi.path(/^\/aduan\/[0-9a-f-]{36}$/);
    await dodi.see(at("complaint-owner"), /Anda/);
    await dodi.sent();
    await dodi.see("#title", /^A-/);
    await choose(dodi, "assign", "Wati");
    await dodi.see(at("complaint-owner"), /Wati/);
    await dodi.gone(at("waiting"));
  });

  test("a hand that was not asked for is told so in the form", async () => {
    await people.dodi.tap(at("hand-assign-send"));
    await people.dodi.see(at("hand-assign"), /Pilih seorang rekan/);
    assert.equal(await people.dodi.page.$eval(at("hand-assign-done"), (el) => el.textContent), "", "nothing was saved this time");
  });

  test("the caseworker finds it, assesses it and opens the case", async () => {
    const wati = await enter("wati");
    await inside(wati, complaint);
    await wati.see(at("complaint-owner"), /Anda/);
    await wati.pick("q-triggers-ancaman_bunuh");
    await wati.pick("q-kind-ampk");
    await wati.pick("q-authority-daerah_kabkota");
    await wati.tap(at("triage-save"));
    await wati.see(at("triage-saved"));
    await wati.tap(at("case-open"));
    await wati.tap(at("case-create"));
    kase = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await wati.sent();
    await people.dodi.see(at("complaint-state"), /kasus/i);
    assert.equal(await people.dodi.page.$(at("to-case")), null, "the desk does not see the case");
  });

  test("the head gives the case to another, and it leaves the first one's device", async () => {
    const ratna = await enter("ratna");
    await inside(ratna, kase);
    await ratna.tap(at("tab-summary"));
    await choose(ratna, "assign", "Sari");
    await ratna.see(at("case"), /Sari/);
    await people.wati.see(at("case-missing"));
    const sari = await enter("sari");
    await inside(sari, kase);
    await sari.see(at("case"), /Anda/);
  });

  test("the new caseworker lets a psychologist in, and nobody whose role opens nothing", async () => {
    const { sari } = people;
    await sari.tap(at("tab-summary"));
    await sari.see(at("hand-grant")); // who the colleagues are is asked of the server
    const offered = await sari.page.$$eval(at("q-grant") + " option", (options) => options.map((o) => o.text));
    assert.ok(offered.some((text) => text.startsWith("Maya")), offered.join());
    assert.ok(!offered.some((text) => /^(Sari|Ratna|dr\. Nisa|Bayu)/.test(text)), offered.join());
    await choose(sari, "grant", "Maya");
    await sari.gone(at("waiting"));
    await sari.sent();
    const maya = await enter("maya");
    await inside(maya, kase);
    await maya.see(at("case"), /Sari/);
    assert.equal(await maya.page.$(at("hand-assign")), null, "who only helps hands nothing on");
  });
});
