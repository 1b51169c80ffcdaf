import { parseArgs } from "node:util";
import { rate, seconds, whole } from "../../peers/compare/options.mjs";

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
  const text = { type: "string" };
  const { values } = parseArgs({
    args: argv,
    options: {
      transports: { ...text, default: known.join(",") },
      idle: { ...text, default: "10000" },
      hold: { ...text, default: "70s" },
      subscribers: { ...text, default: "1000" },
      rate: { ...text, default: "10k" },
      duration: { ...text, default: "20s" },
      warmup: { ...text, default: "10s" },
      port: { ...text, default: "9700" },
      java: { ...text, default: "-Xmx1g" },
      out: text,
      help: { type: "boolean", short: "h" },
    },
  });
  const transports = values.transports.split(",");
  for (const transport of transports) {
    if (!known.includes(transport)) {
      throw new Error(`--transports: there is no ${transport}, only ${known.join(", ")}`);
    }
  }
  const subscribers = whole(values.subscribers);
  if (subscribers % ROOM !== 0) {
    throw new Error(`--subscribers must be a multiple of ${ROOM}, the members of a room`);
  }
  return {
    help: values.help ?? false,
    transports,
    idle: whole(values.idle),
    hold: seconds(values.hold),
    subscribers,
    rate: rate(values.rate),
    duration: seconds(values.duration),
    warmup: seconds(values.warmup),
    port: whole(values.port),
    java: values.java.split(" ").filter(Boolean),
    out: values.out,
  };
}
