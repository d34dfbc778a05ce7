// The bench behind `make bench`: it measures and prints one table. Nothing here passes or fails by a figure; the targets
// stand beside the figures for whoever reads them.
//
//   BENCH_RUNS   how often each thing is measured (default 9)
//   BENCH_ONLY   some of: weight, starts, server, first, ops, pushes, attach (default all)
import { cpus, loadavg } from "node:os";
import { Server } from "../lib/server.mjs";
import { calibrate } from "./calibration.mjs";
import { attach } from "./attach.mjs";
import { starts, weigh } from "./browser.mjs";
import { Table, repeat } from "./figures.mjs";
import { goBench, pair, weighServer } from "./server.mjs";

const runs = Number(process.env.BENCH_RUNS || 9);
const only = (process.env.BENCH_ONLY || "weight,starts,server,first,ops,pushes,attach").split(",");
const table = new Table();

table.section(`Machine: ${cpus().length} × ${cpus()[0].model.trim()}, load ${loadavg()[0].toFixed(1)} at the start`);
table.add("calibration loop in node", await repeat(runs, calibrate), "ms", "the smaller the faster; see calibration.mjs");

const server = await Server.start();
try {
  if (only.includes("weight")) {
    table.section("Bytes to first use");
    await weigh(table, server);
  }
  for (const slower of only.includes("starts") ? [1, 4] : []) {
    table.section(`Chromium, the page's processor slowed ${slower}×`);
    await starts(table, server, slower, runs);
  }
  if (only.includes("server")) {
    table.section("Server");
    await weighServer(table, server, runs);
  }
} finally {
  await server.remove();
}

if (only.includes("first")) {
  table.section("A hundred first downloads of 150 cases with 800 follow-ups at once, clients and server in one process");
  const first = await goBench("./server/api", "^BenchmarkFirstSync$", "s-p95", "1x", 3);
  for (const engine of ["sqlite", "postgres"]) {
    table.add(`${engine}, the ninety-fifth has everything`, first.get(`BenchmarkFirstSync/${engine}`), "s", "target ≤ 60; a failed one ends the bench");
  }
}
if (only.includes("ops")) {
  // The throw-away cluster does not wait for its disk; SQLite does, as in use.
  table.section("Ops through the whole log: rights, folding, sealing, projections, audit (PostgreSQL without fsync)");
  const ops = await goBench("./server/oplog", "^BenchmarkPush$", "ops/s", "300ms", runs);
  for (const engine of ["sqlite", "postgres"]) {
    for (const size of ["one note", "fifty notes at once"]) {
      const of = (name) => ops.get(`BenchmarkPush/${engine}/${name.replaceAll(" ", "_")}`);
      pair(table, `${engine}, ${size}`, of(size), "  bare bun insert of as many rows", of(`bare insert of ${size}`), "ops/s");
    }
  }
}
if (only.includes("pushes")) {
  table.section("Pushes, eight at a time, from the due reminder to the mark after the answer");
  const pushes = await goBench("./server/remind", "^Benchmark(BarePush|Reminders)$", "pushes/s", "1000x", runs);
  const bare = pushes.get("BenchmarkBarePush");
  for (const engine of ["sqlite", "postgres"]) {
    pair(table, engine, pushes.get(`BenchmarkReminders/${engine}`), "  bare webpush-go", bare, "pushes/s");
  }
}

if (only.includes("attach")) {
  table.section("An attachment over a line that is cut");
  await attach(table);
}

table.section(`load ${loadavg()[0].toFixed(1)} at the end`);
console.log();
table.print();
