import type { Delivery, Entry, Message } from "./entries.ts";
import type { ChatData, RoomPublication } from "./publication.ts";
import type { Author } from "./entries.ts";

/** An entry and its place: by offset, then by order of arrival. Messages without an offset yet come last. */
interface Placed {
  entry: Entry;
  readonly offset: number;
  readonly sequence: number;
}

/**
 * The stream of one room in order, each message once.
 *
 * A message of one's own is in the stream from the moment it is written. It finds its place in the log either by the reply
 * (which tells its offset) or by its publication (which carries its id), whichever comes first; the other changes nothing.
 * Pages of history, recovered publications and live ones may overlap in any way: an offset is taken once.
 */
export class MessageStore {
  readonly #me: Author;
  #placed: Placed[] = [];
  readonly #byOffset = new Map<number, Placed>();
  readonly #pending = new Map<string, Placed>();
  #sequence = 0;
  #top = 0;

  constructor(me: Author) {
    this.#me = me;
  }

  /** The entries in order. */
  entries(): readonly Entry[] {
    return this.#placed.map((placed) => placed.entry);
  }

  /** The highest offset seen, 0 before the first. */
  get top(): number {
    return this.#top;
  }

  /** The lowest offset held: older messages lie before it. Null when no stored message is held. */
  get oldest(): number | null {
    const first = this.#placed.find((placed) => this.#byOffset.get(placed.offset) === placed);
    return first?.offset ?? null;
  }

  /** Takes a publication; false when it was there already. */
  add(publication: RoomPublication): boolean {
    const { offset, id, author } = publication;
    if (this.#byOffset.has(offset)) {
      // The reply told the offset before the publication came: only the pending copy may be left to drop.
      return false;
    }
    // An id counts only from oneself: nobody else can make a message of mine disappear.
    const own = author?.user === this.#me.user;
    const pending = own && id !== null ? this.#pending.get(id) : undefined;
    if (pending !== undefined) {
      this.#remove(pending);
      this.#pending.delete(id!);
    }
    const key = pending?.entry.key ?? `offset-${offset || `none-${++this.#sequence}`}`;
    const delivery: Delivery = { state: "stored", offset };
    const { text, at } = publication;
    this.#insertStored({ kind: "message", key, author, own, text, at, delivery }, offset);
    return true;
  }

  /** Shows a message of one's own that is on its way. */
  write(data: ChatData): void {
    this.#pending.set(
      data.id,
      this.#insert(
        {
          kind: "message",
          key: `own-${data.id}`,
          author: this.#me,
          own: true,
          text: data.text,
          at: data.sent,
          delivery: { state: "sending" },
        },
        Infinity,
        ++this.#sequence,
      ),
    );
  }

  /** The server acknowledged a message: it is in the log at this offset. */
  stored(id: string, offset: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) {
      return; // its publication came first
    }
    this.#remove(pending);
    this.#pending.delete(id);
    if (!this.#byOffset.has(offset)) {
      const message = pending.entry as Message;
      this.#insertStored({ ...message, delivery: { state: "stored", offset } }, offset);
    }
  }

  /** A message is on its way again, or could not be sent. */
  mark(id: string, delivery: Delivery): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined) {
      pending.entry = { ...(pending.entry as Message), delivery };
    }
  }

  /** Tells something that happened, after what is in the stream now. */
  notice(text: string, at: number): void {
    const sequence = ++this.#sequence;
    this.#insert({ kind: "notice", key: `notice-${sequence}`, text, at }, this.#top, sequence);
  }

  /** Forgets what came from the log, which can no longer be continued. What is unsent stays. */
  reset(): void {
    this.#placed = [...this.#pending.values()];
    this.#byOffset.clear();
    this.#top = 0;
  }

  /** Keeps the newest entries only; true when older ones were dropped, which history can bring back. */
  trim(most: number): boolean {
    const surplus = this.#placed.length - most;
    if (surplus <= 0) {
      return false;
    }
    for (const placed of this.#placed.splice(0, surplus)) {
      this.#byOffset.delete(placed.offset);
    }
    return true;
  }

  #insertStored(message: Message, offset: number): void {
    if (offset === 0) {
      // A channel without a log: the order of arrival is all there is.
      this.#insert(message, this.#top, ++this.#sequence);
      return;
    }
    this.#top = Math.max(this.#top, offset);
    this.#byOffset.set(offset, this.#insert(message, offset, 0));
  }

  #insert(entry: Entry, offset: number, sequence: number): Placed {
    const placed: Placed = { entry, offset, sequence };
    // Nearly everything belongs at the end, so that is where the search begins.
    let at = this.#placed.length;
    while (at > 0 && isAfter(this.#placed[at - 1]!, placed)) {
      at--;
    }
    this.#placed.splice(at, 0, placed);
    return placed;
  }

  #remove(placed: Placed): void {
    this.#placed.splice(this.#placed.indexOf(placed), 1);
  }
}

function isAfter(one: Placed, other: Placed): boolean {
  return (
    one.offset > other.offset || (one.offset === other.offset && one.sequence > other.sequence)
  );
}
