// Somebody who calls a second time: the form tells that she may be recorded already, the page of the case tells why, and
// the two become one.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { at } from "../lib/person.mjs";
import { Team } from "../lib/team.mjs";

for (const Browser of browsers) {
  describe(`a second call with ${Browser.name}`, () => {
    let team, wati, first, second;

    // begin opens a case of somebody, and answers its address.
    async function begin(name, age) {
      await wati.page.evaluate(() => goappNav("/kasus/baru"));
      await wati.fill(at("q-victim.0.name"), name);
      await wati.fill(at("q-victim.0.age"), age);
      await wati.pick("q-victim.0.sex-perempuan");
    }

    async function made() {
      await wati.tap(at("case-create"));
      const path = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see(`${at("case")}[data-case="${path.split("/").pop()}"]`);
      await wati.sent();
      return path;
    }

    before(async () => {
      team = await Team.start(Browser);
      wati = team.wati;
    });
    after(() => team?.remove());

    test("the form tells quietly, and keeps nobody from going on", async () => {
      await begin("Siti Kenanga Contoh", "11");
      assert.deepEqual(await wati.all(at("namesakes")), []);
      first = await made();
      await begin("St. Kenangga Tjontoh", "12");
      const hint = await wati.see(at("namesakes"), /Mungkin sudah tercatat:\s*\d{4}-\d+ \(Anak, 11 tahun\)/);
      assert.ok(!/kenang/i.test(hint), "it names somebody");
      second = await made();
    });

    test("the page of the case tells why, and merges with one tap and a reason", async () => {
      await wati.tap(at("tab-summary"));
      await wati.see(at("alike"), /nama mirip/);
      await wati.tap(at("alike-merge"));
      await wati.page.waitForFunction(() => document.activeElement.name === "merge-reason");
      assert.equal(await wati.page.$eval(at("q-merge-target"), (el) => el.value), first.split("/").pop());
      await wati.fill(at("q-merge-reason"), "Orang yang sama menelepon lagi.");
      await wati.tap(at("course-merge-send"));
      await wati.see(at("case-state"), /Duplikat|Digabung/);
    });

    test("who has been merged is not told again", async () => {
      await wati.open(first);
      await wati.tap(at("tab-summary"));
      await wati.see(at("course-link"));
      assert.deepEqual(await wati.all(at("alike")), []);
      assert.notEqual(first, second);
    });
  });
}
