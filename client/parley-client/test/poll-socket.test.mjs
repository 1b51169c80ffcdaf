import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { PollSocket } from "../dist/transport/index.js";
import { FakeServer, lines } from "./fake-server.mjs";

const URL_OF_POLL = "https://chat.example.com/connection/poll";

/** A socket, and its events in order. @param {FakeServer} server */
function socketOf(server, fetchIt = server.fetch) {
  const socket = new PollSocket(URL_OF_POLL, undefined, { fetch: fetchIt });
  /** @type {string[]} */
  const messages = [];
  /** @type {Promise<void>} */
  const open = new Promise((resolve) => (socket.onopen = () => resolve()));
  /** @type {Promise<{code: number, reason: string}>} */
  const closed = new Promise((resolve) => (socket.onclose = resolve));
  /** @type {(() => void)[]} */
  const waiting = [];
  socket.onmessage = ({ data }) => {
    messages.push(data);
    waiting.splice(0).forEach((wake) => wake());
  };
  const until = async (/** @type {number} */ count) => {
    while (messages.length < count) {
      await new Promise((resolve) => waiting.push(() => resolve(undefined)));
    }
    return messages;
  };
  return { socket, open, closed, until, messages };
}

/** Lets everything that is under way go on until a condition holds. @param {() => boolean} condition */
async function eventually(condition) {
  while (!condition()) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe("a socket that polls", () => {
  it("passes frames on as they are, one after the other, and acknowledges each", async () => {
    const server = new FakeServer();
    const { socket, open, until } = socketOf(server);
    assert.equal(socket.readyState, PollSocket.CONNECTING);
    await open;
    assert.equal(socket.readyState, PollSocket.OPEN);
    server.push('{"id":1,"connect":{}}\n{"push":{}}');
    await until(1);
    server.push("{}");
    assert.deepEqual(await until(2), ['{"id":1,"connect":{}}\n{"push":{}}', "{}"]);
    await eventually(() => server.requests.at(-1)?.head.ack === 2);
    const acks = server.requests.filter(({ step }) => step === "/next").map(({ head }) => head);
    assert.deepEqual(
      acks.map(({ turn, ack }) => [turn, ack]),
      [
        [1, 0],
        [2, 1],
        [3, 2],
      ],
    );
    socket.close();
  });

  it("says no secret in a URL", async () => {
    const server = new FakeServer();
    const { socket, open, closed } = socketOf(server);
    await open;
    socket.send("{}");
    await eventually(() => server.received.length === 1);
    socket.close();
    await closed;
    assert.deepEqual(
      new Set(server.requests.map(({ url }) => url.replace(URL_OF_POLL, ""))),
      new Set(["", "/next", "/send", "/close"]),
    );
    const known = server.requests.filter(({ step }) => step !== "");
    assert.ok(known.every(({ head }) => head.poll === "secret.node"));
  });

  it("asks again for an answer that was lost, and passes nothing on twice [Q1]", async () => {
    const server = new FakeServer();
    server.fail("/next", "lost", 502);
    const { socket, open, until, messages } = socketOf(server);
    await open;
    server.push("a");
    await until(1);
    server.push("b");
    await until(2);
    assert.deepEqual(messages, ["a", "b"]);
    socket.close();
  });

  it("takes a batch that comes again for what it is", async () => {
    const server = new FakeServer();
    let polls = 0;
    const { socket, open, until, messages } = socketOf(server, async (input, init) => {
      if (!String(input).endsWith("/next")) {
        return server.fetch(input, init);
      }
      polls++;
      return polls <= 2 ? lines({ batch: 1 }, "a") : lines({ batch: 2 }, "b");
    });
    await open;
    await until(2);
    assert.deepEqual(messages, ["a", "b"]);
    socket.close();
  });

  it("sends in order, again under the same number when it may be lost [Q1]", async () => {
    const server = new FakeServer();
    server.fail("/send", "lost", 503);
    const { socket, open } = socketOf(server);
    await open;
    for (const command of ["1", "2", "3", "4"]) {
      socket.send(command);
    }
    await eventually(() => server.received.length === 4);
    assert.deepEqual(server.received, ["1", "2", "3", "4"]);
    const turns = server.requests.filter(({ step }) => step === "/send");
    assert.deepEqual(
      turns.map(({ head, frame }) => [head.turn, frame]),
      [
        [1, "1"],
        [1, "1"],
        [1, "1"],
        [2, "2\n3\n4"],
      ],
    );
    socket.close();
  });

  it("closes with the code of the server", async () => {
    const server = new FakeServer();
    const { open, closed, socket } = socketOf(server);
    await open;
    server.end(3503, "force disconnect");
    const { code, reason } = await closed;
    assert.deepEqual([code, reason], [3503, "force disconnect"]);
    assert.equal(socket.readyState, PollSocket.CLOSED);
  });

  it("closes with the code of a 404 of the server, and with 1006 at that of anybody else", async () => {
    for (const [answer, expected] of /** @type {const} */ ([
      [
        () => lines({ end: true }, '{"push":{"disconnect":{"code":3000,"reason":"gone"}}}', 404),
        3000,
      ],
      [() => new Response("<html>", { status: 404 }), 1006],
    ])) {
      const server = new FakeServer();
      server.absence = 0;
      const { closed } = socketOf(server, async (input, init) =>
        String(input).endsWith("/next") ? answer() : server.fetch(input, init),
      );
      assert.equal((await closed).code, expected);
    }
  });

  it("closes with 1009 when the server finds a frame too large", async () => {
    const server = new FakeServer();
    server.fail("/send", 413);
    const { socket, open, closed } = socketOf(server);
    await open;
    socket.send("x");
    assert.equal((await closed).code, 1009);
  });

  it("closes with 1006 where nobody answers, or not for as long as the server waits", async () => {
    const refusing = new FakeServer();
    refusing.fail("", 429);
    assert.equal((await socketOf(refusing).closed).code, 1006);

    const lost = new FakeServer();
    lost.absence = 1;
    lost.fail("/next", ...Array(100).fill(503));
    const { open, closed } = socketOf(lost);
    await open;
    assert.equal((await closed).code, 1006);
    const polls = lost.requests.filter(({ step }) => step === "/next").length;
    assert.ok(polls > 2 && polls < 20, `${polls} polls in a second`);
  });

  it("tells the server when it is closed, and asks for nothing more", async () => {
    const server = new FakeServer();
    const { socket, open, closed, messages } = socketOf(server);
    await open;
    await eventually(() => server.requests.length === 2);
    socket.close();
    server.push("late");
    assert.equal((await closed).code, 1000);
    assert.deepEqual(
      server.requests.map(({ step }) => step),
      ["", "/next", "/close"],
    );
    assert.deepEqual(messages, []);
  });

  it("knows nothing but JSON", () => {
    assert.throws(() => new PollSocket(URL_OF_POLL, "centrifuge-protobuf"), /subprotocol/);
  });
});
