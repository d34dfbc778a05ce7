// A journey told as a story: its steps build on one another.
import assert from "node:assert/strict";
import { test } from "node:test";

// story answers a test that does not begin when one before it failed: it would only say the same in other words.
export function story() {
  let failed;
  return (name, act) =>
    test(name, async () => {
      assert.ok(!failed, `not reached: "${failed}" failed`);
      failed = name;
      await act();
      failed = undefined;
    });
}
