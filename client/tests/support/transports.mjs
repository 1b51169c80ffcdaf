import { EventSource } from "eventsource";
import WebSocket from "ws";
import { baseUrl } from "./config.mjs";
import { emulationUrl } from "./stream.mjs";
import { ticketOf } from "./token.mjs";

/** The way that the frames of the clients under test go; `websocket` unless the tests are told otherwise. */
export const transportName = process.env.PARLEY_TRANSPORT ?? "websocket";

const webSocket = (/** @type {URL} */ base) =>
  new URL("/connection/websocket", base).href.replace(/^http/, "ws");

/**
 * How a client of the official package is made for each way, and what it brings instead of its token.
 *
 * @type {Record<string, (base: URL) => {
 *   endpoint: any, options: Partial<import("centrifuge").Options>, brings?: (token: string) => Promise<string>}>}
 */
const ways = {
  websocket: (base) => ({ endpoint: webSocket(base), options: { websocket: WebSocket } }),
  http_stream: (base) => ({
    endpoint: [
      { transport: "http_stream", endpoint: new URL("/connection/http_stream", base).href },
    ],
    options: { fetch, readableStream: ReadableStream, emulationEndpoint: emulationUrl },
  }),
  // Its command stands in the URL, where a token must not.
  sse: (base) => ({
    endpoint: [{ transport: "sse", endpoint: new URL("/connection/sse", base).href }],
    options: { fetch, eventsource: EventSource, emulationEndpoint: emulationUrl },
    brings: ticketOf,
  }),
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
