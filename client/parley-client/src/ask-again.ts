import { ParleyError } from "./error.js";

const MIN_DELAY_MS = 500;
const MAX_DELAY_MS = 20_000;

/** The wait before the next attempt, after so many in a row that failed: exponential, with jitter. */
export function backoff(failures: number): number {
  const most = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** failures);
  return most / 2 + (Math.random() * most) / 2;
}

/**
 * Asks the server again as long as its errors are temporary.
 *
 * @param signal when it is aborted, nothing is asked any more
 * @returns the answer; null if it is not wanted any more
 * @throws ParleyError which is not temporary
 */
export async function askAgain<T>(signal: AbortSignal, ask: () => Promise<T>): Promise<T | null> {
  for (let failures = 0; ; failures++) {
    try {
      const answer = await ask();
      return signal.aborted ? null : answer;
    } catch (failure) {
      const error = ParleyError.from(failure);
      if (!signal.aborted && !error.temporary) {
        throw error;
      }
    }
    await pause(backoff(failures), signal);
    if (signal.aborted) {
      return null;
    }
  }
}

/** Resolves after a time, or as soon as it is not wanted any more. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) {
      end();
    }
  });
}
