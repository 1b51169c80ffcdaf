/** Where to connect to; null keeps the socket closed. A function is called for each attempt, for an address with a fresh token. */
export type WebSocketUrl = string | URL | null | (() => string | Promise<string>);

export type WebSocketStatus =
  /** There is no url. */
  | "closed"
  /** The first connection is being made. */
  | "connecting"
  | "connected"
  /** The connection was lost, and attempts go on. */
  | "reconnecting"
  /** The browser says that there is no network. Attempts go on quietly and are not counted. */
  | "offline"
  /** Final: too many attempts, or the server refused for good. Only `retry()` goes on. */
  | "failed";

/** Why a connection was lost or refused. */
export interface WebSocketReason {
  /** The code of the WebSocket's close; 1006 if there was none. */
  readonly code: number;
  /** What the server said, or a sentence for people. */
  readonly message: string;
}

/** What a socket sends to know that the server is there. */
export interface HeartbeatOptions {
  /** Default 30,000. */
  readonly intervalMs?: number;
  /** How long the answer may take. Anything that the server sends is an answer. Default 5,000. */
  readonly timeoutMs?: number;
  /** Default `ping`. */
  readonly message?: string;
  /** The text of the answer, which is not shown as a message. Default `pong`. */
  readonly answer?: string;
}

/** The options of `useWebSocket`. They may change with each render: the next attempt or message sees the latest. */
export interface WebSocketOptions<T = unknown> {
  /** Another connection is made when this changes, as when a url that is no function changes. */
  readonly key?: string;
  readonly protocols?: string | string[];
  readonly reconnect?: {
    /** The wait before the second attempt is this, and up to as much again at random. It doubles with each attempt. Default 500. */
    readonly minDelayMs?: number;
    /** Default 20,000. */
    readonly maxDelayMs?: number;
    /** Attempts in a row without success before `failed`. Default 20; `Infinity` never gives up. */
    readonly maxAttempts?: number;
  };
  /** `false` for a server that does not answer to texts. */
  readonly heartbeat?: HeartbeatOptions | false;
  /** How long an attempt to connect may take. Default 5,000. */
  readonly timeoutMs?: number;
  /** Messages that `send` keeps while there is no connection; it drops more. Default 100; 0 keeps none. */
  readonly queueLimit?: number;
  /** Makes a message of what came. By default `JSON.parse` of a text; binary data, a `Blob`, stays as it is. */
  readonly parse?: (data: unknown) => T;
  /** By default texts and binary data are sent as they are, and everything else as JSON. */
  readonly serialize?: (
    message: unknown,
  ) => string | ArrayBuffer | Blob | ArrayBufferView<ArrayBuffer>;
  /** Called for each message. `lastMessage` may skip some when several come before a render. */
  readonly onMessage?: (message: T) => void;
  /** Called with each connection, before what waits is sent. A place to say who one is. */
  readonly onOpen?: (send: (message: unknown) => void) => void;
  /** Called when `parse` throws. By default the error is written to the console. */
  readonly onError?: (error: unknown) => void;
  /**
   * Whether attempts go on after the server has closed with this code. By default not after 3500 to 3999 and 4500 to 4999, by which
   * Parley and others refuse for good.
   */
  readonly shouldReconnect?: (code: number, reason: string) => boolean;
  /** The class to use, for Node before 22 or tests. */
  readonly WebSocket?: new (url: string, protocols?: string | string[]) => object;
}
