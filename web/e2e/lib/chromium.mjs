// Chromium as a person's browser: a profile that outlives restarts, and an end like pulling the battery.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import puppeteer from "puppeteer-core";

const executablePath = process.env.CHROMIUM || "/usr/bin/chromium";

// The switches keep the browser from asking anybody but us, and let it run as root in a container.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-domain-reliability",
  "--no-first-run",
  "--no-default-browser-check",
  "--disable-features=AutofillServerCommunication,PasswordLeakDetection",
  "--lang=id",
];

// vendorHosts are asked for by Chromium itself, whichever page is open. They are exact names, so that a font or a script
// from another host of the same company would still be seen.
const vendorHosts = new Set([
  "accounts.google.com:443",
  "clients2.google.com",
  "content-autofill.googleapis.com:443",
  "passwordsleakcheck-pa.googleapis.com:443",
  "redirector.gvt1.com:443",
  "update.googleapis.com",
  "update.googleapis.com:443",
]);

export class Chromium {
  // foreign lists the hosts, of those given, that are neither ours nor the browser's own.
  static foreign(hosts, ...ours) {
    return hosts.filter((host) => !ours.includes(host) && !vendorHosts.has(host));
  }

  // open starts a browser on a new profile, or on one that is given. With a network (see network.mjs) every request
  // goes through it, those to localhost too.
  static async open({ profile, network, extraArgs = [] } = {}) {
    const chromium = new Chromium();
    chromium.profile = profile || (await mkdtemp(join(tmpdir(), "journey-chromium-")));
    chromium.extraArgs = [...extraArgs];
    if (network) chromium.extraArgs.push(`--proxy-server=${network.address}`, "--proxy-bypass-list=<-loopback>");
    await chromium.run();
    return chromium;
  }

  async run() {
    this.browser = await puppeteer.launch({
      executablePath,
      headless: true,
      userDataDir: this.profile,
      args: [...args, ...this.extraArgs],
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  }

  // page opens a page and notes what it complained about: see watch.
  async page() {
    return watch(await this.browser.newPage());
  }

  // close ends it politely: everything is flushed to the profile.
  async close() {
    await this.browser.close();
  }

  // kill ends it at once, with all its processes. The profile stays.
  async kill() {
    const child = this.browser.process();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL"); // puppeteer makes it the leader of its own group
    await ended;
    await this.browser.disconnect();
  }

  // grant allows what a person would be asked for. The session stays open: its end would take the permissions back.
  async grant(origin, ...names) {
    const session = await this.browser.target().createCDPSession();
    for (const name of names) {
      await session.send("Browser.setPermission", { origin, permission: { name }, setting: "granted" });
    }
  }

  // remove ends it with all that it kept. A polite end would take its time to write that down.
  async remove() {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

// watch collects what a page complained about in page.trouble: violations of the content policy, errors nobody caught,
// and errors written to the console. A journey ends by comparing it with what it expected, usually [].
export function watch(page) {
  page.trouble = [];
  page.on("pageerror", (err) => page.trouble.push(`uncaught: ${err.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") page.trouble.push(`console: ${message.text()}`);
  });
  return page;
}
