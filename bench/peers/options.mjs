import { parseArgs } from "node:util";

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
  const text = { type: "string" };
  const { values } = parseArgs({
    args: argv,
    options: {
      servers: { ...text, default: known.join(",") },
      connections: { ...text, default: "1000,10000" },
      rates: text,
      duration: { ...text, default: "20s" },
      warmup: { ...text, default: "5s" },
      rounds: { ...text, default: "1" },
      attempts: { ...text, default: "2" },
      out: text,
      port: { ...text, default: "9600" },
      threads: text,
      "parley-java": { ...text, default: "-Xmx1g" },
      "parley-url": text,
      "parley-pid": text,
      help: { type: "boolean", short: "h" },
    },
  });
  const servers = values.servers.split(",");
  for (const server of servers) {
    if (!known.includes(server)) {
      throw new Error(`--servers: there is no ${server}, only ${known.join(", ")}`);
    }
  }
  const rates = values.rates?.split(",").map(rate);
  return {
    help: values.help ?? false,
    servers,
    ladders: values.connections.split(",").map((connections) => ladder(whole(connections), rates)),
    duration: seconds(values.duration),
    warmup: seconds(values.warmup),
    rounds: whole(values.rounds),
    attempts: whole(values.attempts),
    out: values.out,
    port: whole(values.port),
    threads: values.threads && whole(values.threads),
    parley: {
      java: values["parley-java"].split(" ").filter(Boolean),
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

/** 50k, 1.5m or a plain number. */
export function rate(word) {
  const form = /^([0-9]+(?:\.[0-9]+)?)([km]?)$/i.exec(word);
  if (!form || Number(form[1]) === 0) {
    throw new Error(`a rate is a number such as 50k or 1m, not ${word}`);
  }
  return Number(form[1]) * { "": 1, k: 1e3, m: 1e6 }[form[2].toLowerCase()];
}

export function seconds(word) {
  const form = /^([0-9]+)(s|m)?$/.exec(word);
  if (!form) {
    throw new Error(`a duration is a number such as 20s or 1m, not ${word}`);
  }
  return Number(form[1]) * (form[2] === "m" ? 60 : 1);
}

export function whole(word) {
  if (!/^[1-9][0-9]*$/.test(word)) {
    throw new Error(`${word} is not a whole number above 0`);
  }
  return Number(word);
}
