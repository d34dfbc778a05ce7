// A device whose clock is wrong by days, or that keeps the time of a place whose clocks jump. It learns the server's time at
// the first contact; work is taken as it is, a follow-up falls on the day that the office calls tomorrow, and the person is
// told that the clock is wrong.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers, describeIn } from "../lib/browsers.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Person, at } from "../lib/person.mjs";
import { seam, tomorrow } from "../lib/seam.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

const day = 86_400_000;
const entry = at("entry") + '[data-what="note"]';

// shiftClock sets the clock of a page, as its device would have it.
function shiftClock(by) {
  const Real = Date;
  globalThis.Date = class extends Real {
    constructor(...args) {
      if (args.length > 0) super(...args);
      else super(Real.now() + by);
    }
    static now() {
      return Real.now() + by;
    }
  };
}

for (const Browser of browsers) {
  const off = Browser === Chromium ? 3 : -3; // days
  describe(`a clock wrong by ${off} days, in ${Browser.name}`, () => {
    let server, browser, page, wati, casePath;

    // sit opens the app anew, with this clock.
    async function sit(by, who) {
      await page?.close();
      page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      if (by) await page.evaluateOnNewDocument(shiftClock, by);
      wati = new Person(page, server.origin, who);
    }

    // write leaves a note and a follow-up for tomorrow in the case.
    async function write(words) {
      await wati.writeNote(`Catatan ${words}.`);
      await wati.plan(`Telepon ${words}.`);
    }

    async function away() {
      server.env.DAMPING_TEST_CLOCK = await seam(server, "clock");
      await server.stop();
    }

    before(async () => {
      server = await Server.start({ env: { DAMPING_TEST_CLOCK: String(tomorrow(10, Date.now() - day)) } });
      browser = await Browser.open();
      await sit(tomorrow(10, Date.now() - day) - Date.now() + off * day, "Wati, with a wrong clock");
    });
    after(async () => {
      await browser?.remove();
      await server?.remove();
    });

    test("is told of, and keeps nobody from working, with a signal or without", async () => {
      await wati.signIn("wati");
      await wati.sent();
      await wati.see(at("sync-state"), /Jam perangkat ini meleset [23] hari/);
      await controlled(page);
      await wati.tap(at("nav-case"));
      await wati.tap(at("case-row"));
      casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
      await write("dengan sinyal");
      await wati.sent();
      await away();
      await write("tanpa sinyal");
      await wati.unsent(2);
      await wati.go(casePath);
      await wati.unlock();
      await wati.unsent(2);
      await write("sesudah dibuka lagi");
      await wati.unsent(4);
      await server.run();
      await page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.sent();
      assert.deepEqual(await wati.all(at("refused-link")), [], "nothing was set aside");
    });

    test("everything is on its right day for who has the right one", async () => {
      await sit(tomorrow(10, Date.now() - day) - Date.now(), "Wati, with the right clock");
      await wati.go(casePath);
      await wati.unlock();
      await wati.sent();
      await wati.see(at("case"));
      for (const words of ["dengan sinyal", "tanpa sinyal", "sesudah dibuka lagi"]) {
        await wati.count(`${at("followup")}`, 1, new RegExp(`besok 09\\.00[^]*Telepon ${words}|Telepon ${words}[^]*besok 09\\.00`));
      }
      await wati.tap(at("tab-timeline"));
      const today = new Date(Number(await seam(server, "clock")) + 7 * 3_600_000).getUTCDate();
      for (const words of ["dengan sinyal", "tanpa sinyal", "sesudah dibuka lagi"]) {
        await wati.count(entry, 1, new RegExp(`Catatan ${words}\\.[^]*${today} \\S+ \\d{4} 1\\d\\.\\d\\d`));
      }
      assert.doesNotMatch(await wati.see(at("sync-state")), /meleset/);
    });

    test("work written with a clock that went wrong without a signal is taken, too", async () => {
      await away();
      await sit(tomorrow(10, Date.now() - day) - Date.now() + off * day, "Wati, whose clock went wrong");
      await wati.go(casePath);
      await wati.unlock();
      await wati.see(at("case"));
      await wati.writeNote("Catatan dengan jam yang baru salah.");
      await wati.unsent(1);
      await server.run();
      await page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.sent();
      await wati.see(at("sync-state"), /Jam perangkat ini meleset [23] hari/);
      assert.deepEqual(await wati.all(at("refused-link")), [], "nothing was set aside");
      await wati.tap(at("tab-timeline"));
      await wati.count(entry, 1, /Catatan dengan jam yang baru salah\./);
      assert.deepEqual(page.trouble.filter((line) => !/Failed to load resource|establish a connection/.test(line)), []);
    });
  });
}

// Tomorrow at nine is the office's nine, 20 hours from the beginning; the wall clock of New York, which jumps an hour
// ahead in between, moves by 21.
describeIn(Chromium, "a phone that keeps the time of a place whose clocks jump that night", () => {
  const began = Date.UTC(2027, 2, 14, 6); // in the office 13.00, in New York one in the night; the jump is at 07.00 UTC
  let server, browser, wati;

  async function sit(now) {
    const page = await browser.page();
    await page.emulateTimezone("America/New_York");
    await page.evaluateOnNewDocument(shiftClock, now - Date.now());
    assert.equal(await page.evaluate(() => Intl.DateTimeFormat().resolvedOptions().timeZone), "America/New_York");
    wati = new Person(page, server.origin, "Wati, abroad");
  }

  before(async () => {
    server = await Server.start({ env: { DAMPING_TEST_CLOCK: String(began) } });
    browser = await Chromium.open();
  });
  after(async () => {
    await browser?.remove();
    await server?.remove();
  });

  test("has everything on the day and the hour of the office, before the jump and after it", async () => {
    await sit(began);
    await wati.signIn("wati");
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    const casePath = await wati.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await wati.plan("Telepon sesudah jam bergeser.");
    await wati.count(at("followup"), 1, /besok 09\.00[^]*Telepon sesudah|Telepon sesudah[^]*besok 09\.00/);
    await wati.sent();
    await wati.page.close();

    await seam(server, "clock advance 19h");
    await sit(began + 19 * 3_600_000); // in the office 08.00 on the next day
    await wati.go(casePath);
    await wati.unlock();
    await wati.sent();
    await wati.count(at("followup"), 1, /hari ini 09\.00[^]*Telepon sesudah|Telepon sesudah[^]*hari ini 09\.00/i);
    assert.doesNotMatch(await wati.see(at("sync-state")), /meleset/);
  });
});
