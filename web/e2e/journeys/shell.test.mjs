// The shell: what a browser gets before anybody signed in, in both browsers.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Network } from "../lib/network.mjs";
import { at, password } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled, workerState } from "../lib/worker.mjs";

const wasm = /^\/web\/app\.[0-9a-f]{16}\.wasm$/;
const id = "01890000-0000-7000-8000-000000000001";
const pages = [
  "/", "/masuk", "/aduan", "/aduan/baru", `/aduan/${id}`, "/kasus", "/kasus/baru", `/kasus/${id}`,
  "/lainnya", "/lainnya/perangkat", "/mulai", "/t/AAAAAAAAAAAAAAAAAAAAAA", "/kasus?cari=abc&urut=1", "/?x=%2F",
];

for (const Browser of browsers) {
  describe(`shell in ${Browser.name}`, () => {
    let server, network, browser;

    before(async () => {
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      browser = await Browser.open({ network });
    });
    after(async () => {
      await browser?.remove();
      await network?.stop();
      await server?.remove();
    });

    test("the form can be read and typed into before the app has arrived", async () => {
      const release = network.hold(wasm);
      const page = await browser.page();
      await page.setViewport({ width: 320, height: 640 });
      await page.goto(server.origin + "/masuk", { waitUntil: "domcontentloaded" });
      await page.waitForFunction(() => !document.getElementById("early-submit").disabled);
      const reach = await page.$eval("#early-submit", (button) => button.getBoundingClientRect().right);
      assert.ok(reach > 160 && reach <= 320, `the button ends at ${reach} of 320`);
      await page.type("#early-name", "siti");
      await page.type("#early-password", "empat kata yang panjang");
      assert.equal(await page.$eval("label[for=early-password]", (label) => label.textContent), "Kata sandi");
      assert.equal(network.crossed(wasm).length, 1, "the app is on its way");

      release();
      await page.waitForSelector("#signin");
      assert.equal(await page.$eval("[data-test=q-name]", (field) => field.value), "siti");
      assert.equal(await page.$eval("[data-test=q-password]", (field) => field.value), "empat kata yang panjang");
      assert.equal(await page.evaluate(() => dampingEarly.password), "", "the loader keeps nothing");
      assert.equal(await page.$(".early"), null, "the waiting form is gone");
      await controlled(page);
      assert.equal(await page.evaluate(() => document.activeElement.dataset.test), "q-password", "the cursor stays where it was");
      assert.deepEqual(page.trouble, []);
      await page.close();
    });

    test("a first visit fetches the app once, and the next not at all", async () => {
      assert.equal(network.crossed(wasm).length, 1);
      const page = await browser.page();
      await page.goto(server.origin + "/");
      await page.waitForFunction(() => !document.getElementById("app-wasm-loader"));
      assert.equal(network.crossed(wasm).length, 1);
      assert.deepEqual(page.trouble, []);
      await page.close();
    });

    test("a new release waits until somebody lets it in", async () => {
      const page = await browser.page();
      await page.goto(server.origin + "/");
      await controlled(page);
      const version = await page.evaluate(() => goappGetenv("GOAPP_VERSION"));
      const next = "f".repeat(version.length);
      network.change(/^\/app(-worker)?\.js$/, (text) => text.replaceAll(version, next));

      await page.evaluate(() => {
        window.told = new Promise((resolve) => (goappOnUpdate = () => resolve(true)));
        goappTryUpdate();
      });
      assert.equal(await page.evaluate(() => window.told), true, "the app is told");
      assert.deepEqual(await workerState(page), { active: "activated", waiting: "installed" });
      await page.reload();
      await controlled(page);
      assert.equal(await page.evaluate(() => goappGetenv("GOAPP_VERSION")), version, "a reload stays with the old one");
      assert.deepEqual(await workerState(page), { active: "activated", waiting: "installed" });

      await Promise.all([page.waitForNavigation(), page.evaluate(() => void dampingActivateUpdate())]);
      await page.waitForFunction((want) => goappGetenv("GOAPP_VERSION") === want, {}, next);
      assert.deepEqual(await page.evaluate(() => caches.keys()), ["shell-" + next]);
      assert.equal(network.crossed(wasm).length, 1, "the app itself did not change");
      assert.deepEqual(page.trouble, []);
      await page.close();
    });

    test("every page and every query opens with the server gone", async () => {
      await server.kill();
      for (const path of pages) {
        const page = await browser.page();
        await page.goto(server.origin + path);
        await page.waitForFunction(() => !document.getElementById("app-wasm-loader"));
        assert.equal(new URL(page.url()).pathname, new URL(path, server.origin).pathname, path);
        assert.equal(await page.$(".boot-fail"), null, path);
        await page.close();
      }
      const page = await browser.page();
      await page.goto(server.origin + "/tenang");
      assert.match(await page.title(), /cabai/);
      await assert.rejects(page.evaluate(() => fetch("/api/me").then((r) => r.status)), "the API is never answered here");
      await page.close();
    });

    test("a form sent before the app has arrived signs in when it has", async () => {
      await server.run();
      const own = await Network.start(new URL(server.origin).host);
      const fresh = await Browser.open({ network: own });
      try {
        const release = own.hold(wasm);
        const page = await fresh.page();
        await page.goto(server.origin + "/masuk", { waitUntil: "domcontentloaded" });
        await page.waitForFunction(() => !document.getElementById("early-submit").disabled);
        await page.type("#early-name", "wati");
        await page.type("#early-password", password);
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => dampingEarly.submitted), true);
        assert.equal(new URL(page.url()).search, "", "nothing typed is in the address");
        release();
        await page.waitForSelector(at("nav-today"), { visible: true });
        assert.deepEqual(page.trouble, []);
      } finally {
        await fresh.remove();
        await own.stop();
      }
    });

    test("no other host was asked for", () => {
      assert.deepEqual(Browser.foreign(network.hosts(), new URL(server.origin).host), []);
    });
  });
}
