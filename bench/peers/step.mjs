import { join } from "node:path";
import { notHeld, resultOf, startLoad } from "../support/load.mjs";
import { scenario } from "./options.mjs";

/** On top of all that the load test waits for by itself. */
const SPARE_SECONDS = 60;
const CONNECT_SECONDS = 60;
const DRAIN_SECONDS = 10;

/** One rate against one server, and what came of it. */
export async function step(server, work, { out, threads, signal }) {
  const keys = scenario(work);
  const folder = join(
    out,
    `${work.server}-${work.connections}-${work.rate}-${work.round}-${work.attempt}`,
  );
  const more = [...server.load];
  if (server.pid) more.push("--server-pid", String(server.pid));
  const { connections } = work;
  const load = startLoad("compare", { keys, connections, url: server.url, threads, more }, folder);
  const seconds =
    parseInt(keys.ramp) +
    CONNECT_SECONDS +
    work.warmup +
    work.duration +
    DRAIN_SECONDS +
    SPARE_SECONDS;
  const { result, failure } = await resultOf(load, folder, seconds, signal);
  if (!result) {
    return { ...work, passed: false, unmeasured: true, failed: [failure] };
  }
  return { ...work, ...figures(result, work.duration) };
}

/** What of a result the comparison is about. */
export function figures(result, duration) {
  const { metrics } = result;
  return {
    passed: result.success,
    failed: notHeld(result),
    doubts: result.doubts,
    p50: metrics.p50,
    p99: metrics.p99,
    max: metrics.max,
    deliveryRate: metrics["delivery-rate"],
    missing: metrics.missing,
    doubled: metrics.doubled,
    outOfOrder: metrics["out-of-order"],
    ...use(result.seconds, duration),
    rss: metrics["server-rss"],
    bytesPerDelivery: metrics["bytes-in"] / metrics.deliveries,
    generatorCpu: metrics["generator-cpu"],
    latenessP99: metrics["lateness-p99"],
  };
}

/**
 * Processors that the server used while messages flowed, and what a delivery cost it. Each point of
 * the series carries the server's figures of the point before.
 */
function use(seconds, duration) {
  let [time, busy, deliveries] = [0, 0, 0];
  for (let i = 1; i + 1 < seconds.length; i++) {
    const { at, deliveries: rate } = seconds[i];
    const { cpu } = seconds[i + 1].server;
    if (at > 0.5 && at < duration + 0.5 && cpu > 0) {
      const length = at - seconds[i - 1].at;
      time += length;
      busy += length * cpu;
      deliveries += length * rate;
    }
  }
  return time > 0 ? { serverCpu: busy / time, costMicros: (busy * 1e6) / deliveries } : {};
}
