import type { Centrifuge, Subscription } from "centrifuge";
import type { Author } from "./entries.ts";
import { MessageStore } from "./message-store.ts";
import { Outbox } from "./outbox.ts";
import { read } from "./publication.ts";
import { Presence } from "./presence.ts";

/** Whether the room can be read, and why not. */
export type RoomState =
  | { readonly kind: "entering" }
  | { readonly kind: "open" }
  | { readonly kind: "closed"; readonly reason: string };

const PAGE = 50;
/** Entries kept while one follows the end; older ones come back by paging. */
const KEPT = 500;

/**
 * One room: its subscription, its stream, who is here. Every change ends in `onChange`.
 *
 * The order on (re)entering matters: the subscription comes first, the history after it, so that a message published in
 * between is seen twice, which the store forgives, and never missed.
 */
export class Room {
  readonly channel: string;
  readonly store: MessageStore;
  readonly presence: Presence;
  readonly outbox: Outbox;
  state: RoomState = { kind: "entering" };
  epoch = "";
  /** Whether history may hold messages before the first one shown. */
  hasOlder = false;
  loadingOlder = false;

  readonly #subscription: Subscription;
  readonly #client: Centrifuge;
  readonly #onChange: () => void;
  #historyLoaded = false;
  #left = false;

  constructor(client: Centrifuge, name: string, me: Author, onChange: () => void) {
    this.channel = `room:${name}`;
    this.#client = client;
    this.#onChange = () => this.#left || onChange();
    this.store = new MessageStore(me);
    this.outbox = new Outbox(client, this.channel, this.store, this.#onChange);
    this.#subscription = client.newSubscription(this.channel, {
      joinLeave: true,
      recoverable: true,
      positioned: true,
    });
    this.presence = new Presence(this.#subscription, this.store, this.#onChange);
    this.#listen();
    this.#subscription.subscribe();
  }

  /** Ends the subscription. Nothing of this room changes afterwards. */
  leave(): void {
    this.#left = true;
    this.presence.stop();
    this.#subscription.unsubscribe();
    this.#client.removeSubscription(this.#subscription);
  }

  /** Brings the page of history before the oldest message shown. */
  async loadOlder(): Promise<void> {
    const oldest = this.store.oldest;
    if (this.loadingOlder || oldest === null) {
      return;
    }
    this.loadingOlder = true;
    this.#onChange();
    try {
      const since = { offset: oldest, epoch: this.epoch };
      const page = await this.#subscription.history({ limit: PAGE, since, reverse: true });
      page.publications.forEach((publication) => this.store.add(read(publication, null)));
      this.hasOlder = page.publications.length === PAGE && (this.store.oldest ?? 1) > 1;
    } catch {
      // The button is still there to try again.
    } finally {
      this.loadingOlder = false;
      this.#onChange();
    }
  }

  /** Drops the oldest entries of a long stream; only while nobody looks at them. */
  trim(): void {
    if (this.store.trim(KEPT)) {
      this.hasOlder = true;
    }
  }

  #listen(): void {
    const subscription = this.#subscription;
    subscription.on("subscribing", () => {
      this.state = { kind: "entering" };
      this.#onChange();
    });
    subscription.on("subscribed", ({ wasRecovering, recovered, streamPosition }) => {
      this.state = { kind: "open" };
      this.epoch = streamPosition?.epoch ?? "";
      if (wasRecovering && recovered) {
        this.store.notice("Connected again; nothing was missed", Date.now());
      } else if (wasRecovering) {
        this.store.reset();
        this.#historyLoaded = false;
        this.store.notice("Connected again; the messages were loaded anew", Date.now());
      }
      if (!this.#historyLoaded) {
        void this.#loadLatest();
      }
      this.outbox.flush();
      this.#onChange();
    });
    subscription.on("unsubscribed", ({ code, reason }) => {
      this.state = { kind: "closed", reason: `${reason} (${code})` };
      this.#onChange();
    });
    subscription.on("publication", (publication) => {
      this.store.add(read(publication, Date.now()));
      this.#onChange();
    });
  }

  async #loadLatest(): Promise<void> {
    try {
      const page = await this.#subscription.history({ limit: PAGE, reverse: true });
      page.publications.forEach((publication) => this.store.add(read(publication, null)));
      this.epoch = page.epoch;
      this.hasOlder = page.publications.length === PAGE && (this.store.oldest ?? 1) > 1;
      this.#historyLoaded = true;
      this.#onChange();
    } catch {
      // The connection broke meanwhile; the next `subscribed` loads it.
    }
  }
}
