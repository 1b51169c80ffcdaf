import { rmSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { command, HOST, READY } from "../support/parley.mjs";
import { startServer, stop } from "../support/processes.mjs";

const API_KEY = "bench-client";

/** A Parley in development, with a database of its own in a file. It may be killed and started again. */
export class Server {
  #chosen;
  #home;
  #launched;

  constructor(chosen) {
    this.#chosen = chosen;
    this.#home = join(chosen.out, "home");
    this.url = `http://${HOST}:${chosen.port}`;
  }

  /** Starts it, and waits until it is ready. */
  async start() {
    const { port, java, out, signal } = this.#chosen;
    mkdirSync(this.#home, { recursive: true });
    const env = {
      PARLEY_API_KEY: API_KEY,
      // All clients are on this machine.
      PARLEY_LIMIT_SESSIONS_PER_ADDRESS: "0",
    };
    this.#launched = await startServer(command({ port, home: this.#home, java, env }), {
      port,
      path: READY,
      cwd: this.#home,
      log: join(out, "server.log"),
      signal,
    });
  }

  /** SIGKILL. */
  async kill() {
    this.#launched.child.kill("SIGKILL");
    await this.#launched.exited;
  }

  async stop() {
    if (this.#launched) {
      await stop(this.#launched);
    }
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** Calls a method of the HTTP API. */
  async api(method, body) {
    const response = await fetch(`${this.url}/api/${method}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-api-key": API_KEY },
      body: JSON.stringify(body),
    });
    const answer = await response.json();
    if (!answer.result) {
      throw new Error(`${method} answered ${response.status}: ${JSON.stringify(answer)}`);
    }
    return answer.result;
  }

  /** The address of the workspace for a user and a room. */
  page(user, room) {
    return `${this.url}/demo/?${new URLSearchParams({ user, room })}`;
  }
}
