import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, createClient } from "../dist/index.js";
import { FakeServer } from "./fake-server.mjs";

/** Nothing but the answers to single requests gets through. */
class RefusedWebSocket {
  /** @type {string[]} */
  static tried = [];
  /** @type {any} */ onclose = null;
  /** @param {string} url */
  constructor(url) {
    RefusedWebSocket.tried.push(url);
    queueMicrotask(() => this.onclose({ code: 1006, reason: "" }));
  }
  close() {}
}

describe("the client", () => {
  it("falls back from transport to transport, down to polling [N14]", async () => {
    const server = new FakeServer();
    /** @type {string[]} */
    const refused = [];
    const client = createClient("https://x.example/chat", {
      websocket: RefusedWebSocket,
      token: "T",
      fetch: async (/** @type {any} */ input, /** @type {any} */ init) => {
        const url = String(input);
        if (!url.includes("/connection/poll")) {
          refused.push(url);
          return new Response("", { status: 404 });
        }
        return server.fetch(url.replace("/chat", ""), init);
      },
    });
    client.connect();
    while (server.received.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { id, connect } = JSON.parse(server.received[0] ?? "");
    assert.equal(connect.token, "T");
    server.push(
      JSON.stringify({ id, connect: { client: "c", version: "v", ping: 25, pong: true } }),
    );
    await client.ready(5000);
    assert.deepEqual(RefusedWebSocket.tried, ["wss://x.example/chat/connection/websocket"]);
    assert.deepEqual(refused, ["https://x.example/chat/connection/http_stream"]);
    client.disconnect();
    assert.equal(server.requests.at(-1)?.step, "/close");
  });

  it("takes only the transports that it is told to take", async () => {
    const server = new FakeServer();
    const client = createClient("https://x.example", { transports: ["poll"], fetch: server.fetch });
    client.connect();
    while (server.received.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    assert.equal(server.requests[0]?.url, "https://x.example/connection/poll");
    client.disconnect();
  });

  it("says which transport it has [N14]", async () => {
    const server = new FakeServer();
    const client = connect({
      url: "https://x.example",
      transports: ["poll"],
      fetch: server.fetch,
      getToken: async () => "T",
    });
    while (server.received.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    const { id } = JSON.parse(server.received[0] ?? "");
    server.push(JSON.stringify({ id, connect: { client: "c", version: "v" } }));
    await client.centrifuge.ready(5000);
    const state = client.connection.get();
    assert.equal(state.status === "connected" && state.transport, "poll");
    client.close();
  });

  it("loads the code of an event source when it is tried, and puts a ticket into its URL [T1]", async () => {
    /** @type {(url: URL) => void} */
    let tried = () => {};
    const opened = new Promise((/** @type {(url: URL) => void} */ resolve) => (tried = resolve));
    const client = createClient("https://x.example", {
      transports: ["sse"],
      token: "T",
      getTicket: async (token) => `ticket for ${token}`,
      eventsource: class {
        /** @param {string} url */
        constructor(url) {
          tried(new URL(url));
        }
        close() {}
      },
    });
    client.connect();
    const command = JSON.parse((await opened).searchParams.get("cf_connect") ?? "");
    assert.equal(command.connect.token, "ticket for T");
    client.disconnect();
  });

  it("opens nothing when it is closed before the code is there", async () => {
    const server = new FakeServer();
    const client = createClient("https://x.example", { transports: ["poll"], fetch: server.fetch });
    client.connect();
    client.disconnect();
    await import("../dist/transport/poll-socket.js");
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(server.requests, []);
  });
});
