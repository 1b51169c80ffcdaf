import WebSocket from "ws";

/**
 * The cable between one client and the server: it can be cut and mended, and it counts what comes through.
 *
 * `socket` is what the client takes for the WebSocket class.
 */
export function makeLink() {
  /** @type {Set<WebSocket>} */
  const open = new Set();
  const link = {
    up: true,
    /** Every frame that arrived, in order. @type {string[]} */
    frames: [],
    /** Breaks the connection as a pulled cable would, and keeps it broken. */
    cut() {
      link.up = false;
      open.forEach((socket) => socket.terminate());
    },
    /** The client's next attempt gets through. */
    mend() {
      link.up = true;
    },
    socket: class extends WebSocket {
      /**
       * @param {string} url
       * @param {string[]} [protocols]
       */
      constructor(url, protocols) {
        // Port 1 refuses at once, as a server does that is down.
        super(link.up ? url : "ws://127.0.0.1:1/", protocols);
        open.add(this);
        this.on("close", () => open.delete(this));
        this.on("error", () => {});
        this.on("message", (data) => link.frames.push(data.toString()));
      }
    },
  };
  return link;
}
