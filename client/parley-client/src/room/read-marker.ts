/** The least time between two calls for one room. */
const PAUSE_MS = 1_000;

/** Tells the server up to where a room was read: at once, and then at most once a second with the newest offset. */
export class ReadMarker {
  readonly #tell: (offset: number) => Promise<void>;
  /** What the server does not know yet. */
  #offset: number | null = null;
  #busy = false;
  /** This server or room keeps no markers, or the user may not read: it is told again with the next subscription only. */
  #refused = false;
  #pause: ReturnType<typeof setTimeout> | undefined;

  /** @param tell asks the server; rejects with `temporary` */
  constructor(tell: (offset: number) => Promise<void>) {
    this.#tell = tell;
  }

  send(offset: number): void {
    this.#offset = offset;
    this.#flush();
  }

  /** There is a new subscription: sends what could not be sent before. */
  reset(): void {
    this.#refused = false;
    this.#flush();
  }

  close(): void {
    clearTimeout(this.#pause);
    this.#offset = null;
  }

  #flush(): void {
    if (this.#offset !== null && !this.#busy && !this.#refused) {
      void this.#send(this.#offset);
    }
  }

  async #send(offset: number): Promise<void> {
    this.#busy = true;
    this.#offset = null;
    try {
      await this.#tell(offset);
    } catch (failure) {
      this.#offset ??= offset;
      this.#refused = (failure as { temporary?: boolean }).temporary !== true;
      this.#busy = false;
      return;
    }
    this.#pause = setTimeout(() => {
      this.#busy = false;
      this.#flush();
    }, PAUSE_MS);
  }
}
