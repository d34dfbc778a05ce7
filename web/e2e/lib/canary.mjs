// Looking for a text where it must not be: in every file below a folder, in the shapes in which programs write text.
import { readdir, readFile, writeFile, rm } from "node:fs/promises";
import { join } from "node:path";

// shapes are the byte sequences that a text may have become. Base64 depends on where in a group of three bytes the
// text begins, so there are three; the characters that also depend on neighbours are cut off.
export function shapes(text) {
  const utf8 = Buffer.from(text, "utf8");
  const utf16le = Buffer.from(text, "utf16le");
  const utf16be = Buffer.from(utf16le).swap16();
  const found = new Map([
    ["utf-8", utf8],
    ["utf-16le", utf16le],
    ["utf-16be", utf16be],
    ["hex", Buffer.from(utf8.toString("hex"))],
    ["HEX", Buffer.from(utf8.toString("hex").toUpperCase())],
    ["url", Buffer.from(encodeURIComponent(text))],
    ["url+", Buffer.from(encodeURIComponent(text).replaceAll("%20", "+"))],
  ]);
  for (const offset of [0, 1, 2]) {
    const whole = Buffer.concat([Buffer.alloc(offset), utf8]);
    const from = Math.ceil((offset * 4) / 3);
    const to = Math.floor((whole.length * 8) / 6);
    for (const coding of ["base64", "base64url"]) {
      found.set(`${coding}+${offset}`, Buffer.from(whole.toString(coding).slice(from, to)));
    }
  }
  return found;
}

// files lists the files below a folder. A folder that the browser deletes meanwhile has none; the outermost must be there.
async function files(folder, vanished) {
  const list = [];
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(vanished)) {
    const path = join(folder, entry.name);
    if (entry.isFile()) list.push(path);
    else if (entry.isDirectory()) list.push(...(await files(path, ignoreVanished)));
  }
  return list;
}

function ignoreVanished(err) {
  if (err.code !== "ENOENT") throw err;
  return [];
}

// scan answers where one of the texts stands below the folder: [{ file, shape }]. What vanishes meanwhile is skipped.
export async function scan(folder, ...texts) {
  const wanted = texts.flatMap((text) => [...shapes(text)]);
  const hits = [];
  for (const file of await files(folder)) {
    const bytes = await readFile(file).catch(() => Buffer.alloc(0));
    for (const [shape, needle] of wanted) {
      if (bytes.includes(needle)) hits.push({ file, shape });
    }
  }
  return hits;
}

// control proves that a scan of this folder can find anything: it plants another text in every shape, expects each to
// be found, and removes it.
export async function control(folder) {
  const planted = "canary-control: burung kenari di tambang";
  const file = join(folder, "canary-control.bin");
  const gap = Buffer.from([0, 7, 9, 0]);
  await writeFile(file, Buffer.concat([...shapes(planted).values()].flatMap((needle) => [gap, needle])));
  try {
    const found = await scan(folder, planted);
    for (const shape of shapes(planted).keys()) {
      if (!found.some((hit) => hit.shape === shape && hit.file === file)) {
        throw new Error(`the scan is blind: planted as ${shape}, not found`);
      }
    }
  } finally {
    await rm(file, { force: true });
  }
}

// absent throws when one of the texts stands anywhere below the folder, after proving that it would have been seen.
export async function absent(folder, ...texts) {
  await control(folder);
  const hits = await scan(folder, ...texts);
  if (hits.length > 0) throw new Error(`found in the clear:\n${hits.map((h) => `${h.shape} in ${h.file}`).join("\n")}`);
}

// absentIn is absent for bytes in memory, such as a push body or a log.
export function absentIn(bytes, text) {
  const hits = [...shapes(text)].filter(([, needle]) => Buffer.from(bytes).includes(needle));
  if (hits.length > 0) throw new Error(`found in the clear as ${hits.map(([shape]) => shape).join(", ")}`);
}

// holding lists the files below a folder in which bytes stand.
export async function holding(folder, bytes) {
  const found = [];
  for (const file of await files(folder)) {
    const content = await readFile(file).catch(() => Buffer.alloc(0));
    if (content.includes(bytes)) found.push(file);
  }
  return found;
}
