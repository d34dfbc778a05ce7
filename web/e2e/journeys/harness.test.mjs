// The instruments themselves: a scan that finds nothing must be one that could have found something.
import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { absent, absentIn, scan, shapes } from "../lib/canary.mjs";

test("a canary is found in every shape, wherever it stands in base64", async () => {
  const folder = await mkdtemp(join(tmpdir(), "journey-canary-"));
  try {
    const name = "Sekar Kenari Ungu 7731";
    await absent(folder, name);
    for (const [shape, needle] of shapes(name)) {
      await writeFile(join(folder, "one"), Buffer.concat([Buffer.from("xx"), needle]));
      assert.ok((await scan(folder, name)).some((hit) => hit.shape === shape), shape);
      await assert.rejects(absent(folder, name), /found in the clear/);
    }
    for (const before of ["", "a", "ab", "abc", "abcd"]) {
      const text = Buffer.from(before + name + "zz").toString("base64");
      await writeFile(join(folder, "one"), text);
      await assert.rejects(absent(folder, name), /base64/, `after ${before.length} bytes`);
      assert.throws(() => absentIn(text, name), /base64/);
    }
    await writeFile(join(folder, "one"), "Sekar Kenari Biru 7731");
    await absent(folder, name);
  } finally {
    await rm(folder, { recursive: true });
  }
});
