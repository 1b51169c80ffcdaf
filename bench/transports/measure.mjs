import { Agent } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { cpuSeconds, memory, threads } from "../support/machine.mjs";
import { send, whole } from "./client.mjs";
import { ROOM } from "./options.mjs";

/** So many are being opened at once. */
const OPENING = 50;
const LOOK_MILLIS = 1000;
const DRAIN_MILLIS = 10_000;
/** Users are fewer than connections, as in life. */
const USERS = 1000;
const API_KEY = "bench-transports";

/** What a server has to be told so that one machine may be all its clients. */
export const ENV = {
  PARLEY_API_KEY: API_KEY,
  PARLEY_LIMIT_SESSIONS: "20000",
  PARLEY_LIMIT_SESSIONS_PER_USER: "0",
  PARLEY_LIMIT_SESSIONS_PER_ADDRESS: "0",
};

/** What connections cost that have nothing to do but to answer pings. */
export async function idle(server, open, { idle: connections, hold, signal }) {
  const before = { ...memory(server.pid), threads: threads(server.pid) };
  const clients = new Clients(server, open);
  await clients.open(connections, () => null, signal);
  const cpuBefore = cpuSeconds(server.pid);
  const begun = performance.now();
  let mostThreads = 0;
  while (performance.now() - begun < hold * 1000) {
    await sleep(LOOK_MILLIS, undefined, { signal });
    mostThreads = Math.max(mostThreads, threads(server.pid));
  }
  const seconds = (performance.now() - begun) / 1000;
  const cpu = cpuSeconds(server.pid) - cpuBefore;
  const after = memory(server.pid);
  clients.close();
  return {
    connections,
    lost: clients.lost.length,
    reasons: [...new Set(clients.lost)],
    heapEach: (after.heap - before.heap) / connections,
    residentEach: (after.resident - before.resident) / connections,
    threadsBefore: before.threads,
    mostThreads,
    cpuMicrosEach: (cpu * 1e6) / seconds / connections,
  };
}

/** What it costs to deliver a publication to one subscriber, one in each room at a time. */
export async function deliveries(server, open, chosen) {
  const { subscribers, rate, duration, warmup, signal } = chosen;
  const rooms = subscribers / ROOM;
  const clients = new Clients(server, open);
  await clients.open(subscribers, (number) => `event:bench-${number % rooms}`, signal);
  const publish = (seconds) => publishing(server, { rooms, rate: rate / ROOM, seconds, signal });
  await settled(clients, ROOM * (await publish(warmup)), signal);
  const before = clients.heard;
  const cpuBefore = cpuSeconds(server.pid);
  const begun = performance.now();
  const expected = ROOM * (await publish(duration));
  const seconds = (performance.now() - begun) / 1000;
  await settled(clients, before + expected, signal);
  const heard = clients.heard - before;
  const cpu = cpuSeconds(server.pid) - cpuBefore;
  clients.close();
  return {
    rate: expected / seconds,
    missing: expected - heard,
    lost: clients.lost.length,
    reasons: [...new Set(clients.lost)],
    cpuMicros: (cpu * 1e6) / heard,
  };
}

/** Publishes into the rooms in turn, at so many a second; says how many it were. */
async function publishing(server, { rooms, rate, seconds, signal }) {
  const headers = { "content-type": "application/json", "x-api-key": API_KEY };
  const begun = performance.now();
  const all = Math.round(rate * seconds);
  const data = "x".repeat(100);
  const open = new Set();
  for (let number = 0; number < all; number++) {
    const wait = begun + (number * 1000) / rate - performance.now();
    if (wait > 1) {
      await sleep(wait, undefined, { signal });
    }
    const body = JSON.stringify({ channel: `event:bench-${number % rooms}`, data });
    const published = send(server, { path: "/api/publish", headers, body }).then(
      async (response) => {
        const answer = await whole(response);
        if (response.statusCode !== 200) {
          throw new Error(`publish answered ${response.statusCode}: ${answer}`);
        }
        open.delete(published);
      },
    );
    open.add(published);
  }
  await Promise.all(open);
  return all;
}

async function settled(clients, count, signal) {
  const deadline = performance.now() + DRAIN_MILLIS;
  while (clients.heard < count && performance.now() < deadline) {
    await sleep(10, undefined, { signal });
  }
}

class Clients {
  /** Publications that they have heard, together. */
  heard = 0;
  /** Why each of those ended that did. */
  lost = [];
  #server;
  #open;
  #ends = [];

  constructor(server, open) {
    this.#server = server;
    this.#open = open;
  }

  /** Opens so many; channelOf names the channel that one hears. */
  async open(count, channelOf, signal) {
    const tokens = await tokensOf(this.#server, Math.min(count, USERS));
    let next = 0;
    const some = async () => {
      while (next < count) {
        signal.throwIfAborted();
        const number = next++;
        const end = await this.#open(this.#server, {
          token: tokens[number % tokens.length],
          channel: channelOf(number),
          heard: (publications) => (this.heard += publications),
          lost: (why) => this.lost.push(why),
        });
        this.#ends.push(end);
      }
    };
    await Promise.all(Array.from({ length: OPENING }, some));
  }

  close() {
    this.#ends.forEach((end) => end());
  }
}

async function tokensOf(server, count) {
  const tokens = [];
  for (let user = 0; user < count; user++) {
    const path = `/dev/token?user=bench-${user}&ttl=3600`;
    tokens.push(JSON.parse(await whole(await send(server, { method: "GET", path }))).token);
  }
  return tokens;
}

/** A server as clients know it; their requests share few connections. */
export function reached({ url, pid }) {
  const { hostname: host, port } = new URL(url);
  return { host, port, pid, agent: new Agent({ keepAlive: true, maxSockets: 50 }) };
}
