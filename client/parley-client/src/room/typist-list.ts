import type { ClientInfo } from "centrifuge";
import type { PresentUser } from "../api.js";
import { createStore } from "../store.js";
import { nameOf } from "./publication.js";

/** How long somebody types without a renewal, unless the server says otherwise. */
const DURATION_MS = 6_000;

/** The other users who type in a room now, in the order in which they began. */
export class TypistList {
  readonly store = createStore<readonly PresentUser[]>([]);
  readonly #ends = new Map<string, ReturnType<typeof setTimeout>>();

  /** Takes an event of the server. */
  receive(info: ClientInfo, data: { readonly typing?: unknown; readonly for?: unknown }): void {
    if (data.typing !== true) {
      this.end(info.user);
      return;
    }
    clearTimeout(this.#ends.get(info.user));
    const duration = typeof data.for === "number" ? data.for : DURATION_MS;
    this.#ends.set(
      info.user,
      setTimeout(() => this.end(info.user), duration),
    );
    if (!this.store.get().some(({ user }) => user === info.user)) {
      const typist = { user: info.user, name: nameOf(info), clients: 1 };
      this.store.set([...this.store.get(), typist]);
    }
  }

  /** A message of the user has come, or the user is gone. */
  end(user: string): void {
    if (this.#ends.has(user)) {
      clearTimeout(this.#ends.get(user));
      this.#ends.delete(user);
      this.store.set(this.store.get().filter((typist) => typist.user !== user));
    }
  }

  clear(): void {
    [...this.#ends.keys()].forEach((user) => this.end(user));
  }
}
