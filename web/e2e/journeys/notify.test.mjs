// Notifications, as the worker handles them: the server's side of /api/push/ is played by the network here, so that every
// answer and every silence can be had. The way from the server's scheduler to a browser is another journey.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Firefox } from "../lib/firefox.mjs";
import { Network } from "../lib/network.mjs";
import { PushService } from "../lib/pushservice.mjs";
import { Server } from "../lib/server.mjs";
import { WorkerHandle, controlled, settled, shown } from "../lib/worker.mjs";

const reminder = (id, origin) => ({
  web_push: 8030,
  notification: {
    title: "Catatan Kerja",
    body: "Anda punya 2 pengingat",
    navigate: `${origin}/t/${id}`,
    tag: id,
    app_badge: "2",
    data: { id, done: "Selesai", snooze: "Tunda 1 hari" },
  },
});

describeIn(Chromium, "notifications in Chromium", () => {
  let server, network, browser, page, worker;
  const sent = []; // what the server has taken at /api/push/
  let status = 204;

  before(async () => {
    server = await Server.start();
    network = await Network.start(new URL(server.origin).host);
    network.stub(/^\/api\/push\//, ({ method, path, headers, body }) => {
      if (status === 204) sent.push({ method, path, site: headers["sec-fetch-site"], ...JSON.parse(body) });
      return status;
    });
    browser = await Chromium.open({ network });
    await browser.grant(server.origin, "notifications", "background-sync");
    page = await browser.page();
    await page.goto(server.origin + "/");
    await controlled(page);
    worker = await WorkerHandle.of(page);
  });
  after(async () => {
    await browser?.remove();
    await network?.stop();
    await server?.remove();
  });
  const remind = (id) => worker.push(reminder(id, server.origin));
  const arrived = async (count) => {
    await page.waitForFunction(() => true); // a turn of the browser
    for (const deadline = Date.now() + 10_000; sent.length < count && Date.now() < deadline; ) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return sent.splice(0);
  };

  test("a push is shown and its receipt sent", async () => {
    const id = "AAAAAAAAAAAAAAAAAAAAA1";
    await worker.push(reminder(id, server.origin));
    assert.deepEqual(await shown(page, id), {
      title: "Catatan Kerja",
      body: "Anda punya 2 pengingat",
      data: { id, navigate: `${server.origin}/t/${id}` },
      actions: [
        { action: "done", title: "Selesai" },
        { action: "snooze", title: "Tunda 1 hari" },
      ],
    });
    assert.deepEqual(await arrived(1), [{ method: "POST", path: "/api/push/receipt", site: "same-origin", id }]);
  });

  test("a push after the worker was stopped is shown as well", async () => {
    await worker.stop();
    const id = "AAAAAAAAAAAAAAAAAAAAA2";
    await worker.push(reminder(id, server.origin));
    assert.equal((await shown(page, id)).data.id, id);
    assert.equal((await arrived(1)).length, 1);
  });

  for (const [what, payload] of [
    ["nothing", ""],
    ["no JSON", "\u0000\u0001{"],
    ["another shape", { title: 7, notification: [], web_push: 1 }],
    ["wrong types", { web_push: 8030, notification: { title: 1, body: {}, tag: [], navigate: 5, data: "x" } }],
    ["null", "null"],
  ]) {
    test(`a push that holds ${what} shows the neutral text and sends nothing`, async () => {
      await worker.push(payload);
      const seen = await shown(page, "unreadable");
      assert.deepEqual(seen, {
        title: "Catatan Kerja",
        body: "Ada pembaruan",
        data: { id: "", navigate: server.origin + "/" },
        actions: [],
      });
      assert.deepEqual(sent.splice(0), []);
    });
  }

  test("an address of another origin is not followed", async () => {
    const id = "AAAAAAAAAAAAAAAAAAAAA3";
    await worker.push(reminder(id, "https://elsewhere.example"));
    assert.equal((await shown(page, id)).data.navigate, server.origin + "/");
    await arrived(1);
  });

  test("Selesai reaches the server with its own id", async () => {
    const id = "AAAAAAAAAAAAAAAAAAAAA7";
    await remind(id);
    await arrived(1);
    const before = Date.now();
    await worker.tap(id, "done");
    const [action] = await arrived(1);
    assert.match(action.action_id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    assert.ok(action.at >= before && action.at <= Date.now());
    assert.deepEqual({ ...action, action_id: 0, at: 0 }, {
      method: "POST", path: "/api/push/action", site: "same-origin", id, act: "done", action_id: 0, at: 0,
    });
    await page.waitForFunction(async (tag) => {
      const registration = await navigator.serviceWorker.getRegistration();
      return (await registration.getNotifications({ tag })).length === 0;
    }, {}, id);
    await settled(page, "actions", 0);
  });

  test("without a connection it waits, through the worker's death, and goes out once when the connection is back", async () => {
    const id = "AAAAAAAAAAAAAAAAAAAAA8";
    await remind(id);
    await arrived(1);
    status = undefined;
    await worker.tap(id, "snooze");
    const [waiting] = await settled(page, "actions", 1);
    assert.deepEqual({ id: waiting.id, act: waiting.act }, { id, act: "snooze" });

    await worker.stop();
    status = 204;
    await worker.sync("queue");
    await settled(page, "actions", 0);
    const taken = sent.splice(0).map(({ path, site, method, ...action }) => action);
    // The browser's own retry may have come at the same moment; the server knows the action by its id.
    assert.deepEqual(taken[0], waiting);
    for (const again of taken.slice(1)) assert.deepEqual(again, waiting);

    await page.evaluate(() => dampingFlush());
    await remind("AAAAAAAAAAAAAAAAAAAAA4");
    assert.deepEqual((await arrived(1)).map((s) => s.path), ["/api/push/receipt"], "nothing is left to send");
  });

  test("a receipt without a valid credential waits for the next one", async () => {
    status = 401;
    const id = "AAAAAAAAAAAAAAAAAAAAA5";
    await remind(id);
    assert.deepEqual(await settled(page, "receipts", 1), [{ id }]);
    status = 204;
    await page.evaluate(() => dampingFlush());
    await settled(page, "receipts", 0);
    assert.deepEqual([...new Set(sent.splice(0).map((s) => s.id))], [id]);
  });

  test("what the server refuses for good is not tried again", async () => {
    status = 401;
    await remind("AAAAAAAAAAAAAAAAAAAAA6");
    await settled(page, "receipts", 1);
    status = 400;
    await page.evaluate(() => dampingFlush());
    await settled(page, "receipts", 0);
    assert.deepEqual(sent.splice(0), []);
    status = 204;
  });

  test("a tap on the body brings the open app to the address", async () => {
    const id = "AAAAAAAAAAAAAAAAAAAAA9";
    await remind(id);
    await worker.tap(id);
    await page.waitForFunction((path) => location.pathname === path, {}, `/t/${id}`);
    assert.equal((await browser.browser.pages()).filter((p) => p.url().startsWith(server.origin)).length, 1);
  });

  test("nothing of it went to another host or broke the policy", () => {
    assert.deepEqual(Chromium.foreign(network.hosts(), new URL(server.origin).host), []);
    assert.deepEqual(page.trouble.filter((line) => !line.includes("status of 40")), []);
  });
});

describeIn(Firefox, "notifications in Firefox", () => {
  let server, network, push, browser, page;

  before(async () => {
    server = await Server.start();
    push = await PushService.start();
    network = await Network.start(new URL(server.origin).host, push.host);
    browser = await Firefox.open({ network, push: push.ws });
    page = await browser.page();
    await page.goto(server.origin + "/");
    await controlled(page);
  });
  after(async () => {
    await browser?.remove();
    await push?.stop();
    await network?.stop();
    await server?.remove();
  });
  const key = "BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM";

  test("a push from the push service is shown", async () => {
    const subscription = JSON.parse(await page.evaluate((k) => goappSubscribePushNotifications(k), key));
    assert.ok(subscription.endpoint.startsWith(`http://${push.host}/wpush/`));
    const answer = await fetch(subscription.endpoint, { method: "POST", headers: { TTL: "60" } });
    assert.equal(answer.status, 201);
    assert.equal((await shown(page, "unreadable")).body, "Ada pembaruan");
  });

  test("a subscription that the push service lost is replaced and told to the server", async () => {
    const stored = new Promise((resolve) => {
      network.stub(/^\/api\/push\/subscription$/, ({ method, body }) => (resolve({ method, ...JSON.parse(body) }), 204));
      network.stub(/^\/api\/push\//, () => 204);
    });
    push.forget();
    const { method, endpoint, keys, ...rest } = await stored;
    assert.equal(method, "PUT");
    assert.ok(push.channels.has(endpoint.split("/").pop()), "the new endpoint is one of the push service");
    assert.deepEqual(Object.keys(keys).sort(), ["auth", "p256dh"]);
    assert.deepEqual(rest, {});
  });
});
