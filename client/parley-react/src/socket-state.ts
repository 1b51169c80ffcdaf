import type { WebSocketReason, WebSocketStatus } from "./socket-options.js";

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

export const CLOSED = { status: "closed", lastMessage: null, reason: null, attempt: 0 } as const;
export const CONNECTING = {
  status: "connecting",
  lastMessage: null,
  reason: null,
  attempt: 1,
} as const;

/** The newest snapshot of a socket, in the shape that `useSyncExternalStore` takes. It is the same object until something changes. */
export class SocketState<T> {
  readonly #first: SocketSnapshot<T>;
  readonly #listeners = new Set<() => void>();
  #snapshot: SocketSnapshot<T>;

  constructor(first: SocketSnapshot<T>) {
    this.#first = first;
    this.#snapshot = first;
  }

  readonly get = (): SocketSnapshot<T> => this.#snapshot;

  /** What a server renders. */
  readonly first = (): SocketSnapshot<T> => this.#first;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  patch(patch: Partial<SocketSnapshot<T>>): void {
    const before = this.#snapshot;
    const after = { ...before, ...patch };
    const keys = Object.keys(patch) as (keyof SocketSnapshot<T>)[];
    if (keys.some((key) => !Object.is(before[key], after[key]))) {
      this.#snapshot = after;
      [...this.#listeners].forEach((listener) => listener());
    }
  }
}
