// A photograph of an injury: taken without signal, kept through the death of the browser, sent over a line that is cut
// again and again, opened on another device, given away without the place; and gone from the phone when the case goes to
// somebody else.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { photograph, place } from "../lib/camera.mjs";
import { absent } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { story } from "../lib/story.mjs";
import { controlled } from "../lib/worker.mjs";

const words = "Luka di lengan kiri, difoto di rumah nenek.";
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

for (const Browser of browsers) {
  describe(`a photograph in ${Browser.name}`, () => {
    let server, network, browser, page, wati, office, head, second;
    let room, file, original, casePath;
    const pages = [];

    const step = story();

    async function phone() {
      if (browser) await browser.run();
      else browser = await Browser.open({ network });
      page = await browser.page();
      pages.push(page);
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati");
    }

    // choose puts files into one of the form's inputs, as the camera does when the picture is taken.
    async function choose(person, source, ...files) {
      const input = await person.page.waitForSelector(at(`attach-${source}`));
      await input.uploadFile(...files);
    }

    // given answers what the page hands out as a file: the bytes of every object it makes an address of.
    async function watchGiven(page) {
      await page.evaluate(() => {
        globalThis.given = [];
        const create = URL.createObjectURL;
        URL.createObjectURL = (blob) => {
          given.push(blob);
          return create.call(URL, blob);
        };
        HTMLAnchorElement.prototype.click = function () {
          globalThis.saved = this.download;
        };
      });
    }

    async function given(page) {
      const text = await page.waitForFunction(
        async () => {
          if (!globalThis.saved) return "";
          const bytes = new Uint8Array(await given.at(-1).arrayBuffer());
          globalThis.saved = "";
          let text = "";
          for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
          return btoa(text);
        },
        { timeout: 20_000, polling: 50 }
      );
      return Buffer.from(await text.jsonValue(), "base64");
    }

    // chunks counts what lies on the shelf of attachments, but for the reserve.
    const chunks = (page) =>
      page.evaluate(async () => {
        const { name } = (await indexedDB.databases()).find((db) => db.name.startsWith("damping-"));
        const db = await new Promise((resolve) => (indexedDB.open(name).onsuccess = (e) => resolve(e.target.result)));
        const keys = await new Promise((resolve) => (db.transaction("blobs").objectStore("blobs").getAllKeys().onsuccess = (e) => resolve(e.target.result)));
        db.close();
        return keys.filter((key) => !key.startsWith("0".repeat(32))).length;
      });

    before(async () => {
      room = await mkdtemp(join(tmpdir(), "journey-camera-"));
      file = join(room, "IMG_2041.jpg");
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      await phone();
    });
    after(async () => {
      await head?.remove();
      await office?.remove();
      await browser?.remove();
      await network?.stop();
      await server?.remove();
      await rm(room, { recursive: true, force: true });
    });

    step("it is taken without signal, and belongs to a note", async () => {
      await wati.signIn("wati");
      await wati.sent();
      original = await photograph(page, file);
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await controlled(page);
      await browser.close(); // a browser writes its cookies down in its own time
      await phone();
      await server.stop();
      await wati.go(casePath);
      await wati.unlock();
      await wati.tap(at("note-open"));
      await wati.fill(at("note-text"), words);
      await choose(wati, "photo", file);
      await wati.see(at("taken-file"), /IMG_2041\.jpg/);
    });

    step("what cannot be attached is said, and costs nothing", async () => {
      const odd = join(room, "daftar.xlsx");
      await writeFile(odd, "PK not for us");
      await choose(wati, "file", odd);
      await wati.see(at("attach-problem"), /tidak dapat dilampirkan/);
      await wati.count(at("taken-file"), 1);
    });

    step("a page that ends under the camera keeps words and picture", async () => {
      await browser.kill();
      await phone();
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("taken-file"), /IMG_2041\.jpg/);
      assert.equal(await page.$eval(at("note-text"), (el) => el.value), words);
      await choose(wati, "file", file, file);
      await wati.count(at("taken-file"), 3);
      await wati.tap(`${at("taken-file")}:last-child ${at("taken-drop")}`);
      await wati.tap(`${at("taken-file")}:last-child ${at("taken-drop")}`);
      await wati.count(at("taken-file"), 1);
      await wati.tap(at("note-save"));
      await wati.see(at("note-saved"));
    });

    step("the browser is killed, and it is still there, not yet sent", async () => {
      await browser.kill();
      await phone();
      await wati.go(casePath);
      await wati.unlock();
      await wati.unsent(2); // the note and the bytes of its picture
      await wati.tap(at("tab-timeline"));
      await wati.see(at("attachment") + '[data-unsent="true"]', /IMG_2041\.jpg/);
      await wati.tap(at("attachment"));
      await page.waitForFunction((image) => document.querySelector(image)?.naturalWidth > 0, { timeout: 20_000 }, at("viewer-image"));
      await wati.tap(at("viewer-close"));
      await wati.gone(at("viewer"));
    });

    step("it is sent over a line that is cut again and again, each chunk once", async () => {
      let puts = 0;
      const cut = { test: (path) => /^\/api\/blobs\/.+\/\d+$/.test(path) && ++puts % 2 === 1 };
      network.stub(cut, () => undefined);
      await server.run();
      await page.evaluate(() => void dispatchEvent(new Event("online")));
      for (let deadline = Date.now() + 120_000; Date.now() < deadline; ) {
        // A person who looks for a signal: each time the network comes back the phone tries again.
        await page.evaluate(() => void dispatchEvent(new Event("online")));
        if (await page.$(at("sync-state") + '[data-unsent="0"]')) break;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      await wati.sent();
      const through = network.crossed(/^\/api\/blobs\/.+\/\d+$/).filter((request) => request.status >= 200 && request.status < 300);
      assert.equal(through.length, Math.ceil(original.length / (256 << 10)), "no chunk goes twice");
      assert.ok(puts > through.length, "the line was cut");
      await wati.see(at("attachment") + '[data-unsent="false"]');
    });

    step("another device sees and opens it, and its picture is the one", async () => {
      office = await Browser.open({});
      const desktop = await office.page();
      pages.push(desktop);
      await desktop.setViewport({ width: 1280, height: 900 });
      second = new Person(desktop, server.origin, "Wati at her desk");
      await second.signIn("wati");
      await second.sent();
      await second.go(casePath);
      await second.unlock();
      await second.tap(at("tab-timeline"));
      await second.tap(at("attachment"));
      await desktop.waitForFunction((image) => document.querySelector(image)?.naturalWidth > 0, { timeout: 20_000 }, at("viewer-image"));
      await second.tap(at("viewer-details") + " summary");
      await second.see(at("viewer-details"), new RegExp(sha256(original)));
    });

    step("the copy to give away has no place in it; the original is what it was", async () => {
      await watchGiven(second.page);
      await second.tap(at("viewer-share"));
      const copy = await given(second.page);
      assert.ok(copy.length > 1000 && copy.length < original.length);
      assert.equal(copy.indexOf("Exif"), -1);
      assert.equal(copy.indexOf(place), -1);
      assert.ok(original.includes(place), "the control");
      await second.tap(at("viewer-save"));
      assert.equal(sha256(await given(second.page)), sha256(original));
    });

    step("without signal what was opened once opens again", async () => {
      await second.tap(at("viewer-close"));
      await server.stop();
      await second.tap(at("attachment"));
      await second.page.waitForFunction((image) => document.querySelector(image)?.naturalWidth > 0, { timeout: 20_000 }, at("viewer-image"));
      await second.tap(at("viewer-close"));
      await server.run();
    });

    step("when the case is handed on, what waits reaches custody, and nothing of it stays on the phone", async () => {
      assert.ok((await chunks(page)) > 0, "the control");
      network.stubs = [];
      network.cut = true;
      await wati.tap(at("note-open"));
      await choose(wati, "photo", file);
      await wati.see(at("taken-file"));
      await wati.tap(at("note-save")); // a picture needs no words
      await wati.see(at("note-saved"));
      await wati.unsent(2);
      head = await Chromium.open();
      const desk = await head.page();
      await desk.setViewport({ width: 1280, height: 900 });
      const ratna = new Person(desk, server.origin, "Ratna");
      await ratna.signIn("ratna");
      await ratna.sent();
      await desk.evaluate((to) => goappNav(to), casePath);
      await ratna.tap(at("tab-summary"));
      await ratna.tap(`${at("hand-assign")} > summary`);
      const value = await desk.$eval(at("q-assign"), (select) => [...select.options].find((o) => o.text.startsWith("Sari")).value);
      await ratna.fill(at("q-assign"), value);
      await ratna.tap(at("hand-assign-send"));
      await ratna.see(at("hand-assign-done"), /\S/);
      await ratna.sent(); // the name stands there already while the request waits
      await ratna.see(at("case"), /Sari/);
      const before = network.crossed(/^\/api\/blobs\//).length;
      network.cut = false;
      await page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.see(at("case-missing"));
      await wati.sent();
      const custody = network.crossed(/^\/api\/blobs\//).slice(before);
      assert.ok(custody.some(({ path, status }) => path.endsWith("/commit") && status === 200), JSON.stringify(custody));
      for (const deadline = Date.now() + 20_000; (await chunks(page)) > 0; ) assert.ok(Date.now() < deadline, "chunks stay");
      await browser.close();
      for (const text of [place, words]) await absent(browser.profile, text);
    });

    step("nobody complained", () => {
      const known = /net::ERR|Failed to load resource|NetworkError|Proxy|can.t establish a connection/i;
      const trouble = pages.flatMap((page) => page.trouble).filter((text) => !known.test(text));
      assert.deepEqual(trouble, []);
    });
  });
}
