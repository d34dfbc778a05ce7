// What keeping up to date costs on a phone that has everything (sync.md, figure 6): a cycle without news, and the work of a
// day without signal, once there is some.
import { join } from "node:path";
import { Person, at } from "../lib/person.mjs";
import { repeat } from "./figures.mjs";
import { Place, lines, until, whole } from "./sync.mjs";
import { browse } from "./visits.mjs";

const edits = 20;
const wish = 208; // the number of a field of text

export async function idle(table, runs) {
  const place = await Place.open("M");
  table.section("Keeping up to date, M");
  try {
    await browse({ profile: join(place.room, "bare") }, async (browser) => {
      place.set({});
      const visit = await place.typed(browser);
      const person = new Person(visit.page, place.origin, "Mega");
      await person.tap(at("sign-in"));
      await visit.page.waitForSelector(whole, { timeout: 60_000 });
      await quiet(place);

      const news = await repeat(runs, () => look(place, visit.page));
      table.add("looking for news that there are not: requests", news.map((v) => v.length), "", "target ≤ 1");
      table.add("  the body sent", news.map((v) => sum(v, "sent")), "B", "target ≤ 150");
      table.add("  the body that comes back", news.map((v) => sum(v, "received")), "B", "target ≤ 150");

      await person.tap(at("nav-case"));
      await person.tap(at("case-row"));
      await person.tap(at("tab-summary"));
      await quiet(place);
      const days = await repeat(Math.min(runs, 5), (turn) => day(place, person, turn));
      table.add(`${edits} edits without signal, then slow: round trips`, days.map((v) => v.exchanges.length), "", "target ≤ 2");
      table.add("  bodies of both ways", days.map((v) => (sum(v.exchanges, "sent") + sum(v.exchanges, "received")) / 1000), "kB", "target ≤ 12");
      table.add("  until everything is sent", days.map((v) => v.ms / 1000), "s", "target ≤ 2.5; 50 kB/s, 200 ms each way");
    });
  } finally {
    await place.close();
  }
}

const sum = (list, what) => list.reduce((total, exchange) => total + (exchange[what] || 0), 0);

// synced are the exchanges that keep the device up to date: those of its caseload, and whatever else was asked meanwhile but
// the stream on which the server tells that there are news, which is opened once and stays.
const asked = (place) => place.line.exchanges.filter(({ path }) => path.startsWith("/api/") && path !== "/api/events");

// quiet waits until nothing has been asked for a second.
async function quiet(place) {
  for (let before = -1, since = Date.now(); Date.now() - since < 1000; ) {
    const now = place.line.exchanges.length;
    if (now !== before) [before, since] = [now, Date.now()];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function look(place, page) {
  place.set({});
  await page.evaluate(() => void dispatchEvent(new Event("online")));
  await until(() => asked(place).length > 0);
  await quiet(place);
  return [...asked(place)];
}

// day writes without signal, and then has some.
async function day(place, person, turn) {
  const { page } = person;
  place.set({ dead: true });
  place.line.cut();
  await page.evaluate(() => void dispatchEvent(new Event("offline")));
  for (let n = 1; n <= edits; n++) {
    await person.tap(at(`edit-${wish}`));
    await person.fill(at(`q-value-${wish}`), `Ingin tinggal di rumah bibi, ${turn}-${n}`);
    await person.tap(at("field-save"));
    await person.gone(at("field-form"));
  }
  await person.unsent(edits);
  place.set(lines.slow);
  const ms = await page.evaluate(async (sent) => {
    const began = performance.now();
    dispatchEvent(new Event("online"));
    return (await bench.shown(sent)) - began;
  }, `${at("sync-state")}[data-unsent="0"][data-online="true"][data-busy="false"]`);
  const exchanges = asked(place).filter(({ path }) => path.startsWith("/api/sync/"));
  place.set({});
  await quiet(place);
  return { ms, exchanges };
}
