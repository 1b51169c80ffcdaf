import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Centrifuge } from "centrifuge";
import WebSocket from "ws";
import { publish } from "../support/api.mjs";
import { httpUrl, socketUrl } from "../support/config.mjs";
import { Collected, rejection, within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { ProtobufCentrifuge } from "../support/protobuf.mjs";
import { RawSocket } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

/**
 * The publications that a client is pushed, with the fields that it does not show.
 *
 * @param {any} client
 */
function pushed(client) {
  const publications = new Collected();
  const codec = client._codec;
  const decode = codec.decodeReplies.bind(codec);
  codec.decodeReplies = (/** @type {any} */ frame) => {
    const replies = decode(frame);
    for (const { push } of replies) {
      if (push?.pub) {
        publications.add(push.pub);
      }
    }
    return replies;
  };
  return publications;
}

/**
 * A subscribed client of either kind.
 *
 * @param {import("node:test").TestContext} t
 * @param {typeof Centrifuge | typeof ProtobufCentrifuge} Kind
 * @param {string} room
 */
async function listener(t, Kind, room) {
  const user = userName();
  const client = new Kind(socketUrl, { websocket: WebSocket, getToken: () => token(user) });
  t.after(() => client.disconnect());
  client.connect();
  const subscription = client.newSubscription(room);
  const publications = pushed(client);
  subscription.subscribe();
  await within(subscription.ready(), "subscription");
  return { user, client, subscription, publications };
}

/**
 * A socket of the Protobuf variant.
 *
 * @param {import("node:test").TestContext} t
 */
async function openSocket(t) {
  const socket = new WebSocket(socketUrl, "centrifuge-protobuf");
  t.after(() => socket.terminate());
  await within(
    new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    }),
    "open socket",
  );
  assert.equal(socket.protocol, "centrifuge-protobuf");
  return new RawSocket(socket);
}

describe("the Protobuf variant", () => {
  it("and the JSON variant hear each other, and see the same [K1]", async (t) => {
    const room = roomName();
    const both = [await listener(t, Centrifuge, room), await listener(t, ProtobufCentrifuge, room)];
    await both[0].subscription.publish({ from: "JSON", list: [1, 2.5, "ä🎉"] });
    await both[1].subscription.publish({ from: "Protobuf" });
    await publish(room, "from the server");
    const [json, protobuf] = await Promise.all(
      both.map(({ publications }) => publications.atLeast(3)),
    );
    const seen = (/** @type {any[]} */ items) =>
      items.map(({ offset, data, info, time }) => ({
        offset: Number(offset),
        data,
        user: info?.user,
        time: Number(time),
      }));
    assert.deepEqual(seen(protobuf), seen(json));
    assert.deepEqual(
      seen(json).map(({ offset, user }) => [offset, user]),
      [
        [1, both[0].user],
        [2, both[1].user],
        [3, undefined],
      ],
    );
    assert.ok(seen(json).every(({ time }) => time > 1_700_000_000_000));
    const pages = await Promise.all(
      both.map(async ({ subscription }) =>
        seen((await subscription.history({ limit: -1 })).publications),
      ),
    );
    assert.deepEqual(pages[1], pages[0]);
  });

  it("takes JSON for data and nothing else, because others may speak JSON [K1]", async (t) => {
    const { client } = await listener(t, ProtobufCentrifuge, roomName());
    const codec = /** @type {any} */ (client)._codec;
    codec.encodeCommands = Object.getPrototypeOf(codec).encodeCommands;
    const error = await rejection(
      client.publish("room:any", /** @type {any} */ (new Uint8Array([1, 2, 3]))),
    );
    assert.equal(error.code, 107);
    assert.match(error.message, /data must be JSON/);
  });

  it("closes with 3506 when text comes [A2]", async (t) => {
    const raw = await openSocket(t);
    raw.send('{"id":1,"connect":{}}');
    assert.equal((await raw.closed()).code, 3506);
  });

  for (const [what, hex] of [
    ["nothing", ""],
    ["a length without a message", "05"],
    ["a length beyond all frames", "ffffffffffffffffff01"],
    ["a group", "040801a306"],
    ["a command without an id", "025a00"],
    ["JSON", Buffer.from('{"id":1,"connect":{}}').toString("hex")],
    ["another command than connect", "0408015a00"],
  ]) {
    it(`closes with 3501 when a frame holds ${what} [A2]`, async (t) => {
      const raw = await openSocket(t);
      raw.send(Buffer.from(hex, "hex"));
      assert.equal((await raw.closed()).code, 3501);
    });
  }

  /**
   * @param {string} path
   * @param {string} hex
   */
  const post = (path, hex) =>
    fetch(httpUrl(path), {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: Buffer.from(hex, "hex"),
    });

  it("is streamed to a request that speaks it [E1] [K1]", async () => {
    const response = await post("/connection/http_stream", "0408015a00");
    assert.equal(response.status, 200);
    assert.equal(response.headers.get("content-type"), "application/octet-stream");
    const stream = Buffer.from(await response.arrayBuffer());
    assert.equal(stream.length, stream[0] + 1, "one message, the disconnect push");
    assert.ok(stream.includes(Buffer.from("08ad1b", "hex")), "the code 3501");
  });

  for (const [what, status, hex] of [
    ["a session that there is not", 404, "0a016e1201731a0100"],
    ["no session", 400, "0a016e1a0100"],
    ["no commands", 400, "0a016e120173"],
    ["nothing", 400, ""],
    ["half a field", 400, "0a7f6e"],
    ["JSON", 400, Buffer.from('{"session":"s","node":"n","data":"{}"}').toString("hex")],
  ]) {
    it(`answers commands in a request for ${what} with ${status} [E2] [A2]`, async () => {
      const response = await post("/emulation", String(hex));
      assert.equal(response.status, status);
    });
  }

  it("is spoken only by who asks for it", async (t) => {
    for (const protocols of [[], ["centrifuge-json"]]) {
      const socket = new WebSocket(socketUrl, protocols);
      t.after(() => socket.terminate());
      const raw = new RawSocket(socket);
      await within(new Promise((resolve) => socket.once("open", resolve)), "open socket");
      assert.equal(socket.protocol, protocols[0] ?? "");
      const reply = await raw.ask("connect", { token: await token(userName()) });
      assert.ok(reply.connect);
    }
  });
});
