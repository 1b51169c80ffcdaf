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
  const folder = join(out, `${work.server}-${work.connections}-${work.rate}-${work.round}`);
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
 * Processors that the server used, and what a delivery cost it, while messages flowed. A point of
 * the series has the server's figures of the point before it, so the first one is left out.
 */
function use(seconds, duration) {
  const flowing = seconds.filter(
    ({ at, server }) => at > 1.5 && at <= duration + 0.5 && server.cpu > 0,
  );
  const cpu = mean(flowing.map(({ server }) => server.cpu));
  const deliveries = mean(flowing.map((second) => second.deliveries));
  return { serverCpu: cpu, costMicros: cpu === undefined ? undefined : (cpu * 1e6) / deliveries };
}

function mean(values) {
  return values.length === 0 ? undefined : values.reduce((a, b) => a + b, 0) / values.length;
}
