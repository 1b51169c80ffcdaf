import { head, lined, number } from "../support/table.mjs";

const COLUMNS = [
  ["transport", ({ transport }) => transport],
  ["idle", ({ idle }) => number(idle?.connections)],
  ["lost", ({ idle }) => number(idle?.lost)],
  ["heap KB each", ({ idle }) => number(idle?.heapEach / 1000, 1)],
  ["resident KB each", ({ idle }) => number(idle?.residentEach / 1000, 1)],
  ["threads before", ({ idle }) => number(idle?.threadsBefore)],
  ["most threads", ({ idle }) => number(idle?.mostThreads)],
  ["CPU µs/s each", ({ idle }) => number(idle?.cpuMicrosEach, 1)],
  ["deliveries/s", ({ deliveries }) => number(deliveries?.rate)],
  ["missing", ({ deliveries }) => number(deliveries?.missing)],
  ["CPU µs/delivery", ({ deliveries }) => number(deliveries?.cpuMicros, 1)],
];

/** The table, and below it what could not be measured. */
export function markdown({ machine, versions, started, results }) {
  const failed = results.filter(({ failure }) => failure);
  return [
    ...head("Transports", { machine, versions, started }),
    ...lined(COLUMNS, results),
    ...failed.map(({ transport, failure }) => `\n${transport} was not measured: ${failure}`),
    "",
  ].join("\n");
}
