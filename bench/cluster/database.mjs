import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, listening, requireFree, stop } from "../support/processes.mjs";

const BENCH = resolve(import.meta.dirname, "..");
const START_MILLIS = 300_000;
const LOOK_MILLIS = 100;

/**
 * The PostgreSQL of a run: the one whose address is given, or else a fresh one from the binaries that
 * the tests use, with commits that are on the disk.
 *
 * @returns the settings of the members that use it, and how to stop it
 */
export async function openDatabase({ database, port, out, signal }) {
  if (database.url) {
    return { env: settings(database.url, database), stop: async () => {} };
  }
  await requireFree(port);
  const args = ["-q", "-B", "-ntp", "-f", join(BENCH, "pom.xml"), "exec:java@database"];
  const launched = launch("mvn", [...args, `-Dbench.arguments=${port}`], {
    log: join(out, "database.log"),
  });
  const deadline = Date.now() + START_MILLIS;
  while (!(await listening(port))) {
    signal.throwIfAborted();
    if (launched.ended || Date.now() > deadline) {
      await stop(launched);
      throw new Error(`PostgreSQL does not start; see ${launched.log}`);
    }
    await sleep(LOOK_MILLIS);
  }
  const url = `jdbc:postgresql://localhost:${port}/postgres?reWriteBatchedInserts=true`;
  return { env: settings(url, { user: "postgres" }), stop: () => stop(launched) };
}

function settings(url, { user, password = "" }) {
  return { PARLEY_DB_URL: url, PARLEY_DB_USER: user, PARLEY_DB_PASSWORD: password };
}
