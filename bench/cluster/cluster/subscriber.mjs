import { createRequire } from "node:module";
import { resolve } from "node:path";

const PEERS = createRequire(resolve(import.meta.dirname, "../../peers/package.json"));
const ANSWER_MILLIS = 10_000;

/** A client that subscribes to one channel and counts what it gets. */
export class Subscriber {
  #socket;
  #received = 0;

  /** Resolves when it is subscribed. */
  static async of(url, channel) {
    const signal = AbortSignal.timeout(ANSWER_MILLIS);
    const { token } = await (await fetch(`${url}/dev/token?user=bench`, { signal })).json();
    const subscriber = new Subscriber();
    await subscriber.#open(url.replace("http", "ws"), channel, token);
    return subscriber;
  }

  get received() {
    return this.#received;
  }

  close() {
    this.#socket.close();
  }

  #open(url, channel, token) {
    const { WebSocket } = PEERS("ws"); // only now, so that who asks for help needs none of it
    this.#socket = new WebSocket(`${url}/connection/websocket`, {
      handshakeTimeout: ANSWER_MILLIS,
    });
    const say = (command) => this.#socket.send(JSON.stringify(command));
    return new Promise((resolve, reject) => {
      this.#socket.on("open", () => say({ id: 1, connect: { token } }));
      this.#socket.on("error", reject);
      this.#socket.on("close", (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
      this.#socket.on("message", (frame) => {
        for (const line of frame.toString().split("\n")) {
          const { error, connect, subscribe, push } = JSON.parse(line);
          if (line === "{}") this.#socket.send("{}");
          if (connect) say({ id: 2, subscribe: { channel } });
          if (subscribe) resolve();
          if (push?.pub) this.#received++;
          if (error) reject(new Error(`${error.code} ${error.message}`));
        }
      });
    });
  }
}
