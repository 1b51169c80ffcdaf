import type { QueueState, Reason } from "../api.js";
import { ownCodes } from "../connection/reasons.js";
import type { ClientContext } from "../context.js";
import { ParleyError } from "../error.js";
import { createStore, type WritableStore } from "../store.js";
import { createEntry, type Entry } from "./entry.js";
import { Line, type LineOwner, type LineQueue } from "./line.js";
import { reasonOfSize } from "./refusal.js";
import { indexedStorage, noStorage, type QueueStorage } from "./storage.js";

const LIMIT = 500;
/** The default of the server's `parley.namespace.NAME.message-bytes`. */
const MESSAGE_BYTES = 65_536;

/** The messages of all rooms that the server has not stored yet. */
export class Queue implements LineQueue {
  readonly #limit: number;
  readonly #messageBytes: number;
  readonly #lines: Line[] = [];
  readonly state: WritableStore<QueueState>;
  readonly storage: QueueStorage;

  /** @param restore shows and sends messages that an earlier page has left, in the order in which they were typed */
  constructor(context: ClientContext, restore: (entries: readonly Entry[]) => void) {
    const { limit = LIMIT, maxMessageBytes = MESSAGE_BYTES, storage = "memory" } = context.queue;
    this.#limit = limit;
    this.#messageBytes = maxMessageBytes;
    this.state = createStore<QueueState>({ waiting: 0, limit, storage, warning: null });
    this.storage =
      storage === "memory"
        ? noStorage
        : indexedStorage({
            scope: scopeOf(context),
            onAdopted: restore,
            onFailure: () => this.#warn(),
          });
  }

  /** Makes the line of a room. */
  line(owner: LineOwner): Line {
    const line = new Line(owner, this);
    this.#lines.push(line);
    return line;
  }

  /**
   * Makes an entry for a new message, and keeps it.
   *
   * @throws ParleyError if too many messages wait
   * @throws TypeError if JSON cannot express the data
   */
  create(channel: string, data: unknown): Entry {
    const json = JSON.stringify(data) as string | undefined;
    if (json === undefined) {
      throw new TypeError("A message must be a value that JSON can express");
    }
    if (this.state.get().waiting >= this.#limit) {
      throw new ParleyError(
        ownCodes.queueFull,
        `${this.#limit} messages wait for the server already. Send this one when some of them are gone.`,
        true,
      );
    }
    // A copy, as the others will get it: what the caller changes later does not change the message.
    const copy: unknown = JSON.parse(json);
    const entry = { ...createEntry(channel, copy), failure: this.refuse(copy) };
    this.storage.put(entry);
    return entry;
  }

  /** Looks for messages of pages that are gone. */
  adopt(): void {
    this.storage.adopt();
  }

  close(): void {
    this.#lines.forEach((line) => line.close());
    this.storage.close();
  }

  /** A frame that is far too large would end the connection, so a message that is too large is not even tried. */
  refuse(data: unknown): Reason | null {
    const bytes = new TextEncoder().encode(JSON.stringify(data)).length;
    return bytes > this.#messageBytes ? reasonOfSize(bytes, this.#messageBytes) : null;
  }

  onCount(): void {
    const waiting = this.#lines.reduce((sum, line) => sum + line.waiting, 0);
    const state = this.state.get();
    if (waiting !== state.waiting) {
      this.state.set({ ...state, waiting });
    }
  }

  #warn(): void {
    const message =
      "This browser does not let this page store anything. Messages that wait are lost when the page is closed.";
    const warning = { code: ownCodes.noStorage, message };
    this.state.set({ ...this.state.get(), storage: "memory", warning });
  }
}

/** Whose messages these are, as soon as it is known: the server and the user. */
function scopeOf({ url, user }: ClientContext): Promise<string> {
  return new Promise((resolve) => {
    const check = () => {
      const known = user.get();
      if (known !== null) {
        unsubscribe();
        resolve(`${url} ${known.id}`);
      }
    };
    const unsubscribe = user.subscribe(check);
    check();
  });
}
