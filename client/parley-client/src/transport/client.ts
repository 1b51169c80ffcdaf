import { Centrifuge, type Options, type TransportEndpoint } from "centrifuge";
import { Later } from "./later.js";
import type { PollOptions } from "./poll-socket.js";
import type { GetTicket } from "./tickets.js";

/** A way to a Parley server. */
export type TransportKind = "websocket" | "http_stream" | "sse" | "poll";

const ALL: readonly TransportKind[] = ["websocket", "http_stream", "sse", "poll"];

/** The options of `centrifuge`, and some more. */
export interface ClientOptions extends Partial<Options> {
  /** Which transports to try, in this order; by default all, WebSocket first and polling last. */
  readonly transports?: readonly TransportKind[];
  /** Gives a ticket for a token; by default `POST /api/ticket` of the server does. */
  readonly getTicket?: GetTicket;
  /** For requests to another origin that need cookies. */
  readonly credentials?: RequestCredentials;
}

/**
 * The client of `centrifuge` for a Parley server, which takes the first transport that gets through. It is not connected yet.
 *
 * @param base where the server is, such as https://chat.example.com; with wss: or ws: only WebSocket is tried
 */
export function createClient(base: string | URL, options: ClientOptions = {}): Centrifuge {
  const { transports = ALL, getTicket, credentials, ...rest } = options;
  const root = baseUrl(base);
  const fetchIt: typeof fetch = rest.fetch ?? globalThis.fetch.bind(globalThis);
  const webSocket = rest.websocket ?? globalThis.WebSocket;
  const eventSource = rest.eventsource ?? globalThis.EventSource;
  const socketOnly = root.protocol === "ws:" || root.protocol === "wss:";
  const usable = transports.filter((kind) =>
    kind === "websocket" ? webSocket !== undefined : !socketOnly,
  );
  let polls = false;
  const client = new Centrifuge(
    usable.map((kind) => endpoint(kind, root)),
    {
      ...rest,
      fetch: fetchIt,
      websocket: socketByScheme(
        webSocket,
        { fetch: fetchIt, ...(credentials === undefined ? {} : { credentials }) },
        (made) => (polls = made),
      ),
      emulationEndpoint: rest.emulationEndpoint ?? new URL("emulation", root).href,
      eventsource:
        eventSource === undefined
          ? null
          : function (url: string, init?: EventSourceInit) {
              return new Later(async () => {
                const { ticketEventSource, ticketFor } = await import("./tickets.js");
                const ticketed = ticketEventSource(
                  eventSource,
                  getTicket ?? ticketFor(root, fetchIt),
                );
                return () => new ticketed(url, init);
              });
            },
    },
  );
  polling.set(client, () => polls);
  return client;
}

/** Whether the socket that a client has made last is a `PollSocket`, which centrifuge takes for a WebSocket. */
const polling = new WeakMap<Centrifuge, () => boolean>();

/** The transport of a client of `createClient`, as `transports` names it. @param name what centrifuge calls it */
export function transportOf(client: Centrifuge, name: string): string {
  return name === "websocket" && polling.get(client)?.() ? "poll" : name;
}

/** The address of a server, with one slash at its end. */
export function baseUrl(base: string | URL): URL {
  const root = new URL(base, globalThis.document?.baseURI);
  root.pathname = root.pathname.replace(/\/*$/, "/");
  return root;
}

function endpoint(kind: TransportKind, root: URL): TransportEndpoint {
  const url = new URL(`connection/${kind}`, root);
  if (kind === "poll") {
    return { transport: "websocket", endpoint: url.href };
  }
  if (kind === "websocket") {
    url.protocol = root.protocol === "https:" || root.protocol === "wss:" ? "wss:" : "ws:";
  }
  return { transport: kind, endpoint: url.href };
}

/** `centrifuge` has one class for sockets: http and https are polled, anything else is the real one. */
function socketByScheme(
  webSocket: new (url: string, protocols?: string | string[]) => unknown,
  options: PollOptions,
  onMade: (polls: boolean) => void,
) {
  return function (url: string, protocols?: string | string[]) {
    onMade(url.startsWith("http"));
    return url.startsWith("http")
      ? new Later(async () => {
          const { PollSocket } = await import("./poll-socket.js");
          return () => new PollSocket(url, protocols, options);
        })
      : new webSocket(url, protocols);
  };
}
