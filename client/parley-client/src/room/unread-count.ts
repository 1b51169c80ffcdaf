import { createStore } from "../store.js";

/** What has been read of one room, and what there is. */
export class UnreadCount {
  readonly store = createStore(0);
  /** Null until the server has said how far the user has read. */
  #read: number | null = null;
  #head = 0;

  /** Up to which offset the user has read. */
  get read(): number {
    return this.#read ?? 0;
  }

  /** The highest offset that is known. */
  get head(): number {
    return this.#head;
  }

  /** Takes what the server answers. What has come meanwhile is newer and stays. */
  load(read: number, head: number): void {
    this.#read = Math.max(read, this.#read ?? 0);
    this.#head = Math.max(head, this.#head);
    this.#show();
  }

  /** There is a message at this offset. */
  extend(head: number): void {
    this.#head = Math.max(head, this.#head);
    this.#show();
  }

  /** Counts from here, because the server keeps no markers for this room. */
  begin(): void {
    this.#read ??= this.#head;
    this.#show();
  }

  /** The user has read up to this offset. Returns whether that is news. */
  mark(offset: number): boolean {
    if (offset <= this.read) {
      return false;
    }
    this.#read = offset;
    this.#show();
    return true;
  }

  /** The log was lost, so that offsets begin anew. */
  reset(): void {
    this.#read = null;
    this.#head = 0;
    this.#show();
  }

  #show(): void {
    this.store.set(this.#read === null ? 0 : Math.max(0, this.#head - this.#read));
  }
}
