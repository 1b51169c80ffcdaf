import ReconnectingWebSocket, { CloseEvent } from "partysocket/ws";
import { fromFrame, toFrame } from "./frames.js";
import { Heartbeat } from "./heartbeat.js";
import type {
  WebSocketOptions,
  WebSocketReason,
  WebSocketStatus,
  WebSocketUrl,
} from "./socket-options.js";

/** What is known of a socket. */
export interface SocketSnapshot<T> {
  readonly status: WebSocketStatus;
  /** The newest message since the socket was opened, or null. It stays when the connection is lost. */
  readonly lastMessage: T | null;
  /** Why there is no connection, or null. */
  readonly reason: WebSocketReason | null;
  /** The number of the attempt that runs or comes next, from 1; 0 while connected or closed. */
  readonly attempt: number;
}

interface Latest<T> {
  readonly url: WebSocketUrl;
  readonly options: WebSocketOptions<T>;
}

/** A connection that was up for less does not end the count of attempts: the server may refuse in this way. */
const MIN_UPTIME_MS = 5_000;

/** The code of a connection that nobody has closed. */
const ABNORMAL = 1006;
const UNREACHABLE = "The server cannot be reached.";

const CLOSED = { status: "closed", lastMessage: null, reason: null, attempt: 0 } as const;
const CONNECTING = { status: "connecting", lastMessage: null, reason: null, attempt: 1 } as const;

/** A socket that may be opened and closed again and again, and what React needs to show it. `partysocket` reconnects. */
export class ManagedSocket<T> {
  readonly #latest: () => Latest<T>;
  readonly #listeners = new Set<() => void>();
  readonly #first: SocketSnapshot<T>;
  #snapshot: SocketSnapshot<T>;
  #socket: ReconnectingWebSocket | null = null;
  /** Becomes aborted when the socket is closed, and when another one takes its place. */
  #end = new AbortController();
  #heartbeat: Heartbeat | null = null;
  #waiting: unknown[] = [];
  #attempt = 0;
  #openedAt: number | null = null;
  /** Whether it is told already that the attempt has failed, or the connection that came of it is lost. */
  #isLossTold = false;

  /** @param willOpen whether there is a url; nothing is connected before `open` */
  constructor(willOpen: boolean, latest: () => Latest<T>) {
    this.#latest = latest;
    this.#first = willOpen ? CONNECTING : CLOSED;
    this.#snapshot = this.#first;
  }

  readonly get = (): SocketSnapshot<T> => this.#snapshot;

  /** What a server renders. */
  readonly first = (): SocketSnapshot<T> => this.#first;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  open(): void {
    this.#attempt = 0;
    this.#show({ ...CONNECTING });
    this.#connect();
  }

  /** Ends the connection; what waits is dropped. */
  close(): void {
    this.#release();
    this.#waiting = [];
    this.#show({ ...CLOSED });
  }

  readonly send = (message: unknown): boolean => {
    const { status } = this.#snapshot;
    if (status === "connected") {
      this.#transmit(message);
      return true;
    }
    const { queueLimit = 100 } = this.#latest().options;
    const isKept = status !== "closed" && status !== "failed" && this.#waiting.length < queueLimit;
    if (isKept) {
      this.#waiting.push(message);
    }
    return isKept;
  };

  readonly retry = (): void => {
    const { status, reason } = this.#snapshot;
    if (status === "failed") {
      this.#attempt = 0;
      this.#show({ status: "reconnecting", attempt: 1, reason });
    }
    if (status !== "closed" && status !== "connected") {
      this.#connect();
    }
  };

  /** Begins a series of attempts whose first comes at once. */
  #connect(): void {
    this.#release();
    const { options } = this.#latest();
    const { minDelayMs = 500, maxDelayMs = 20_000 } = options.reconnect ?? {};
    const socket = new ReconnectingWebSocket(
      async () => (this.#socket === socket ? this.#nextUrl() : ""),
      () => this.#latest().options.protocols ?? null,
      {
        WebSocket: options.WebSocket,
        // So that clients that have lost the same server do not come back together.
        minReconnectionDelay: minDelayMs * (1 + Math.random()),
        maxReconnectionDelay: maxDelayMs,
        reconnectionDelayGrowFactor: 2,
        minUptime: MIN_UPTIME_MS,
        connectionTimeout: options.timeoutMs ?? 5_000,
        maxEnqueuedMessages: 0,
      },
    );
    this.#socket = socket;
    this.#end = new AbortController();
    const { signal } = this.#end;
    socket.addEventListener("open", () => this.#onOpen(), { signal });
    socket.addEventListener("message", ({ data }) => this.#onMessage(data), { signal });
    // Listeners would get copies that have lost code and message. happy-dom calls these properties twice.
    socket.onclose = (event) => this.#isLossTold || this.#onClose(event);
    socket.onerror = ({ message }) => this.#isLossTold || this.#onError(message);
    globalThis.addEventListener?.("online", this.#awake, { signal });
    globalThis.addEventListener?.("offline", () => this.#showLoss(this.#snapshot.reason), {
      signal,
    });
    globalThis.document?.addEventListener("visibilitychange", this.#awake, { signal });
  }

  #release(): void {
    this.#end.abort();
    this.#heartbeat?.stop();
    this.#heartbeat = null;
    this.#openedAt = null;
    const socket = this.#socket;
    this.#socket = null;
    if (socket !== null) {
      socket.onclose = socket.onerror = null;
      socket.close();
    }
  }

  async #nextUrl(): Promise<string> {
    this.#isLossTold = false;
    this.#attempt += isOffline() ? 0 : 1;
    this.#show({ attempt: Math.max(1, this.#attempt) });
    const { url } = this.#latest();
    return String(typeof url === "function" ? await url() : url);
  }

  #onOpen(): void {
    this.#openedAt = Date.now();
    const { options } = this.#latest();
    this.#show({ status: "connected", reason: null, attempt: 0 });
    options.onOpen?.((message) => this.#transmit(message));
    this.#waiting.splice(0).forEach((message) => this.#transmit(message));
    if (options.heartbeat !== false) {
      this.#heartbeat = new Heartbeat(options.heartbeat ?? {}, {
        send: (text) => this.#socket?.send(text),
        onSilence: () => this.#onSilence(),
      });
    }
  }

  #transmit(message: unknown): void {
    const { serialize = toFrame } = this.#latest().options;
    this.#socket?.send(serialize(message));
  }

  #onMessage(data: unknown): void {
    if (this.#heartbeat?.receive(data) === true) {
      return;
    }
    const { parse = fromFrame, onMessage, onError = console.error } = this.#latest().options;
    let message: T;
    try {
      message = parse(data) as T;
    } catch (failure) {
      onError(failure);
      return;
    }
    this.#show({ lastMessage: message });
    onMessage?.(message);
  }

  #onClose(event: CloseEvent): void {
    this.#heartbeat?.stop();
    this.#heartbeat = null;
    // partysocket makes an event of its own when there was an error or the attempt took too long.
    const { code, reason } = event instanceof CloseEvent ? { code: ABNORMAL, reason: "" } : event;
    const up = this.#openedAt === null ? null : Date.now() - this.#openedAt;
    this.#openedAt = null;
    this.#isLossTold = true;
    if (up !== null && up >= MIN_UPTIME_MS) {
      this.#attempt = 0;
    }
    const known = {
      code,
      message: reason || (up === null ? UNREACHABLE : "The connection was lost."),
    };
    const { shouldReconnect = isTemporary } = this.#latest().options;
    if (shouldReconnect(code, reason)) {
      this.#lose(known);
    } else {
      this.#fail(known);
    }
  }

  /** There was no url, for instance because the application got no token, so that nothing was closed. */
  #onError(message: string): void {
    this.#isLossTold = true;
    this.#lose({ code: ABNORMAL, message: message || UNREACHABLE });
  }

  /** The connection is dead, though nobody has closed it. */
  #onSilence(): void {
    this.#attempt = 0;
    this.#connect();
    this.#lose({ code: ABNORMAL, message: "The server does not answer any more." });
  }

  #lose(reason: WebSocketReason): void {
    const { maxAttempts = 20 } = this.#latest().options.reconnect ?? {};
    if (this.#attempt >= maxAttempts) {
      this.#fail(reason);
    } else {
      this.#showLoss(reason);
    }
  }

  #showLoss(reason: WebSocketReason | null): void {
    if (this.#snapshot.status === "connected" && this.#openedAt !== null) {
      return; // The browser says that it is offline; the connection knows better.
    }
    const status = isOffline() ? "offline" : reason === null ? "connecting" : "reconnecting";
    this.#show({ status, reason, attempt: this.#attempt + 1 });
  }

  #fail(reason: WebSocketReason): void {
    this.#release();
    this.#waiting = [];
    this.#show({ status: "failed", reason, attempt: 0 });
  }

  /** There is a network again, or somebody looks at the page again: then nobody should wait. */
  readonly #awake = (): void => {
    if (globalThis.document?.visibilityState === "hidden") {
      return;
    }
    if (this.#snapshot.status === "connected") {
      this.#heartbeat?.beat();
    } else if (!isOffline()) {
      this.#attempt = 0;
      this.#showLoss(this.#snapshot.reason);
      this.#connect();
    }
  };

  #show(patch: Partial<SocketSnapshot<T>>): void {
    const before = this.#snapshot;
    const after = { ...before, ...patch };
    const keys = Object.keys(patch) as (keyof SocketSnapshot<T>)[];
    if (keys.some((key) => !Object.is(before[key], after[key]))) {
      this.#snapshot = after;
      [...this.#listeners].forEach((listener) => listener());
    }
  }
}

function isOffline(): boolean {
  return globalThis.navigator?.onLine === false;
}

/** The codes by which Parley, and all servers of the protocol of `centrifuge`, refuse for good. */
function isTemporary(code: number): boolean {
  return code < 3500 || (code >= 4000 && code < 4500);
}
