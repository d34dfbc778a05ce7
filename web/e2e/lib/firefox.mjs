// Firefox ESR over WebDriver BiDi, with Web Push pointed at a push service of our own (see pushservice.mjs).
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { once } from "node:events";
import { existsSync } from "node:fs";
import puppeteer from "puppeteer-core";
import { watch } from "./chromium.mjs";

const executablePath = process.env.FIREFOX || "/usr/bin/firefox-esr";

// vendorHosts are asked for by Firefox itself, whichever page is open.
const vendorHosts = new Set(["firefox.settings.services.mozilla.com:443"]);

export class Firefox {
  // foreign lists the hosts, of those given, that are neither ours nor the browser's own.
  static foreign(hosts, ...ours) {
    return hosts.filter((host) => !ours.includes(host) && !vendorHosts.has(host));
  }

  // open starts a browser on a new profile, or on one that is given. push is the web socket address of a push service;
  // with a network (see network.mjs) every request goes through it, those to localhost too.
  static async open({ profile, push, network, args = [] } = {}) {
    const firefox = new Firefox();
    firefox.profile = profile || (await mkdtemp(join(tmpdir(), "journey-firefox-")));
    firefox.preferences = preferences(push, network);
    firefox.args = args;
    await firefox.run();
    return firefox;
  }

  async run() {
    this.browser = await puppeteer.launch({
      browser: "firefox",
      executablePath,
      headless: true,
      userDataDir: this.profile,
      extraPrefsFirefox: this.preferences,
      args: this.args,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  }

  async page() {
    return watch(await this.browser.newPage());
  }

  async close() {
    await this.browser.close();
  }

  async kill() {
    const child = this.browser.process();
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await ended;
    await this.browser.disconnect().catch(() => {});
    // puppeteer puts the preferences back when it hears of the end; the next start must not come in between.
    const kept = ["user.js", "prefs.js"].map((name) => join(this.profile, `${name}.puppeteer`));
    while (kept.some(existsSync)) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  // remove ends it with all that it kept. A polite end would take its time to write that down.
  async remove() {
    await this.kill();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

function preferences(push, network) {
  const [host, port] = network ? network.address.split(":") : [];
  return {
    // Silence: nothing but our own server is asked.
    "app.normandy.enabled": false,
    "app.update.auto": false,
    "browser.safebrowsing.malware.enabled": false,
    "browser.safebrowsing.phishing.enabled": false,
    "network.captive-portal-service.enabled": false,
    "network.connectivity-service.enabled": false,
    "services.settings.server": "data:,",
    "intl.accept_languages": "id",
    // Without a desktop there is no system service that shows notifications; Firefox then draws them itself.
    "alerts.useSystemBackend": false,
    ...(network
      ? {
          "network.proxy.type": 1,
          "network.proxy.http": host,
          "network.proxy.http_port": Number(port),
          "network.proxy.ssl": host,
          "network.proxy.ssl_port": Number(port),
          "network.proxy.no_proxies_on": "",
          "network.proxy.allow_hijacking_localhost": true,
        }
      : {}),
    ...(push
      ? {
          "dom.push.enabled": true,
          "dom.push.serverURL": push,
          "dom.push.connection.enabled": true,
          "dom.push.testing.allowInsecureServerURL": true,
          "dom.push.testing.ignorePermission": true,
          "dom.push.retryBaseInterval": 200,
          "permissions.default.desktop-notification": 1,
        }
      : { "dom.push.connection.enabled": false }),
  };
}
