import { connect, type Parley, type TransportKind } from "parley-client";
import { Cable } from "./cable.ts";
import type { Me } from "./identity.ts";
import { Tokens } from "./tokens.ts";

/** The transports that one may choose; `auto` tries all, in this order. */
export const TRANSPORTS = {
  auto: "Automatic",
  websocket: "WebSocket",
  http_stream: "HTTP streaming",
  sse: "Server-Sent Events",
  poll: "Long polling",
} as const;

export type TransportChoice = keyof typeof TRANSPORTS;

/** One connection of the page, and the means to disturb it. */
export interface Session {
  readonly base: URL;
  readonly me: Me;
  readonly parley: Parley;
  readonly cable: Cable;
  readonly tokens: Tokens;
  readonly transport: TransportChoice;
}

/** Connects. Waiting messages are kept in IndexedDB, so they survive a reload and a change of the transport. */
export function openSession(base: URL, me: Me, transport: TransportChoice): Session {
  const cable = new Cable();
  const tokens = new Tokens(base, me);
  const only: readonly TransportKind[] | null = transport === "auto" ? null : [transport];
  const parley = connect({
    url: base,
    getToken: tokens.fetch,
    user: { id: me.user, name: me.name },
    queue: { storage: "indexeddb" },
    // A server in development is started again and again, and may take its time.
    reconnect: { maxDelayMs: 5_000, maxAttempts: 100 },
    websocket: cable.WebSocket,
    eventsource: cable.EventSource,
    fetch: cable.fetch,
    ...(only === null ? {} : { transports: only }),
  });
  return { base, me, parley, cable, tokens, transport };
}
