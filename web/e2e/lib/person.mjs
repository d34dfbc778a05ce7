// A person in front of a page of the app: what they look for, tap, and type. Everything waits for what it needs and, when
// it does not come, fails with the place, what the page says, and a picture in a temporary folder.
import { mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

// password is that of everybody in the demo office.
export const password = "kopi hangat sore hujan";

// at is the selector of an element by its data-test; inside narrows it to one within another.
export const at = (test, inside) => `${inside ? inside + " " : ""}[data-test="${test}"]`;

const patience = 20_000; // ms
// What browsers say of a page that was loaded anew under one's eyes.
const interrupted = /context was destroyed|no such handle|no such frame|unfinished navigation|ERR_ABORTED|BINDING_ABORTED/i;

let pictures = 0;

export class Person {
  // A person looks at one page; who names them in failures.
  constructor(page, origin, who) {
    Object.assign(this, { page, origin, who });
  }

  // go opens an address of the app as typed into the address bar, also while the page is being loaded anew.
  async go(path) {
    await this.#still(() => this.page.goto(this.origin + path, { waitUntil: "domcontentloaded" }));
  }

  // see waits until an element is shown, whose text matches where a pattern is given, and answers its text.
  see(selector, pattern = /^/) {
    return this.#trying(`see ${selector} ${pattern}`, () => this.#still(async () => {
      const handle = await this.page.waitForFunction(
        (wanted, source, flags) => {
          for (const el of document.querySelectorAll(wanted)) {
            const text = el.innerText.trim();
            if (el.checkVisibility({ visibilityProperty: true }) && new RegExp(source, flags).test(text)) return { text };
          }
          return null;
        },
        { timeout: patience, polling: 50 }, selector, pattern.source, pattern.flags
      );
      return (await handle.jsonValue()).text;
    }));
  }

  // count waits until there are this many elements whose text matches.
  count(selector, wanted, pattern = /^/) {
    return this.#trying(`count ${wanted} of ${selector} ${pattern}`, () =>
      this.page.waitForFunction(
        (which, n, source) =>
          [...document.querySelectorAll(which)].filter((el) => new RegExp(source).test(el.textContent)).length === n,
        { timeout: patience, polling: 50 }, selector, wanted, pattern.source
      )
    );
  }

  // gone waits until no such element is left.
  gone(selector) {
    return this.count(selector, 0);
  }

  // read answers what the page computes with the elements, without waiting.
  all(selector, what = (el) => el.textContent) {
    return this.page.$$eval(selector, (list, source) => list.map((el) => (0, eval)(source)(el)), what.toString());
  }

  tap(selector) {
    return this.#trying(`tap ${selector}`, () => this.#twice((ms) => this.page.locator(selector).setTimeout(ms).click()));
  }

  // pick chooses a tile: one taps its words, the box itself is small.
  pick(test) {
    return this.tap(`label:has(${at(test)})`);
  }

  fill(selector, text) {
    return this.#trying(`fill ${selector}`, () => this.#twice((ms) => this.page.locator(selector).setTimeout(ms).fill(text)));
  }

  // path waits until the window has come to an address that matches, and answers it.
  path(pattern) {
    return this.#trying(`come to ${pattern}`, async () => {
      const handle = await this.page.waitForFunction(
        (source) => new RegExp(source).test(location.pathname) && location.pathname,
        { timeout: patience, polling: 50 }, pattern.source
      );
      return handle.jsonValue();
    });
  }

  // signIn enters by name and password, on a device that nobody is enrolled on.
  async signIn(name, { shared = false } = {}) {
    this.name = name;
    await this.go("/masuk");
    await this.fill(at("q-name"), name);
    await this.fill(at("q-password"), password);
    if (shared) await this.pick("shared");
    await this.tap(at("sign-in"));
    await this.see(at("nav-today"));
  }

  // unlock opens what this device keeps.
  async unlock(secret = password) {
    await this.see(at("unlock"));
    await this.fill(at("q-password"), secret);
    await this.tap(at("unlock"));
  }

  // sent waits until nothing is left to send, the server was reached, and what it had to tell was fetched. What was done
  // just now must be seen to be done before.
  sent() {
    return this.see(at("sync-state") + '[data-unsent="0"][data-online="true"][data-busy="false"]');
  }

  // unsent waits until this many acts wait to be sent.
  unsent(n) {
    return this.see(at("sync-state") + `[data-unsent="${n}"]`);
  }

  // openNote unfolds the form of a note. With a draft it unfolds by itself.
  openNote() {
    return this.tap(`${at("note-open")}:enabled, ${at("note-text")}`);
  }

  // writeNote writes one, with a photograph out of a file where there is one.
  async writeNote(text, photo) {
    await this.openNote();
    await this.fill(at("note-text"), text);
    if (photo) {
      const input = await this.page.waitForSelector(at("attach-photo"));
      await input.uploadFile(photo);
      await this.see(at("taken-file"));
    }
    await this.tap(at("note-save"));
    await this.see(at("note-saved"));
  }

  // plan puts a follow-up on tomorrow at nine.
  async plan(words) {
    await this.tap(at("followup-open"));
    await this.fill(at("followup-kind"), "telepon");
    await this.tap(at("preset-tomorrow"));
    await this.fill(at("followup-text"), words);
    await this.tap(at("followup-save"));
    await this.see(at("followup-saved"));
  }

  // still looks again where the page was loaded anew while it was being looked at, as when it locks itself.
  async #still(look) {
    for (let again = 3; ; again--) {
      try {
        return await look();
      } catch (err) {
        if (again === 0 || !interrupted.test(err.message)) throw err;
      }
    }
  }

  // twice begins anew where nothing came of it for half of the patience: in Firefox what is asked of a page in the moment
  // in which it is loaded anew may never be answered.
  async #twice(act) {
    try {
      return await act(patience / 2);
    } catch (err) {
      if (err.name !== "TimeoutError") throw err;
      return act(patience / 2);
    }
  }

  async #trying(what, act) {
    try {
      return await act();
    } catch (err) {
      const folder = join(tmpdir(), "journey-failures");
      await mkdir(folder, { recursive: true });
      const file = join(folder, `${process.pid}-${++pictures}.png`);
      await this.page.screenshot({ path: file }).catch(() => {});
      const says = await this.page.evaluate(() => document.body.innerText.slice(0, 1500)).catch(String);
      throw new Error(`${this.who} could not ${what} at ${this.page.url()} (${file}): ${err.message}\n` +
        `trouble: ${JSON.stringify(this.page.trouble)}\n--- the page says:\n${says}`);
    }
  }
}
