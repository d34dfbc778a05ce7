// Trafficking of two by three: every alleged perpetrator is something to every victim, and each pair has one relation.
import assert from "node:assert/strict";
import { after, before, describe } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { at } from "../lib/person.mjs";
import { story } from "../lib/story.mjs";
import { Team } from "../lib/team.mjs";

for (const Browser of browsers) {
  describe(`a case of trafficking in ${Browser.name}`, () => {
    let team, wati, path;

    const step = story();

    before(async () => {
      team = await Team.start(Browser);
      wati = team.wati;
    });
    after(() => team?.remove());

    step("two victims and three alleged perpetrators on one form", async () => {
      const answers = { "victim.0.name": "Melati Satu", "victim.0.age": "15", "victim.0.forms": ["trafficking"], "victim.1.name": "Melati Dua",
        "victim.1.age": "19", "victim.1.forms": ["trafficking", "eksploitasi"] };
      for (const s of [0, 1, 2]) answers[`suspect.${s}.name`] = `Tuan ${s + 1}`;
      const relations = ["tetangga", "majikan", "lainnya", "tetangga", "majikan", "na"];
      for (const v of [0, 1]) for (const s of [0, 1, 2]) answers[`relation.${v}.${s}`] = relations[3 * v + s];
      path = await wati.newCase(answers, { victims: 2, suspects: 3 });
      await wati.sent();
      await wati.tap(at("tab-people"));
      await wati.count(`${at("record")}[data-form="victim"]`, 2);
      await wati.count(`${at("record")}[data-form="perpetrator"]`, 3);
      await wati.count(`${at("record")}[data-form="relation"]`, 6);
    });

    step("a second relation of the same pair is refused", async () => {
      await wati.record("people", "relation", { victim: "Korban 1", perpetrator: "Terlapor 1", code: "teman_daring" });
      await wati.see(at("summary"), /sudah tercatat/);
    });

    step("what is asked of trafficking only is asked", async () => {
      await wati.record("people", "incident", { what: "Dijanjikan kerja di luar kota.", forms: ["trafficking"], route: "Bandar Lampung – Batam", transport: "Kapal", how: "perkiraan", day: "2026-10-01" });
      await wati.saved("incident");
      await wati.see(`${at("record")}[data-form="incident"]`, /Batam/);
    });

    step("a number that tells another sex is asked about, and kept when it is so", async () => {
      await wati.tap(at("reveal"));
      await wati.record("people", "victim-edit", { sex: "perempuan", nik: "1871011203120001" });
      await wati.see(at("doubts"), /NIK menunjukkan jenis kelamin lain dari isian Jenis kelamin/);
      await wati.pick("q-sure");
      await wati.tap(at("victim-edit-save"));
      await wati.saved("victim-edit");
      await wati.see(`${at("record")}[data-form="victim"]`, /1871011203120001/);
    });

    step("a number that cannot be is refused, and nothing typed is lost", async () => {
      await wati.record("people", "victim-edit", { alias: "Mela", kk: "18710112" });
      await wati.see(at("summary"), /KK/);
      assert.equal(await wati.page.$eval(at("q-victim.alias"), (el) => el.value), "Mela");
    });
  });
}
