import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_MILLIS = 15_000;
const START_MILLIS = 300_000;
const LOOK_MILLIS = 100;
const ANSWER_MILLIS = 5000;
/** All that this program has started and that has not ended yet. */
const running = new Set();

// The last resort, when there is no time for a polite end.
process.on("exit", () => running.forEach(({ child }) => child.kill("SIGKILL")));

/** Starts a process that writes what it has to say into a file. */
export function launch(command, args, { env = {}, cwd, log }) {
  const file = openSync(log, "a");
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ["ignore", file, file],
  });
  closeSync(file);
  const launched = { child, pid: child.pid, log, ended: undefined };
  running.add(launched);
  launched.exited = new Promise((resolve) => {
    const end = (how) => {
      running.delete(launched);
      launched.ended ??= how;
      resolve(launched.ended);
    };
    child.on("error", (failure) => end({ failure: failure.message }));
    child.on("exit", (code, signal) => end({ code, signal }));
  });
  return launched;
}

/** Waits for its end for so long, and ends it then; says how it ended. */
export async function endWithin(launched, millis, signal) {
  // Ends the timer and takes the listener away.
  const over = new AbortController();
  const late = sleep(millis, undefined, { signal: over.signal }).catch(() => {});
  const aborted = new Promise((resolve) => {
    signal.addEventListener("abort", resolve, { signal: over.signal });
    if (signal.aborted) resolve();
  });
  await Promise.race([launched.exited, late, aborted]);
  over.abort();
  if (!launched.ended) {
    launched.ended = {
      failure: signal.aborted ? "interrupted" : `not over after ${millis / 1000} s`,
    };
    await stop(launched);
  }
  return launched.ended;
}

/** Ends a process politely, or else by force. */
export async function stop(launched) {
  if (!running.has(launched)) {
    return;
  }
  launched.child.kill("SIGTERM");
  const timer = new AbortController();
  await Promise.race([
    launched.exited,
    sleep(STOP_MILLIS, undefined, { signal: timer.signal }).catch(() => {}),
  ]);
  timer.abort();
  if (running.has(launched)) {
    launched.child.kill("SIGKILL");
    await launched.exited;
  }
}

export async function stopAll() {
  await Promise.all([...running].map(stop));
}

/**
 * Starts a server and waits until it is ready; ends it when that fails.
 *
 * @param command file, arguments and environment
 * @param port where nobody may listen yet
 * @param path answers there with 200 when it is ready
 */
export async function startServer({ file, args, env }, { port, path, cwd, log, signal }) {
  await requireFree(port);
  const launched = launch(file, args, { env, cwd, log });
  try {
    await ready(`http://127.0.0.1:${port}${path}`, launched, signal);
  } catch (failure) {
    await stop(launched);
    throw failure;
  }
  return launched;
}

/** Waits until a server that was launched answers there that it is ready. */
async function ready(url, launched, signal) {
  const deadline = Date.now() + START_MILLIS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (launched.ended) {
      throw new Error(`it ended at once (${JSON.stringify(launched.ended)}); see ${launched.log}`);
    }
    try {
      if ((await fetch(url, { signal: AbortSignal.timeout(ANSWER_MILLIS) })).ok) {
        return;
      }
    } catch {
      // not yet
    }
    await sleep(LOOK_MILLIS);
  }
  throw new Error(`it is not ready after ${START_MILLIS / 1000} s; see ${launched.log}`);
}

/** Tells of the wish of the user, or of the machine, that the program ends. */
export function interruption() {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(name, () => controller.abort(new Error("interrupted")));
  }
  return controller.signal;
}

/** Throws an Error if somebody listens there. */
export async function requireFree(port) {
  if (await listening(port)) {
    throw new Error(`somebody listens on port ${port} already`);
  }
}

/** Whether somebody listens there. */
export function listening(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once("connect", () => resolve(true) || socket.destroy());
    socket.once("error", () => resolve(false));
  });
}
