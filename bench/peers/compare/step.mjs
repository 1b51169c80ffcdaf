import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { scenario } from "./options.mjs";
import { endWithin, launch } from "./processes.mjs";
import { javaCommand } from "./servers.mjs";

export const JAR = resolve(import.meta.dirname, "../../load/target/parley-load.jar");
/**
 * All servers are measured from outside, by their process. Here nobody listens: a server that had to
 * say that it has no metrics would have its figures late just when it is busy.
 */
const NOBODY = "http://127.0.0.1:1/";
/** On top of all that the load test waits for by itself. */
const SPARE_SECONDS = 60;
const CONNECT_SECONDS = 60;
const DRAIN_SECONDS = 10;
/** From so many connections on they come from several addresses, for the sake of the ports. */
const MANY_CONNECTIONS = 5000;
const ADDRESSES = "4";

/** One rate against one server, and what came of it. */
export async function step(server, work, { out, threads, signal }) {
  const keys = scenario(work);
  const folder = join(
    out,
    `${work.server}-${work.connections}-${work.rate}-${work.round}-${work.attempt}`,
  );
  mkdirSync(folder, { recursive: true });
  const args = ["-jar", JAR, "compare"];
  args.push(...Object.entries(keys).map(([key, value]) => `${key}=${value}`));
  args.push("--url", server.url, "--out", folder, ...server.load);
  args.push("--metrics", NOBODY);
  if (server.pid) args.push("--server-pid", String(server.pid));
  if (threads) args.push("--threads", String(threads));
  if (work.connections > MANY_CONNECTIONS) args.push("--sources", ADDRESSES);
  const seconds =
    parseInt(keys.ramp) +
    CONNECT_SECONDS +
    work.warmup +
    work.duration +
    DRAIN_SECONDS +
    SPARE_SECONDS;
  const load = launch(javaCommand(), args, { log: join(folder, "load.log") });
  const ended = await endWithin(load, seconds * 1000, signal);
  const result = resultIn(folder);
  if (!result) {
    return {
      ...work,
      passed: false,
      unmeasured: true,
      failed: [`not measured (${told(ended)}); see ${load.log}`],
    };
  }
  return { ...work, ...figures(result, work.duration) };
}

function told({ code, signal, failure }) {
  return failure ?? (signal ? `ended by ${signal}` : `exit code ${code}`);
}

function resultIn(folder) {
  const file = readdirSync(folder)
    .map((name) => join(folder, name, "result.json"))
    .find(existsSync);
  return file && JSON.parse(readFileSync(file, "utf8"));
}

/** What of a result the comparison is about. */
export function figures(result, duration) {
  const { metrics } = result;
  return {
    passed: result.success,
    failed: result.criteria.filter(({ holds }) => !holds).map(criterion),
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

function criterion({ criterion: text, value }) {
  return `${text} (${value ?? "unknown"})`;
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
