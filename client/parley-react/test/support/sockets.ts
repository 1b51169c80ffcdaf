/** A WebSocket that does what a test says. */
export class ScriptedSocket extends EventTarget {
  readonly sent: unknown[] = [];
  binaryType = "blob";
  readyState = 0;

  constructor(
    readonly url: string,
    readonly protocols?: string | string[],
  ) {
    super();
  }

  send(data: unknown): void {
    this.sent.push(data);
  }

  /** Called by the client. A dead connection says nothing. */
  close(): void {
    this.readyState = 3;
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  receive(data: unknown): void {
    this.dispatchEvent(new MessageEvent("message", { data }));
  }

  /** As browsers do when an attempt fails, or a connection is broken. */
  fail(): void {
    this.dispatchEvent(new Event("error"));
    this.end();
  }

  end(code = 1006, reason = ""): void {
    this.readyState = 3;
    this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
  }
}

/** A class of sockets, and the sockets that were made of it. */
export function scriptedSockets() {
  const made: ScriptedSocket[] = [];
  class Recorded extends ScriptedSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      made.push(this);
    }
  }
  return { made, WebSocket: Recorded };
}
