const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** The server's side of a socket. */
export interface SocketEvents {
  /** The client wants to connect. */
  connecting(socket: FakeSocket): void;
  received(socket: FakeSocket, frame: string): void;
  /** The client has closed it. Not called when the server did. */
  closedByClient(socket: FakeSocket): void;
}

/** A WebSocket without a network: the part of the interface that `centrifuge` uses. Events come in order, each in a microtask of its own. */
export class FakeSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;

  onopen: ((event: object) => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onerror: ((event: object) => void) | null = null;
  onclose: ((event: { code: number; reason: string; wasClean: boolean }) => void) | null = null;
  binaryType = "blob";
  readonly url: string;
  readonly #server: SocketEvents;
  #readyState: number = CONNECTING;

  constructor(url: string | URL, server: SocketEvents) {
    this.url = String(url);
    this.#server = server;
    queueMicrotask(() => {
      if (this.#readyState === CONNECTING) {
        server.connecting(this);
      }
    });
  }

  get readyState(): number {
    return this.#readyState;
  }

  /** Sends a frame to the server. */
  send(frame: string): void {
    if (this.#readyState === CONNECTING) {
      throw new Error("the socket is not open yet");
    }
    if (this.#readyState === OPEN) {
      queueMicrotask(() => this.#server.received(this, frame));
    }
  }

  /** Closes it from the client's side. */
  close(code = 1000, reason = ""): void {
    if (this.#readyState >= CLOSING) {
      return;
    }
    this.#readyState = CLOSING;
    queueMicrotask(() => {
      this.#server.closedByClient(this);
      this.#closed(code, reason, true);
    });
  }

  /** The server accepts the connection. */
  accept(): void {
    if (this.#readyState === CONNECTING) {
      this.#readyState = OPEN;
      this.onopen?.({});
    }
  }

  /** The server sends a frame. */
  deliver(frame: string): void {
    queueMicrotask(() => {
      if (this.#readyState === OPEN) {
        this.onmessage?.({ data: frame });
      }
    });
  }

  /** The server, or the network, ends the connection: after all that was delivered before. */
  end(code: number, reason = ""): void {
    queueMicrotask(() => {
      if (this.#readyState < CLOSED) {
        if (code === 1006) {
          this.onerror?.({});
        }
        this.#closed(code, reason, code !== 1006);
      }
    });
  }

  #closed(code: number, reason: string, wasClean: boolean): void {
    if (this.#readyState !== CLOSED) {
      this.#readyState = CLOSED;
      this.onclose?.({ code, reason, wasClean });
    }
  }
}
