import type { Centrifuge } from "centrifuge";
import type { MessageStore } from "./message-store.ts";
import type { ChatData } from "./publication.ts";

/**
 * Sends messages, each until it is known to be stored, and each stored once.
 *
 * A reply that is lost leaves open whether the message was stored. So every attempt carries the same idempotency key, and the
 * server answers a second one with the position of the first.
 */
export class Outbox {
  readonly #client: Centrifuge;
  readonly #channel: string;
  readonly #store: MessageStore;
  readonly #onChange: () => void;
  /** What is not known to be stored, in the order it was written. */
  readonly #unsent = new Map<string, ChatData>();
  /** Those that only the connection kept back: they go out with the next one. */
  readonly #waiting = new Set<string>();

  constructor(client: Centrifuge, channel: string, store: MessageStore, onChange: () => void) {
    this.#client = client;
    this.#channel = channel;
    this.#store = store;
    this.#onChange = onChange;
  }

  /** Writes a message into the stream and sends it. */
  send(text: string): void {
    const data: ChatData = { id: messageId(), text, sent: Date.now() };
    this.#unsent.set(data.id, data);
    this.#store.write(data);
    void this.#deliver(data);
  }

  /** Sends a failed message again, with the same idempotency key. */
  retry(id: string): void {
    const data = this.#unsent.get(id);
    this.#waiting.delete(id);
    if (data !== undefined) {
      this.#store.mark(id, { state: "sending" });
      void this.#deliver(data);
    }
  }

  /** Sends what a broken connection kept back. */
  flush(): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    waiting.forEach((id) => this.retry(id));
  }

  async #deliver(data: ChatData): Promise<void> {
    this.#onChange();
    try {
      const result = await this.#client.rpc("channel.publish", {
        channel: this.#channel,
        data,
        idempotency_key: data.id,
      });
      this.#unsent.delete(data.id);
      this.#store.stored(data.id, (result.data as { offset: number }).offset);
    } catch (error) {
      const { code, message } = error as { code?: number; message?: string };
      // Codes below 100 are the client's own: no connection, no answer in time.
      const later = (code ?? 0) < 100;
      const reason = later ? "not connected" : `${message} (${code})`;
      if (later) {
        this.#waiting.add(data.id);
      }
      this.#store.mark(data.id, { state: "failed", reason, later });
    }
    this.#onChange();
  }
}

/** A random id. (crypto.randomUUID exists only on secure origins; a page on a plain LAN address must work too.) */
function messageId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
