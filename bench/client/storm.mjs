import { setTimeout as sleep } from "node:timers/promises";
import { Crowd } from "./crowd.mjs";
import { peak, percentile } from "./figures.mjs";
import { Talk } from "./talk.mjs";

/** Members of a room. */
const ROOM = 100;
const BEFORE_MILLIS = 3_000;
/** So long after the last one is back messages go on. */
const AFTER_MILLIS = 2_000;
const DEADLINE_MILLIS = 180_000;

/** All clients are cut off at once: the server is killed and started again, and those who write try again until they succeed. */
export async function storm({ server, clients, signal }) {
  const rows = [];
  for (const kind of ["parley-client", "centrifuge"]) {
    signal.throwIfAborted();
    rows.push({ kind, ...(await stormOf(kind, { server, clients, signal })) });
  }
  return { clients, rows };
}

async function stormOf(kind, { server, clients, signal }) {
  const rooms = Array.from({ length: Math.ceil(clients / ROOM) }, (_, i) => `storm-${kind}-${i}`);
  const crowd = new Crowd({ kind, url: server.url, clients, rooms });
  const talk = new Talk(server, rooms);
  try {
    await crowd.ask("enter");
    talk.start();
    await sleep(BEFORE_MILLIS, undefined, { signal });
    const killed = Date.now();
    await server.kill();
    const spoken = await crowd.ask("speak");
    await server.start();
    const ready = Date.now();
    const back = await within(DEADLINE_MILLIS, crowd.ask("return"), signal);
    await sleep(AFTER_MILLIS, undefined, { signal });
    await talk.stop();
    const log = await talk.check(spoken);
    const heard = await within(DEADLINE_MILLIS, crowd.ask("hear", log.heads), signal);
    const sum = (name) => heard.reduce((total, each) => total + each[name], log[name]);
    const seconds = back.map(({ at }) => (at - ready) / 1000);
    return {
      downSeconds: (ready - killed) / 1000,
      p50: percentile(seconds, 50),
      p99: percentile(seconds, 99),
      last: Math.max(...seconds),
      attempts: back.reduce((total, { attempts }) => total + attempts, 0) / back.length,
      mostAttempts: Math.max(...back.map(({ attempts }) => attempts)),
      handshakesPerSecond: peak(back.flatMap(({ handshakes }) => handshakes)),
      stored: log.stored,
      lost: sum("lost"),
      doubled: sum("doubled"),
    };
  } finally {
    await talk.stop();
    await crowd.end();
  }
}

async function within(millis, promise, signal) {
  const over = new AbortController();
  const late = sleep(millis, undefined, { signal: AbortSignal.any([signal, over.signal]) });
  const failure = late.then(() => {
    throw new Error(`clients are missing after ${millis / 1000} s`);
  });
  try {
    return await Promise.race([promise, failure]);
  } finally {
    over.abort();
    failure.catch(() => {});
  }
}
