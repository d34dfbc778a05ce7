// What can go wrong on a phone, in any order: the browser killed at any moment, a line that takes everything and answers
// nothing, answers that are lost after the server has acted, requests that arrive twice, a second tab that takes over, a
// page that is locked while work waits. After each run the phone is opened again; in the end another device of the same
// person must find every note that was said to be saved exactly once, and none that was not written.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at, password } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

const runs = Number(process.env.RUNS || 5);
const first = Number(process.env.SEED || Math.floor(Date.now() / 1000) % 1_000_000);

// dice is a source of chance that a seed fixes (mulberry32): below(n) is one of 0 to n-1.
function dice(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (n) => Math.floor(next() * n), chance: (p) => next() < p, of: (list) => list[Math.floor(next() * list.length)] };
}

for (const Browser of browsers) {
  describe(`chaos in ${Browser.name}, ${runs} runs from seed ${first}`, () => {
    let server, network, browser, wati;
    const cases = []; // paths
    const written = new Map(); // note → { path, saved }

    // tab opens a window of the app; the person goes on in it.
    async function tab() {
      const page = await browser.page();
      await page.setViewport({ width: 412, height: 915 });
      wati = new Person(page, server.origin, "Wati");
    }

    before(async () => {
      server = await Server.start();
      network = await Network.start(new URL(server.origin).host);
      browser = await Browser.open({ network });
      await tab();
      await wati.signIn("wati");
      await wati.sent();
      await controlled(wati.page);
      await browser.close(); // cookies are on the disk from here on
      await browser.run();
      await tab();
      await wati.go("/kasus");
      await wati.unlock();
      await wati.see(at("case-row"));
      const ids = await wati.all(at("case-row"), (row) => row.dataset.row);
      cases.push(...ids.map((id) => `/kasus/${id}`));
    });
    after(async () => {
      await browser?.remove();
      await network?.stop();
      await server?.remove();
    });

    // write saves a note; from the page's word that it is saved, it must never be lost. A draft of a note that came to no
    // end lies in the form, and is written over.
    async function write(path, text) {
      await wati.openNote();
      written.set(text, { path, saved: false });
      await wati.fill(at("note-text"), text);
      await wati.tap(at("note-save"));
      await wati.see(at("note-saved"));
      written.get(text).saved = true;
    }

    // enter opens the store on a case.
    async function enter(path) {
      await wati.go(path);
      await wati.unlock();
      await wati.see(at("case"));
    }

    // settle sends everything. Several ends in a row cost the session: a browser that is killed forgets its latest cookies.
    async function settle() {
      network.clear();
      await wati.page.evaluate(() => void dispatchEvent(new Event("online")));
      await wati.page.waitForSelector(`${at("sign-in-again")}, ${at("sync-state")}[data-unsent="0"][data-online="true"]`);
      if (await wati.page.$(at("sign-in-again"))) {
        await wati.tap(at("sign-in-again"));
        await wati.fill(at("q-name"), "wati");
        await wati.fill(at("q-password"), password);
        await wati.tap(at("sign-in"));
        await wati.path(/^\/$/);
      }
      await wati.sent();
    }

    // bad is a line that lies, in one way or several. Sessions are let through: what is asked here is about work.
    const bad = (die) => {
      const ways = die.of([["swallow"], ["deaf"], ["twice"], ["fair", "deaf"], ["twice", "deaf", "fair"], ["swallow", "fair"]]);
      return ({ path }) => {
        if (!path.startsWith("/api/") || path.startsWith("/api/session")) return "fair";
        const way = die.of(ways);
        return way === "swallow" || path.startsWith("/api/sync/") ? way : "fair";
      };
    };

    async function run(seed) {
      const die = dice(seed);
      const path = die.of(cases);
      await enter(path);
      let n = 0;
      const text = () => `Acak ${seed}.${++n}: ibu korban minta ditelepon sesudah magrib.`;
      for (let steps = 2 + die.below(4); steps > 0; steps--) {
        switch (die.below(6)) {
          case 0:
            network.lie(bad(die));
            await wati.page.evaluate(() => void dispatchEvent(new Event("online"))); // a signal, it seems
            break;
          case 1:
            network.clear();
            break;
          case 2: {
            const before = wati;
            await tab();
            await wati.go(path);
            await wati.see(at("unlock"));
            await wati.tap(at("take-over"));
            await wati.gone(at("take-over"));
            await wati.unlock();
            await wati.see(at("case"));
            if (die.chance(0.5)) await before.page.close();
            break;
          }
          case 3:
            await wati.page.evaluate((to) => goappNav(to), "/lainnya");
            await wati.tap(at("lock"));
            await wati.see(at("unlock"));
            await enter(path);
            break;
          default:
            await write(path, text());
        }
      }
      // The end may come while a note is on its way to the disk, or to the server.
      const last = write(path, text()).catch(() => {});
      const lived = await Promise.race([last.then(() => true), new Promise((resolve) => setTimeout(resolve, die.below(900), false))]);
      if (lived) await new Promise((resolve) => setTimeout(resolve, die.below(150)));
      await browser.kill();
      await browser.run();
      await tab();
    }

    // count answers how often each text stands in the timeline of a case.
    async function count(path) {
      const seen = new Map();
      await wati.see(`${at("case")}[data-case="${path.split("/").pop()}"]`);
      await wati.tap(at("tab-timeline"));
      await wati.see(at("timeline"));
      for (const text of await wati.all(at("entry-text"))) seen.set(text, (seen.get(text) ?? 0) + 1);
      return seen;
    }

    test("nothing that was saved is lost, and nothing is doubled", async () => {
      for (let seed = first; seed < first + runs; seed++) {
        await run(seed).catch((err) => {
          throw new Error(`seed ${seed}: ${err.message}`);
        });
        if ((seed - first) % 10 === 9) console.log(`${Browser.name}: ${seed - first + 1} runs, ${written.size} notes begun`);
      }
      network.clear();
      await enter(cases[0]);
      await settle();

      // Another device of the same person, which has nothing but what the server has.
      await browser.remove();
      browser = await Browser.open({ network });
      await tab();
      await wati.signIn("wati");
      await wati.sent();
      const lost = [];
      const doubled = [];
      for (const path of new Set([...written.values()].map((note) => note.path))) {
        await wati.page.evaluate((to) => goappNav(to), path);
        const seen = await count(path);
        for (const [text, note] of written) {
          if (note.path !== path) continue;
          if (note.saved && !seen.get(text)) lost.push(text);
          if (seen.get(text) > 1) doubled.push(text);
        }
        for (const text of seen.keys()) assert.ok(!/^Acak/.test(text) || written.has(text), `nobody wrote ${text}`);
      }
      const saved = [...written.values()].filter((note) => note.saved).length;
      console.log(`${Browser.name}: ${written.size} notes begun, ${saved} said to be saved, ${lost.length} lost, ${doubled.length} doubled`);
      assert.deepEqual({ lost, doubled }, { lost: [], doubled: [] });
    });
  });
}
