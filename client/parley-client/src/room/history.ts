import type { Subscription } from "centrifuge";
import type { RoomState } from "../api.js";
import { askAgain } from "../ask-again.js";
import { ParleyError } from "../error.js";
import type { MessageList } from "./message-list.js";
import { readMessage, type TimedPublication } from "./publication.js";

/** How many messages are loaded at once. */
export const PAGE = 50;

/** What a history needs of its room. */
export interface HistoryOwner {
  /** The id of the user, or null if it is not known. */
  me(): string | null;
  onState(patch: Partial<Pick<RoomState, "hasOlder" | "loadingOlder" | "gap">>): void;
}

/** Loads the stored messages of a room into its list: the newest page, and pages before it. */
export class History<T> {
  readonly #list: MessageList<T>;
  readonly #owner: HistoryOwner;
  /** Whether the newest messages are in the list, so that what comes continues it. */
  #loaded = false;
  /** Whether messages between those in the list and the newest ones are missing. */
  #broken = false;
  #hasOlder = false;
  #position = { offset: 0, epoch: "" };
  #older: Promise<boolean> | null = null;

  constructor(list: MessageList<T>, owner: HistoryOwner) {
    this.#list = list;
    this.#owner = owner;
  }

  /** Whether the list ends with the newest messages. */
  get isLoaded(): boolean {
    return this.#loaded;
  }

  /**
   * The subscription is live from this position.
   *
   * @param lost whether what came before it and after the last subscription could not be recovered
   * @returns whether the log is another one than before
   */
  begin(position: { offset: number; epoch: string }, lost: boolean): boolean {
    const isOther = this.#position.epoch !== "" && this.#position.epoch !== position.epoch;
    this.#position = position;
    if ((lost || isOther) && this.#loaded) {
      this.#loaded = false;
      this.#broken = true;
      this.#owner.onState({ gap: true });
    }
    if (isOther) {
      this.#list.forget();
    }
    return isOther;
  }

  /** Takes a message that has just been published. */
  receive(publication: TimedPublication): void {
    this.#list.add([readMessage<T>(publication, this.#owner.me(), Date.now())]);
  }

  /** Loads the newest page, unless the list has it. Asks again as long as that may help. */
  async load(subscription: Subscription, signal: AbortSignal): Promise<void> {
    if (this.#loaded) {
      return;
    }
    // Where the channel keeps no history, or this user may not read it, what comes from now on is shown.
    const page = await askAgain(signal, () =>
      subscription.history({ limit: PAGE, reverse: true }),
    ).catch(() => ({ publications: [] }));
    if (page === null) {
      return;
    }
    this.#loaded = true;
    if (this.#broken) {
      this.#broken = false;
      this.#list.forget(page.publications.at(-1)?.offset ?? this.#position.offset + 1);
    }
    this.#add(page.publications);
  }

  /** Loads the page before the oldest message. One is loaded at a time. Rejects with ParleyError. */
  loadOlder(subscription: Subscription | null, limit: number): Promise<boolean> {
    this.#older ??= this.#loadOlder(subscription, limit).finally(() => {
      this.#older = null;
      this.#owner.onState({ loadingOlder: false });
    });
    return this.#older;
  }

  async #loadOlder(subscription: Subscription | null, limit: number): Promise<boolean> {
    const offset = this.#list.oldest;
    if (subscription === null || offset === null || !this.#hasOlder) {
      return this.#hasOlder;
    }
    this.#owner.onState({ loadingOlder: true });
    const { epoch } = this.#position;
    try {
      const page = await subscription.history({ limit, since: { offset, epoch }, reverse: true });
      if (epoch === this.#position.epoch) {
        this.#add(page.publications);
      }
      return this.#hasOlder;
    } catch (failure) {
      throw ParleyError.from(failure);
    }
  }

  /** Takes a page, newest first. */
  #add(publications: readonly TimedPublication[]): void {
    const oldest = publications.at(-1)?.offset;
    // A page may be short because it would be too large, so only an empty one says that there is nothing before it.
    this.#hasOlder = oldest !== undefined && oldest > 1;
    const now = Date.now();
    const me = this.#owner.me();
    this.#list.add(
      publications.map((publication) => readMessage<T>(publication, me, now)).reverse(),
    );
    this.#owner.onState({ hasOlder: this.#hasOlder });
  }
}
