// A case is typed into the ministry's register from a sheet: a tap copies a value, what was copied is ticked, and a name is
// revealed before it can be copied.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { at } from "../lib/person.mjs";
import { Team } from "../lib/team.mjs";

for (const Browser of browsers) {
  describe(`the ministry's register with ${Browser.name}`, () => {
    let team, wati;

    before(async () => {
      team = await Team.start(Browser);
      wati = team.wati;
      await wati.page.evaluate(() => goappNav("/kasus/baru"));
      await wati.fill(at("q-victim.0.name"), "Kenanga Contoh");
      await wati.fill(at("q-victim.0.age"), "11");
      await wati.fill(at("q-suspect.0.name"), "Tuan X");
      await wati.fill(at("q-relation.0.0"), "ayah_tiri");
      await wati.tap(at("case-create"));
      await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.sent();
      await wati.tap(at("tab-summary"));
      await wati.tap(at("simfoni-open"));
    });
    after(() => team?.remove());

    test("the values are the ministry's, and nobody is named", async () => {
      const sheet = await wati.see(at("simfoni"), /Orang tua/);
      assert.match(sheet, /6–12 tahun/);
      assert.doesNotMatch(sheet, /Ayah tiri|Kenanga|Tuan X/);
    });

    test("a tap copies, and ticks", async () => {
      await wati.tap(at("copy"));
      await wati.see(at("copied"), /^Disalin$/);
      await wati.see(`${at("copy")}[data-done="true"]`);
    });

    test("a name is copied once it was revealed", async () => {
      await wati.tap(at("reveal", at("simfoni")));
      await wati.tap(`${at("copy")}[data-text="Kenanga Contoh"]`);
      await wati.see(`${at("copy")}[data-text="Kenanga Contoh"][data-done="true"]`);
    });
  });
}
