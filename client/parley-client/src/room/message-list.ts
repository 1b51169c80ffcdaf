import type { Message } from "../api.js";
import type { Progress } from "../queue/line.js";
import { createStore } from "../store.js";

/**
 * The messages of one room: stored ones by offset, each once; then the user's own that are not stored yet, in the order in
 * which they were typed.
 *
 * A message of the user's own is stored when the reply or its publication says so, whichever comes first. Pages of history,
 * recovered and live publications may overlap in any way.
 */
export class MessageList<T> {
  readonly store = createStore<readonly Message<T>[]>([]);
  #stored: Message<T>[] = [];
  /** The place of each stored message: its offset, or that of the one before it if its channel has no log. Ascending. */
  #places: number[] = [];
  readonly #waiting = new Map<string, Message<T>>();
  #ids = new Set<string>();
  #head = 0;

  /** The highest offset, or 0. */
  get head(): number {
    return this.#head;
  }

  /** The lowest offset, or null without a stored message. */
  get oldest(): number | null {
    return this.#stored.find((message) => message.offset !== null)?.offset ?? null;
  }

  /** A message of the user's own that is not stored yet. */
  waiting(id: string): Message<T> | undefined {
    return this.#waiting.get(id);
  }

  /** Takes stored messages in any order; those that are there already change nothing. */
  add(messages: readonly Message<T>[]): void {
    if (messages.filter((message) => this.#insert(message)).length > 0) {
      this.#show();
    }
  }

  /** Shows a message of the user's own that is not stored yet, after those that wait already. */
  addWaiting(message: Message<T>): void {
    if (!this.#ids.has(message.id)) {
      this.#waiting.set(message.id, message);
      this.#show();
    }
  }

  /**
   * The server has stored a message of the user's own. If that was long ago, because only the reply was lost, its place is before the
   * messages that are loaded: then it comes with its page.
   */
  confirm(id: string, offset: number | null): void {
    const message = this.#waiting.get(id);
    if (message !== undefined) {
      const isLoaded = offset === null || offset > (this.#places[0] ?? 0);
      if (!isLoaded || !this.#insert({ ...message, offset, status: "stored", error: null })) {
        this.#waiting.delete(id);
      }
      this.#show();
    }
  }

  /** Changes how far messages have come that are not stored yet. */
  mark(changes: readonly Progress[]): void {
    let isChanged = false;
    for (const { id, status, error } of changes) {
      const message = this.#waiting.get(id);
      if (message !== undefined && (message.status !== status || message.error !== error)) {
        this.#waiting.set(id, { ...message, status, error });
        isChanged = true;
      }
    }
    if (isChanged) {
      this.#show();
    }
  }

  /** Removes a message that is not stored. */
  remove(id: string): void {
    if (this.#waiting.delete(id)) {
      this.#show();
    }
  }

  /** Forgets the stored messages below an offset; all of them by default. What is not stored yet stays. */
  forget(below = Infinity): void {
    const count = below === Infinity ? this.#stored.length : this.#find(below);
    if (count > 0) {
      this.#stored = this.#stored.slice(count);
      this.#places = this.#places.slice(count);
      this.#ids = new Set(this.#stored.map(({ id }) => id));
      this.#head = this.#places.at(-1) ?? 0;
      this.#show();
    }
  }

  #show(): void {
    // A copy of 10,000 references takes some microseconds.
    this.store.set([...this.#stored, ...this.#waiting.values()]);
  }

  /** Returns whether the message is new here. */
  #insert(message: Message<T>): boolean {
    const place = message.offset ?? this.#places.at(-1) ?? 0;
    const at = message.offset === null ? this.#stored.length : this.#find(place);
    if (message.offset !== null && this.#stored[at]?.offset === message.offset) {
      return false;
    }
    if (message.own && this.#waiting.delete(message.id)) {
      // Its place is in the log now.
    } else if (this.#ids.has(message.id) || this.#waiting.has(message.id)) {
      if (message.offset === null) {
        return false;
      }
      message = { ...message, id: this.#unusedId(String(message.offset)) };
    }
    this.#ids.add(message.id);
    this.#stored.splice(at, 0, message);
    this.#places.splice(at, 0, place);
    this.#head = Math.max(this.#head, message.offset ?? 0);
    return true;
  }

  /** Publishers choose the ids of their messages, so two may be the same. In the list they never are. */
  #unusedId(id: string): string {
    return this.#ids.has(id) || this.#waiting.has(id) ? this.#unusedId(`${id}'`) : id;
  }

  /** The index of the first stored message whose place is not before this one. Nearly everything belongs to the end. */
  #find(place: number): number {
    let low = 0;
    let high = this.#places.length;
    if (high > 0 && this.#places[high - 1]! < place) {
      return high;
    }
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#places[middle]! < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
