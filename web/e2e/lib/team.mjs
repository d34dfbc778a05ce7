// A caseworker at her phone and the head of her office at a desk, each behind a line of their own; and what they do with a
// case, told in their words.
import assert from "node:assert/strict";
import { Chromium } from "./chromium.mjs";
import { Network } from "./network.mjs";
import { Person, at } from "./person.mjs";
import { Server } from "./server.mjs";

export class Team {
  // start opens the office; the phone is of the browser under test.
  static async start(Browser) {
    const team = new Team();
    team.lines = [];
    team.server = await Server.start();
    const behind = await team.#line();
    [team.phone, team.desk] = await Promise.all([Browser.open({ network: behind }), Chromium.open()]);
    team.wati = await team.#sit(await team.phone.page(), "wati", behind, 412);
    return team;
  }

  // atDesk has somebody sign in at a desk.
  async atDesk(name) {
    const behind = await this.#line();
    const context = await this.desk.browser.createBrowserContext({ proxyServer: behind.address, proxyBypassList: ["<-loopback>"] });
    return this.#sit(await context.newPage(), name, behind, 1280);
  }

  async remove() {
    await this.desk?.remove();
    await this.phone?.remove();
    for (const line of this.lines) await line.stop();
    await this.server?.remove();
  }

  async #line() {
    this.lines.push(await Network.start(new URL(this.server.origin).host));
    return this.lines.at(-1);
  }

  async #sit(page, name, behind, width) {
    await page.setViewport({ width, height: 915 });
    const person = Object.assign(new Worker(page, this.server.origin, name), { line: behind });
    await person.signIn(name);
    await person.sent();
    return person;
  }
}

// Worker is a person who works on cases.
class Worker extends Person {
  // signal brings the line back, and waits until everything is with the server.
  async signal() {
    this.line.cut = false;
    await this.page.evaluate(() => void dispatchEvent(new Event("online")));
    await this.sent();
  }

  // open opens a case by its path, without loading the page anew.
  async open(path) {
    await this.page.evaluate((to) => goappNav(to), path);
    await this.see(`${at("case")}[data-case="${path.split("/").pop()}"]`);
  }

  // newCase opens a case from nothing, with the answers by the names of the form, and answers its path.
  async newCase(answers, { victims = 1, suspects = 1 } = {}) {
    await this.tap(at("nav-case"));
    await this.tap(at("case-new"));
    await this.see(at("case-create"));
    for (let n = 1; n < victims; n++) await this.tap(at("add-victim"));
    for (let n = 1; n < suspects; n++) await this.tap(at("add-suspect"));
    for (const [name, answer] of Object.entries(answers)) await this.answer(name, answer);
    await this.tap(at("case-create"));
    const path = await this.path(/^\/kasus\/[0-9a-f-]{36}$/);
    await this.see(at("case"));
    if (!this.line.cut) await this.sent(); // numbered, it moves on, and what stands below moves with it
    return path;
  }

  // record writes a record: its tab, its form, and the answers by the names of the questions. A list picks tiles; a choice
  // is named by its code, or by how its words begin.
  async record(tab, form, answers) {
    await this.tap(at(`tab-${tab}`));
    await this.tap(`${at(`${form}-open`)}:enabled`);
    for (const [name, answer] of Object.entries(answers)) await this.answer(`${form.replace(/-edit$/, "")}.${name}`, answer);
    await this.tap(at(`${form}-save`));
  }

  // answer answers one question of a form.
  async answer(question, answer) {
    if (Array.isArray(answer)) {
      for (const code of answer) await this.pick(`q-${question}-${code}`);
      return;
    }
    await this.see(`${at(`q-${question}`)}, ${at(`q-${question}-${answer}`)}`);
    if (await this.page.$(`select${at(`q-${question}`)}`)) return this.choose(`q-${question}`, answer);
    if (await this.page.$(at(`q-${question}-${answer}`))) return this.pick(`q-${question}-${answer}`);
    return this.fill(at(`q-${question}`), answer);
  }

  // choose picks an option by its value or by how it begins.
  async choose(test, answer) {
    const value = await this.page.$eval(at(test), (el, begins) =>
      [...el.options].find((o) => o.value === begins || o.text.startsWith(begins))?.value, answer);
    assert.ok(value, `${test} offers nothing that is or begins with ${answer}`);
    await this.fill(at(test), value);
  }

  // saved waits until a record was written: the form says so, or is gone where there is one such record only.
  saved(form) {
    return this.see(`${at(`${form}-saved`)}, [data-form="${form}"] ${at(`${form}-edit-open`)}`);
  }

  // steer asks for something about the course of a case.
  async steer(form, answers = {}) {
    await this.tap(at("tab-summary"));
    await this.see(at(form)); // who the colleagues are is asked of the server
    await this.tap(`${at(form)} > summary`);
    for (const [name, answer] of Object.entries(answers)) {
      if (await this.page.$(`select${at(`q-${name}`)}`)) await this.choose(`q-${name}`, answer);
      else await this.fill(at(`q-${name}`), answer);
    }
    await this.tap(at(`${form}-send`));
  }

  // advance moves the case on, and waits until the server has said so.
  async advance(stage) {
    await this.tap(at("advance"));
    await this.see(`${at("stage")}[data-stage="${stage}"]`);
    await this.sent();
  }
}
