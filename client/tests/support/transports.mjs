import { Centrifuge } from "centrifuge";
import { EventSource } from "eventsource";
import { PollSocket } from "parley-client/transports";
import WebSocket from "ws";
import { baseUrl } from "./config.mjs";
import { ProtobufCentrifuge } from "./protobuf.mjs";
import { emulationUrl } from "./stream.mjs";
import { ticketOf } from "./token.mjs";

/** The way that the frames of the clients under test go; `websocket` unless the tests are told otherwise. */
export const transportName = process.env.PARLEY_TRANSPORT ?? "websocket";

const webSocket = (/** @type {URL} */ base) =>
  new URL("/connection/websocket", base).href.replace(/^http/, "ws");

/** It has the same methods; only its private fields are declared again. */
const Protobuf = /** @type {any} */ (ProtobufCentrifuge);

/**
 * How a client of the official package is made for each way: of which class, if not of the one that speaks JSON, and what it
 * brings instead of its token.
 *
 * @typedef {object} Way
 * @property {any} endpoint
 * @property {Partial<import("centrifuge").Options>} options
 * @property {typeof Centrifuge} [Client]
 * @property {(token: string) => Promise<string>} [brings]
 */

/** @type {Record<string, (base: URL) => Way>} */
export const ways = {
  websocket: (base) => ({ endpoint: webSocket(base), options: { websocket: WebSocket } }),
  http_stream: (base) => ({
    endpoint: [
      { transport: "http_stream", endpoint: new URL("/connection/http_stream", base).href },
    ],
    options: { fetch, readableStream: ReadableStream, emulationEndpoint: emulationUrl },
  }),
  protobuf: (base) => ({ ...ways.websocket(base), Client: Protobuf }),
  http_stream_protobuf: (base) => ({ ...ways.http_stream(base), Client: Protobuf }),
  // Its command stands in the URL, where a token must not.
  sse: (base) => ({
    endpoint: [{ transport: "sse", endpoint: new URL("/connection/sse", base).href }],
    options: { fetch, eventsource: EventSource, emulationEndpoint: emulationUrl },
    brings: ticketOf,
  }),
  // To the package it is a WebSocket.
  poll: (base) => ({
    endpoint: [{ transport: "websocket", endpoint: new URL("/connection/poll", base).href }],
    options: { websocket: PollSocket },
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
  return { Client: Centrifuge, ...make(base) };
}
