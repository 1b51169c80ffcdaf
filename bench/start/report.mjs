import { head, lined, median, number } from "../support/table.mjs";

const COLUMNS = [
  ["start", ({ name }) => name],
  ["seconds until ready", ({ seconds }) => number(seconds, 1)],
  ["CPU seconds", ({ cpuSeconds }) => number(cpuSeconds, 1)],
  ["resident MB", ({ resident }) => number(resident / 1e6)],
  ["load", ({ load }) => number(load, 1)],
];

/** One line for the first start, and one for the median of the others. */
export function markdown({ machine, versions, started, settings, starts }) {
  const [first, ...later] = starts;
  const middle = (name) => median(later.map((start) => start[name]));
  const rows = first ? [{ ...first, name: "first" }] : [];
  if (later.length > 0) {
    rows.push({
      name: `median of ${later.length}`,
      seconds: middle("seconds"),
      cpuSeconds: middle("cpuSeconds"),
      resident: middle("resident"),
      load: middle("load"),
    });
  }
  const { archive, production, java } = settings;
  const how = [archive && "archive", production && "production", java].filter(Boolean);
  return [
    ...head("Starts", { machine, versions, started }),
    `${how.join(", ")}`,
    "",
    ...lined(COLUMNS, rows),
    "",
  ].join("\n");
}
