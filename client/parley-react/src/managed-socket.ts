import ReconnectingWebSocket, { type CloseEvent } from "partysocket/ws";
import { isTemporary, reasonOfClose, reasonOfNoUrl, SILENCE } from "./close-reasons.js";
import { fromFrame, toFrame } from "./frames.js";
import { Heartbeat } from "./heartbeat.js";
import { isHidden, isOffline, watchPage } from "./page.js";
import type { WebSocketOptions, WebSocketReason, WebSocketUrl } from "./socket-options.js";
import { CLOSED, CONNECTING, SocketState } from "./socket-state.js";

interface Latest<T> {
  readonly url: WebSocketUrl;
  readonly options: WebSocketOptions<T>;
}

/** A connection that was up for less does not end the count of attempts: the server may refuse in this way. */
const MIN_UPTIME_MS = 5_000;

/** A socket that may be opened and closed again and again, and what React needs to show it. `partysocket` reconnects. */
export class ManagedSocket<T> {
  readonly state: SocketState<T>;
  readonly #latest: () => Latest<T>;
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
    this.state = new SocketState<T>(willOpen ? CONNECTING : CLOSED);
  }

  open(): void {
    this.#attempt = 0;
    this.state.patch({ ...CONNECTING });
    this.#connect();
  }

  /** Ends the connection; what waits is dropped. */
  close(): void {
    this.#release();
    this.#waiting = [];
    this.state.patch({ ...CLOSED });
  }

  readonly send = (message: unknown): boolean => {
    const { status } = this.state.get();
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
    const { status, reason } = this.state.get();
    if (status === "failed") {
      this.#attempt = 0;
      this.state.patch({ status: "reconnecting", attempt: 1, reason });
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
    watchPage(signal, {
      onAwake: () => this.#awake(),
      onOffline: () => this.#showLoss(this.state.get().reason),
    });
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
    this.state.patch({ attempt: Math.max(1, this.#attempt) });
    const { url } = this.#latest();
    return String(typeof url === "function" ? await url() : url);
  }

  #onOpen(): void {
    this.#openedAt = Date.now();
    const { options } = this.#latest();
    this.state.patch({ status: "connected", reason: null, attempt: 0 });
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
    this.state.patch({ lastMessage: message });
    onMessage?.(message);
  }

  #onClose(event: CloseEvent): void {
    this.#heartbeat?.stop();
    this.#heartbeat = null;
    const up = this.#openedAt === null ? null : Date.now() - this.#openedAt;
    this.#openedAt = null;
    this.#isLossTold = true;
    if (up !== null && up >= MIN_UPTIME_MS) {
      this.#attempt = 0;
    }
    const { reason, closeReason } = reasonOfClose(event, up !== null);
    const { shouldReconnect = isTemporary } = this.#latest().options;
    if (shouldReconnect(reason.code, closeReason)) {
      this.#lose(reason);
    } else {
      this.#fail(reason);
    }
  }

  /** There was no url, for instance because the application got no token, so that nothing was closed. */
  #onError(message: string): void {
    this.#isLossTold = true;
    this.#lose(reasonOfNoUrl(message));
  }

  /** The connection is dead, though nobody has closed it. */
  #onSilence(): void {
    this.#attempt = 0;
    this.#connect();
    this.#lose(SILENCE);
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
    if (this.state.get().status === "connected" && this.#openedAt !== null) {
      return; // The browser says that it is offline; the connection knows better.
    }
    const status = isOffline() ? "offline" : reason === null ? "connecting" : "reconnecting";
    this.state.patch({ status, reason, attempt: this.#attempt + 1 });
  }

  #fail(reason: WebSocketReason): void {
    this.#release();
    this.#waiting = [];
    this.state.patch({ status: "failed", reason, attempt: 0 });
  }

  /** There is a network again, or somebody looks at the page again: then nobody should wait. */
  #awake(): void {
    if (isHidden()) {
      return;
    }
    if (this.state.get().status === "connected") {
      this.#heartbeat?.beat();
    } else if (!isOffline()) {
      this.#attempt = 0;
      this.#showLoss(this.state.get().reason);
      this.#connect();
    }
  }
}
