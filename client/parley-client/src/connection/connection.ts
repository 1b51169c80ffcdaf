import type { Centrifuge } from "centrifuge";
import type { ConnectionState, Reason } from "../api.js";
import { ParleyError } from "../error.js";
import { createStore, type Store } from "../store.js";
import { transportOf } from "../transport/client.js";
import { observeDelays } from "./delays.js";
import { NetworkEvents } from "./network.js";
import { ownCodes, reasonOf, reasonOfAttempt, reasonOfLoss, reasonOfRefusal } from "./reasons.js";

/** What a connection needs. */
export interface ConnectionOptions {
  /** Attempts in a row without success before `failed`. */
  readonly maxAttempts: number;
  /** Makes the client; it is told by `network` that the browser is offline. */
  readonly createClient: (network: EventTarget) => Centrifuge;
}

/**
 * The state of a connection in words, and the rules that `centrifuge` does not have: a maximum of attempts, what the browser says about
 * network and page, and final states. Attempts, backoff, resubscription, recovery and token refresh are those of `centrifuge`.
 */
export class Connection {
  readonly centrifuge: Centrifuge;
  readonly #store = createStore<ConnectionState>({
    status: "connecting",
    attempt: 1,
    nextAttemptAt: null,
    reason: null,
  });
  readonly #options: ConnectionOptions;
  /** Where centrifuge hears that the browser is offline. */
  readonly #toCentrifuge = new EventTarget();
  readonly #network: NetworkEvents;
  readonly #delaysAreKnown: boolean;
  /** The number of the attempt that runs or comes next. */
  #attempt = 1;
  #nextAttemptAt: number | null = null;
  #wait: ReturnType<typeof setTimeout> | undefined;
  /** Why the attempt is made; null for the first one. */
  #reason: Reason | null = null;
  /** Whether a connection was lost, so that this is a reconnection. */
  #lost = false;
  /** Set while this class itself disconnects centrifuge. */
  #ending = false;
  #closed = false;
  #started = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#network = new NetworkEvents({
      online: () => this.#awake(),
      visible: () => this.#awake(),
      offline: () => this.#offline(),
    });
    this.centrifuge = options.createClient(this.#toCentrifuge);
    this.#delaysAreKnown = observeDelays(this.centrifuge, (delay) => this.#waitFor(delay));
    this.centrifuge.on("connecting", ({ code, reason }) => this.#onConnecting(code, reason));
    this.centrifuge.on("connected", ({ client, transport }) =>
      this.#onConnected(client, transport),
    );
    this.centrifuge.on("disconnected", ({ code, reason }) => this.#onDisconnected(code, reason));
    this.centrifuge.on("error", ({ type, error }) => this.#onError(type, error));
  }

  /** The state, to read and to listen to. */
  get state(): Store<ConnectionState> {
    return this.#store;
  }

  /** Connects, or connects again. Does nothing while connected, while an attempt runs, and after `close`. */
  retry(): void {
    const { status } = this.#store.get();
    const waits = this.#nextAttemptAt !== null || !this.#started;
    if (this.#closed || status === "connected" || (this.#trying && !waits)) {
      return;
    }
    if (!this.#trying) {
      this.#lost = false;
      this.#reason = null;
      // The old token may be what was refused.
      this.centrifuge.setToken("");
    }
    this.#begin();
  }

  /** Begins the very first attempt. */
  start(): void {
    this.#begin();
  }

  /** Ends the connection until `retry`. */
  disconnect(): void {
    if (!this.#closed && this.#store.get().status !== "closed") {
      this.#end({ status: "closed", reason: reasonOf(ownCodes.closed) });
    }
  }

  /** Ends the connection for good. */
  close(): void {
    this.disconnect();
    this.#closed = true;
  }

  /** Milliseconds from a request to its answer. An error of the server is an answer, too. */
  async roundTrip(): Promise<number> {
    if (this.#store.get().status !== "connected") {
      throw ParleyError.from({ code: 3 });
    }
    const start = performance.now();
    try {
      await this.centrifuge.rpc("ping", {});
    } catch (failure) {
      const error = ParleyError.from(failure);
      if (error.code < 100) {
        throw error;
      }
    }
    return performance.now() - start;
  }

  get #trying(): boolean {
    const { status } = this.#store.get();
    return status === "connecting" || status === "reconnecting" || status === "offline";
  }

  /** Whether the last of the attempts has failed. */
  get #spent(): boolean {
    return this.#attempt > this.#options.maxAttempts;
  }

  /** Begins a series of attempts with its first. Only disconnecting makes centrifuge begin its backoff anew. */
  #begin(): void {
    this.#started = true;
    this.#endWait();
    this.#attempt = 1;
    this.#network.attach();
    this.#show();
    try {
      this.#disconnectCentrifuge();
      this.centrifuge.connect();
    } catch {
      this.#end({ status: "failed", reason: reasonOf(ownCodes.noTransport) });
    }
  }

  #end(state: ConnectionState): void {
    this.#endWait();
    this.#network.detach();
    this.#store.set(state);
    this.#disconnectCentrifuge();
  }

  #disconnectCentrifuge(): void {
    this.#ending = true;
    try {
      this.centrifuge.disconnect();
    } finally {
      this.#ending = false;
    }
  }

  #onConnecting(code: number, detail: string): void {
    if (code === 0) {
      return;
    }
    this.#lost = true;
    this.#reason = reasonOfLoss(code, detail);
    this.#attempt = 0;
    if (!this.#delaysAreKnown) {
      this.#waitFor(null);
    }
  }

  #onConnected(clientId: string, transport: string): void {
    this.#endWait();
    this.#attempt = 1;
    this.#lost = false;
    this.#reason = null;
    this.#store.set({
      status: "connected",
      transport: transportOf(this.centrifuge, transport),
      clientId,
      since: Date.now(),
    });
  }

  #onDisconnected(code: number, detail: string): void {
    const ended = !this.#trying && this.#store.get().status !== "connected";
    if (this.#ending || ended) {
      return;
    }
    this.#endWait();
    this.#network.detach();
    const reason = reasonOfRefusal(code, detail);
    this.#store.set({ status: code === 0 ? "closed" : "failed", reason });
  }

  #onError(type: string, error: { code: number; message: string }): void {
    const reason = this.#trying ? reasonOfAttempt(type, error) : null;
    if (reason === null) {
      return;
    }
    this.#reason = reason;
    if (!this.#delaysAreKnown) {
      this.#waitFor(null);
    } else if (!this.#spent) {
      this.#show();
    }
  }

  /** The next attempt begins after this time; null if it is not known. */
  #waitFor(delayMs: number | null): void {
    // What fails while the browser is offline says nothing about the server.
    this.#attempt += this.#network.online || this.#attempt === 0 ? 1 : 0;
    if (this.#spent) {
      // Later, because centrifuge is just about to set its timer.
      queueMicrotask(() => this.#giveUp());
      return;
    }
    this.#reason ??= reasonOf(ownCodes.unreachable);
    this.#endWait();
    if (delayMs !== null) {
      this.#nextAttemptAt = Date.now() + delayMs;
      this.#wait = setTimeout(() => {
        this.#endWait();
        this.#show();
      }, delayMs);
    }
    this.#show();
  }

  #giveUp(): void {
    if (this.#trying && this.#spent) {
      this.#end({ status: "failed", reason: reasonOf(ownCodes.gaveUp) });
    }
  }

  #endWait(): void {
    clearTimeout(this.#wait);
    this.#nextAttemptAt = null;
  }

  #offline(): void {
    this.#toCentrifuge.dispatchEvent(new Event("offline"));
    if (this.#trying) {
      this.#show();
    }
  }

  /** There is a network again, or somebody looks at the page again: then nobody should wait. */
  #awake(): void {
    const { status } = this.#store.get();
    if (status === "connected") {
      void this.#probe();
    } else if (status === "offline" || this.#nextAttemptAt !== null) {
      this.#begin();
    }
  }

  /** A device that slept may have a connection that is dead and does not know it. */
  async #probe(): Promise<void> {
    const before = this.#store.get();
    try {
      await this.roundTrip();
    } catch (failure) {
      if (ParleyError.from(failure).code === ownCodes.timeout && this.#store.get() === before) {
        this.#lost = true;
        this.#reason = reasonOf(ownCodes.noPing);
        this.#begin();
      }
    }
  }

  #show(): void {
    const attempt = Math.max(1, this.#attempt);
    const nextAttemptAt = this.#nextAttemptAt;
    const reason = this.#reason;
    if (!this.#network.online) {
      this.#set({ status: "offline", reason: reasonOf(ownCodes.offline) });
    } else if (this.#lost) {
      const known = reason ?? reasonOf(ownCodes.connectionLost);
      this.#set({ status: "reconnecting", attempt, nextAttemptAt, reason: known });
    } else {
      this.#set({ status: "connecting", attempt, nextAttemptAt, reason });
    }
  }

  /** Nobody is told of a state that says the same. */
  #set(state: ConnectionState): void {
    if (JSON.stringify(state) !== JSON.stringify(this.#store.get())) {
      this.#store.set(state);
    }
  }
}
