/** The public surface of parley-client: what `connect` takes and returns. */
import type { Centrifuge } from "centrifuge";
import type { ParleyError } from "./error.js";
import type { Store } from "./store.js";
import type { ClientOptions } from "./transport/client.js";

/** Why something happened. */
export interface Reason {
  /** A code of the server's protocol page; below 100 one of `ownCodes`. */
  readonly code: number;
  /** A sentence for people. */
  readonly message: string;
}

export type ConnectionState =
  /** The first connection is being made. `attempt` counts from 1. */
  | {
      readonly status: "connecting";
      readonly attempt: number;
      readonly nextAttemptAt: number | null;
      readonly reason: Reason | null;
    }
  | {
      readonly status: "connected";
      /** `websocket`, `http_stream`, `sse` or `poll`. */ readonly transport: string;
      readonly clientId: string;
      readonly since: number;
    }
  /** The connection was lost. `nextAttemptAt` is a time of Date.now(), or null while an attempt runs. */
  | {
      readonly status: "reconnecting";
      readonly attempt: number;
      readonly nextAttemptAt: number | null;
      readonly reason: Reason;
    }
  /**
   * The browser says that there is no network. An attempt begins as soon as it says that there is one again. Meanwhile attempts go on
   * quietly and are not counted, because browsers are wrong at times.
   */
  | { readonly status: "offline"; readonly reason: Reason }
  /** Final: too many attempts, or the server refused for good. Only `retry()` goes on. */
  | { readonly status: "failed"; readonly reason: Reason }
  /** The application has called `close()` (final) or `disconnect()` (until `retry()`). */
  | { readonly status: "closed"; readonly reason: Reason };

export interface ReconnectOptions {
  /** Default 500. */ readonly minDelayMs?: number;
  /** Default 20,000. */ readonly maxDelayMs?: number;
  /** Attempts in a row without success before `failed`. Default 20; `Infinity` never gives up. */ readonly maxAttempts?: number;
}

/** Who a user is. */
export interface User {
  /** The user id of the server: `sub` of the token. */
  readonly id: string;
  readonly name?: string;
}

/** The options of `connect`. */
export interface ConnectOptions extends Pick<
  ClientOptions,
  "transports" | "getTicket" | "credentials" | "websocket" | "eventsource" | "fetch" | "debug"
> {
  /** Where the server is, such as https://chat.example.com */
  readonly url: string | URL;
  /** A fresh token; called again when one has expired. Throw UnauthorizedError when the user is signed out: that is final. */
  readonly getToken?: () => Promise<string>;
  readonly reconnect?: ReconnectOptions;
  /** How long after the server's ping is due (every 30 s by default) until the connection counts as lost. Default 5,000. */
  readonly heartbeatTimeoutMs?: number;
  /** How long an attempt to connect or an answer may take. Default 5,000. */
  readonly timeoutMs?: number;
  /** Who the user is, to show own messages before they are stored; by default `sub` and `info.name` or `name` of the token. */
  readonly user?: User;
  /**
   * Whether to connect at once. Default true. With `false` the client opens nothing and starts no timer until the first `retry()`: for
   * frameworks that make a client and may drop it unused.
   */
  readonly start?: boolean;
  /** Messages that wait for the network. */
  readonly queue?: {
    /** "memory" (default) or "indexeddb": survives a reload. */ readonly storage?:
      "memory" | "indexeddb";
    /** Messages that may wait in all rooms together; `send` refuses more. Default 500. */ readonly limit?: number;
    /**
     * Bytes of JSON that a message may have; a larger one fails at once. Set it if your server's `message-bytes` is not the default,
     * 65,536.
     */
    readonly maxMessageBytes?: number;
  };
}

/** A connection to a server, without what is in the rooms. */
export interface ParleyConnection {
  readonly connection: Store<ConnectionState>;
  /** Calls a method of the server. Rejects with ParleyError. */
  rpc<T = unknown>(method: string, data?: unknown): Promise<T>;
  /** Milliseconds from a request to its answer. */
  roundTrip(): Promise<number>;
  /** Connects again after `failed` or `disconnect()`, or skips the wait before the next attempt. */
  retry(): void;
  /** Ends the connection until `retry()`. */
  disconnect(): void;
  /** Ends everything for good. Waiting messages stay in IndexedDB. */
  close(): void;
  /** The client of `centrifuge` below, for what this package does not cover. */
  readonly centrifuge: Centrifuge;
}

/** A client of a Parley server. */
export interface Parley extends ParleyConnection {
  /** The room of this name: the same object for the same name. `general` is the channel `room:general`. */
  room<T = unknown>(name: string): Room<T>;
  /** Unread counts of many rooms in one call, kept up to date by the user's other devices. */
  readonly unread: UnreadCounts;
  /** The messages of all rooms that wait for the server. */
  readonly queue: Store<QueueState>;
  /**
   * Shows a change at once, asks the server as soon as there is a connection, and takes the change back if that fails. `commit` runs
   * once at most. Resolves to what `commit` does, or rejects with ParleyError after `revert`.
   */
  optimistic<T>(change: {
    /** Shows the change. */
    apply(): void;
    /** Takes it back. */
    revert(error: ParleyError): void;
    /** Asks the server, such as by `rpc`. */
    commit(): Promise<T>;
  }): Promise<T>;
}

/** A room: its messages, who is there, who types, and what is unread. @typeParam T the data of its messages */
export interface Room<T = unknown> {
  readonly name: string;
  /** The name of its channel on the server, such as `room:general`. */
  readonly channel: string;
  /**
   * Subscribes to the room. Returns what leaves it; each `join` needs its own. The room is left half a second after the last one, so that
   * a component that is removed and added again costs nothing.
   */
  join(): () => void;
  readonly state: Store<RoomState>;
  /** Stored messages by their offset, then the user's own that are not stored yet, in the order in which they were sent. */
  readonly messages: Store<readonly Message<T>[]>;
  /** Who is in the room, each user once, by name. */
  readonly presence: Store<readonly PresentUser[]>;
  /** The other users who type now, in the order in which they began. Their `clients` is 1. */
  readonly typing: Store<readonly PresentUser[]>;
  /** How many messages the user has not read; 0 until the room is joined or watched. */
  readonly unread: Store<number>;
  /**
   * Shows the message at once and stores it as soon as possible. Returns it as it is shown first, with a copy of the data.
   *
   * @throws ParleyError if the queue is full
   * @throws TypeError if JSON cannot express the data
   */
  send(data: T): Message<T>;
  /** Sends a failed message again, with the same idempotency key. Does nothing for any other. */
  retry(id: string): void;
  /** Removes a failed or waiting message. Does nothing if it is just on its way: that cannot be taken back. */
  discard(id: string): void;
  /**
   * Loads a page before the oldest message. One is loaded at a time. Resolves to whether there may be more; rejects with ParleyError.
   *
   * @param limit how many messages; 50 by default
   */
  loadOlder(limit?: number): Promise<boolean>;
  /** Says that the user types; call it at each key. Others see it for 6 s more. `false`, or sending a message, ends it. */
  setTyping(typing?: boolean): void;
  /** Marks as read up to this offset; without one, up to the newest message. */
  markRead(offset?: number): void;
}

/** How things are between the user and a room. */
export interface RoomState {
  /**
   * `idle`: nobody has joined. `joining`: not in yet, or the connection was lost. `joined`: in, with the newest messages. `refused`: one
   * may not be in; the next `join` tries again.
   */
  readonly status: "idle" | "joining" | "joined" | "refused";
  /** Why one may not be in, or is not in any more; or null. */
  readonly reason: Reason | null;
  /** Whether there may be messages before the first one in the list. */
  readonly hasOlder: boolean;
  /** Whether a page before it is being loaded. */
  readonly loadingOlder: boolean;
  /** Messages were deleted on the server while this client was away, so some may be missing. Stays until the room is left. */
  readonly gap: boolean;
}

/** The messages of all rooms that the server has not stored yet. Those that it refused are not counted. */
export interface QueueState {
  readonly waiting: number;
  readonly limit: number;
  /** Where they are kept now. In `memory` they are lost when the page is closed. */
  readonly storage: "memory" | "indexeddb";
  /** Why they are not kept where the options say, or null. */
  readonly warning: Reason | null;
}

/** A message of a room. It is never changed: when something of it changes, there is another object with the same id. */
export interface Message<T = unknown> {
  /** The same from the first moment on. No two messages of a list have the same. */
  readonly id: string;
  /** Its place in the room: 1, 2, 3 …; null until it is stored, and in a room without a log. */
  readonly offset: number | null;
  /** Who wrote it; empty for what a back end has published. */
  readonly user: string;
  /** The name in the token of who wrote it, or the user id. Users choose names; only `user` says who it was. */
  readonly name: string;
  /** Milliseconds since 1970: the server's time once it is stored, before that of this device. */
  readonly time: number;
  readonly data: T;
  /** Whether this user has written it, here or on another device. */
  readonly own: boolean;
  /** `queued`: waits for the network or for the server. `pending`: on its way. `failed`: refused for good. */
  readonly status: "queued" | "pending" | "stored" | "failed";
  /** Why it has failed, or waits although there is a network; or null. */
  readonly error: Reason | null;
}

/** A user who is in a room. */
export interface PresentUser {
  readonly user: string;
  /** The name in the token of the user, or the user id. */
  readonly name: string;
  /** How many tabs and devices. */
  readonly clients: number;
}

/** How many messages of rooms the user has not read. An own message counts as read if everything before it was read. */
export interface UnreadCounts {
  /** The count of a room. It is 0 until the room is joined or watched. */
  of(name: string): Store<number>;
  /**
   * Keeps the counts of these rooms up to date: subscribes to them without loading messages, and asks for all in one call. Beyond 100
   * rooms at a time the others are asked for with each connection only, and do not follow new messages. Returns what ends that.
   */
  watch(names: readonly string[]): () => void;
  /** The sum of all rooms that are joined or watched. */
  readonly total: Store<number>;
}
