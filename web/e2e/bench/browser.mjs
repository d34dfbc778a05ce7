// What a caseworker waits for: the first visit, the start of a day with and without signal, opening a case, saving.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Network } from "../lib/network.mjs";
import { controlled } from "../lib/worker.mjs";
import { openCase, saveNote } from "./caseload.mjs";
import { repeat } from "./figures.mjs";
import { Visit, browse, who } from "./visits.mjs";

// weigh counts what a first visit downloads, as it crosses the network, until the app can be used offline.
export async function weigh(table, server) {
  const network = await Network.start(new URL(server.origin).host);
  try {
    await browse({ network }, async (browser) => {
      const visit = await Visit.open(browser, 1);
      await visit.start(server.origin, who);
      await controlled(visit.page);
    });
  } finally {
    await network.stop();
  }
  const weight = (match) => network.requests.filter(({ path }) => match(path)).reduce((sum, { bytes }) => sum + bytes, 0);
  const api = (path) => path.startsWith("/api/");
  const wasm = (path) => path.endsWith(".wasm");
  table.add("the app (WASM, brotli)", weight(wasm) / 1e6, "MB", "target ≤ 1.85");
  table.add("all of the first load, the worker's included", weight((path) => !api(path)) / 1e6, "MB", "target ≤ 2.1");
  table.add("sign-in and the caseload of the demo", weight(api) / 1e3, "kB");
}

// starts measures every start and what follows it, the page's processor slowed down by a factor.
export async function starts(table, server, slower, runs) {
  const room = await mkdtemp(join(tmpdir(), "bench-"));
  const profile = join(room, "profile");
  try {
    await begin(table, server, slower, runs, room, profile);
    await day(table, server, slower, runs, profile);
    await withoutSignal(table, server, slower, runs, profile);
  } finally {
    await rm(room, { recursive: true, force: true, maxRetries: 5 });
  }
}

// begin measures first visits, each on a new profile; the last one is kept.
async function begin(table, server, slower, runs, room, profile) {
  const visits = await repeat(runs, (turn) => {
    const own = turn === runs - 1 ? profile : join(room, `first-${turn}`);
    return browse({ profile: own }, async (browser) => {
      const visit = await Visit.open(browser, slower);
      const times = await visit.start(server.origin, who);
      await controlled(visit.page); // the worker has everything
      return times;
    });
  });
  table.add("first visit until the app stands", visits.map((v) => v.stood), "ms", "local network, empty profile");
  table.add("first visit until signed in and listed", visits.map((v) => v.listed), "ms", "with sign-in, enrolment, first download");
}

// day measures starts with the server there, and the work after them.
async function day(table, server, slower, runs, profile) {
  await browse({ profile }, async (browser) => {
    const visit = await Visit.open(browser, slower);
    await visit.start(server.origin, who);
    const loop = await repeat(3, () => visit.calibrate());
    const busy = [];
    await visit.busy(); // it counts from the next navigation
    const reloads = await repeat(runs, async () => {
      const times = await visit.again();
      busy.push(await visit.busy());
      return times;
    });
    table.add("calibration loop in the page", loop, "ms", `stated: ${slower}×`);
    table.add("warm start until the app stands", reloads.map((v) => v.stood), "ms", "reload in the running browser");
    table.add("warm start until unlocked and listed", reloads.map((v) => v.listed), "ms", slower > 1 ? "target ≤ 1,000; the throttle spares the worker that derives the key" : "");
    if (slower === 1) table.add("  processor time of the page's thread in it", busy, "ms", "what a busy machine cannot spoil much");
    table.add("open a case", await repeat(runs, (turn) => openCase(visit, turn)), "ms", "tap on the row until its page is shown");
    table.add("save a note until “Tersimpan”", await repeat(runs, (turn) => saveNote(visit, turn)), "ms", "durable (strict) on the device");
    await visit.close();
  });

  const cold = await repeat(runs, () =>
    browse({ profile }, async (browser) => {
      const visit = await Visit.open(browser, slower);
      return visit.start(server.origin, who);
    }),
  );
  table.add("cold start until unlocked and listed", cold.map((v) => v.listed), "ms", "new browser process");
}

// withoutSignal measures starts of a new browser process while the server is stopped.
async function withoutSignal(table, server, slower, runs, profile) {
  await server.stop();
  try {
    const cold = await repeat(runs, () =>
      browse({ profile }, async (browser) => {
        const visit = await Visit.open(browser, slower);
        return visit.start(server.origin, who);
      }),
    );
    table.add("offline cold start until the app stands", cold.map((v) => v.stood), "ms", "new browser process, server stopped");
    table.add("offline cold start until unlocked and listed", cold.map((v) => v.listed), "ms", slower > 1 ? "target ≤ 2,500; likewise" : "");
  } finally {
    await server.run();
  }
}
