import type { Subscription } from "centrifuge";
import type { MessageStore } from "./message-store.ts";
import type { RawInfo } from "./publication.ts";
import { Roster, type Member } from "./roster.ts";

/** How long somebody may take to come back after a broken connection before it is told as a leave. */
const GRACE_MS = 15_000;

/**
 * Keeps the roster of a room by its joins and leaves, starting from what the server says is there.
 *
 * A join or leave that arrives while the list is asked for may be newer or older than the list. Applying it again on top of the
 * list is right in both cases, because a client id is never used twice.
 */
export class Presence {
  readonly #roster = new Roster();
  readonly #subscription: Subscription;
  readonly #store: MessageStore;
  readonly #onChange: () => void;
  /** What happened since the list was asked for; null when no answer is awaited. */
  #meanwhile: (() => void)[] | null = null;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(subscription: Subscription, store: MessageStore, onChange: () => void) {
    this.#subscription = subscription;
    this.#store = store;
    this.#onChange = onChange;
    subscription.on("join", ({ info }) => this.#apply(() => this.#join(info)));
    subscription.on("leave", ({ info }) => this.#apply(() => this.#leave(info)));
    subscription.on("subscribing", () => this.#suspend());
    subscription.on("unsubscribed", () => this.#suspend());
    subscription.on("subscribed", () => void this.#load());
  }

  members(me: string): Member[] {
    return this.#roster.members(me);
  }

  stop(): void {
    clearTimeout(this.#settling);
  }

  #apply(event: () => void): void {
    if (this.#meanwhile === null) {
      event();
      this.#onChange();
    } else {
      this.#meanwhile.push(event);
    }
  }

  #join(info: RawInfo): void {
    const author = this.#roster.join(info);
    if (author !== null) {
      this.#store.notice(`${author.name} joined`, Date.now());
    }
  }

  #leave(info: RawInfo): void {
    const author = this.#roster.leave(info);
    if (author !== null) {
      this.#store.notice(`${author.name} left`, Date.now());
    }
  }

  #suspend(): void {
    this.#meanwhile = null;
    this.#roster.suspend();
    clearTimeout(this.#settling);
    this.#onChange();
  }

  async #load(): Promise<void> {
    const meanwhile: (() => void)[] = [];
    this.#meanwhile = meanwhile;
    try {
      const { clients } = await this.#subscription.presence();
      if (this.#meanwhile !== meanwhile) {
        return; // the connection broke since; a newer question is on its way
      }
      this.#roster.snapshot(Object.values(clients));
    } catch {
      // Too many to list, or the connection broke: joins and leaves are still told.
    }
    if (this.#meanwhile === meanwhile) {
      this.#meanwhile = null;
      meanwhile.forEach((event) => event());
      this.#settling = setTimeout(() => this.#settle(), GRACE_MS);
      this.#onChange();
    }
  }

  #settle(): void {
    for (const author of this.#roster.settle()) {
      this.#store.notice(`${author.name} left`, Date.now());
    }
    this.#onChange();
  }
}
