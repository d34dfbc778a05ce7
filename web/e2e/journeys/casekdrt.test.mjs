// Domestic violence, told by somebody who walks in unsafe: crisis, shelter with its fourteen days, police, protection and
// the court's order with their clocks; and what the law keeps from mediation, and from whom.
import { after, before, describe } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { at } from "../lib/person.mjs";
import { story } from "../lib/story.mjs";
import { Team } from "../lib/team.mjs";

const day = (n) => new Date(Date.now() + 7 * 3_600_000 + n * 86_400_000).toISOString().slice(0, 10);

for (const Browser of browsers) {
  describe(`a wife's case in ${Browser.name}`, () => {
    let team, wati, ratna, path;

    const step = story();
    const clock = (code, stands) => wati.see(`${at("clock")}[data-code="${code}"][data-stands="${stands}"]`);
    // met looks into what lies folded under the clocks that run.
    const met = (code) => wati.count(`${at("clock")}[data-code="${code}"]:is([data-stands="met"],[data-stands="missed"])`, 1);

    before(async () => {
      team = await Team.start(Browser);
      wati = team.wati;
    });
    after(() => team?.remove());

    step("she walks in, is not safe, and the crisis clock runs", async () => {
      path = await wati.newCase({ "victim.0.name": "Kenanga Contoh", "victim.0.age": "31", "victim.0.sex": "perempuan",
        "suspect.0.name": "Tuan Y", "suspect.0.sex": "laki_laki", "relation.0.0": "suami_istri", safe: "tidak_aman", channel: "datang_langsung",
        kind: "ktp", authority: "daerah_kabkota", "victim.0.forms": ["fisik", "psikis"] });
      await wati.record("safety", "danger", { at: `${day(-1)}T09:00`, answers: ["makin_parah", "senjata", "cemburu"] });
      await wati.saved("danger");
      await wati.see(at("risk"), /tinggi/i);
      await wati.see(`${at("record")}[data-form="danger"]`, /Tinggi/);
      await wati.see(`${at("clock")}[data-code="krisis_sop"]`);
      await wati.record("safety", "emergency", { at: `${day(0)}T00:01`, kind: ["evakuasi", "penampungan"], text: "Diantar Molin." });
      await wati.saved("emergency");
      await met("krisis_sop");
    });

    step("she stays in the shelter, day by day up to fourteen", async () => {
      await wati.record("service", "stay", { called: "Tamu 3", bed: "B2", with: "1", from: `${day(-2)}T20:00` });
      await wati.saved("stay");
      await wati.see(`${at("record")}[data-form="stay"]`, /hari ke-3 dari 14/);
      await clock("penampungan_maks", "running");
      await wati.record("service", "stay-edit", { to: `${day(-3)}T10:00` });
      await wati.see(at("summary"), /Keluar tidak boleh sebelum Masuk/);
      await wati.answer("stay.to", `${day(0)}T00:01`);
      await wati.answer("stay.left", "keluarga");
      await wati.tap(at("stay-edit-save"));
      await wati.saved("stay-edit");
      await met("penampungan_maks");
    });

    step("police, protection, the court: each starts the next clock", async () => {
      await wati.record("legal", "legal", { kind: "laporan_polisi", at: `${day(0)}T00:01`, number: "LP/2/2026" });
      await clock("perlindungan_polisi_kdrt", "soon");
      await wati.record("legal", "legal", { kind: "perlindungan_polisi", at: `${day(0)}T00:02`, until: day(7) });
      await met("perlindungan_polisi_kdrt");
      await clock("penetapan_pengadilan_kdrt", "soon");
      await clock("perlindungan_polisi_kdrt_maks", "running");
      await wati.record("legal", "legal", { kind: "permintaan_penetapan", at: `${day(0)}T00:03` });
      await met("penetapan_pengadilan_kdrt");
      await wati.record("legal", "legal", { kind: "penetapan_pengadilan", at: `${day(0)}T00:04`, until: day(300) });
      await met("perlindungan_polisi_kdrt_maks");
    });

    step("nobody lowers what was seen but with a reason, and a colleague sees why", async () => {
      await wati.record("plan", "consent", { of: "Korban 1", answer: "setuju", purposes: ["simpan"], signer: "korban", day: day(0) });
      await wati.saved("consent");
      await wati.sent();
      ratna = await team.atDesk("ratna");
      await ratna.open(path);
      await ratna.record("safety", "lower-edit", { level: "sedang" });
      await ratna.see(at("summary"));
      await ratna.answer("lower.why", "Terlapor ditahan.");
      await ratna.tap(at("lower-edit-save"));
      await ratna.see(at("risk"), /sedang/i); // the reason lies where only who looks after the unit reads; others go on seeing the danger
    });

    step("the head moves it past a gate with a reason, and the reason stays", async () => {
      await ratna.advance("asesmen");
      await ratna.see(at("missing-list"), /asesmen untuk setiap korban/);
      await ratna.steer("course-skip", { "skip-reason": "Asesmen dilakukan rumah sakit." });
      await ratna.see(`${at("stage")}[data-stage="rencana"]`);
      await wati.see(`${at("stage")}[data-stage="rencana"]`);
      await wati.tap(at("tab-timeline"));
      await wati.see(`${at("entry")}[data-what="decided"]`, /Asesmen dilakukan rumah sakit/);
    });
  });
}
