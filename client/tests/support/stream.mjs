import { httpUrl } from "./config.mjs";
import { Collected, within } from "./events.mjs";

/** Where commands of sessions with a stream go: to another member than the stream, if the tests are told so. */
export const emulationUrl = new URL("/emulation", process.env.PARLEY_EMULATION_URL ?? httpUrl("/"))
  .href;

/** A stream on a bare response, as `curl -N` shows it: what came of it, by line. */
export class RawStream {
  lines = new Collected();
  /** Every JSON object that arrived, from lines or from data of events. */
  received = new Collected();
  #leave;

  /**
   * @param {Response} response
   * @param {AbortController} leave
   */
  constructor(response, leave) {
    this.response = response;
    this.#leave = leave;
    /** Resolves when the response has ended, whoever ended it. */
    this.end = this.#read();
  }

  async #read() {
    let rest = "";
    try {
      for await (const chunk of /** @type {any} */ (this.response.body).pipeThrough(
        new TextDecoderStream(),
      )) {
        const lines = (rest + chunk).split("\n");
        rest = lines.pop() ?? "";
        lines.forEach((line) => this.#take(line));
      }
    } catch (error) {
      if (!this.#leave.signal.aborted) {
        throw error;
      }
    }
  }

  /** @param {string} line */
  #take(line) {
    this.lines.add(line);
    // White space before an object is of probes.
    const json = line.startsWith("data: ") ? line.slice(6) : line.trimStart();
    if (json.startsWith("{")) {
      this.received.add(JSON.parse(json));
    }
  }

  /**
   * The first object that fits.
   *
   * @param {(object: any) => boolean} fits
   * @param {string} what
   */
  async first(fits, what) {
    await this.received.until((objects) => objects.some(fits), what);
    return this.received.items.find(fits);
  }

  ended() {
    return within(this.end, "end of the stream");
  }

  /** The client goes. */
  leave() {
    this.#leave.abort();
  }
}

/**
 * Asks for a stream; the answer may be a refusal.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} path
 * @param {RequestInit} [options]
 */
export async function openStream(t, path, options = {}) {
  const leave = new AbortController();
  t.after(() => leave.abort());
  const response = await fetch(httpUrl(path), { ...options, signal: leave.signal });
  return new RawStream(response, leave);
}

/**
 * @param {unknown} connect
 * @param {Record<string, string>} [headers]
 * @returns {RequestInit}
 */
export function posting(connect, headers = {}) {
  return { method: "POST", body: JSON.stringify(connect), headers };
}

/**
 * Sends commands as the SDKs do; gives back the status.
 *
 * @param {{session: string, node: string}} connect the reply to it
 * @param {...unknown} commands
 */
export async function command({ session, node }, ...commands) {
  const data = commands.map((each) => JSON.stringify(each)).join("\n");
  return post(JSON.stringify({ session, node, data }));
}

/** @param {string} body */
export async function post(body) {
  const response = await fetch(emulationUrl, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}
