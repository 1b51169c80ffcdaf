import { setTimeout as sleep } from "node:timers/promises";
import { cost } from "./cost.mjs";
import { underLoad } from "./load.mjs";
import { figuresOf, row } from "./report.mjs";

/** After the measurement has begun, and between two restarts. */
const SETTLE_MILLIS = 3000;
/** For the drain, the end and the start of one member under load. */
const RESTART_SECONDS = 60;
const PUBLICATIONS = 1000;
/** What a publication may seem to cost because of a few beats more or less than before. */
const BEATS = 0.05;

/**
 * What can be measured: on how many members unless told, by which scenario of the load test, and
 * how. A run gets fresh members; it returns rows, what did not hold, and all that was measured.
 */
export const EXPERIMENTS = {
  jitter: { counts: [2], scenario: "jitter", run: jitter },
  avalanche: { counts: [2], scenario: "avalanche", run: avalanche },
  members: { counts: [1, 2, 3], scenario: "cluster-deliveries", run: deliveries },
  cost: { counts: [1, 2, 3], run: costs },
  kill: { counts: [2, 3], scenario: "kill-resume", run: kill },
};

async function jitter(members, chosen) {
  const outcome = await underLoad(members, EXPERIMENTS.jitter.scenario, {}, chosen);
  return told(outcome, () => [
    delivered(outcome.result),
    ...figuresOf(outcome.result, ["interruptions", "catch-up-p50", "catch-up-p99", "catch-up-max"]),
  ]);
}

async function avalanche(members, chosen) {
  const duration = { duration: `${RESTART_SECONDS * members.count}s` };
  const outcome = await underLoad(
    members,
    EXPERIMENTS.avalanche.scenario,
    duration,
    chosen,
    async (measured) => {
      let over = false;
      measured.then(
        () => (over = true),
        () => {},
      );
      const restarts = [];
      for (let i = 0; i < members.count; i++) {
        await sleep(SETTLE_MILLIS, undefined, { signal: chosen.signal });
        restarts.push(await members.restart(i));
      }
      if (over) {
        throw new Error("the restarts took longer than the measurement; give it a longer duration");
      }
      return restarts;
    },
  );
  return told(outcome, () => [
    ...figuresOf(outcome.result, [
      "interruptions",
      "not-resumed",
      "interruption-p50",
      "interruption-p95",
      "interruption-max",
    ]),
    delivered(outcome.result),
  ]);
}

async function deliveries(members, chosen) {
  const all = [];
  for (const rate of chosen.rates) {
    const outcome = await delivering(members, rate, chosen);
    all.push({ rate, ...outcome });
    if (outcome.failed.length > 0) {
      break;
    }
    await sleep(SETTLE_MILLIS, undefined, { signal: chosen.signal });
  }
  return {
    connections: all[0].connections,
    rows: all.flatMap(({ rate, rows }) =>
      rows.map((each) => ({
        ...each,
        figure: `${rate.toLocaleString("en-US")}/s: ${each.figure}`,
      })),
    ),
    failed: all.flatMap(({ rate, failed }) => failed.map((why) => `${rate}/s: ${why}`)),
    unmeasured: all.some(({ unmeasured }) => unmeasured),
    measured: all.map(({ rate, measured }) => ({ rate, ...measured })),
  };
}

/** @param rate deliveries a second to all clients together */
async function delivering(members, rate, chosen) {
  const { scenario } = EXPERIMENTS.members;
  const keys = (connections) => ({
    rate: rate / connections,
    "expect.delivery-rate": `>= ${Math.floor(rate * 0.99)}`,
  });
  const outcome = await underLoad(members, scenario, keys, chosen, async (measured) => {
    const [cpu, begun] = [members.cpuSeconds(), performance.now()];
    await measured;
    return (members.cpuSeconds() - cpu) / ((performance.now() - begun) / 1000);
  });
  return told(outcome, () => [
    ...figuresOf(outcome.result, ["delivery-rate", "p50", "p99"]),
    row("processors of all members", outcome.done),
  ]);
}

async function costs(members) {
  const others = members.count - 1;
  const rows = [];
  const failed = [];
  const measured = [];
  for (let subscribed = 0; subscribed <= others; subscribed++) {
    const figures = await cost(members, subscribed, PUBLICATIONS);
    measured.push({ subscribed, ...figures });
    for (const [how, what] of Object.entries({
      alone: "one at a time",
      together: "64 at a time",
    })) {
      for (const [name, value] of Object.entries(figures[how])) {
        const figure = `${name} for one, ${subscribed} of ${others} others subscribed, ${what}`;
        const line = name === "messages" ? messages(figure, value, subscribed) : row(figure, value);
        rows.push(line);
        if (line.held === false) failed.push(`${figure} ${line.goal} (${value})`);
      }
    }
  }
  return { rows, failed, measured };
}

/** One for each member that has a subscriber, and none for those that have not. */
function messages(figure, value, subscribed) {
  return row(figure, value, "", `= ${subscribed}`, Math.abs(value - subscribed) < BEATS);
}

async function kill(members, chosen) {
  const victim = members.count - 1;
  const outcome = await underLoad(members, EXPERIMENTS.kill.scenario, {}, chosen, async () => {
    await sleep(SETTLE_MILLIS, undefined, { signal: chosen.signal });
    return members.kill(victim);
  });
  const killed = [victim];
  const figures = told(outcome, () => [
    ...figuresOf(outcome.result, ["interruptions", "not-resumed", "missing"]),
    row("from kill -9 to the last client resumed", sinceKill(outcome), "ms"),
    ...figuresOf(outcome.result, ["interruption-p50", "interruption-p95", "catch-up-max"]),
  ]);
  return { ...figures, killed };
}

/** Milliseconds from the kill until the last client had resumed; undefined if none did. */
function sinceKill({ result, done: killed }) {
  const last = result.interruptions["last-resumed"];
  return last > killed ? last - killed : undefined;
}

/** The share of what was owed that came. */
function delivered({ metrics }) {
  const missing = metrics.missing + metrics["faulty-missing"];
  const share = Math.floor((1e4 * metrics.deliveries) / (metrics.deliveries + missing)) / 100;
  return row("delivered of what was owed", share, "%", "= 100 %", missing === 0);
}

function told({ connections, result, done, failed, unmeasured }, rows) {
  return {
    connections,
    rows: unmeasured ? [] : rows(),
    failed,
    unmeasured,
    measured: { metrics: result?.metrics, doubts: result?.doubts, done },
  };
}
