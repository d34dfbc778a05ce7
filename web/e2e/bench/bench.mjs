// The bench behind `make bench`: it measures and prints one table. Nothing here passes or fails by a figure; the targets
// stand beside the figures for whoever reads them.
//
//   BENCH_RUNS   how often each thing is measured (default 9)
//   BENCH_ONLY   some of: weight, starts, server, caseload, sync, idle, gone, first, ops, search, pushes, attach (default all)
//   BENCH_SIZES  some of: M, XL, L, the data sets for caseload and sync (default M and XL)
import { cpus, loadavg } from "node:os";
import { Server } from "../lib/server.mjs";
import { calibrate } from "./calibration.mjs";
import { attach } from "./attach.mjs";
import { starts, weigh } from "./browser.mjs";
import { caseload } from "./caseload.mjs";
import { gone } from "./gone.mjs";
import { idle } from "./idle.mjs";
import { sync } from "./sync.mjs";
import { Table, repeat } from "./figures.mjs";
import { bulk, owner } from "./bulk.mjs";
import { firstDownloads, goBench, oneDownload, pair, weighServer } from "./server.mjs";

const runs = Number(process.env.BENCH_RUNS || 9);
const only = (process.env.BENCH_ONLY || "weight,starts,server,caseload,sync,idle,gone,first,ops,search,pushes,attach").split(",");
const sizes = (process.env.BENCH_SIZES || "M,XL").split(",");
const table = new Table();

// A server with a data set on each engine. The cluster is the throw-away one of `make bench`, so its own database will do.
const engines = {
  sqlite: (size) => bulk(size),
  postgres: (size) => Server.start({ env: { DAMPING_TEST_BULK: size, DATABASE_URL: process.env.DAMPING_TEST_PG }, patience: 300 }),
};

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
    await weighServer(table, server);
  }
} finally {
  await server.remove();
}

for (const size of only.includes("caseload") ? sizes : []) await caseload(table, size, runs);
for (const size of only.includes("sync") ? sizes : []) await sync(table, size, runs);
if (only.includes("idle")) await idle(table, runs);
if (only.includes("gone")) await gone(table, runs);

if (only.includes("first")) {
  table.section("First downloads: the server's side, 100 devices of one person at once (M: 150 cases, 800 follow-ups)");
  for (const [engine, start] of Object.entries(engines)) {
    const server = await start("M");
    try {
      await firstDownloads(table, engine, server, Math.min(runs, 3));
    } finally {
      await server.remove();
    }
  }
  table.section("First downloads: the server's side, one device (XL: 2,000 cases, 10,000 follow-ups)");
  const server = await engines.sqlite("XL");
  try {
    await oneDownload(table, "the owner, all in full", server, owner.XL, runs);
    await oneDownload(table, "the head, all as rows", server, { ...owner.XL, name: "bulan" }, runs);
  } finally {
    await server.remove();
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
if (only.includes("search")) {
  table.section("A search on the server: 100,000 cases, of which the person may read 200 of 20 kB each");
  const found = await goBench("./server/oplog", "^BenchmarkSearch$", "p95-ms", "60x", 1);
  for (const engine of ["sqlite", "postgres"]) table.add(`${engine}, p95`, found.get(`BenchmarkSearch/${engine}`), "ms", "target ≤ 300; without the line and the audit row");
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
