import { commandLine, requireKnown, split, whole } from "../support/options.mjs";

export const USAGE = `node bench/client/client.mjs [--option VALUE …]

  --only LIST          of size, load, list, renders, storm; all unless told
  --rounds N           loads of the page, of which the median counts; 5 unless told
  --throttle N         so many times slower is the processor for load; 4 unless told
  --messages N         in the room for list; 10000 unless told
  --people N           in the room for renders; 50 unless told
  --clients N          for storm, in rooms of 100 at most; 1000 unless told
  --short              few of everything, to see that it works; what is told besides wins
  --port N             of the server; 9700 unless told
  --java=OPTIONS       of the JVM; -Xmx1g unless told
  --out DIR            bench/client/target/client-TIME unless told

Exit code: 0 all was measured and no message was lost or doubled, 1 something was not, 2 nothing could be, 130 interrupted.
`;

const LONG = { rounds: "5", messages: "10000", people: "50", clients: "1000" };
const SHORT = { rounds: "1", messages: "500", people: "5", clients: "50" };

/** Reads the command line; throws an Error that names the wrong option. */
export function options(argv, known) {
  const short = argv.includes("--short");
  const { values, common } = commandLine(
    argv.filter((word) => word !== "--short"),
    {
      ...(short ? SHORT : LONG),
      only: known.join(","),
      throttle: "4",
      port: "9700",
      java: "-Xmx1g",
    },
  );
  const only = split(values.only, ",");
  requireKnown(only, known);
  return {
    ...common,
    only,
    rounds: whole(values.rounds),
    throttle: whole(values.throttle),
    messages: whole(values.messages),
    people: whole(values.people),
    clients: whole(values.clients),
    java: split(values.java, " "),
  };
}
