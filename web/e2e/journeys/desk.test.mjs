// The complaint desk: a phone call that becomes no case, a ticket in few taps, a message that was pasted, a complaint that
// belongs to a case there is, and one that repeats another.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { at } from "../lib/person.mjs";
import { story } from "../lib/story.mjs";
import { Team } from "../lib/team.mjs";

const ticket = /^\/aduan\/[0-9a-f-]{36}$/;
const asked = "Bertanya syarat visum untuk keponakannya.";
const given = "Surat permintaan dari penyidik; RSUD buka 24 jam.";
const most = 25; // taps, picks and typed fields, from the first page of intake to the ticket

for (const Browser of browsers) {
  describe(`the complaint desk in ${Browser.name}`, () => {
    let team, wati, ratna, first;

    const step = story();

    const go = (person, path) => person.page.evaluate((to) => goappNav(to), path);

    // file writes a small ticket and answers its path.
    async function file(who) {
      await go(wati, "/aduan/baru");
      await wati.pick("q-safe-aman");
      await wati.fill(at("q-who"), who);
      await wati.tap(at("complaint-next"));
      await wati.tap(at("complaint-save"));
      const path = await wati.path(ticket);
      await wati.see(at("complaint"));
      return path;
    }

    before(async () => {
      team = await Team.start(Browser);
      wati = team.wati;
      ratna = await team.atDesk("ratna");
    });
    after(() => team?.remove());

    step("a phone call without a signal is logged and answered in one act, and becomes no case", async () => {
      wati.line.cut = true;
      let taps = 0;
      const count = (act) => (taps++, act);
      await count(wati.tap(at("new-complaint")));
      await count(wati.tap(at("new-call")));
      await count(wati.fill(at("q-what"), asked));
      await count(wati.fill(at("q-given"), given));
      await count(wati.tap(at("call-save")));
      console.log(`a call that becomes no case: ${taps} taps and fields`);
      first = await wati.path(ticket);
      await wati.see(at("waiting"), /Menunggu server/);
      await wati.signal();
      await wati.see(at("complaint-state"), /Hanya informasi/);
    });

    step("the office sees that it is closed, and what was told", async () => {
      await go(ratna, first);
      await ratna.see(at("complaint-state"), /Hanya informasi/);
      await ratna.see(at("decision"), new RegExp(given));
      await ratna.see(at("complaint"), new RegExp(asked));
      assert.equal(await ratna.page.$(at("case-open")), null);
      await go(ratna, "/aduan");
      await ratna.see(at("complaints"));
      assert.equal(await ratna.page.$(`[data-row="${first.split("/").pop()}"]`), null, "it waits for nobody");
    });

    step(`first page to ticket in at most ${most} taps, picks and fields`, async () => {
      await go(wati, "/aduan/baru");
      await wati.see(at("complaint-next"));
      let n = 0;
      const one = (act) => (n++, act);
      await one(wati.pick("q-safe-tidak_aman"));
      await one(wati.fill(at("q-who"), "Kenanga Contoh"));
      await one(wati.fill(at("q-age"), "29"));
      await one(wati.pick("q-sex-perempuan"));
      await one(wati.pick("q-forms-fisik"));
      await one(wati.pick("q-forms-psikis"));
      await one(wati.fill(at("q-what"), "Dipukul suaminya, mengungsi ke tetangga."));
      await one(wati.fill(at("q-when"), "tadi malam"));
      await one(wati.tap(at("complaint-next")));
      await wati.see(at("q-district"));
      await one(wati.fill(at("q-where"), "Di rumah, Sukarame"));
      await one(wati.fill(at("q-district"), await wati.page.$eval(at("q-district"), (el) => el.options[1].value)));
      await one(wati.fill(at("q-reach"), "Lewat tetangga, siang"));
      await one(wati.pick("q-message-no"));
      await one(wati.fill(at("q-reporter"), "keluarga"));
      await one(wati.fill(at("q-reporter_name"), "Kakaknya"));
      await one(wati.fill(at("q-channel"), "telepon"));
      await one(wati.fill(at("q-wish"), "Ingin aman dulu."));
      await one(wati.tap(at("complaint-save")));
      await wati.path(ticket);
      await wati.see(at("complaint"));
      console.log(`first page of intake to ticket, every question answered: ${n} taps, picks and fields`);
      assert.ok(n <= most, `${n}`);
      await wati.see(`${at("clock")}[data-code="tindak_lanjut_umum"]`);
    });

    step("a pasted message brings its words, its source and its time", async () => {
      const day = new Date(Date.now() + 7 * 3_600_000 - 86_400_000);
      const [y, m, d] = day.toISOString().slice(0, 10).split("-");
      await go(wati, "/aduan/baru");
      await wati.pick("q-safe-tidak_tahu");
      await wati.tap(at("paste-open"));
      await wati.fill(at("q-pasted"), `[09.12, ${d}/${m}/${y}] Bu Ani: Tolong, Bu. Keponakan saya takut pulang.`);
      await wati.tap(at("paste-in"));
      const story = await wati.page.waitForFunction((what) => document.querySelector(what)?.value.includes("takut pulang") && document.querySelector(what).value,
        { timeout: 20_000 }, at("q-what"));
      assert.match(await story.jsonValue(), new RegExp(`^Pesan WhatsApp, ${Number(d)} \\S+ ${y}.* 09.12, dari Bu Ani\nTolong, Bu.`));
      await wati.see(at("paste-time"));
      await wati.tap(at("complaint-next"));
      await wati.see(at("complaint-save"));
      assert.equal(await wati.page.$eval(at("q-channel"), (el) => el.value), "whatsapp");
      assert.equal(await wati.page.$eval(at("q-received"), (el) => el.value), `${y}-${m}-${d}T09:12`);
      assert.equal(await wati.page.$eval(at("q-reporter_name"), (el) => el.value), "Bu Ani");
      await wati.tap(at("complaint-save"));
      await wati.path(ticket);
      await wati.see(at("complaint"), /dari Bu Ani/);
      await wati.sent();
    });

    step("a complaint about somebody whose case is open joins it", async () => {
      await go(wati, "/kasus");
      await wati.see(at("case-row"));
      const [kase] = await wati.all(at("case-row"), (row) => row.getAttribute("href"));
      await go(wati, kase);
      const number = await wati.see("#title", /^\d{4}-\d+$/);
      await file("Yang sudah dikenal");
      await wati.sent();
      await wati.tap(`${at("join")} > summary`);
      await wati.fill(at("q-merge-target-find"), number);
      await wati.count(`${at("q-merge-target")} input`, 1);
      await wati.pick(`q-merge-target-${kase.split("/").pop()}`);
      await wati.tap(at("join-send"));
      await wati.see(at("complaint-state"), /Digabung/i);
      await wati.see(at("course-link"), new RegExp(number));
    });

    step("one that repeats another is a duplicate", async () => {
      const other = await file("Sama orangnya");
      const again = await file("Sama orangnya juga");
      await wati.sent();
      assert.notEqual(other, again);
      await wati.tap(`${at("join")} > summary`);
      await wati.pick("q-merge-kind-aduan");
      await wati.pick(`q-merge-target-${other.split("/").pop()}`);
      await wati.tap(at("join-send"));
      await wati.see(at("complaint-state"), /Duplikat/i);
    });

    step("nobody complained", () => {
      const known = /net::ERR|Failed to load resource|NetworkError|Proxy|can.t establish a connection/i;
      assert.deepEqual(wati.page.trouble.filter((text) => !known.test(text)), []);
    });
  });
}
