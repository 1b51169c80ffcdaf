import { commandLine, rate, requireKnown, seconds, split, whole } from "../support/options.mjs";

export const ROOM = 100;

export const USAGE = `node bench/transports/transports.mjs [--option VALUE …]

  --transports LIST    of websocket, http_stream, sse, uni_sse, poll; all unless told
  --idle N             connections with nothing to do; 10000 unless told
  --hold T             for so long they are watched; 70s unless told, two pings
  --subscribers N      a multiple of ${ROOM}, the members of a room; 1000 unless told
  --rate N             deliveries a second, such as 20k; 10k unless told
  --duration T         of the deliveries; 20s unless told
  --warmup T           published before, and not measured; 10s unless told
  --port N             the first of the ports for the servers; 9700 unless told
  --java=OPTIONS       of the JVM; -Xmx1g unless told
  --out DIR            bench/transports/target/transports-TIME unless told

Exit code: 0 all were measured, 1 one could not be, 2 nothing could, 130 interrupted.
`;

/** What the command line says; throws an Error that says what is wrong with it. */
export function options(argv, known) {
  const { values, common } = commandLine(argv, {
    transports: known.join(","),
    idle: "10000",
    hold: "70s",
    subscribers: "1000",
    rate: "10k",
    duration: "20s",
    warmup: "10s",
    port: "9700",
    java: "-Xmx1g",
  });
  const transports = split(values.transports, ",");
  requireKnown(transports, known);
  const subscribers = whole(values.subscribers);
  if (subscribers % ROOM !== 0) {
    throw new Error(`--subscribers must be a multiple of ${ROOM}, the members of a room`);
  }
  return {
    ...common,
    transports,
    idle: whole(values.idle),
    hold: seconds(values.hold),
    subscribers,
    rate: rate(values.rate),
    duration: seconds(values.duration),
    warmup: seconds(values.warmup),
    java: split(values.java, " "),
  };
}
