import { head, lined, number } from "../support/table.mjs";

const UNITS = { "delivery-rate": "/s", interruptions: "", "not-resumed": "", missing: "" };

/** A line of the table. A goal that there is none for is left out. */
export function row(figure, value, unit = "", goal = undefined, held = undefined) {
  return { figure, value, unit, goal, held };
}

/** Rows for metrics of the load test, with the criteria that its scenario has for them. */
export function figuresOf({ metrics, criteria }, keys) {
  return keys.map((key) => {
    const criterion = criteria.find((each) => each.criterion.startsWith(`${key} `));
    const goal = criterion?.criterion.slice(key.length + 1);
    return row(key, metrics[key], UNITS[key] ?? "ms", goal, criterion?.holds);
  });
}

const COLUMNS = [
  ["experiment", ({ experiment }) => experiment],
  ["members", ({ members }) => number(members)],
  ["clients", ({ clients }) => number(clients)],
  ["figure", ({ figure }) => figure],
  ["measured", measured],
  ["goal", ({ goal }) => goal ?? ""],
  ["held", ({ held }) => (held === undefined ? "" : held ? "yes" : "**no**")],
];

function measured({ value, unit }) {
  if (!Number.isFinite(value)) {
    return "unknown";
  }
  const digits = Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2;
  return `${number(value, digits)} ${unit}`.trim().replace(/^-(?=0\.00$)/, "");
}

/** One table of all, and below it what did not hold and what could not be measured. */
export function markdown({ runs, ...report }) {
  const rows = runs.flatMap(({ experiment, members, connections, rows }) =>
    rows.map((each) => ({ experiment, members, clients: connections, ...each })),
  );
  const lines = [...head("Several members", report), ...lined(COLUMNS, rows)];
  const failed = runs.filter(({ failed }) => failed.length > 0);
  if (failed.length > 0) {
    lines.push("", "Where it did not hold:", "");
    for (const { experiment, members, failed: why } of failed) {
      lines.push(`- ${experiment}, ${members} members: ${why.join("; ")}`);
    }
  }
  const doubts = [
    ...new Set(runs.flatMap(({ measured }) => [measured].flat().flatMap((m) => m?.doubts ?? []))),
  ];
  return [...lines, ...doubts.flatMap((doubt) => ["", `Note: ${doubt}`])].join("\n") + "\n";
}
