// A voice note: recorded without a signal, sealed, listened to, kept through the death of the browser, and sent.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { story } from "../lib/story.mjs";
import { controlled } from "../lib/worker.mjs";

// A microphone that hums; whoever is asked allows it.
const microphone = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];

describeIn(Chromium, "a voice note", () => {
  let server, network, browser, page, wati, casePath;

  const step = story();

  async function phone() {
    if (browser) await browser.run();
    else browser = await Chromium.open({ network, extraArgs: microphone });
    page = await browser.page();
    await page.setViewport({ width: 412, height: 915 });
    wati = new Person(page, server.origin, "Wati");
  }

  before(async () => {
    server = await Server.start();
    network = await Network.start(new URL(server.origin).host);
    await phone();
    await wati.signIn("wati");
    await wati.sent();
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await controlled(page);
  });
  after(async () => {
    await browser?.remove();
    await network?.stop();
    await server?.remove();
  });

  step("it is recorded without a signal, dropped, and recorded again", async () => {
    network.cut = true;
    await wati.openNote();
    await wati.tap(at("voice-start"));
    await wati.see(at("voice-on"), /0:01/);
    await wati.tap(at("voice-drop"));
    await wati.see(at("voice-start"));
    await wati.count(at("taken-file"), 0);
    await wati.tap(at("voice-start"));
    await wati.see(at("voice-on"), /0:02/);
    await wati.tap(at("voice-stop"));
    await wati.see(at("taken-file"), /suara-\d{8}-\d{4}\.webm/);
  });

  step("it can be listened to, out of its sealed pieces", async () => {
    await wati.tap(at("voice-play"));
    await page.waitForFunction((sound) => document.querySelector(sound)?.readyState >= 2, { timeout: 20_000, polling: 50 }, at("voice-sound"));
  });

  step("it outlives the browser, and is sent", async () => {
    await browser.close(); // a browser writes its cookies down in its own time
    await phone();
    await wati.go(casePath);
    await wati.unlock();
    await wati.see(at("taken-file"), /suara-/);
    await wati.tap(at("note-save"));
    await wati.see(at("note-saved"));
    network.cut = false;
    await page.evaluate(() => void dispatchEvent(new Event("online")));
    await wati.sent();
    await wati.tap(at("tab-timeline"));
    await wati.see(at("attachment") + '[data-unsent="false"]', /suara-/);
  });

  step("a microphone that is forbidden is told, with what to do", async () => {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotAllowedError"));
    });
    await wati.openNote();
    await wati.tap(at("voice-start"));
    await wati.see(at("voice-problem"), /setelan peramban/);
  });

  step("nobody complained", () => {
    const known = /net::ERR|Failed to load resource/i;
    assert.deepEqual(page.trouble.filter((text) => !known.test(text)), []);
  });
});
