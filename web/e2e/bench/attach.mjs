// A large attachment over a slow line that is cut again and again (sync.md, figure 18): what a cut costs, and whether a
// word waits for it.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Chromium } from "../lib/chromium.mjs";
import { Line } from "../lib/line.mjs";
import { Person, at } from "../lib/person.mjs";
import { Server } from "../lib/server.mjs";

const size = Number(process.env.BENCH_ATTACH_MB || 20) * (1 << 20);
const cuts = 10;
const chunk = 256 << 10;

export async function attach(table) {
  const room = await mkdtemp(join(tmpdir(), "bench-attach-"));
  const line = await Line.open();
  const server = await Server.start({ env: { DAMPING_PUBLIC_URL: `http://localhost:${line.port}` } });
  line.target = server.port;
  const browser = await Chromium.open();
  try {
    const page = await browser.page();
    const wati = new Person(page, `http://localhost:${line.port}`, "Wati");
    await wati.signIn("wati");
    await wati.sent();
    await wati.tap(at("nav-case"));
    await wati.tap(at("case-row"));
    const file = join(room, "visum.pdf");
    await writeFile(file, document(size));
    await wati.tap(at("note-open"));
    await wati.fill(at("note-text"), "Visum dari rumah sakit.");
    const taken = performance.now();
    await (await page.waitForSelector(at("attach-file"))).uploadFile(file);
    await wati.see(at("taken-file"));
    table.add(`${size >> 20} MB taken into the sealed store`, performance.now() - taken, "ms", "chunk by chunk");

    Object.assign(line, { rate: 50_000, delay: 200, up: 0 }); // 400 kbit/s, 400 ms there and back
    const begun = performance.now();
    await wati.tap(at("note-save"));
    await wati.see(at("note-saved"));
    const words = [];
    for (let n = 1; n <= cuts; n++) {
      await reached(page, line, (n * size) / (cuts + 1));
      if (n === 5) words.push(await word(wati, page));
      line.cut();
      await page.evaluate(() => void dispatchEvent(new Event("online")));
    }
    while (!(await page.$(at("sync-state") + '[data-unsent="0"]'))) {
      await touch(page);
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    const over = line.up - size;
    table.add(`${size >> 20} MB at 400 kbit/s, 400 ms, cut ${cuts} times`, (performance.now() - begun) / 1000, "s", `the line alone ${Math.round(size / 50_000)} s`);
    table.add("  sent over its size, per cut", over / cuts / 1024, "KiB", `target ≤ ${chunk >> 10} re-sent a cut`);
    table.add("  sent over its size", (100 * over) / size, "%", "target ≤ 5");
    table.add("  a note written meanwhile, until the server has it", words, "ms", "never waits for the attachment");
  } finally {
    await browser.remove();
    await line.close();
    await server.remove();
    await rm(room, { recursive: true, force: true });
  }
}

// document is a PDF as far as a server looks into it.
function document(size) {
  const bytes = randomBytes(size);
  bytes.write("%PDF-1.7\n", 0, "latin1");
  bytes.write("\n%%EOF\n", size - 7, "latin1");
  return bytes;
}

// touch keeps the screen from locking itself while nobody does anything.
const touch = (page) => page.evaluate(() => void dispatchEvent(new Event("pointerdown")));

async function reached(page, line, bytes) {
  for (; line.up < bytes; await touch(page)) await new Promise((resolve) => setTimeout(resolve, 100));
}

// word writes a note and waits until only the attachment is unsent.
async function word(wati, page) {
  await touch(page);
  await wati.writeNote("Ibu sudah di rumah nenek.");
  const begun = performance.now();
  await page.waitForFunction((state) => document.querySelector(state)?.dataset.unsent === "1", { timeout: 60_000, polling: 50 }, at("sync-state"));
  return performance.now() - begun;
}
