// The first download of the data sets M and XL over bad lines (sync.md, figure 4), and what it costs when the line is cut or
// the phone dies in the middle of it.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chromium } from "../lib/chromium.mjs";
import { Line } from "../lib/line.mjs";
import { Person, at } from "../lib/person.mjs";
import { controlled } from "../lib/worker.mjs";
import { bulk, owner } from "./bulk.mjs";
import { repeat } from "./figures.mjs";
import { Visit, browse } from "./visits.mjs";

// The lines: bytes a second, and ms each way.
export const lines = {
  "4G": { rate: 500_000, delay: 50 },
  slow: { rate: 50_000, delay: 200 },
};
const targets = { M: { "4G": 3, slow: 20 }, XL: { "4G": 10, slow: 60 } }; // s

// whole is what the page shows when everything is here.
export const whole = `${at("sync-state")}[data-online=true][data-busy=false]:not(.wait)`;
const minutes = 60_000;

// Place is a server with a data set behind a line, and a profile that has the app and nobody enrolled.
export class Place {
  static async open(size) {
    const place = new Place();
    place.who = owner[size];
    place.line = await Line.open();
    place.origin = `http://localhost:${place.line.port}`;
    place.server = await bulk(size, { env: { DAMPING_PUBLIC_URL: place.origin } });
    place.line.target = place.server.port;
    place.room = await mkdtemp(join(tmpdir(), "bench-sync-"));
    place.bare = join(place.room, "bare");
    await browse({ profile: place.bare }, async (browser) => {
      const page = await browser.page();
      await page.goto(place.origin + "/masuk");
      await page.waitForSelector(at("q-name"));
      await controlled(page);
    });
    return place;
  }

  // phone is a new phone: it has the app and nothing else.
  async phone() {
    const profile = await mkdtemp(join(this.room, "phone-"));
    await cp(this.bare, profile, { recursive: true });
    return profile;
  }

  // set makes the line what it is to be, and begins to count.
  set(line) {
    Object.assign(this.line, { rate: 0, delay: 0, dead: false, up: 0, down: 0 }, line);
    this.line.exchanges.length = 0;
  }

  // typed has a page ask to sign in; what it answers begins with the tap on the button.
  async typed(browser) {
    const visit = await Visit.open(browser, 1);
    await visit.page.goto(this.origin + "/masuk");
    await visit.page.waitForSelector(at("q-name"));
    await visit.page.type(at("q-name"), this.who.name);
    await visit.page.type(at("q-password"), this.who.password);
    return visit;
  }

  // pages are the answers with something in them. After a page was lost the server is told first what is here.
  pages() {
    return this.line.exchanges.filter(({ path, status, received }) => path === "/api/sync/pull" && status === 200 && received > 1000);
  }

  async close() {
    await this.server.remove();
    await this.line.close();
    await rm(this.room, { recursive: true, force: true, maxRetries: 5 });
  }
}

// sync measures first downloads; those of XL over the slow line are long, and measured three times at most.
export async function sync(table, size, runs) {
  const place = await Place.open(size);
  try {
    table.section(`First download of ${size} on a new phone that has the app, the processor at full speed`);
    let pages = 0;
    for (const [name, line] of Object.entries(lines)) {
      const often = size === "XL" ? Math.min(runs, 3) : runs;
      const visits = await repeat(often, async () => first(place, line));
      const target = targets[size][name];
      const label = `${name}, ${line.rate / 1000} kB/s, ${line.delay} ms each way`;
      table.add(`${label}: all of it is here`, visits.map((v) => v.whole / 1000), "s", `target ≤ ${target}; from the tap on “Masuk”`);
      table.add("  the first list stands", visits.map((v) => v.listed / 1000), "s", `target ≤ ${target / 4}, a quarter of that`);
      table.add("  came down", visits.map((v) => v.down / 1e3), "kB", `in ${visits[0].pages} pages; sent up ${Math.round(visits[0].up / 1000)} kB`);
      pages = visits[0].pages;
    }
    const again = await repeat(size === "XL" ? Math.min(runs, 3) : runs, () => interrupted(place, pages));
    table.add("4G, stopped five times: pages that came again", again, "", "target ≤ 5, one for each; thrice the browser ends, twice the line is cut");
  } finally {
    await place.close();
  }
}

async function first(place, line) {
  const profile = await place.phone();
  try {
    return await browse({ profile }, async (browser) => {
      place.set({});
      const visit = await place.typed(browser);
      place.set(line);
      const times = await visit.page.evaluate(
        async (button, row, whole) => {
          const began = performance.now();
          document.querySelector(button).click();
          const [listed, all] = await Promise.all([bench.shown(row), bench.shown(whole)]);
          return { listed: listed - began, whole: all - began };
        },
        at("sign-in"), at("today-row"), whole,
      );
      return { ...times, up: place.line.up, down: place.line.down, pages: place.pages().length };
    });
  } finally {
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

// interrupted stops a first download: the browser is closed as soon as somebody is signed in; then, after each fifth of the
// pages, the line is cut or the browser killed. The orderly end comes first because Chromium writes a cookie down only after
// half a minute: a phone that dies before that has to sign in again. It answers how many pages came more often than once.
async function interrupted(place, pages) {
  const profile = await place.phone();
  let browser = await Chromium.open({ profile });
  try {
    place.set({});
    const { page } = await place.typed(browser);
    place.set(lines["4G"]);
    await page.tap(at("sign-in"));
    await until(() => place.pages().length > 0);
    place.line.dead = true;
    place.line.cut();
    await browser.close();
    place.line.dead = false;

    let visit = await enter(place, (browser = await Chromium.open({ profile })));
    for (let stop = 1; stop <= 4; stop++) {
      await until(() => place.pages().length >= Math.floor((stop * pages) / 5));
      if (stop % 2) {
        place.line.cut();
        await visit.page.evaluate(() => void dispatchEvent(new Event("online")));
        continue;
      }
      await browser.kill();
      visit = await enter(place, (browser = await Chromium.open({ profile })));
    }
    await visit.page.waitForSelector(whole, { timeout: 3 * minutes });
    return Math.max(0, place.pages().length - pages);
  } finally {
    await browser.remove();
  }
}

// enter opens the app again and unlocks it; there may be nothing in it yet.
async function enter(place, browser) {
  const visit = await Visit.open(browser, 1);
  const person = new Person(visit.page, place.origin, place.who.name);
  await person.go("/");
  await person.unlock(place.who.password);
  await person.see(at("sync-state"));
  return visit;
}

export async function until(holds, patience = 3 * minutes) {
  for (const deadline = Date.now() + patience; !holds(); ) {
    if (Date.now() > deadline) throw new Error("it never came to that");
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
