/** The title of a report, and the machine and versions it is about. */
export function head(title, { machine, versions, started }) {
  const all = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  const where = `${machine.processors} processors (${machine.model}), ${machine.system}`;
  return [`# ${title}`, "", `${started}, ${where}. ${all.join(", ")}.`, ""];
}

/** The lines of a table; a column is its name and how its text comes from a row. */
export function lined(columns, rows) {
  return [
    `| ${columns.map(([name]) => name).join(" | ")} |`,
    `|${"---|".repeat(columns.length)}`,
    ...rows.map((row) => `| ${columns.map(([, text]) => text(row)).join(" | ")} |`),
  ];
}

export function number(value, digits = 0) {
  return Number.isFinite(value)
    ? value.toLocaleString("en-US", {
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
      })
    : "";
}

/** Undefined if there is no value. */
export function median(values) {
  if (values.length === 0) {
    return undefined;
  }
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
