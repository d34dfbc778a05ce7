// What the server costs: its memory at rest and while a hundred devices download at once, and what the Go benchmarks
// say of ops and pushes beside the bare loops.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { repeat } from "./figures.mjs";
import { who } from "./visits.mjs";

const root = fileURLToPath(new URL("../../../", import.meta.url));

// memory reads the server's resident memory, now and at its highest, in MB (10⁶ bytes).
async function memory(server) {
  const status = await readFile(`/proc/${server.process.pid}/status`, "utf8");
  const megabytes = (name) => (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)[1]) * 1024) / 1e6;
  return { now: megabytes("VmRSS"), highest: megabytes("VmHWM") };
}

// weighServer measures a server that was just started, and then rounds of a hundred first downloads at a time.
export async function weighServer(table, server, runs) {
  await server.stop();
  await server.run();
  table.add("resident memory, idle", (await memory(server)).now, "MB", "demo office, SQLite, just started");
  const pull = await puller(server);
  let busy = 0;
  const seconds = await repeat(runs, async () => {
    const began = performance.now();
    await Promise.all(
      Array.from({ length: 100 }, async () => {
        while (!(await pull())) busy++;
      }),
    );
    return (performance.now() - began) / 1000;
  });
  table.add("100 first downloads of the demo at once", seconds, "s", `until the last has its first page; 503 and asked again: ${busy}`);
  const { now, highest } = await memory(server);
  table.add("resident memory, highest under that load", highest, "MB", `${Math.round(now)} MB after it`);
}

// puller signs in and answers a function that asks for everything, as a device does that holds nothing yet. It answers
// false when the server had no time within its patience; a device asks again then.
async function puller(server) {
  const answer = await fetch(server.origin + "/api/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...who, device: { label: "bench", shared: true } }),
  });
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}`);
  const cookie = answer.headers.getSetCookie().map((text) => text.split(";")[0]).join("; ");
  const device = Buffer.from((await answer.json()).device.id.replaceAll("-", ""), "hex");
  // CBOR of {0: device, 1: [no epoch, 0], 2: no digest}: op.Pull of a device at its beginning.
  const nothing = Buffer.alloc(16);
  const body = Buffer.concat([bytes("a30050"), device, bytes("018250"), nothing, bytes("000240")]);

  return async () => {
    const page = await fetch(server.origin + "/api/sync/pull", { method: "POST", headers: { "content-type": "application/cbor", cookie }, body });
    const size = (await page.arrayBuffer()).byteLength;
    if (page.status === 503) return false;
    if (!page.ok || size < 1000) throw new Error(`the download answered ${page.status} with ${size} bytes`);
    return true;
  };
}

const bytes = (hex) => Buffer.from(hex, "hex");

// goBench runs benchmarks of one package and answers, for each name, the figures of a unit in all runs.
export async function goBench(folder, match, unit, time, runs) {
  const args = ["test", "-run", "^$", "-bench", match, "-benchtime", time, "-count", `${runs}`, "-timeout", "30m", folder];
  const go = spawn("go", args, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  let text = "";
  go.stdout.setEncoding("utf8").on("data", (part) => (text += part));
  const [code] = await once(go, "close");
  if (code !== 0) throw new Error(`go ${args.join(" ")} ended with ${code}:\n${text}`);

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
