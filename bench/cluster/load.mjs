import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { notHeld, resultOf, startLoad } from "../support/load.mjs";
import { fileKeys, forClients, inSeconds, longest } from "./scenario.mjs";

const LOOK_MILLIS = 50;
const PUBLISHING = "-- publishing";
const MEASURED = "-- waiting for the last messages";

/**
 * Puts a load on members, and does something to them meanwhile.
 *
 * @param keys of the scenario that are changed, or a function from the connections to them
 * @param meanwhile is called when the measurement begins; gets `measured`, a promise of its end
 * @returns the connections, the result of the load test and what came of `meanwhile`, or `failed`
 */
export async function underLoad(members, scenario, keys, chosen, meanwhile = async () => {}) {
  const changed = { ...forClients(scenario, chosen.clients), ...chosen.keys };
  const connections = Number({ ...fileKeys(scenario), ...changed }.connections);
  const own = typeof keys === "function" ? keys(connections) : keys;
  Object.entries(own).forEach(([key, value]) => (changed[key] ??= value));
  const all = { ...fileKeys(scenario), ...changed };
  const url = members.urls.join(",");
  const folder = join(chosen.out, `${scenario}-${members.count}-${chosen.step()}`);
  const { threads, signal } = chosen;
  const load = startLoad(scenario, { keys: changed, connections, url, threads }, folder);
  const acting = begun(load, inSeconds(all.warmup), signal).then(() => {
    const measured = said(load, MEASURED, signal);
    measured.catch(() => {}); // who does not wait for it is told by the result
    return meanwhile(measured);
  });
  const [{ result, failure }, act] = await Promise.all([
    resultOf(load, folder, longest(all), signal),
    acting.then((done) => ({ done })).catch((error) => ({ error })),
  ]);
  const failed = [failure, act.error?.message, ...(result ? notHeld(result) : [])].filter(Boolean);
  return { connections, result, done: act.done, failed, unmeasured: !result || !!act.error };
}

async function begun(load, warmup, signal) {
  await said(load, PUBLISHING, signal);
  await sleep(warmup * 1000, undefined, { signal });
}

/** Waits until the load test has printed that. */
async function said(load, what, signal) {
  while (true) {
    const { ended } = load;
    if (readFileSync(load.log, "utf8").includes(what)) {
      return;
    } else if (ended) {
      throw new Error("the load test ended before it was to");
    }
    await sleep(LOOK_MILLIS, undefined, { signal });
  }
}
