import { createServer, request } from "node:http";
import { PollSocket } from "parley-client/transports";
import { baseUrl, httpUrl } from "./config.mjs";
import { Collected } from "./events.mjs";
import { userName } from "./names.mjs";
import { token } from "./token.mjs";

export const pollUrl = httpUrl("/connection/poll");

/** The socket class for a client that polls, whatever its endpoint says. @param {string} [url] */
export function pollSocket(url = pollUrl) {
  return class extends PollSocket {
    constructor() {
      super(url);
    }
  };
}

/**
 * A proxy in front of the server that loses answers: the server has given them, and the client gets a broken connection.
 *
 * @param {import("node:test").TestContext} t
 */
export async function makeProxy(t) {
  const proxy = {
    url: "",
    /** Whether the answer to a request is lost. @type {(path: string) => boolean} */
    loses: () => false,
    /** Whether it passes anything on at all. */
    up: true,
    /** What was lost. @type {string[]} */
    lost: [],
  };
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url ?? "";
    if (!proxy.up) {
      outgoing.destroy();
      return;
    }
    const forwarded = request(
      new URL(path, baseUrl),
      { method: incoming.method ?? "GET", headers: { ...incoming.headers, host: baseUrl.host } },
      (answer) => {
        /** @type {Buffer[]} */
        const parts = [];
        answer.on("data", (part) => parts.push(part));
        answer.on("end", () => {
          if (!proxy.up || proxy.loses(path)) {
            proxy.lost.push(path);
            outgoing.destroy();
            return;
          }
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          outgoing.end(Buffer.concat(parts));
        });
      },
    );
    forwarded.on("error", () => outgoing.destroy());
    outgoing.on("close", () => forwarded.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(undefined)));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  proxy.url = `http://127.0.0.1:${port}/connection/poll`;
  return proxy;
}

/**
 * Does one request of long polling, exactly as a test wants it.
 *
 * @param {string} step
 * @param {string | Uint8Array<ArrayBuffer>} body
 * @param {RequestInit} [init]
 */
export async function post(step, body, init = {}) {
  const response = await fetch(pollUrl + step, { method: "POST", body, ...init });
  const text = await response.text();
  const end = text.indexOf("\n");
  const frame = end < 0 ? "" : text.slice(end + 1);
  return {
    status: response.status,
    text,
    head: text.startsWith("{") ? JSON.parse(end < 0 ? text : text.slice(0, end)) : null,
    /** @type {any[]} */
    messages: text.startsWith("{")
      ? frame
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [],
  };
}

/** A session that polls by hand. */
export class RawPoll {
  received = new Collected();
  turn = 0;
  ack = 0;
  sends = 0;

  /** @param {string} id */
  constructor(id) {
    this.id = id;
  }

  /** Opens one, with a connect command. @param {string} user */
  static async open(user = userName()) {
    const connect = JSON.stringify({ id: 1, connect: { token: await token(user) } });
    const { head, messages } = await post("", connect);
    const poll = new RawPoll(head.poll);
    poll.ack = head.batch;
    messages.forEach((message) => poll.received.add(message));
    return poll;
  }

  /** Asks for the next batch, and takes it. */
  async next(ack = this.ack, turn = ++this.turn) {
    const answer = await post("/next", JSON.stringify({ poll: this.id, turn, ack }));
    if (answer.head?.batch > this.ack) {
      this.ack = answer.head.batch;
      answer.messages.forEach((message) => this.received.add(message));
    }
    return answer;
  }

  /** Sends commands. @param {...object} commands */
  send(...commands) {
    return this.sendAs(++this.sends, ...commands);
  }

  /** @param {number} turn @param {...object} commands */
  sendAs(turn, ...commands) {
    const head = { poll: this.id, turn };
    return post("/send", [head, ...commands].map((line) => JSON.stringify(line)).join("\n"));
  }
}
