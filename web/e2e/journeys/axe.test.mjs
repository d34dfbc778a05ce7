// Everybody can use it: no page breaks a rule of WCAG 2.2 AA that a program can check, in both languages and both themes;
// nothing is cut off at 320 px; and the daily work goes by the keyboard alone.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { describeIn } from "../lib/browsers.mjs";
import { photograph } from "../lib/camera.mjs";
import { Chromium } from "../lib/chromium.mjs";
import { Elsewhere } from "../lib/elsewhere.mjs";
import { Network } from "../lib/network.mjs";
import { Person, at, password } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const phone = { width: 412, height: 915 };
const desktop = { width: 1280, height: 800 };

describeIn(Chromium, "accessible", () => {
  let server, network, browser, page, wati, axe, room, picture;

  before(async () => {
    axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
    server = await Server.start();
    network = await Network.start(new URL(server.origin).host);
    browser = await Chromium.open({ network });
    page = await browser.page();
    await page.setViewport(phone);
    wati = new Person(page, server.origin, "Wati");
    room = await mkdtemp(join(tmpdir(), "journey-axe-"));
    picture = join(room, "IMG_2041.jpg");
  });
  after(async () => {
    await browser?.remove();
    await network?.stop();
    await server?.remove();
    await rm(room, { recursive: true, force: true });
  });

  // wrong lists what axe holds against the page as it stands, in both themes.
  async function wrong(place) {
    const found = [];
    for (const theme of ["light", "dark"]) {
      await page.emulateMediaFeatures([
        { name: "prefers-color-scheme", value: theme },
        { name: "prefers-reduced-motion", value: "reduce" },
      ]);
      if (!(await page.evaluate("typeof axe === 'object'"))) await page.evaluate(axe);
      const violations = await page.evaluate(async (values) => {
        const { violations } = await axe.run(document, { runOnly: { type: "tag", values }, resultTypes: ["violations"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => `${n.html.slice(0, 160)} — ${n.failureSummary.split("\n")[1]}`).join(" | ")}`);
      }, rules);
      found.push(...violations.map((violation) => `${place}, ${theme}: ${violation}`));
    }
    return found;
  }

  // cut lists what does not fit a window of 320 px.
  async function cut(place) {
    await page.setViewport({ width: 320, height: 640 });
    const found = await page.evaluate(() => {
      const root = document.scrollingElement;
      const over = [...document.querySelectorAll("body *")].filter((el) => {
        const box = el.getBoundingClientRect();
        return el.checkVisibility() && box.width > 1 && box.height > 1 && (box.right > innerWidth + 1 || box.left < -1);
      });
      const wide = root.scrollWidth > innerWidth ? [`the page is ${root.scrollWidth} px wide`] : [];
      // In the app only the panes scroll; a page that does so as well carries the navigation away.
      if (document.querySelector(".app") && root.scrollHeight > innerHeight) wide.push(`the page is ${root.scrollHeight} px high`);
      return [...wide, ...over.slice(0, 3).map((el) => el.outerHTML.slice(0, 160))];
    });
    await page.setViewport(phone);
    return found.map((what) => `${place}, 320 px: ${what}`);
  }

  // undrawn lists the drawings that the page refers to and does not have.
  async function undrawn(place) {
    const found = await page.$$eval("use", (uses) =>
      uses.map((use) => use.getAttribute("href")).filter((href) => !document.querySelector(`symbol${href}`)));
    return found.map((href) => `${place}: no drawing ${href}`);
  }

  const look = async (place) => [...(await wrong(place)), ...(await cut(place)), ...(await undrawn(place))];

  // show goes to a page inside the app, without starting it anew.
  async function show(path, selector) {
    await page.evaluate((to) => goappNav(to), path);
    await wati.see(selector);
  }

  async function speak(lang) {
    await show("/lainnya", `label:has(${at(`q-lang-${lang}`)})`);
    await wati.pick(`q-lang-${lang}`);
    await page.waitForFunction((want) => document.documentElement.lang === want, {}, lang);
  }

  test("before anybody is signed in", async () => {
    const found = [];
    await wati.go("/masuk");
    await wati.see(at("sign-in") + ":enabled");
    found.push(...(await look("sign-in")));
    await wati.fill(at("q-name"), "wati");
    await wati.fill(at("q-password"), "salah sekali kata ini");
    await wati.tap(at("sign-in"));
    await wati.see(at("problem"));
    found.push(...(await look("sign-in refused")));
    await wati.go("/mulai");
    await wati.see("main");
    found.push(...(await look("welcome")));
    await wati.go("/tenang");
    found.push(...(await look("quiet page")));
    assert.deepEqual(found, []);
  });

  test("sign in, open a case and write a note by the keyboard alone", async () => {
    await wati.go("/masuk");
    await wati.see(at("sign-in") + ":enabled");
    await tabTo(at("q-name"));
    await page.keyboard.type("wati");
    await tabTo(at("q-password"));
    await page.keyboard.type(password);
    await page.keyboard.press("Enter");
    await wati.see(at("nav-today"));
    await wati.sent();
    await tabTo(at("nav-case"));
    await page.keyboard.press("Enter");
    await wati.see(at("case-row"));
    await page.keyboard.press("j");
    await page.waitForFunction(() => document.activeElement?.dataset.row);
    await page.keyboard.press("Enter");
    await wati.see(at("case"));
    await tabTo(at("note-open"));
    await page.keyboard.press("Enter");
    await page.waitForFunction((field) => document.activeElement === document.querySelector(field), {}, at("note-text"));
    await page.keyboard.type("Ditulis tanpa tetikus.");
    await tabTo(at("note-save"));
    await page.keyboard.press("Space");
    await wati.see(at("note-saved"));
    await wati.sent();
  });

  // tabTo presses Tab until the focus, which must be seen, is on the element.
  async function tabTo(selector) {
    for (let presses = 0; presses < 150; presses++) {
      const state = await page.evaluate((wanted) => {
        const el = document.activeElement;
        if (!el?.matches(wanted)) return "";
        const style = getComputedStyle(el);
        return style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2 ? "seen" : `outline ${style.outline}`;
      }, selector);
      if (state === "seen") return;
      assert.equal(state, "", `${selector}: the focus cannot be seen`);
      await page.keyboard.press("Tab");
    }
    assert.fail(`${selector} is not reached by Tab`);
  }

  // unfold opens everything that can be unfolded.
  const unfold = () => page.$$eval("main details, .over details", (all) => all.forEach((one) => (one.open = true)));

  test("somebody's other device, and a picture to attach", async () => {
    await Elsewhere.of(server, "wati");
    await photograph(page, picture, 240);
  });

  for (const lang of ["id", "en"]) {
    test(`every page, in ${lang}`, async () => {
      const found = [];
      const visit = async (place, path, selector) => {
        await show(path, selector);
        found.push(...(await look(`${place} (${lang})`)));
      };
      await speak(lang);
      found.push(...(await look(`more (${lang})`)));
      await visit("today", "/", at("today-row"));
      await visit("inbox", "/kotak", at("inbox-empty"));
      await visit("devices", "/lainnya/perangkat", at("device"));
      await wati.tap(at("device-wipe"));
      await wati.see(at("device-wipe-yes"));
      found.push(...(await look(`devices, whether to empty one (${lang})`)));
      await visit("intake", "/aduan/baru", at("complaint-next"));
      await wati.tap(at("complaint-next"));
      await wati.tap(at("complaint-save"));
      await wati.see(at("summary"));
      found.push(...(await look(`intake with errors (${lang})`)));
      await wati.tap('a[data-to="f-safe"]');
      await wati.pick("q-safe-tidak_tahu");
      await wati.fill(at("q-who"), "Seseorang");
      await wati.tap(at("complaint-next"));
      await wati.tap(at("complaint-save"));
      await wati.see(at("complaint"));
      await unfold();
      found.push(...(await look(`complaint (${lang})`)));
      await visit("complaints", "/aduan", at("complaint-row"));
      await visit("new case", "/kasus/baru", at("case-create"));
      await visit("cases", "/kasus", at("case-row"));
      const file = await page.$eval(at("case-row"), (row) => row.getAttribute("href"));
      await visit("case", file, at("case"));
      await unfold();
      found.push(...(await look(`case, asking for its end (${lang})`)));
      await wati.tap(at("note-open"));
      await (await page.waitForSelector(at("attach-photo"))).uploadFile(picture);
      await wati.see(at("taken-file"));
      await wati.tap(at("followup-open"));
      await wati.see(at("followup-save"));
      found.push(...(await look(`case, writing (${lang})`)));
      await wati.tap(at("note-save"));
      await wati.see(at("note-saved"));
      await wati.tap(at("tab-timeline"));
      await wati.see(at("timeline"));
      found.push(...(await look(`case, timeline (${lang})`)));
      await wati.tap(at("attachment"));
      await wati.see(at("viewer-image"));
      await unfold();
      found.push(...(await look(`picture (${lang})`)));
      await wati.tap(at("viewer-close"));
      await wati.gone(at("viewer"));
      await wati.tap(at("tab-documents"));
      await wati.tap(at("letters-open"));
      await wati.see(at("letter-issue"));
      found.push(...(await look(`case, documents (${lang})`)));
      // Every tab of the case, with a form of a record open on it.
      for (const [tab, form] of [["people", "member"], ["safety", "danger"], ["plan", "consent"], ["service", "referral"], ["legal", "duty"], ["closing", "closure"]]) {
        await wati.tap(at(`tab-${tab}`));
        await wati.tap(`:is(${at(`${form}-open`)}, ${at(`${form}-edit-open`)}):enabled`);
        await wati.see(`:is(${at(`${form}-save`)}, ${at(`${form}-edit-save`)})`);
        found.push(...(await look(`case, ${tab} (${lang})`)));
      }
      await visit("notified", "/t/AAAAAAAAAAAAAAAAAAAAAA", "main");
      await visit("nowhere", "/tidak/ada", "main");
      await page.setViewport(desktop);
      for (const [place, path, selector] of [["today", "/", at("today-row")], ["case beside list", file, at("case")]]) {
        await show(path, selector);
        found.push(...(await wrong(`${place}, desktop (${lang})`)));
      }
      await page.setViewport(phone);
      assert.deepEqual(found, []);
    });
  }

  test("a locked device", async () => {
    await wati.go("/");
    await wati.see(at("unlock"));
    assert.deepEqual(await look("unlock"), []);
  });

  test("a page that breaks a rule, or is too wide, would have been seen", async () => {
    await page.evaluate(() => {
      const image = document.createElement("img");
      image.width = 400;
      image.height = 20;
      document.querySelector("main").append(image);
    });
    assert.match((await wrong("planted")).join("\n"), /image-alt/);
    assert.match((await cut("planted")).join("\n"), /<img/);
  });

  test("no page asked another host or broke the policy", () => {
    assert.deepEqual(Chromium.foreign(network.hosts(), new URL(server.origin).host), []);
    assert.deepEqual(page.trouble.filter((line) => !/status of 401/.test(line)), []);
  });
});
