import WebSocket from "ws";

/** How long a member may take to answer a handshake or a request: one that stands still never does. */
export const ANSWER_MS = 3000;

/** The members in turn, dead ones too: a load balancer that knows nothing of their health. */
export class Ring {
  #next = 0;

  /** @param {string[]} urls */
  constructor(urls) {
    this.urls = urls;
  }

  next() {
    return /** @type {string} */ (this.urls[this.#next++ % this.urls.length]);
  }

  /**
   * What a client takes for the WebSocket class: each new connection goes to the next member.
   *
   * @param {(url: string) => void} [dialled] is told which
   */
  socket(dialled = () => {}) {
    const ring = this;
    return class extends WebSocket {
      /**
       * @param {string} _
       * @param {string[]} [protocols]
       */
      constructor(_, protocols) {
        const url = ring.next();
        super(`${url.replace(/^http/, "ws")}/connection/websocket`, protocols, {
          handshakeTimeout: ANSWER_MS,
        });
        this.on("error", () => {});
        dialled(url);
      }
    };
  }
}
