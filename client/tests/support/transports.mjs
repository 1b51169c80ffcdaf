import WebSocket from "ws";
import { baseUrl } from "./config.mjs";

/** The way that the frames of the clients under test go; `websocket` unless the tests are told otherwise. */
export const transportName = process.env.PARLEY_TRANSPORT ?? "websocket";

const webSocket = (/** @type {URL} */ base) =>
  new URL("/connection/websocket", base).href.replace(/^http/, "ws");

/**
 * How a client of the official package is made for each way.
 *
 * @type {Record<string, (base: URL) => {endpoint: any, options: Partial<import("centrifuge").Options>}>}
 */
const ways = {
  websocket: (base) => ({ endpoint: webSocket(base), options: { websocket: WebSocket } }),
};

/**
 * Endpoint and options of a way.
 *
 * @param {string} [name]
 * @param {URL} [base] where the server is, or the near end of a cable to it
 */
export function way(name = transportName, base = baseUrl) {
  const make = ways[name];
  if (make === undefined) {
    throw new Error(`PARLEY_TRANSPORT: there is no ${name}, but ${Object.keys(ways).join(", ")}`);
  }
  return make(base);
}
