// Figures and the table they stand in.

// repeat takes a measurement so many times, one after the other. The measurement is told its turn, from 0.
export async function repeat(times, measure) {
  const taken = [];
  for (let turn = 0; turn < times; turn++) taken.push(await measure(turn));
  return taken;
}

// of sums figures up: the best, the middle one, and the one that 95 of 100 are no worse than (of fewer than twenty that
// is the worst). Small is good, but for rates.
export function of(figures, rate = false) {
  const sorted = figures.toSorted((a, b) => (rate ? b - a : a - b));
  const at = (part) => sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)];
  return { best: sorted[0], median: at(0.5), p95: at(0.95), runs: sorted.length };
}

// Table collects rows and prints them under one another. A row has a name, the three figures of `of` or a single one,
// a unit, and a remark: a target, or what it was measured beside.
export class Table {
  rows = [];

  section(title) {
    this.rows.push({ title });
    console.error(`# ${title}`);
  }

  // add takes an array of figures, or one figure.
  add(name, figures, unit, remark = "") {
    const row = { name, unit, remark, ...(Array.isArray(figures) ? of(figures, unit.endsWith("/s")) : { median: figures, runs: 1 }) };
    this.rows.push(row);
    console.error(`  ${name}: ${shown(row.median)} ${unit}`);
    return row;
  }

  print() {
    const head = ["", "best", "median", "p95", "unit", "runs", ""];
    const lines = this.rows.map((row) =>
      row.title ? [row.title] : [`  ${row.name}`, shown(row.best), shown(row.median), shown(row.p95), row.unit, `${row.runs}`, row.remark],
    );
    const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => (line.length === 1 ? 0 : (line[i] ?? "").length))));
    const right = new Set([1, 2, 3, 5]);
    for (const line of [head, ...lines]) {
      const cells = line.map((cell, i) => (right.has(i) ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
      console.log(cells.join("  ").trimEnd());
    }
  }
}

// shown writes a figure with about three digits that count, or nothing when there is none.
function shown(figure) {
  if (figure === undefined) return "";
  if (Math.abs(figure) >= 100) return Math.round(figure).toLocaleString("en");
  return figure.toPrecision(3);
}
