// Where a password becomes a key: in a worker that is gone afterwards, and in the page when there is none to be had.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browsers } from "../lib/browsers.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";
import { controlled } from "../lib/worker.mjs";

// watchWorkers notes what becomes of every worker that a page starts, and what comes back from it.
function watchWorkers() {
  globalThis.workers = [];
  const Worker = globalThis.Worker;
  globalThis.Worker = class extends Worker {
    constructor(address) {
      super(address);
      this.story = { address, answered: 0, ended: false };
      workers.push(this.story);
      this.addEventListener("message", ({ data }) => (this.story.answered = data.length));
    }
    terminate() {
      this.story.ended = true;
      super.terminate();
    }
  };
}

// failWorkers makes workers that fail as soon as anything is said to them; throwWorkers lets none be made.
function failWorkers() {
  globalThis.Worker = class {
    postMessage() {
      setTimeout(() => this.onerror(new Event("error", { cancelable: true })));
    }
    terminate() {}
  };
}
function throwWorkers() {
  globalThis.Worker = class {
    constructor() {
      throw new TypeError("no workers here");
    }
  };
}

for (const Browser of browsers) {
  describe(`the key of a password, in ${Browser.name}`, () => {
    let server, browser, page, wati;

    before(async () => {
      server = await Server.start();
      browser = await Browser.open();
      page = await browser.page();
      wati = new Person(page, server.origin, "Wati");
      await wati.signIn("wati");
      await wati.sent();
      await controlled(page);
      await server.stop();
    });
    after(async () => {
      await browser?.remove();
      await server?.remove();
    });

    // start opens the app without the server, prepared by a script of the test's, and opens the store.
    async function start(script) {
      const tab = await browser.page();
      await tab.evaluateOnNewDocument(script);
      const person = new Person(tab, server.origin, "Wati");
      await person.go("/");
      await person.unlock();
      await person.see(at("today-row"));
      return tab;
    }

    test("is made in one worker, which is gone afterwards", async () => {
      await page.close();
      const tab = await start(watchWorkers);
      assert.deepEqual(await tab.evaluate(() => workers), [
        { address: "/web/worker/derive.js", answered: 32, ended: true },
      ]);
      await tab.close();
    });

    for (const [how, script] of Object.entries({ "fails": failWorkers, "cannot be had": throwWorkers })) {
      test(`is made in the page when a worker ${how}`, async () => {
        const tab = await start(script);
        await tab.close();
      });
    }
  });
}
