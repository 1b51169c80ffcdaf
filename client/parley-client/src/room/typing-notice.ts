/** How often it is said again that the user still types. The server's notice lasts 6 s. */
const RENEWAL_MS = 3_000;

/** Tells the server that the user types, no more often than others need it. */
export class TypingNotice {
  readonly #tell: (typing: boolean) => Promise<unknown>;
  #toldAt = -Infinity;
  /** What this server or room refuses is not asked for again on this connection. */
  #refused = false;

  /** @param tell asks the server; rejects with a `code` */
  constructor(tell: (typing: boolean) => Promise<unknown>) {
    this.#tell = tell;
  }

  set(typing: boolean): void {
    if (typing && Date.now() - this.#toldAt >= RENEWAL_MS) {
      this.#send(true);
      this.#toldAt = Date.now();
    } else if (!typing && this.#toldAt !== -Infinity) {
      this.#toldAt = -Infinity;
      this.#send(false);
    }
  }

  /** The message ends it for everybody, so that nothing needs to be said. */
  endByMessage(): void {
    this.#toldAt = -Infinity;
  }

  /** A new connection. */
  reset(): void {
    this.#toldAt = -Infinity;
    this.#refused = false;
  }

  #send(typing: boolean): void {
    if (!this.#refused) {
      this.#tell(typing).catch((error: { temporary?: boolean; code?: number }) => {
        // Nobody misses a notice that was lost.
        this.#refused = error.temporary !== true;
      });
    }
  }
}
