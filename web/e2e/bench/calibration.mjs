// The calibration loop: the same piece of arithmetic everywhere, so that figures from a fast machine, a slow one and a
// busy one can be held against each other. Its best time says how fast the machine is, the spread how busy.

// calibrate answers how many milliseconds it took. It is also sent into pages as it stands: it must not use anything
// from outside.
export function calibrate() {
  const began = performance.now();
  let x = 1;
  for (let i = 0; i < 20_000_000; i++) x = (Math.imul(x, 1664525) + 1013904223) | 0;
  if (x === 1) throw new Error("never, but the loop must have a use");
  return performance.now() - began;
}
