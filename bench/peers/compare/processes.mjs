import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

const STOP_MILLIS = 15_000;
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

/** Whether somebody listens there. */
export function listening(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const socket = connect(port, host);
    socket.once("connect", () => resolve(true) || socket.destroy());
    socket.once("error", () => resolve(false));
  });
}
