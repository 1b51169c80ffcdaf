/**
 * Rooms on npm `ws`: the bare server that a project writes for itself. It speaks the part of the
 * Centrifuge protocol that such a server needs: connect, subscribe and publish, answered by their
 * ids; pushes; pings. It checks no token, keeps no history, and knows nobody's name.
 *
 *   PORT=9601 HOST=127.0.0.1 node ws/server.mjs
 */
import { createServer } from "node:http";
import { Sender, WebSocketServer } from "ws";

const PORT = Number(process.env.PORT ?? 9601);
const HOST = process.env.HOST ?? "127.0.0.1";
const PING_SECONDS = 25;
const PONG_MILLIS = 10_000;
/** What may wait for one slow client; Parley and Centrifugo have the same limit. */
const OUTBOX_BYTES = 1 << 20;

/** @type {Map<string, Set<Member>>} */
const rooms = new Map();
/** Sockets that were written to in this turn of the event loop. */
let corked = [];

class Member {
  constructor(webSocket, socket) {
    this.webSocket = webSocket;
    this.socket = socket;
    this.rooms = new Set();
    this.corked = false;
    webSocket.on("message", (data) => this.#frame(data));
    webSocket.on("close", () => this.#left());
    webSocket.on("error", () => webSocket.terminate());
  }

  #frame(data) {
    for (const line of data.toString().split("\n")) {
      let command;
      try {
        command = JSON.parse(line);
      } catch {
        return this.webSocket.close(3501, "bad request");
      }
      this.#command(command);
    }
  }

  #command({ id, connect, subscribe, publish }) {
    if (id === undefined) {
      clearTimeout(this.pongDue);
    } else if (publish) {
      const members = rooms.get(publish.channel);
      if (!members?.has(this)) {
        return this.write(frame({ id, error: { code: 103, message: "permission denied" } }));
      }
      const push = frame({ push: { channel: publish.channel, pub: { data: publish.data } } });
      for (const member of members) {
        member.write(push);
      }
      this.write(frame({ id, publish: {} }));
    } else if (subscribe) {
      this.#join(subscribe.channel);
      this.write(frame({ id, subscribe: {} }));
    } else if (connect) {
      this.pings = setInterval(() => this.#ping(), PING_SECONDS * 1000);
      this.write(
        frame({ id, connect: { client: "", version: "ws", ping: PING_SECONDS, pong: true } }),
      );
    }
  }

  #join(room) {
    let members = rooms.get(room);
    if (!members) {
      rooms.set(room, (members = new Set()));
    }
    members.add(this);
    this.rooms.add(room);
  }

  #left() {
    clearInterval(this.pings);
    clearTimeout(this.pongDue);
    for (const room of this.rooms) {
      const members = rooms.get(room);
      members.delete(this);
      if (members.size === 0) {
        rooms.delete(room);
      }
    }
  }

  #ping() {
    this.write(PING);
    this.pongDue = setTimeout(() => this.webSocket.terminate(), PONG_MILLIS);
  }

  /**
   * Writes a frame that was made once for all members. All frames for a socket in one turn of the
   * event loop leave in one system call, which is what a delivery costs most.
   */
  write(bytes) {
    if (this.webSocket.readyState !== this.webSocket.OPEN) {
      return;
    }
    if (this.socket.writableLength > OUTBOX_BYTES) {
      this.webSocket.terminate();
      return;
    }
    if (!this.corked) {
      this.corked = true;
      this.socket.cork();
      corked.push(this);
      if (corked.length === 1) {
        setImmediate(uncork);
      }
    }
    this.socket.write(bytes);
  }
}

function uncork() {
  const members = corked;
  corked = [];
  for (const member of members) {
    member.corked = false;
    member.socket.uncork();
  }
}

/** A whole WebSocket frame, made by ws itself; Socket.IO does the same for its broadcasts. */
function frame(message) {
  const options = { fin: true, rsv1: false, opcode: 1, mask: false, readOnly: true };
  return Buffer.concat(Sender.frame(Buffer.from(JSON.stringify(message)), options));
}

const PING = frame({});

const http = createServer((request, response) => {
  response.writeHead(request.url === "/health" ? 200 : 404).end();
});
const server = new WebSocketServer({
  server: http,
  path: "/connection/websocket",
  perMessageDeflate: false,
  clientTracking: false,
  maxPayload: 128 * 1024,
});
server.on("connection", (webSocket, request) => {
  request.socket.setNoDelay(true);
  new Member(webSocket, request.socket);
});
http.listen({ port: PORT, host: HOST, backlog: 4096 }, () => console.log(`ws on ${HOST}:${PORT}`));

for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => process.exit(0));
}
