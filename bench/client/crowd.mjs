import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** Threads that share the clients. */
const THREADS = 2;

/** Many clients, in threads of their own. */
export class Crowd {
  #workers;

  constructor({ kind, url, clients, rooms }) {
    this.#workers = Array.from({ length: THREADS }, (_, thread) => {
      const numbers = Array.from({ length: clients }, (_, number) => number);
      const mine = numbers.filter((number) => number % THREADS === thread);
      return new Worker(new URL("crowd-thread.mjs", import.meta.url), {
        workerData: { kind, url, numbers: mine, rooms },
      });
    });
  }

  /** Asks all clients, and waits for their answers: see `crowd-thread.mjs`. */
  async ask(question, about) {
    const answers = this.#workers.map(async (worker) => {
      worker.postMessage({ question, about });
      const [{ answer, failure }] = await once(worker, "message");
      if (failure) {
        throw new Error(failure);
      }
      return answer;
    });
    return (await Promise.all(answers)).flat();
  }

  async end() {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
