import { setTimeout as sleep } from "node:timers/promises";
import { open } from "../transports/websocket.mjs";
import { metricsOf, sent } from "./metrics.mjs";

/** Into a log, by the HTTP API: the other members hear of it when it is committed. */
const NAMESPACE = "feed";
const DATA = { text: "x".repeat(90) };
const AT_A_TIME = 64;
const SETTLE_MILLIS = 2000;
const IDLE_MILLIS = 4000;
const ARRIVE_MILLIS = 30_000;
const LOOK_MILLIS = 20;
const WHAT = ["messages", "envelopes", "bytes"];

/**
 * What a publication into the first member has it send to the others.
 *
 * @param subscribed how many of the others have a subscriber; the first always has one
 * @returns for publications one at a time, and for many at a time, what was sent for one
 */
export async function cost(members, subscribed, publications) {
  const channel = `${NAMESPACE}:cost-${members.count}-${subscribed}-${Date.now()}`;
  const [publisher] = members.urls;
  const subscribers = [];
  try {
    for (const url of members.urls.slice(0, subscribed + 1)) {
      subscribers.push(await subscribe(url, channel));
    }
    await sleep(SETTLE_MILLIS);
    const idle = await sending(publisher, () => sleep(IDLE_MILLIS));
    const figures = {};
    let count = 0;
    for (const [name, width] of [
      ["alone", 1],
      ["together", AT_A_TIME],
    ]) {
      count += publications;
      const whole = await sending(publisher, async () => {
        await publishAll(publisher, channel, publications, width);
        await arrived(subscribers, count);
      });
      figures[name] = perPublication(whole, idle, publications);
    }
    return { idlePerSecond: perSecond(idle), ...figures };
  } finally {
    subscribers.forEach((subscriber) => subscriber.close());
  }
}

/** A client that counts what it receives from one channel. */
async function subscribe(url, channel) {
  const { hostname: host, port } = new URL(url);
  const { token } = await (await fetch(`${url}/dev/token?user=bench`)).json();
  const subscriber = { received: 0, close: undefined };
  subscriber.close = await open(
    { host, port },
    {
      token,
      channel,
      heard: (count) => (subscriber.received += count),
      lost: () => {}, // what it misses is seen in its count
    },
  );
  return subscriber;
}

/** What a member sends while something is done, and in how many seconds. */
async function sending(url, work) {
  const before = sent(await metricsOf(url));
  const begun = performance.now();
  await work();
  const after = sent(await metricsOf(url));
  const seconds = (performance.now() - begun) / 1000;
  return { seconds, ...each((what) => after[what] - before[what]) };
}

/** What is left for one publication, without what is sent anyway. */
export function perPublication(whole, idle, publications) {
  const anyway = perSecond(idle);
  return each((what) => (whole[what] - anyway[what] * whole.seconds) / publications);
}

function perSecond(measured) {
  return each((what) => measured[what] / measured.seconds);
}

function each(figure) {
  return Object.fromEntries(WHAT.map((what) => [what, figure(what)]));
}

async function publishAll(url, channel, publications, width) {
  let left = publications;
  const line = async () => {
    while (left-- > 0) {
      await publish(url, channel);
    }
  };
  await Promise.all(Array.from({ length: width }, line));
}

async function publish(url, channel) {
  const answer = await fetch(`${url}/api/publish`, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-API-Key": "dev" },
    body: JSON.stringify({ channel, data: DATA }),
  });
  const text = await answer.text();
  if (!answer.ok) {
    throw new Error(`a publication was answered ${answer.status}: ${text}`);
  }
}

async function arrived(subscribers, count) {
  const deadline = Date.now() + ARRIVE_MILLIS;
  while (subscribers.some(({ received }) => received < count)) {
    if (Date.now() > deadline) {
      const all = subscribers.map(({ received }) => received).join(", ");
      throw new Error(`the subscribers got ${all} of ${count} publications`);
    }
    await sleep(LOOK_MILLIS);
  }
}
