import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, rejection } from "../support/events.mjs";
import { key, roomName, userName } from "../support/names.mjs";

describe("calling methods", () => {
  it("answers an unknown method with 104", async (t) => {
    const client = await connect(t);
    assert.equal((await rejection(client.rpc("no.such.method", {}))).code, 104);
  });

  it("takes a message without a reply and goes on", async (t) => {
    const client = await connect(t);
    await client.send({ anything: true });
    assert.equal((await rejection(client.rpc("no.such.method", {}))).code, 104);
  });

  it("publishes and tells offset and epoch", async (t) => {
    const room = roomName();
    const client = await connect(t);
    const subscription = await subscribe(client, room);
    for (let i = 1; i <= 3; i++) {
      const { data } = await client.rpc("channel.publish", { channel: room, data: i });
      assert.equal(data.offset, i);
      assert.equal(data.epoch, (await subscription.history({ limit: 0 })).epoch);
    }
  });

  it("publishes under an idempotency key once, and tells the same position again [L3]", async (t) => {
    const room = roomName();
    const client = await connect(t);
    const subscription = await subscribe(client, room);
    const publications = Collected.of(subscription, "publication");
    const request = { channel: room, data: "once", idempotency_key: key() };
    const first = await client.rpc("channel.publish", request);
    const second = await client.rpc("channel.publish", request);
    assert.deepEqual(second.data, first.data);
    await subscription.publish("fence");
    await publications.atLeast(2);
    assert.deepEqual(
      publications.items.map(({ data }) => data),
      ["once", "fence"],
    );
  });

  it("publishes once when the same key comes many times at once [L3]", async (t) => {
    const room = roomName();
    const clients = await Promise.all(
      Array.from({ length: 4 }, () => connect(t, { user: "same" })),
    );
    const [subscription] = await Promise.all(clients.map((client) => subscribe(client, room)));
    const request = { channel: room, data: "once", idempotency_key: key() };
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => clients[i % 4]?.rpc("channel.publish", request)),
    );
    assert.deepEqual(new Set(results.map((result) => result?.data.offset)), new Set([1]));
    assert.equal((await subscription?.history({ limit: -1 }))?.publications.length, 1);
  });

  it("knows a key that came by the HTTP API before, for a channel has one log [L3]", async (t) => {
    const room = roomName();
    const client = await connect(t);
    await subscribe(client, room);
    const request = { channel: room, data: "once", idempotency_key: key() };
    const first = await api("publish", request);
    const { data } = await client.rpc("channel.publish", request);
    assert.deepEqual(data, first);
  });

  it("publishes only where the publish command would: 102, 103, 107", async (t) => {
    const client = await connect(t);
    const room = roomName();
    await subscribe(client, room);
    /** @type {[unknown, number][]} */
    const refused = [
      [{ channel: "nosuch:thing", data: 1 }, 102],
      [{ channel: roomName(), data: 1 }, 103],
      [{ channel: `inbox:${userName()}`, data: 1 }, 103],
      [{ channel: room, data: "x".repeat(64 * 1024) }, 107],
      [{ channel: room }, 107],
      [{ data: 1 }, 107],
      [{ channel: room, data: 1, idempotency_key: 7 }, 107],
      ["not an object", 107],
      [null, 107],
    ];
    for (const [request, code] of refused) {
      const error = await rejection(client.rpc("channel.publish", request));
      assert.equal(error.code, code, JSON.stringify(request)?.slice(0, 80));
    }
  });
});
