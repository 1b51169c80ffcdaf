import WebSocket from "ws";
import { socketUrl } from "./config.mjs";
import { Collected, within } from "./events.mjs";
import { userName } from "./names.mjs";
import { token } from "./token.mjs";

/** A bare WebSocket that says exactly what a test wants it to say. */
export class RawSocket {
  /** Every object that arrived, pings included. */
  received = new Collected();
  /** The frames as they came. @type {string[]} */
  frames = [];
  #id = 1000;

  /** @param {WebSocket} socket */
  constructor(socket) {
    this.socket = socket;
    /** @type {Promise<{code: number, reason: string}>} */
    this.closing = new Promise((resolve) => {
      socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on("error", () => {});
    socket.on("message", (data) => {
      const frame = data.toString();
      this.frames.push(frame);
      for (const line of frame.split("\n").filter((part) => part.trim() !== "")) {
        this.received.add({ line, ...JSON.parse(line) });
      }
    });
  }

  /** Sends text or bytes as one frame. @param {string | Buffer} frame */
  send(frame) {
    this.socket.send(frame);
  }

  /**
   * Sends a command with an id of its own and gives back the reply.
   *
   * @param {string} name
   * @param {unknown} request
   * @returns {Promise<any>}
   */
  ask(name, request) {
    const id = ++this.#id;
    this.send(JSON.stringify({ id, [name]: request }));
    return this.reply(id);
  }

  /**
   * The reply with an id; an error when the server closes the connection instead.
   *
   * @param {number} id
   * @returns {Promise<any>}
   */
  async reply(id) {
    const closed = this.closing.then(({ code, reason }) => {
      throw new Error(`closed with ${code} ${reason} instead of reply ${id}`);
    });
    closed.catch(() => {});
    const isIt = (/** @type {any} */ item) => item.id === id;
    const arrived = this.received.until((items) => items.some(isIt), `reply ${id}`);
    arrived.catch(() => {});
    await Promise.race([arrived, closed]);
    return this.received.items.find(isIt);
  }

  /** How the server closed the connection. */
  closed() {
    return within(this.closing, "close");
  }
}

/**
 * An open socket without a session.
 *
 * @param {import("node:test").TestContext} t
 * @param {import("ws").ClientOptions} [options]
 */
export async function openRaw(t, options) {
  const socket = new WebSocket(socketUrl, options);
  t.after(() => socket.terminate());
  const raw = new RawSocket(socket);
  await within(
    new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    }),
    "open socket",
  );
  return raw;
}

/**
 * An open socket with a session.
 *
 * @param {import("node:test").TestContext} t
 */
export async function connectRaw(t, user = userName()) {
  const raw = await openRaw(t);
  const reply = await raw.ask("connect", { token: await token(user) });
  if (reply.connect === undefined) {
    throw new Error(`connect answered ${reply.line}`);
  }
  return raw;
}
