import type { Message, Reason } from "../api.js";
import { backoff } from "../ask-again.js";
import { ParleyError } from "../error.js";
import type { Entry } from "./entry.js";
import type { QueueStorage } from "./storage.js";
import { reasonOfMessage } from "./refusal.js";

/** How far a message has come that is not stored yet. */
export type Progress = Pick<Message, "id" | "status" | "error">;

/** What a line needs of the queue. */
export interface LineQueue {
  readonly storage: QueueStorage;
  /** Why a message must not be sent, or null. */
  refuse(data: unknown): Reason | null;
  /** Told when messages have come or gone. */
  onCount(): void;
}

/** What a line needs of its room. */
export interface LineOwner {
  /** Asks the server to store a message; with the same id it stores it once. */
  publish(entry: Entry): Promise<{ readonly offset: number | null }>;
  /** The server has stored it. */
  onStored(id: string, offset: number | null): void;
  /** Told after each change, with all messages of the line. */
  onProgress(progress: readonly Progress[]): void;
}

/**
 * The messages of one room that are not stored yet, in the order in which they were typed.
 *
 * One is sent at a time: the next one leaves when the one before it is stored or refused. Not every transport keeps the order of
 * requests, and a message that the server defers must not be overtaken.
 */
export class Line {
  #entries: Entry[] = [];
  readonly #owner: LineOwner;
  readonly #queue: LineQueue;
  #ready = false;
  /** The message that is on its way. An attempt whose connection is gone is given up: the next connection tries again. */
  #attempt: { readonly id: string } | null = null;
  /** Why the first message waits although there is a connection. */
  #deferral: { readonly reason: Reason; readonly timer: ReturnType<typeof setTimeout> } | null =
    null;
  #failures = 0;

  constructor(owner: LineOwner, queue: LineQueue) {
    this.#owner = owner;
    this.#queue = queue;
  }

  /** How many messages wait; those that the server has refused do not. */
  get waiting(): number {
    return this.#entries.filter(({ failure }) => failure === null).length;
  }

  /** Takes messages, new ones or those of an earlier page. */
  add(entries: readonly Entry[]): void {
    const known = new Set(this.#entries.map(({ id }) => id));
    this.#entries.push(...entries.filter(({ id }) => !known.has(id)));
    this.#entries.sort((one, other) => one.order - other.order);
    this.#update();
  }

  /** Says whether messages can be sent now. */
  setReady(ready: boolean): void {
    if (this.#ready !== ready) {
      this.#ready = ready;
      this.#attempt = null;
      // Whatever the server said, the next connection may be to another one.
      this.#endDeferral();
      this.#update();
    }
  }

  /** Sends a message again that the server has refused. */
  retry(id: string): void {
    const entry = this.#find(id);
    if (entry !== undefined && entry.failure !== null) {
      this.#replace({ ...entry, failure: this.#queue.refuse(entry.data) });
    }
  }

  /** Forgets a message. One that is on its way cannot be taken back. Returns whether it is gone. */
  discard(id: string): boolean {
    return this.#attempt?.id !== id && this.#remove(id);
  }

  /** The message was seen in the room, so it is stored, whatever the reply says. */
  confirm(id: string): void {
    if (this.#first?.id === id) {
      this.#attempt = null;
      this.#failures = 0;
      this.#endDeferral();
    }
    this.#remove(id);
  }

  /** Stops for good. What is in the storage stays there. */
  close(): void {
    this.#ready = false;
    this.#endDeferral();
  }

  #update(): void {
    this.#queue.onCount();
    this.#owner.onProgress(this.#progress());
    void this.#send();
  }

  #progress(): Progress[] {
    const moving = this.#ready && this.#deferral === null;
    let deferral = this.#deferral?.reason ?? null;
    return this.#entries.map(({ id, failure }) => {
      if (failure !== null) {
        return { id, status: "failed", error: failure };
      }
      const error = deferral;
      deferral = null;
      return { id, status: moving ? "pending" : "queued", error };
    });
  }

  async #send(): Promise<void> {
    const entry = this.#first;
    if (entry === undefined || !this.#ready || this.#attempt !== null || this.#deferral !== null) {
      return;
    }
    const attempt = (this.#attempt = { id: entry.id });
    try {
      const { offset } = await this.#owner.publish(entry);
      this.#owner.onStored(entry.id, offset);
      this.confirm(entry.id);
    } catch (error) {
      if (this.#attempt === attempt) {
        this.#attempt = null;
        this.#refused(entry, ParleyError.from(error));
      }
    }
  }

  #refused(entry: Entry, failure: ParleyError): void {
    if (failure.temporary) {
      this.#defer(failure);
    } else {
      this.#failures = 0;
      this.#replace({ ...entry, failure: reasonOfMessage(failure) });
    }
  }

  #defer(failure: ParleyError): void {
    if (this.#ready) {
      const timer = setTimeout(() => {
        this.#deferral = null;
        this.#update();
      }, backoff(this.#failures++));
      this.#deferral = { reason: reasonOfMessage(failure), timer };
    }
    this.#update();
  }

  #endDeferral(): void {
    clearTimeout(this.#deferral?.timer);
    this.#deferral = null;
  }

  /** The message to send next, or the one that is on its way. */
  get #first(): Entry | undefined {
    return this.#entries.find(({ failure }) => failure === null);
  }

  #find(id: string): Entry | undefined {
    return this.#entries.find((entry) => entry.id === id);
  }

  #replace(entry: Entry): void {
    this.#entries = this.#entries.map((other) => (other.id === entry.id ? entry : other));
    this.#queue.storage.put(entry);
    this.#update();
  }

  #remove(id: string): boolean {
    const isKnown = this.#find(id) !== undefined;
    if (isKnown) {
      this.#entries = this.#entries.filter((entry) => entry.id !== id);
      this.#queue.storage.delete(id);
      this.#update();
    }
    return isKnown;
  }
}
