// A child who survived sexual violence, from the first words without a signal to the end that the head approves: everything
// that a caseworker writes down and is told on the way.
import { after, before, describe } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { at } from "../lib/person.mjs";
import { story } from "../lib/story.mjs";
import { Team } from "../lib/team.mjs";

const today = new Date(Date.now() + 7 * 3_600_000).toISOString().slice(0, 10);
const now = `${today}T00:01`;
const later = new Date(Date.now() + 14 * 86_400_000).toISOString().slice(0, 10);

for (const Browser of browsers) {
  describe(`a child's case in ${Browser.name}`, () => {
    let team, wati, ratna, path;

    const step = story();

    before(async () => {
      team = await Team.start(Browser);
      wati = team.wati;
    });
    after(() => team?.remove());

    step("intake and triage without a signal", async () => {
      wati.line.cut = true;
      await wati.tap(at("new-complaint"));
      await wati.pick("q-safe-tidak_aman");
      await wati.fill(at("q-who"), "Mawar Contoh");
      await wati.fill(at("q-age"), "11");
      await wati.pick("q-sex-perempuan");
      await wati.pick("q-forms-seksual");
      await wati.fill(at("q-what"), "Diceritakan kepada guru, terjadi di rumah.");
      await wati.tap(at("complaint-next"));
      await wati.fill(at("q-reach"), "Lewat guru, jam sekolah");
      await wati.pick("q-message-no");
      await wati.fill(at("q-reporter"), "guru");
      await wati.fill(at("q-channel"), "telepon");
      await wati.tap(at("complaint-save"));
      await wati.path(/^\/aduan\/[0-9a-f-]{36}$/);
      await wati.pick("q-triggers-terlapor_serumah");
      await wati.pick("q-triggers-seksual_72_jam");
      await wati.pick("q-authority-daerah_kabkota");
      await wati.tap(at("triage-save"));
      await wati.see(at("triage-saved"));
      await wati.tap(at("case-open"));
      await wati.fill(at("q-suspect.0.name"), "Tuan X");
      await wati.fill(at("q-relation.0.0"), "ayah_tiri");
      await wati.tap(at("case-create"));
      path = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see("#title", /^Sementara /);
    });

    step("the duty to report runs, and says where it comes from", async () => {
      await wati.see(`${at("clock")}[data-code="lapor_polisi_tpks"]`, /UU 12\/2022 Pasal 41/);
    });

    step("her stepfather can neither agree for her nor be called", async () => {
      await wati.record("people", "member", { name: "Tuan X", tie: "ayah_tiri", perpetrator: "Terlapor 1" });
      await wati.saved("member");
      await wati.record("people", "member", { name: "Ibu Melati", tie: "ibu", safe: "yes" });
      await wati.saved("member");
      await wati.record("safety", "contact-edit", { number: "08000001234", member: "Ayah tiri", from: "08:00", to: "15:00", message: "no" });
      await wati.see(at("summary"), /tidak boleh dihubungi/);
      await wati.answer("contact.member", "Ibu");
      await wati.tap(at("contact-edit-save"));
      await wati.saved("contact-edit");
      await wati.record("plan", "consent", { of: "Korban 1", answer: "setuju", purposes: ["simpan", "rujuk"], signer: "orang_tua_wali",
        member: "Ayah tiri", assent: "setuju", day: today });
      await wati.see(at("summary"), /Pilih wali pengganti/);
      await wati.answer("consent.member", "Ibu");
      await wati.tap(at("consent-save"));
      await wati.saved("consent");
    });

    step("danger, safety, assessment, plan and agreement are written down", async () => {
      await wati.record("safety", "danger", { at: now, answers: ["cekik"], next: later, note: "Terlapor masih di rumah." });
      await wati.saved("danger");
      await wati.record("safety", "safety", { of: "Korban 1", day: today, place: "Rumah bibi", trusted: "Bu guru" });
      await wati.saved("safety");
      await wati.record("plan", "assessment", { of: "Korban 1", day: today, mind: "Sulit tidur.", strength: "Dekat dengan bibi.", needs: ["psikologis", "hukum"] });
      await wati.saved("assessment");
      await wati.record("plan", "goal", { problem: "Tidak aman di rumah", text: "Tinggal di tempat yang aman", indicator: "Tidur nyenyak", together: "yes" });
      await wati.saved("goal");
      await wati.record("plan", "action", { goal: "Tinggal di", text: "Antar ke rumah bibi", who: "Wati", due: later });
      await wati.saved("action");
      await wati.record("plan", "agreement", { answer: "ditandatangani", day: today, who: "Ibu Melati" });
      await wati.saved("agreement");
    });

    step("with the signal back it goes on, stage by stage", async () => {
      await wati.signal();
      await wati.see("#title", /^\d{4}-\d+$/);
      await wati.see(`${at("stage")}[data-stage="identifikasi"]`);
      for (const stage of ["asesmen", "rencana", "kesepakatan", "intervensi"]) await wati.advance(stage);
    });

    step("the report to the police stops its clock and starts the next", async () => {
      await wati.record("legal", "duty", { explained: now, wish: "ingin_melapor", sent: now, number: "LP/1/2026" });
      await wati.saved("duty");
      await wati.see(`${at("clock")}[data-code="pelindungan_polisi_tpks"][data-stands="soon"]`);
      await wati.record("legal", "legal", { kind: "perlindungan_polisi", at: now });
      await wati.saved("legal");
      await wati.record("legal", "legal", { kind: "permintaan_penetapan", at: now });
      await wati.saved("legal");
      await wati.record("legal", "legal", { kind: "penetapan_pengadilan", at: now });
      await wati.saved("legal");
      await wati.gone(`${at("clock")}:is([data-stands="soon"],[data-stands="running"],[data-stands="late"])`);
    });

    step("services are given, and mediation is refused", async () => {
      await wati.tap(at("tab-service"));
      await wati.see(at("mediation-barred"), /UU 12\/2022 Pasal 23/);
      await wati.record("service", "service", { of: "Korban 1", code: "konseling", by: "UPTD", from: today, result: "selesai" });
      await wati.saved("service");
      await wati.sent();
      await wati.advance("pemantauan");
    });

    step("what a conference decides becomes a follow-up", async () => {
      await wati.record("plan", "conference", { people: "Wati, psikolog, guru", decisions: "Hubungi sekolah untuk ujian susulan" });
      await wati.saved("conference");
      await wati.tap(at("decision-plan"));
      await wati.fill(at("q-date-0"), later);
      await wati.tap(at("decision-save"));
      await wati.see(at("decision-planned"));
      await wati.see(at("followup"), /ujian susulan/);
      await wati.tap(at("tab-timeline"));
      await wati.see(`${at("entry")}[data-what="record"]`, /Konferensi kasus/);
    });

    step("it ends with the head's approval", async () => {
      await wati.record("closing", "closure", { checks: ["tujuan_dinilai", "korban_tahu"], result: "Aman bersama ibu di rumah bibi." });
      await wati.saved("closure");
      await wati.steer("course-ask", { "ask-outcome": "Tujuan tercapai", "ask-reason": "Semua tercapai." });
      await wati.sent();
      ratna = await team.atDesk("ratna");
      await ratna.open(path);
      await ratna.see(at("course-asking"), /meminta persetujuan.*Tujuan tercapai/);
      await ratna.steer("course-approve", { "approve-answer": "Setuju" });
      await wati.see(at("course-asking"), /Penutupan sudah disetujui/);
      await wati.advance("terminasi");
      await wati.steer("course-close");
      for (const person of [wati, ratna]) await person.see(at("case-state"), /Ditutup/);
    });
  });
}
