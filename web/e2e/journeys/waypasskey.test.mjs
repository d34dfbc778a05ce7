// The quick key: a passkey that yields a secret (PRF) opens what the device keeps, with nothing typed and no server.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

describeIn(Chromium, "a passkey", () => {
  let server, browser, page, wati, session, authenticatorId;

  before(async () => {
    server = await Server.start();
    browser = await Chromium.open();
    page = await browser.page();
    session = await page.createCDPSession();
    await session.send("WebAuthn.enable");
    ({ authenticatorId } = await session.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2", ctap2Version: "ctap2_1", transport: "internal", hasResidentKey: true,
        hasUserVerification: true, isUserVerified: true, hasPrf: true, automaticPresenceSimulation: true,
      },
    }));
    wati = new Person(page, server.origin, "Wati");
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  test("is added behind an open door and opens it later, also without the server", async () => {
    await wati.signIn("wati");
    await wati.sent();
    await wati.tap(at("nav-more"));
    await wati.tap(at("passkey-add"));
    await wati.see(at("passkey-on"));
    await controlled(page);
    await server.stop();
    await wati.go("/");
    await wati.tap(at("unlock-passkey"));
    await wati.see(at("today-row"));
  });

  test("that is gone leaves the password", async () => {
    await session.send("WebAuthn.clearCredentials", { authenticatorId });
    await wati.go("/");
    await wati.unlock();
    await wati.see(at("today-row"));
    assert.deepEqual(page.trouble.filter((line) => !/Failed to load resource/.test(line)), []);
  });
});
