// A caseworker's browser with a stopwatch in its pages. The stopwatch is the page's own clock, from the beginning of
// the navigation or from the click to the first frame that shows what was waited for.
import { Chromium } from "../lib/chromium.mjs";
import { calibrate } from "./calibration.mjs";

// who is the invented caseworker whose office the measurements use, with the password that every demo prints.
export const who = { name: "wati", password: "kopi hangat sore hujan" };

const phone = { width: 390, height: 844, deviceScaleFactor: 2, isMobile: true, hasTouch: true };

// Visit is one page of one browser, slowed down by a factor.
export class Visit {
  static async open(browser, slower) {
    const visit = new Visit();
    visit.page = await browser.page();
    await visit.page.setViewport(phone);
    await visit.page.emulateCPUThrottling(slower > 1 ? slower : null);
    await visit.page.evaluateOnNewDocument(stopwatch);
    return visit;
  }

  // start opens the app, submits the form as soon as it can be typed into, before the app itself is there, and answers
  // how long after the beginning of the navigation the app stood (its own form) and the list of the day was on the screen.
  async start(origin, credentials) {
    await this.page.evaluateOnNewDocument(fillEarly, credentials);
    await this.page.goto(origin + "/", { waitUntil: "domcontentloaded" });
    return this.started();
  }

  // again is start by a reload: the same page, its form filled in again.
  async again() {
    await this.page.reload({ waitUntil: "domcontentloaded" });
    return this.started();
  }

  async started() {
    return this.page.evaluate(async () => ({
      stood: await bench.shown("#unlock, #signin, [data-test=today-row]"),
      listed: await bench.shown("[data-test=today-row]"),
    }));
  }

  // tap clicks and answers how many milliseconds later the goal was on the screen.
  async tap(selector, goal) {
    await this.page.waitForSelector(selector);
    return this.page.evaluate((selector, goal) => bench.tap(selector, goal), selector, goal);
  }

  // busy answers how many milliseconds of processor time the page's main thread has used since the navigation began.
  async busy() {
    this.session ??= await this.page.createCDPSession();
    await this.session.send("Performance.enable");
    const { metrics } = await this.session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "ThreadTime").value * 1000;
  }

  // calibrate runs the loop in the page: what the factor really is.
  calibrate() {
    return this.page.evaluate(calibrate);
  }

  close() {
    return this.page.close();
  }
}

// browse opens a browser on a profile, lets it be used, and closes it.
export async function browse(options, use) {
  const browser = await Chromium.open(options);
  try {
    return await use(browser);
  } finally {
    await browser.close();
  }
}

// stopwatch is put into every page before anything of ours runs there.
function stopwatch() {
  // A frame has been shown when a task runs that was asked for while it was made.
  const framed = () =>
    new Promise((resolve) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => resolve(performance.now());
      port2.postMessage(null);
    }));

  globalThis.bench = {
    framed,
    async shown(selector) {
      if (!document.querySelector(selector)) {
        await new Promise((resolve) => {
          const watch = new MutationObserver(() => {
            if (!document.querySelector(selector)) return;
            watch.disconnect();
            resolve();
          });
          watch.observe(document, { childList: true, subtree: true, attributes: true });
        });
      }
      return framed();
    },
    async tap(selector, goal) {
      const began = performance.now();
      document.querySelector(selector).click();
      return (await bench.shown(goal)) - began;
    },
  };
}

// fillEarly types into the form that waits for the app, as a password manager would.
function fillEarly({ name, password }) {
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("early");
    if (!form) return;
    document.getElementById("early-name").value = name;
    document.getElementById("early-password").value = password;
    form.dispatchEvent(new Event("input"));
    form.requestSubmit();
  });
}
