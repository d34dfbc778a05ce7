// The way: from a form filled without signal to a reminder on the phone. One working day and the morning after, in each
// browser, as one story whose steps build on one another.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { systemAccess, tapAlert } from "../lib/alerts.mjs";
import { browsers } from "../lib/browsers.mjs";
import { absent } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Firefox } from "../lib/firefox.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { seam, tomorrow } from "../lib/seam.mjs";
import { Server } from "../lib/server.mjs";
import { story } from "../lib/story.mjs";
import { Subscriber } from "../lib/subscriber.mjs";
import { WorkerHandle, controlled, settled, shown } from "../lib/worker.mjs";

const victim = "Melur Kenanga Sukarame";
const note = "Ibu korban menelepon dari warung; situasi tenang.";
const task = "Tanyakan kabar sesudah mediasi.";
const entry = at("entry") + '[data-what="note"]';

for (const Browser of browsers) {
  describe(`the way in ${Browser.name}`, () => {
    let server, network, push, subscriber;
    let browser, page, wati; // the caseworker's phone
    let office, ratna; // the desktop of the head of the office
    let casePath;
    const pages = []; // all that were looked at

    const step = story();

    // phone opens the caseworker's browser, on what is left of the last time.
    async function phone() {
      if (browser) await browser.run();
      else browser = await Browser.open({ network, push: push.ws, args: [systemAccess] });
      if (Browser === Chromium) await browser.grant(server.origin, "notifications", "background-sync");
      page = await browser.page();
      pages.push(page);
      await page.setViewport({ width: 412, height: 915 });
      if (Browser === Chromium) await subscriber.install(page);
      wati = new Person(page, server.origin, "Wati");
    }

    // away stops the server; its clock goes on from there when it runs again.
    async function away() {
      server.env.DAMPING_TEST_CLOCK = await seam(server, "clock");
      await server.stop();
    }

    // back starts it again, and the phone notices that it has a signal.
    async function back() {
      await server.run();
      await page.evaluate(() => void dispatchEvent(new Event("online")));
    }

    before(async () => {
      push = await PushService.start();
      subscriber = new Subscriber(push.endpoint());
      server = await Server.start({
        env: {
          DAMPING_TEST_PUSH: `http://${push.host}`,
          DAMPING_PUSH_SUBJECT: "demo@localhost",
          DAMPING_TEST_CLOCK: String(tomorrow(10, Date.now())), // a morning in the office, whenever the test runs
        },
      });
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
      await away();
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
      await back();
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
      await away();
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
      await back();
      await wati.sent();
      await wati.gone(at("unsent"));
      office = await Browser.open({ network });
      const desk = await office.page();
      pages.push(desk);
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

    let fresh; // the push that was sent at nine
    step("next morning a push goes out that names nobody", async () => {
      const due = tomorrow(9, Number(await seam(server, "clock")));
      await seam(server, `clock set ${due - 60_000}`);
      await seam(server, "sweep");
      const earlier = push.posts.length;
      if (Browser === Firefox) await receipts(earlier);
      await page.evaluate(async () => {
        const registration = await navigator.serviceWorker.getRegistration();
        for (const notification of await registration.getNotifications()) notification.close();
      });
      await seam(server, `clock set ${due}`);
      await seam(server, "sweep");
      assert.equal(push.posts.length, earlier + 1, "one push for the one follow-up that is due at nine");
      [fresh] = push.posts.slice(-1);

      const { headers, body, status } = fresh;
      assert.equal(status, 201);
      assert.equal(headers["content-encoding"], "aes128gcm");
      assert.match(headers.topic, /^[A-Za-z0-9_-]{22}$/);
      assert.ok(headers.ttl > 0 && headers.urgency, "worth delivering for a while");
      assert.deepEqual(new Set(push.posts.map((post) => post.body.length)).size, 1, "all pushes are of one size");
      assert.doesNotMatch(body.toString("latin1"), /web_push|notification|pengingat/);
    });

    step("the worker shows it, and a receipt is recorded", async () => {
      const before = Number(/receipts=(\d+)/.exec(await seam(server, "counts"))[1]);
      if (Browser === Chromium) {
        const text = subscriber.open(fresh.body);
        assert.equal(JSON.parse(text).web_push, 8030);
        assert.doesNotMatch(text, /melur|kenanga|korban|kasus|mediasi/i);
        await (await WorkerHandle.of(page)).push(text);
      }
      const { title, body, data } = await shown(page, fresh.headers.topic);
      assert.equal(title, "Catatan Kerja");
      assert.match(body, /^Anda punya \d+ pengingat$/);
      assert.deepEqual(data, { id: fresh.headers.topic, navigate: `${server.origin}/t/${fresh.headers.topic}` });
      await receipts(Browser === Chromium ? before + 1 : push.posts.length);
    });

    // receipts waits until the server has recorded this many.
    async function receipts(n) {
      for (const deadline = Date.now() + 20_000; ; ) {
        const counts = await seam(server, "counts");
        if (Number(/receipts=(\d+)/.exec(counts)[1]) >= n) return;
        assert.ok(Date.now() < deadline, `receipts: ${counts}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }

    step("Selesai on the notification, while the server is away, closes the follow-up when it is back", async () => {
      await away();
      if (Browser === Chromium) await (await WorkerHandle.of(page)).tap(fresh.headers.topic, "done");
      else await tapAlert(page, "done");
      const [waiting] = await settled(page, "actions", 1);
      assert.deepEqual({ id: waiting.id, act: waiting.act }, { id: fresh.headers.topic, act: "done" });
      await server.run();
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("case"));
      await settled(page, "actions", 0);
      await wati.sent();
      await wati.gone(at("followup"));
    });

    step("one tap in the app closes another", async () => {
      await wati.tap(at("nav-today"));
      await wati.see(at("today-row"));
      const [id] = await wati.all(`${at("today-row")}:has(${at("done")})`, (el) => el.dataset.id);
      const row = `${at("today-row")}[data-id="${id}"]`;
      await wati.tap(at("done", row));
      await wati.gone(row);
      await wati.sent();
    });

    step("on a shared computer nothing is kept", async () => {
      await browser.close();
      office = await Browser.open({ network });
      const desk = await office.page();
      pages.push(desk);
      await desk.setViewport({ width: 1280, height: 800 });
      ratna = new Person(desk, server.origin, "Ratna, at a shared computer");
      await ratna.signIn("ratna", { shared: true });
      await ratna.see(at("shared"));
      await ratna.sent();
      await ratna.tap(at("nav-case"));
      await ratna.tap(`[data-row="${casePath.split("/").pop()}"]`);
      await ratna.see(at("case"));
      await ratna.tap(at("tab-timeline"));
      await ratna.see(entry, new RegExp(note));
      const kept = await desk.evaluate(async () => (await indexedDB.databases()).map((db) => db.name));
      assert.deepEqual(kept.filter((name) => name !== "worker"), [], "no database of the app");
      assert.deepEqual(await desk.evaluate(() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)].filter((k) => /damping/.test(k))), []);
      await ratna.go("/");
      await ratna.see(at("q-name"));
      await office.close();
      for (const text of [victim, note, task]) await absent(office.profile, text);
    });

    step("nothing went to another host, broke the policy, or failed", () => {
      assert.deepEqual(Browser.foreign(network.hosts(), new URL(server.origin).host, push.host), []);
      // That the server is away is told by browsers as an error, and is part of the day.
      const trouble = pages.flatMap((seen) => seen.trouble).filter((line) => !/Failed to load resource|establish a connection/.test(line));
      assert.deepEqual(trouble, []);
    });
  });
}
