// The way: from a form filled without signal to a reminder on the phone. One working day and the morning after, in each
// browser, as one story whose steps build on one another.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { Chromium } from "../lib/chromium.mjs";
import { Firefox } from "../lib/firefox.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { seam } from "../lib/seam.mjs";
import { Server } from "../lib/server.mjs";
import { Subscriber } from "../lib/subscriber.mjs";
import { WorkerHandle, controlled, settled } from "../lib/worker.mjs";

const victim = "Melur Kenanga Sukarame";
const note = "Ibu korban menelepon dari warung; situasi tenang.";
const task = "Tanyakan kabar sesudah mediasi.";
const entry = at("entry") + '[data-what="note"]';

// nine is tomorrow 09.00 in Jakarta (UTC+7), in ms, for a server whose clock stands at now.
function nine(now) {
  const [zone, day] = [7 * 3_600_000, 86_400_000];
  return Math.floor((now + zone) / day) * day + day + 9 * 3_600_000 - zone;
}

for (const Browser of [Chromium, Firefox]) {
  describe(`the way in ${Browser.name}`, () => {
    let server, network, push, subscriber;
    let browser, page, wati; // the caseworker's phone
    let office, ratna; // the desktop of the head of the office
    let casePath, failed;

    // step is a test that does not begin when one before it failed: it would only say the same in other words.
    const step = (name, act) =>
      test(name, async () => {
        assert.ok(!failed, `not reached: "${failed}" failed`);
        failed = name;
        await act();
        failed = undefined;
      });

    // phone opens the caseworker's browser, on what is left of the last time.
    async function phone() {
      if (browser) await browser.run();
      else browser = await Browser.open({ network, push: push.ws });
      if (Browser === Chromium) await browser.grant(server.origin, "notifications", "background-sync");
      page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      if (Browser === Chromium) await subscriber.install(page);
      wati = new Person(page, server.origin, "Wati");
    }

    before(async () => {
      push = await PushService.start();
      subscriber = new Subscriber(push.endpoint());
      server = await Server.start({ env: { DAMPING_TEST_PUSH: `http://${push.host}`, DAMPING_PUSH_SUBJECT: "demo@localhost" } });
      network = await Network.start(new URL(server.origin).host, push.host);
      await phone();
    });
    after(async () => {
      await office?.remove();
      await browser?.remove();
      await network?.stop();
      await push?.stop();
      await server?.remove();
    });

    step("a caseworker signs in, and their caseload arrives", async () => {
      await wati.signIn("wati");
      await wati.sent();
      await wati.see(at("today-row"));
      await wati.tap(at("nav-case"));
      await wati.see(at("case-count"), /[1-9]/);
    });

    step("eight questions open a complaint", async () => {
      await wati.tap(at("new-complaint"));
      await wati.pick("q-safe-tidak_aman");
      await wati.see(at("not-safe"));
      await wati.fill(at("q-who"), victim);
      await wati.fill(at("q-age"), "34");
      await wati.pick("q-sex-perempuan");
      await wati.pick("q-forms-fisik");
      await wati.fill(at("q-what"), "Dipukul di rumah, anak melihat.");
      await wati.pick("q-when-tidak_tahu");
      await wati.see(at("draft-saved"), /\d/);
      await wati.tap(at("complaint-next"));
      await wati.fill(at("q-where"), "Sukarame");
      await wati.fill(at("q-reach"), "Lewat ibunya, sesudah magrib");
      await wati.pick("q-message-no");
      await wati.fill(at("q-reporter"), "keluarga");
      await wati.fill(at("q-channel"), "telepon");
      await wati.fill(at("q-wish"), "Ingin aman di rumah.");
      await wati.tap(at("complaint-save"));
      await wati.path(/^\/aduan\/[0-9a-f-]{36}$/);
      await wati.see(at("complaint"));
      assert.doesNotMatch(await wati.see("main"), new RegExp(victim), "a name is masked until it is tapped");
    });

    step("triage sets the risk", async () => {
      await wati.pick("q-triggers-ancaman_bunuh");
      await wati.pick("q-kind-ktp");
      await wati.pick("q-authority-daerah_kabkota");
      await wati.tap(at("triage-save"));
      await wati.see(at("triage-saved"));
      await wati.see(at("complaint-state"));
      await wati.see(at("complaint") + " [data-risk=\"tinggi\"]");
      await wati.sent();
    });

    step("the case is opened without a connection, under a provisional number", async () => {
      await controlled(page);
      await server.stop();
      await wati.tap(at("case-open"));
      await wati.see(at("case-create"));
      assert.equal(await page.$eval(at("q-victim.0.name"), (el) => el.value), victim, "the complaint has told it already");
      await wati.fill(at("q-relation.0.0"), "suami_istri");
      await wati.tap(at("case-create"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await wati.see("#title", /^Sementara /);
      await wati.see(at("stage") + '[data-stage="penerimaan"]');
      assert.match(await wati.see(at("sync-state")), /belum terkirim/);
    });

    step("with the connection back it is numbered, and advances", async () => {
      await server.run();
      await wati.sent();
      await wati.see("#title", /\d/);
      await wati.see("#title", /^(?!Sementara)/);
      await wati.see(at("stage") + '[data-stage="identifikasi"]'); // asked for together with the opening
      await wati.tap(at("missing"));
      await wati.fill(at("q-value-205"), "persetujuan");
      await wati.tap(at("field-save"));
      await wati.tap(at("advance"));
      await wati.see(at("stage") + '[data-stage="asesmen"]');
      await wati.sent();
    });

    step("reminders are switched on", async () => {
      await wati.tap(at("nav-more"));
      await wati.tap(at("push-enable"));
      await wati.see(at("push-on"));
    });

    step("offline, a note and a follow-up outlive the browser, marked as not sent", async () => {
      await wati.tap(at("nav-case"));
      await wati.tap(`[data-row="${casePath.split("/").pop()}"]`);
      await wati.see(at("case"));
      await wati.sent();
      await server.stop();
      await wati.writeNote(note);
      await wati.plan(task);
      await wati.unsent(2);
      await browser.close();

      await phone();
      await wati.go(casePath);
      await wati.see(at("unlock"));
      assert.doesNotMatch(await page.content(), new RegExp(`${victim}|${note}|${task}`), "a locked page knows nothing");
      await wati.unlock();
      await wati.see(at("case"));
      await wati.unsent(2);
      await wati.tap(at("tab-timeline"));
      await wati.see(entry, new RegExp(note));
      await wati.count(`${entry}:has(${at("unsent")})`, 1);
      await wati.see(at("followup"), new RegExp(task));
      await wati.count(at("unsent", at("followup")), 1);
    });

    step("with the server back they are sent once, and a colleague sees them", async () => {
      await server.run();
      await wati.sent();
      await wati.gone(at("unsent"));
      office = await Browser.open({ network });
      const desk = await office.page();
      await desk.setViewport({ width: 1280, height: 800 });
      ratna = new Person(desk, server.origin, "Ratna");
      await ratna.signIn("ratna");
      await ratna.sent();
      await ratna.go(casePath);
      await ratna.unlock();
      await ratna.see(at("case"));
      await ratna.sent();
      await ratna.count(entry, 1, new RegExp(note));
      await ratna.count(at("followup"), 1, new RegExp(task));
      await wati.count(entry, 1, new RegExp(note));
    });

    step("a desktop shows list and detail side by side, and what others change without being asked", async () => {
      const [list, detail] = await Promise.all(
        ["#case-list", at("case")].map(async (selector) => (await ratna.page.$(selector)).boundingBox())
      );
      assert.ok(list.x + list.width <= detail.x + 1, `beside one another: ${JSON.stringify({ list, detail })}`);
      assert.ok(list.height > 300 && detail.height > 300 && list.y < 300 && detail.y < 300);
      const loaded = await ratna.page.evaluate(() => performance.timeOrigin);
      await wati.writeNote("Perubahan dari ponsel.");
      await wati.sent();
      await ratna.count(entry, 1, /Perubahan dari ponsel\./);
      assert.equal(await ratna.page.evaluate(() => performance.timeOrigin), loaded, "without a reload");
      assert.equal(network.crossed(/^\/api\/events/).length > 0, true);
      await office.remove();
      office = undefined;
    });

    let fresh; // the pushes that were sent at nine
    step("next morning a push goes out that names nobody", async () => {
      const due = nine(Number(await seam(server, "clock")));
      await seam(server, `clock set ${due - 60_000}`);
      await seam(server, "sweep");
      const earlier = push.posts.length;
      await seam(server, `clock set ${due + 1000}`);
      await seam(server, "sweep");
      fresh = push.posts.slice(earlier);
      assert.ok(fresh.length >= 1, "the follow-up is claimed and sent");
      for (const { headers, body, status } of fresh) {
        assert.equal(status, 201);
        assert.equal(headers["content-encoding"], "aes128gcm");
        assert.ok(headers.ttl > 0 && headers.urgency && /^[A-Za-z0-9_-]{1,32}$/.test(headers.topic), JSON.stringify(headers));
        assert.equal(body.length, fresh[0].body.length, "all are of one size");
        assert.doesNotMatch(body.toString("latin1"), /web_push|Catatan|notification/);
      }
    });

    step("the worker shows it and a receipt is recorded", async () => {
      if (Browser === Chromium) {
        const worker = await WorkerHandle.of(page);
        for (const { body } of fresh) {
          const text = subscriber.open(body);
          assert.equal(JSON.parse(text).web_push, 8030);
          assert.doesNotMatch(text, new RegExp(`${victim}|${task}|${casePath.split("/").pop()}|kasus|korban`, "i"));
          await worker.push(text);
        }
      }
      fresh = await notifications(fresh.length);
      for (const shown of fresh) {
        assert.match(shown.body, /^Anda punya \d+ /);
        assert.doesNotMatch(JSON.stringify(shown), /melur|kenanga|korban|kasus|mediasi/i);
      }
      await receipts(fresh.length);
    });

    // notifications waits until at least n are shown and answers them.
    async function notifications(n) {
      const handle = await page.waitForFunction(
        async (least) => {
          const registration = await navigator.serviceWorker.getRegistration();
          const list = await registration.getNotifications();
          if (list.length < least) return null;
          return list.map(({ title, body, tag, data, actions }) => ({ title, body, tag, id: data.id, acts: (actions || []).map((a) => a.action) }));
        },
        { timeout: 20_000, polling: 100 }, n
      );
      return handle.jsonValue();
    }

    async function receipts(n) {
      for (const deadline = Date.now() + 20_000; ; ) {
        const counts = await seam(server, "counts");
        if (Number(/receipts=(\d+)/.exec(counts)[1]) >= n) return;
        assert.ok(Date.now() < deadline, `receipts: ${counts}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }

    step("Selesai on the notification closes the follow-up, also while the server is away", async () => {
      await server.stop();
      const worker = Browser === Chromium ? await WorkerHandle.of(page) : { tap };
      for (const { tag } of fresh) await worker.tap(tag, "done");
      const waiting = await settled(page, "actions", fresh.length);
      assert.deepEqual(waiting.map((w) => w.act), fresh.map(() => "done"));
      await server.run();
      await page.evaluate(() => dampingFlush());
      await settled(page, "actions", 0);
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("case"));
      await wati.sent();
      await wati.gone(at("followup"));
    });

    step("one tap in the app closes another", async () => {
      await wati.tap(at("nav-today"));
      await wati.see(at("today-row"));
      const [id] = await wati.all(at("today-row"), (el) => el.dataset.id);
      const row = `${at("today-row")}[data-id="${id}"]`;
      await wati.tap(at("done", row));
      await wati.gone(row);
      await wati.sent();
    });

    step("nothing went to another host, broke the policy, or failed", () => {
      assert.deepEqual(Browser.foreign(network.hosts(), new URL(server.origin).host, push.host), []);
      assert.deepEqual(page.trouble.filter((line) => /uncaught|Content.Security|violates/i.test(line)), []);
    });
  });
}
