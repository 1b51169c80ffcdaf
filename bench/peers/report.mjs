import { head, lined, median, number } from "../support/table.mjs";

/** Rows of all rounds and attempts by what was done, in the order in which it was first done. */
export function rows(steps) {
  const groups = new Map();
  for (const step of steps) {
    const key = `${step.connections} ${step.server} ${step.rate}`;
    groups.set(key, [...(groups.get(key) ?? []), step]);
  }
  return [...groups.values()].map(row).sort((a, b) => a.connections - b.connections);
}

/** Medians of the attempts; the worst of max, and all that was lost. */
function row(steps) {
  const all = (figure) => steps.map((step) => step[figure]).filter(Number.isFinite);
  const sum = (figure) => (all(figure).length ? all(figure).reduce((a, b) => a + b) : undefined);
  return {
    server: steps[0].server,
    connections: steps[0].connections,
    rate: steps[0].rate,
    rounds: steps.length,
    passed: steps.filter((step) => step.passed).length,
    p50: median(all("p50")),
    p99: median(all("p99")),
    max: all("max").length ? Math.max(...all("max")) : undefined,
    missing: sum("missing"),
    doubled: sum("doubled"),
    outOfOrder: sum("outOfOrder"),
    serverCpu: median(all("serverCpu")),
    rss: all("rss").length ? Math.max(...all("rss")) : undefined,
    costMicros: median(all("costMicros")),
    bytesPerDelivery: median(all("bytesPerDelivery")),
    doubtful: steps.filter((step) => step.doubts?.length > 0).length,
    failed: [...new Set(steps.flatMap((step) => step.failed ?? []))],
  };
}

const COLUMNS = [
  ["server", (row) => row.server],
  ["connections", (row) => number(row.connections)],
  ["deliveries/s", (row) => number(row.rate)],
  ["held", (row) => `${row.passed} of ${row.rounds}`],
  ["p50 ms", (row) => number(row.p50, 1)],
  ["p99 ms", (row) => number(row.p99, 1)],
  ["max ms", (row) => number(row.max, 1)],
  ["missing", (row) => number(row.missing)],
  ["doubled", (row) => number(row.doubled)],
  ["out of order", (row) => number(row.outOfOrder)],
  ["server CPU", (row) => number(row.serverCpu, 2)],
  ["RSS MB", (row) => number(row.rss && row.rss / 1e6)],
  ["CPU µs/delivery", (row) => number(row.costMicros, 2)],
  ["bytes/delivery", (row) => number(row.bytesPerDelivery)],
  ["generator late", (row) => (row.doubtful ? `${row.doubtful} of ${row.rounds}` : "")],
];

/** The table, and below it why ladders ended. */
export function markdown({ machine, versions, started, steps }) {
  const table = rows(steps);
  const lines = [...head("Comparison", { machine, versions, started }), ...lined(COLUMNS, table)];
  const ended = table.filter((row) => row.passed < row.rounds);
  if (ended.length > 0) {
    lines.push("", "Where it did not hold:", "");
    for (const row of ended) {
      const where = `${row.server}, ${number(row.connections)} connections, ${number(row.rate)}/s`;
      lines.push(`- ${where}: ${row.failed.join("; ")}`);
    }
  }
  return lines.join("\n") + "\n";
}
