// What another app of the phone shares with ours: it comes while the store is locked and there is no signal, waits in memory
// alone, and goes sealed into a draft once somebody is in.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { photograph } from "../lib/camera.mjs";
import { absent } from "../lib/canary.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { story } from "../lib/story.mjs";
import { controlled } from "../lib/worker.mjs";

const words = "Cempaka Rahasia Sukarame minta tolong";

describeIn(Chromium, "shared from another app", () => {
  let server, network, browser, page, wati, room, photo;

  const step = story();

  // share sends what the system sends when somebody shares with the app: a form, by a page that is loaded for it.
  async function share(text, ...files) {
    await wati.go("/tenang");
    await page.evaluate((said) => {
      const form = document.createElement("form");
      Object.assign(form, { method: "POST", enctype: "multipart/form-data", action: "/bagikan" });
      const text = Object.assign(document.createElement("input"), { type: "hidden", name: "text", value: said }); // a browser keeps what stands in a field
      const pick = Object.assign(document.createElement("input"), { name: "files", type: "file", multiple: true, id: "pick" });
      form.append(text, pick);
      document.body.append(form);
    }, text);
    const pick = await page.waitForSelector("#pick");
    if (files.length > 0) await pick.uploadFile(...files);
    await page.evaluate(() => document.forms[0].submit());
    await wati.path(/^\/bagikan$/);
  }

  before(async () => {
    room = await mkdtemp(join(tmpdir(), "journey-handed-"));
    server = await Server.start();
    network = await Network.start(new URL(server.origin).host);
    browser = await Chromium.open({ network });
    page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    wati = new Person(page, server.origin, "Wati");
    await wati.signIn("wati");
    await wati.sent();
    photo = join(room, "IMG-20261124-WA0001.jpg");
    await photograph(page, photo);
    await controlled(page);
  });
  after(async () => {
    await browser?.remove();
    await network?.stop();
    await server?.remove();
    await rm(room, { recursive: true, force: true });
  });

  step("the manifest asks for it", async () => {
    const { share_target: target } = await page.evaluate(async () => (await fetch("/manifest.webmanifest")).json());
    assert.equal(target.action, "/bagikan");
    assert.equal(target.params.files[0].name, "files");
  });

  step("while the store is locked and without a signal it is held, and goes into a complaint once unlocked", async () => {
    network.cut = true;
    await share(`[09.12, 24/11/2025] Bu Ani: ${words}`, photo);
    await wati.see(at("unlock"));
    assert.doesNotMatch(await page.content(), new RegExp(words));
    await absent(browser.profile, words);
    await wati.unlock();
    await wati.see(at("handed-text"), new RegExp(words));
    await wati.see(at("handed-file"), /WA0001/);
    await wati.pick("q-into-aduan");
    await wati.tap(`${at("handed-put")}:enabled`);
    await wati.path(/^\/aduan\/baru$/);
    await wati.see(at("taken-file"), /WA0001/);
    assert.match(await page.$eval(at("q-what"), (el) => el.value), new RegExp(`^Pesan WhatsApp, 24 November 2025.*dari Bu Ani\n${words}`));
    await wati.pick("q-safe-tidak_tahu");
    await wati.tap(at("complaint-next"));
    await wati.tap(at("complaint-save"));
    await wati.see(at("attachment"), /WA0001/);
  });

  step("it goes into a note of a case that was found", async () => {
    await share("Kabar dari tetangga: sudah tenang.");
    await wati.unlock();
    await wati.pick("q-into-kasus");
    await wati.tap(`label:has(${at("q-case")} input), ${at("q-case")} label`);
    await wati.tap(`${at("handed-put")}:enabled`);
    await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await wati.see(at("note-text"));
    assert.equal(await page.$eval(at("note-text"), (el) => el.value), "Kabar dari tetangga: sudah tenang.");
    await wati.tap(at("note-save"));
    await wati.see(at("note-saved"));
  });

  step("a page that was loaded anew has forgotten it, and says so", async () => {
    await share("Yang ini hilang.");
    await wati.see(at("unlock"));
    await page.reload();
    await wati.unlock();
    await wati.see(at("empty"), /Bagikan sekali lagi/);
  });

  step("with the signal back it reaches the office, and nothing was in clear on the disk", async () => {
    network.cut = false;
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    await wati.sent();
    assert.deepEqual(network.crossed(/^\/bagikan$/).filter(({ method }) => method === "POST"), []);
    await browser.close();
    await absent(browser.profile, words);
  });
});
