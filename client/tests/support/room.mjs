import { once } from "node:events";
import WebSocket from "ws";
import { httpUrl } from "./config.mjs";
import { Collected, within } from "./events.mjs";

/**
 * A plain WebSocket of a room, closed when the test ends.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} room without its namespace
 * @param {Record<string, string>} [query]
 * @param {import("ws").ClientOptions & {origin?: string}} [options]
 */
export function openRoom(t, room, query = {}, options = {}) {
  const path = `/rooms/${encodeURIComponent(room)}?${new URLSearchParams(query)}`;
  const socket = new WebSocket(httpUrl(path).replace(/^http/, "ws"), options);
  socket.on("error", () => {});
  t.after(() => socket.terminate());
  const messages = new Collected();
  socket.on("message", (data) => {
    const text = String(data);
    messages.add(text === "pong" ? text : JSON.parse(text));
  });
  const closing = once(socket, "close").then(([code, reason]) => ({
    code,
    reason: String(reason),
  }));
  return {
    socket,
    messages,
    open: once(socket, "open"),
    closing: within(closing, "close"),
    /** @param {unknown} message text is sent as it is */
    send: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    /**
     * The first message that fits.
     *
     * @param {string} type
     * @param {(message: any) => boolean} [fits]
     */
    async first(type, fits = () => true) {
      const found = (/** @type {any[]} */ all) => all.find((one) => one.type === type && fits(one));
      return found(await messages.until((all) => found(all) !== undefined, type));
    },
    /** The data of all messages of the room. */
    data: () => messages.items.filter(({ type }) => type === "message").map(({ data }) => data),
  };
}

/**
 * The same of a user who is in the room.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} room
 * @param {string} user
 * @param {Record<string, string>} [query]
 */
export async function enterRoom(t, room, user, query = {}) {
  const client = openRoom(t, room, { user, ...query });
  client.closing.catch(() => {});
  await client.first("presence");
  return client;
}
