import { commandLine, rate, requireKnown, seconds, split, whole } from "../support/options.mjs";

/** Deliveries a second, from the easy to the hard. */
const LADDERS = [
  { upTo: 1000, rates: [50e3, 100e3, 200e3, 500e3, 1e6, 2e6] },
  { upTo: Infinity, rates: [50e3, 100e3, 200e3, 500e3, 1e6] },
];
const ROOM = 100;
const PUBLISHERS = 10;

export const USAGE = `node bench/peers/compare.mjs [--option VALUE …]

  --servers LIST         of parley, centrifugo, ws, socketio; all unless told
  --connections LIST     1000,10000 unless told; in rooms of ${ROOM}
  --rates LIST           deliveries a second, such as 50k,200k,1m; unless told
                         50k,100k,200k,500k,1m, and 2m for up to 1,000 connections
  --duration T           measured in each step; 20s unless told
  --warmup T             published before, and not measured; 5s unless told
  --rounds N             1 unless told; each round begins with another server
  --attempts N           for a rate that does not hold at first; 2 unless told
  --out DIR              where results go; bench/peers/target/compare-TIME unless told
  --port N               the first of the ports for the servers; 9600 unless told
  --threads N            event loops of the load test; half of the processors unless told
  --parley-java=OPTIONS  of the JVM that runs Parley; -Xmx1g unless told
  --parley-url URL       a Parley in development mode that runs already,
  --parley-pid PID       and its process, if it is on this machine

A server's ladder ends with the first rate at which p99 is not below 100 ms or anything is wrong,
at each attempt.

Exit code: 0 all were measured, 1 one could not be, 2 nothing could, 130 interrupted.
`;

/** What the command line says; throws an Error that says what is wrong with it. */
export function options(argv, known) {
  const { values, common } = commandLine(argv, {
    servers: known.join(","),
    connections: "1000,10000",
    rates: undefined,
    duration: "20s",
    warmup: "5s",
    rounds: "1",
    attempts: "2",
    port: "9600",
    "parley-java": "-Xmx1g",
    "parley-url": undefined,
    "parley-pid": undefined,
  });
  const servers = split(values.servers, ",");
  requireKnown(servers, known);
  const rates = values.rates?.split(",").map(rate);
  return {
    ...common,
    servers,
    ladders: values.connections.split(",").map((connections) => ladder(whole(connections), rates)),
    duration: seconds(values.duration),
    warmup: seconds(values.warmup),
    rounds: whole(values.rounds),
    attempts: whole(values.attempts),
    parley: {
      java: split(values["parley-java"], " "),
      url: values["parley-url"],
      pid: values["parley-pid"] && whole(values["parley-pid"]),
    },
  };
}

function ladder(connections, rates) {
  if (connections % ROOM !== 0) {
    throw new Error(`--connections must be multiples of ${ROOM}, the members of a room`);
  }
  return { connections, rates: rates ?? LADDERS.find(({ upTo }) => connections <= upTo).rates };
}

/** The keys of the scenario for so many connections and deliveries a second. */
export function scenario({ connections, rate, duration, warmup }) {
  return {
    connections,
    users: Math.min(connections, 1000),
    ramp: `${Math.ceil(connections / 500)}s`,
    rooms: connections / ROOM,
    members: ROOM,
    publishers: PUBLISHERS,
    rate: rate / connections,
    warmup: `${warmup}s`,
    duration: `${duration}s`,
    "expect.connected": connections,
    "expect.delivery-rate": `>= ${Math.floor(rate * 0.99)}`,
  };
}
