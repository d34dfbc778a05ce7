// The data sets that are measured with: M is 150 open cases with 800 follow-ups, owned by mega; XL is 2,000 with 10,000,
// owned by kirana; L is 12 cases of 300 entries each, owned by lastri; bulan heads their office. The password is the demo's.
import { existsSync, rmSync } from "node:fs";
import { cp, mkdtemp, rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Server } from "../lib/server.mjs";

export const password = "kopi hangat sore hujan";
export const owner = { M: { name: "mega", password }, XL: { name: "kirana", password }, L: { name: "lastri", password } };

// BENCH_ROOMS names a folder in which what was loaded is kept for the next time; without it, it is loaded once a run.
let rooms = process.env.BENCH_ROOMS;

// bulk starts a server on a copy of a data set. Options are Server.start's.
export async function bulk(size, options = {}) {
  return Server.start({ ...options, from: await loaded(size) });
}

// loaded answers the folder with the data and the key of a data set on SQLite.
async function loaded(size) {
  if (!rooms) {
    rooms = await mkdtemp(join(tmpdir(), "bench-rooms-"));
    process.once("exit", () => rmSync(rooms, { recursive: true, force: true }));
  }
  const room = join(rooms, size);
  if (existsSync(room)) return room;
  const server = await Server.start({ env: { DAMPING_TEST_BULK: size }, patience: 300 });
  await server.stop();
  console.error(`  ${new RegExp(`^${size}: .*`, "m").exec(server.log)[0]}`);
  for (const folder of ["data", "key"]) await cp(join(server.room, folder), join(`${room}.new`, folder), { recursive: true });
  await rename(`${room}.new`, room); // an interrupted copy is none
  await server.remove();
  return room;
}
