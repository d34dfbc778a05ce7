// What the server costs: its memory at rest, what one device and a hundred at once take to download everything, and what
// the Go benchmarks say of ops and pushes beside the bare loops.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { owner } from "./bulk.mjs";
import { repeat } from "./figures.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

// memory reads the server's resident memory, now and at its highest, in MB (10⁶ bytes).
async function memory(server) {
  const status = await readFile(`/proc/${server.process.pid}/status`, "utf8");
  const megabytes = (name) => (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) * 1024) / 1e6;
  return { now: megabytes("VmRSS"), highest: megabytes("VmHWM") };
}

// weighServer measures a server that was just started.
export async function weighServer(table, server) {
  await server.stop();
  await server.run();
  table.add("resident memory, idle", (await memory(server)).now, "MB", "demo office, SQLite, just started");
}

// firstDownloads has a hundred devices of one person download M at once, with a program of its own for the devices, and
// reads what the server's process took for it.
export async function firstDownloads(table, engine, server, runs) {
  const rounds = await repeat(runs, async () => {
    await server.stop();
    await server.run(); // its memory at its highest is that of this run
    const round = await crowd(server, owner.M, 100);
    return { ...round, memory: (await memory(server)).highest };
  });
  const nth = (list, n) => list.toSorted((a, b) => a - b)[n - 1];
  const { pages, wire, plain } = rounds[0];
  const kB = (n) => `${Math.round(n / 1000)} kB`;
  const trouble = `failed: ${sum(rounds, (r) => r.failed?.length ?? 0)}, asked again after a 503: ${sum(rounds, (r) => r.again)}`;
  table.add(`${engine}, the ninety-fifth has everything`, rounds.map((r) => nth(r.seconds, 95)), "s", `target ≤ 60; ${trouble}`);
  table.add(`${engine}, the ninety-fifth has its first page`, rounds.map((r) => nth(r.first, 95)), "s", `${pages} pages, ${kB(wire)} packed, ${kB(plain)} unpacked`);
  table.add(`${engine}, memory of the server's process at its highest`, rounds.map((r) => r.memory), "MB", "target ≤ 600, with the sign-ins");
}

// oneDownload has one device download everything, and then ask once more.
export async function oneDownload(table, name, server, person, runs) {
  const rounds = await repeat(runs, () => crowd(server, person, 1));
  const { pages, wire, plain, scopes } = rounds[0];
  const MB = (n) => `${(n / 1e6).toFixed(2)} MB`;
  table.add(`${name}, everything`, rounds.map((r) => r.seconds[0]), "s", `${pages} pages, ${scopes} scopes, ${MB(wire)} packed, ${MB(plain)} unpacked`);
  table.add(`${name}, a pull that brings nothing`, rounds.map((r) => r.idle), "ms");
}

const sum = (list, of) => list.reduce((all, one) => all + of(one), 0);

// crowd runs the program of that name and answers what it printed.
async function crowd(server, { name, password }, devices) {
  crowd.program ??= await (async () => {
    const folder = await mkdtemp(join(tmpdir(), "bench-crowd-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    await output("go", ["build", "-o", join(folder, "crowd"), "./server/servertest/crowd"]);
    return join(folder, "crowd");
  })();
  const text = await output(crowd.program, ["-origin", server.origin, "-name", name, "-password", password, "-devices", `${devices}`]);
  return JSON.parse(text);
}

// output runs a program in the tree and answers what it prints.
async function output(program, args) {
  const child = spawn(program, args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (part) => (text += part));
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${program} ${args.join(" ")} ended with ${code}:\n${text}`);
  return text;
}

// goBench runs benchmarks of one package and answers, for each name, the figures of a unit in all runs.
export async function goBench(folder, match, unit, time, runs) {
  const args = ["test", "-run", "^$", "-bench", match, "-benchtime", time, "-count", `${runs}`, "-timeout", "30m", folder];
  const text = await output("go", args);
  const figures = new Map();
  for (const [, name, rest] of text.matchAll(/^(Benchmark\S+?)(?:-\d+)?\s+\d+\s+(.*)$/gm)) {
    const figure = new RegExp(`([\\d.e+]+) ${unit}(?:\\s|$)`).exec(rest);
    if (!figure) continue;
    if (!figures.has(name)) figures.set(name, []);
    figures.get(name).push(Number(figure[1]));
  }
  if (figures.size === 0) throw new Error(`no ${unit} in\n${text}`);
  return figures;
}

// pair adds a measurement and the bare loop it stands beside, and how many times slower it is than that.
export function pair(table, name, whole, bareName, bare, unit) {
  const ours = table.add(name, whole, unit);
  const theirs = table.add(bareName, bare, unit);
  ours.remark = `1/${(theirs.median / ours.median).toPrecision(2)} of the bare loop`;
}
