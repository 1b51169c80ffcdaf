/**
 * The browser's network, with a switch: `cut` breaks all open connections, as a pulled cable does. New connections work.
 */
export class Cable {
  #cut = new AbortController();

  /** The browser's WebSocket; it closes when the cable is cut. */
  readonly WebSocket: typeof WebSocket;
  /** The browser's EventSource; it fails when the cable is cut. */
  readonly EventSource: typeof EventSource;

  constructor() {
    const signal = () => this.#cut.signal;
    this.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        whenCut(signal(), this, () => this.close());
      }
    };
    this.EventSource = class extends EventSource {
      constructor(url: string | URL, options?: EventSourceInit) {
        super(url, options);
        whenCut(signal(), this, () => {
          this.close();
          this.dispatchEvent(new Event("error"));
        });
      }
    };
  }

  /** The browser's fetch; a request fails when the cable is cut. */
  readonly fetch: typeof fetch = (input, init) => {
    const signals = [this.#cut.signal, init?.signal].filter(
      (signal) => signal instanceof AbortSignal,
    );
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };

  /** Breaks what is open now. */
  cut(): void {
    this.#cut.abort(new TypeError("the connection was cut"));
    this.#cut = new AbortController();
  }
}

function whenCut(signal: AbortSignal, socket: EventTarget, end: () => void): void {
  signal.addEventListener("abort", end);
  socket.addEventListener("close", () => signal.removeEventListener("abort", end));
}
