import { head, lined, number } from "../support/table.mjs";

const ms = (value) => number(value, 0);
const seconds = (value) => number(value, 1);
const mb = (bytes) => number(bytes / 1e6, 1);

/** The lines of each experiment. */
const SECTIONS = {
  size: ({ rows }) => [
    "## Size",
    "",
    ...lined(
      [
        ["what", ({ name }) => name],
        ["kB, minified, gzip", ({ bytes }) => number(bytes / 1000, 1)],
      ],
      rows,
    ),
  ],
  load: ({ rows }) => [
    "## From the start of a page load, in milliseconds",
    "",
    ...lined(
      [
        ["processor", ({ slower }) => (slower === 1 ? "this one" : `${slower} times slower`)],
        ["loads", ({ rounds }) => rounds],
        ["first frame", ({ frame }) => ms(frame)],
        ["connected", ({ connected }) => ms(connected)],
        ["first message", ({ message }) => ms(message)],
        ["each load", ({ messages }) => messages.map(ms).join(", ")],
        ["kB received", ({ bytes }) => number(bytes / 1000)],
      ],
      rows,
    ),
  ],
  list: ({ messages, shown, loadSeconds, rows, ...held }) => [
    `## A room with ${number(messages)} messages`,
    "",
    ...lined(
      [
        ["messages in the list", ({ count }) => number(count)],
        ["heap MB", ({ heap }) => mb(heap)],
        ["nodes of the document", ({ nodes }) => number(nodes)],
        ["ms of work for one more", ({ more }) => number(more, 1)],
      ],
      [
        { count: 50, ...held.one, more: held.oneMore },
        { count: shown, ...held.all, more: held.allMore },
      ],
    ),
    "",
    `Loaded in ${seconds(loadSeconds)} s, page by page.`,
    "",
    ...lined(
      [
        ["scroll through all", ({ name }) => name],
        ["frames", ({ frames }) => number(frames)],
        ["over 16.7 ms", ({ late }) => number(late)],
        ["p99 ms", ({ p99 }) => number(p99, 1)],
        ["longest ms", ({ longest }) => number(longest, 1)],
        ["work p99 ms", ({ workP99 }) => number(workP99, 1)],
      ],
      rows,
    ),
  ],
  renders: ({ people, messages, mounted, rows }) => [
    `## Renders in a room of ${people} people and ${messages} messages, of which 50 are loaded`,
    "",
    ...lined(
      [
        ["event", ({ name }) => name],
        ["commits", ({ commits }) => commits],
        [`components that render, of ${mounted}`, ({ rendered }) => number(rendered)],
        ["which", ({ components }) => most(components)],
      ],
      rows,
    ),
  ],
  storm: ({ clients, rows }) => [
    `## ${number(clients)} clients, a server that is killed and started`,
    "",
    ...lined(
      [
        ["client", ({ kind }) => kind],
        ["down s", ({ downSeconds }) => seconds(downSeconds)],
        ["back p50 s", ({ p50 }) => seconds(p50)],
        ["p99 s", ({ p99 }) => seconds(p99)],
        ["last s", ({ last }) => seconds(last)],
        ["attempts each", ({ attempts }) => number(attempts, 1)],
        ["most", ({ mostAttempts }) => number(mostAttempts)],
        ["handshakes/s at the peak", ({ handshakesPerSecond }) => number(handshakesPerSecond)],
        ["messages", ({ stored }) => number(stored)],
        ["lost", ({ lost }) => number(lost)],
        ["doubled", ({ doubled }) => number(doubled)],
      ],
      rows,
    ),
  ],
};

/** A table for each experiment, and what went wrong. */
export function markdown(report) {
  const { machine, versions, started, results } = report;
  const measured = results.filter(({ failure }) => !failure);
  return [
    ...head("The client", { machine, versions, started }),
    ...measured.flatMap((result) => [...SECTIONS[result.name](result), ""]),
    ...failures(report),
    "",
  ].join("\n");
}

/** What could not be measured, and what must not be. */
export function failures({ results }) {
  return results.flatMap(({ name, failure, rows = [] }) => [
    ...(failure ? [`${name} was not measured: ${failure}`] : []),
    ...rows
      .filter(({ lost, doubled }) => lost > 0 || doubled > 0)
      .map(({ kind, lost, doubled }) => `${kind}: ${lost} lost, ${doubled} doubled`),
  ]);
}

function most(components) {
  return Object.entries(components)
    .sort(([, a], [, b]) => b - a)
    .slice(0, 8)
    .map(([name, count]) => (count === 1 ? name : `${count} ${name}`))
    .join(", ");
}
