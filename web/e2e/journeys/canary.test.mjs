// A canary name and a canary note are typed into a case, and then looked for in every place that outlives the work or
// leaves the house: the browser's profile, the database, the log, the pushes. Each place also gets a canary planted in
// the clear, in the way in which that place would betray one, and the scan must find that.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { absent, absentIn, scan } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at, password } from "../lib/person.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { seam, tomorrow } from "../lib/seam.mjs";
import { Server } from "../lib/server.mjs";
import { Subscriber } from "../lib/subscriber.mjs";

const canaries = ["Kutilang Jingga Sembilu", "Kenari itu terbang lewat jendela dapur", "Cucak di atap seng"];
const [name, note, words] = canaries;
const planted = "Murai Batu Telanjang";

describeIn(Chromium, "a canary name", () => {
  let server, network, push, subscriber, browser;

  before(async () => {
    push = await PushService.start();
    subscriber = new Subscriber(push.endpoint());
    server = await Server.start({
      env: {
        DAMPING_TEST_PUSH: `http://${push.host}`,
        DAMPING_PUSH_SUBJECT: "demo@localhost",
        DAMPING_TEST_CLOCK: String(tomorrow(10, Date.now())),
      },
    });
    network = await Network.start(new URL(server.origin).host);
    browser = await Chromium.open({ network });
    await browser.grant(server.origin, "notifications");
    const page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    await subscriber.install(page);
    const wati = new Person(page, server.origin, "Wati");

    await wati.signIn("wati");
    await wati.sent();
    await wati.tap(at("nav-more"));
    await wati.tap(at("push-enable"));
    await wati.see(at("push-on"));
    await wati.go("/kasus/baru");
    await wati.unlock();
    await wati.fill(at("q-victim.0.name"), name);
    await wati.fill(at("q-victim.0.age"), "16");
    await wati.pick("q-safe-aman");
    await wati.fill(at("q-channel"), "telepon");
    await wati.tap(at("case-create"));
    await wati.see("#title", /^\d{4}-\d{6}$/); // the server's answer moves what lies below
    await wati.writeNote(note);
    await wati.plan(words);
    await wati.sent();
    await wati.tap(at("tab-summary"));
    await wati.tap(at("reveal", at("victim")));
    await wati.see(at("victim"), new RegExp(name));

    // The follow-up becomes due and is told.
    await seam(server, `clock set ${tomorrow(9, Number(await seam(server, "clock")))}`);
    await seam(server, "sweep");
    assert.ok(push.posts.length > 0, "a push was sent");

    // The control in the database: a device with this name.
    const answer = await fetch(server.origin + "/api/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name: "dodi", password, device: { label: planted, shared: false } }),
    });
    assert.equal(answer.status, 200, await answer.text());

    // The controls in the profile: what a careless app would do.
    await page.evaluate(async (text) => {
      localStorage.setItem("careless", text);
      await new Promise((resolve, reject) => {
        const request = indexedDB.open("careless", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("rows");
        request.onerror = () => reject(request.error);
        request.onsuccess = () => {
          const tx = request.result.transaction("rows", "readwrite", { durability: "strict" });
          tx.objectStore("rows").put({ text: "idb " + text }, 1);
          tx.oncomplete = () => (request.result.close(), resolve());
        };
      });
      const cache = await caches.open("careless");
      await cache.put("/careless", new Response("cache " + text));
    }, planted);

    await wati.tap(at("nav-more"));
    await wati.tap(at("lock"));
    await wati.see(at("unlock"));
    assert.doesNotMatch(await page.content(), new RegExp(canaries.join("|")), "a locked page shows nothing");
    // Browsers write local storage when they find the time, and one that ends in a hurry may not.
    for (let looks = 0; looks < 30 && !(await scan(browser.profile, planted)).some((hit) => hit.file.includes("Local Storage")); looks++)
      await new Promise((resolve) => setTimeout(resolve, 1000));
    await browser.close();
  });
  after(async () => {
    await browser?.remove();
    await network?.stop();
    await push?.stop();
    await server?.remove();
  });

  test("is nowhere in the browser's profile", async () => {
    const found = await scan(browser.profile, planted);
    for (const place of ["Local Storage", "IndexedDB", "CacheStorage"]) {
      assert.ok(found.some((hit) => hit.file.includes(place)), `planted in ${place} and not found: ${JSON.stringify(found)}`);
    }
    await absent(browser.profile, ...canaries);
  });

  test("is nowhere in the database", async () => {
    await absent(server.data, ...canaries);
    // The control: the name of a device is no secret and stands in a row of its own in the clear.
    const found = await scan(server.data, planted);
    assert.ok(found.some((hit) => /damping\.db/.test(hit.file)), `a plain row is found: ${JSON.stringify(found)}`);
  });

  test("is nowhere in the database after a graceful stop either", async () => {
    await server.stop();
    assert.ok((await scan(server.data, planted)).length > 0);
    await absent(server.data, ...canaries);
  });

  test("is nowhere in the log", () => {
    assert.ok(server.log.length > 0);
    for (const canary of canaries) absentIn(server.log, canary);
    assert.throws(() => absentIn(`${server.log}\n{"msg":"saved","name":"${planted}"}`, planted), /in the clear/);
  });

  test("is in no push, neither as sent nor as read on the phone, and in no address", () => {
    for (const { body, headers } of push.posts) {
      const text = subscriber.open(body);
      for (const canary of canaries) {
        absentIn(body, canary);
        absentIn(JSON.stringify(headers), canary);
        absentIn(text, canary);
        // Two or three letters stand by chance in the random ids of a push.
        for (const word of canary.split(" ").filter(({ length }) => length > 3)) assert.ok(!text.includes(word), word);
      }
      assert.throws(() => absentIn(text.replace("pengingat", planted), planted), /in the clear/);
    }
    const addresses = network.requests.map((request) => request.path).join("\n");
    assert.ok(addresses.includes("/api/sync/push"));
    for (const canary of canaries) absentIn(addresses, canary);
  });
});
