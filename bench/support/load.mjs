import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { javaCommand } from "./machine.mjs";
import { endWithin, launch } from "./processes.mjs";

export const JAR = resolve(import.meta.dirname, "../load/target/parley-load.jar");
/**
 * All servers are measured from outside, by their process. Here nobody listens: a server that had to
 * say that it has no metrics would have its figures late just when it is busy.
 */
const NOBODY = "http://127.0.0.1:1/";
/** From so many connections on they come from several addresses, for the sake of the ports. */
const MANY_CONNECTIONS = 5000;
const ADDRESSES = "4";

/**
 * Starts the load test; what it writes is in the folder.
 *
 * @param keys of the scenario that are changed
 * @param connections that it will make
 * @param more options of it
 */
export function startLoad(scenario, { keys, connections, url, threads, more = [] }, folder) {
  mkdirSync(folder, { recursive: true });
  const args = ["-jar", JAR, scenario];
  args.push(...Object.entries(keys).map(([key, value]) => `${key}=${value}`));
  args.push("--url", url, "--out", folder, "--metrics", NOBODY, ...more);
  if (threads) args.push("--threads", String(threads));
  if (connections > MANY_CONNECTIONS) args.push("--sources", ADDRESSES);
  return launch(javaCommand(), args, { log: join(folder, "load.log") });
}

/**
 * Waits for its end, for so many seconds at most.
 *
 * @returns its result, or why there is none
 */
export async function resultOf(load, folder, seconds, signal) {
  const ended = await endWithin(load, seconds * 1000, signal);
  const result = resultIn(folder);
  return result ? { result } : { failure: `not measured (${told(ended)}); see ${load.log}` };
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

/** The criteria that did not hold, with what was measured. */
export function notHeld({ criteria }) {
  return criteria
    .filter(({ holds }) => !holds)
    .map(({ criterion, value }) => `${criterion} (${value ?? "unknown"})`);
}
