import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Centrifuge as ProtobufCentrifuge } from "centrifuge/build/protobuf";
import { api, publish, publishAll } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, next, within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";
import { token } from "../support/token.mjs";
import { way } from "../support/transports.mjs";

/** A server that allows deltas in rooms says so in the environment. */
const skip = process.env.PARLEY_NAMESPACE_ROOM_DELTA !== "fossil";

const range = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Two versions of it are much the same; where they differ, characters have two bytes and more. */
const version = (/** @type {number} */ number) => ({
  number,
  text: 'Příliš žluťoučký kůň \\ "🐎"\n'.repeat(20),
  mark: String.fromCodePoint(0x1f400 + (number % 50)).repeat(1 + (number % 3)),
});

const versions = (/** @type {number[]} */ ...numbers) => numbers.map(version);

/**
 * A client of the official package that gets data as an application does: parsed in JSON, bytes in Protobuf.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} transport
 */
async function connected(t, transport) {
  const { endpoint, options, brings = (/** @type {string} */ its) => its } = way(transport);
  if (!transport.endsWith("protobuf")) {
    return connect(t, { transport });
  }
  const client = new ProtobufCentrifuge(endpoint, {
    ...options,
    getToken: async () => brings(await token(userName())),
  });
  t.after(() => client.disconnect());
  client.connect();
  await within(client.ready(), "connection");
  return client;
}

/**
 * A subscription that asks for deltas, and what it hears.
 *
 * @param {any} client
 * @param {string} channel
 */
async function listen(client, channel) {
  const subscription = await subscribe(client, channel, { delta: "fossil" });
  return { client, subscription, publications: Collected.of(subscription, "publication") };
}

const said = (/** @type {any} */ data) =>
  data instanceof Uint8Array ? JSON.parse(new TextDecoder().decode(data)) : data;

/** @param {Collected} publications */
const heard = ({ items }) => items.map(({ data }) => said(data));

/** How many publications came whole, and how many as deltas. */
const kinds = (/** @type {any} */ subscription) => {
  const { numFullPayloads, numDeltaPayloads } = subscription.deltaStats();
  return { whole: numFullPayloads, deltas: numDeltaPayloads };
};

for (const transport of ["websocket", "protobuf", "http_stream", "http_stream_protobuf", "sse"]) {
  describe(`deltas over ${transport}`, { skip }, () => {
    it("are what the client makes the data of, from the second one on [F1]", async (t) => {
      const room = roomName();
      const { subscription, publications } = await listen(await connected(t, transport), room);
      for (const each of range(1, 5)) {
        await publish(room, version(each));
        await publications.atLeast(each);
      }
      assert.deepEqual(heard(publications), versions(1, 2, 3, 4, 5));
      assert.deepEqual(kinds(subscription), { whole: 1, deltas: 4 });
      const { bytesReceived, bytesDecoded } = subscription.deltaStats();
      assert.ok(bytesReceived < bytesDecoded / 3, `${bytesReceived} of ${bytesDecoded}`);
    });

    it("begin anew when a client has been away, and nothing is missed [F1] [L4]", async (t) => {
      const room = roomName();
      const { client, subscription, publications } = await listen(
        await connected(t, transport),
        room,
      );
      await publishAll(room, versions(1, 2), 1);
      await publications.atLeast(2);
      client.disconnect();
      await publishAll(room, versions(3, 4, 5), 1);
      const subscribed = next(subscription, "subscribed");
      client.connect();
      assert.equal((await subscribed).recovered, true);
      await publications.atLeast(5);
      for (const each of [6, 7]) {
        await publish(room, version(each));
        await publications.atLeast(each);
      }
      assert.deepEqual(heard(publications), versions(1, 2, 3, 4, 5, 6, 7));
      const { whole, deltas } = kinds(subscription);
      assert.equal(whole + deltas, 7);
      assert.ok(whole >= 5, "the first, the recovered, and the next one");
      assert.ok(deltas >= 1, "the last one");
    });

    it("come whole where that is shorter [F1]", async (t) => {
      const room = roomName();
      const { subscription, publications } = await listen(await connected(t, transport), room);
      const all = [version(1), "ä", 7, null, { n: 1 }, { n: 2 }, version(2), version(3)];
      await publishAll(room, all, 1);
      await publications.atLeast(all.length);
      assert.deepEqual(heard(publications), all);
      assert.equal(kinds(subscription).deltas <= 1, true);
    });

    it("are of no event that somebody types [V1] [F1]", async (t) => {
      const room = roomName();
      const typist = await connect(t);
      await subscribe(typist, room);
      const { subscription, publications } = await listen(await connected(t, transport), room);
      const typing = { typing: true, for: 6000 };
      for (const each of [1, 2]) {
        await publish(room, version(each));
        await publications.atLeast(each);
      }
      await typist.rpc("room.typing", { channel: room });
      await publications.atLeast(3);
      for (const each of [3, 4]) {
        await publish(room, version(each));
        await publications.atLeast(each + 1);
      }
      assert.deepEqual(heard(publications), [...versions(1, 2), typing, ...versions(3, 4)]);
      assert.deepEqual(kinds(subscription), { whole: 3, deltas: 2 });
    });

    it("are right while many are published at once [F1]", async (t) => {
      const room = roomName();
      const { subscription, publications } = await listen(await connected(t, transport), room);
      await publish(room, version(0));
      await publications.atLeast(1);
      await publishAll(room, versions(...range(1, 200)));
      await publications.atLeast(201);
      const { publications: stored } = await api("history", { channel: room, limit: 201 });
      assert.deepEqual(
        publications.items.map(({ offset, data }) => ({ offset, data: said(data) })),
        stored.map((/** @type {any} */ { offset, data }) => ({ offset, data })),
      );
      assert.deepEqual(kinds(subscription), { whole: 1, deltas: 200 });
    });
  });
}

describe("deltas", { skip }, () => {
  it("go to who asks, and the others hear the same without them [F1] [F2]", async (t) => {
    const room = roomName();
    const plain = await connectRaw(t);
    await plain.ask("subscribe", { channel: room });
    const json = await listen(await connected(t, "websocket"), room);
    await publish(room, version(1));
    await json.publications.atLeast(1);
    const protobuf = await listen(await connected(t, "protobuf"), room);
    const undemanding = await subscribe(await connect(t), room);
    const others = Collected.of(undemanding, "publication");
    for (const each of [2, 3]) {
      await publish(room, version(each));
      await json.publications.atLeast(each);
    }
    await Promise.all([protobuf.publications.atLeast(2), others.atLeast(2)]);
    assert.deepEqual(heard(json.publications), versions(1, 2, 3));
    assert.deepEqual(heard(protobuf.publications), versions(2, 3));
    assert.deepEqual(heard(others), versions(2, 3));
    assert.deepEqual(kinds(json.subscription), { whole: 1, deltas: 2 });
    assert.deepEqual(kinds(protobuf.subscription), { whole: 1, deltas: 1 });
    assert.deepEqual(kinds(undemanding), { whole: 0, deltas: 0 });
    const lines = await plain.received.until(
      (items) => items.filter(({ line }) => line.includes('"pub"')).length === 3,
      "three publications",
    );
    const pubs = lines.filter(({ line }) => line.includes('"pub"')).map(({ line }) => line);
    assert.ok(pubs.every((line) => line.includes('"data":{') && !line.includes("delta")));
  });

  it("are agreed in the reply, and data is a text from then on [F1]", async (t) => {
    const room = roomName();
    await publish(room, { n: 1 });
    const raw = await connectRaw(t);
    const asks = { channel: room, recover: true, offset: 0, epoch: "", delta: "fossil" };
    const { subscribe: reply } = await raw.ask("subscribe", asks);
    assert.equal(reply.delta, true);
    assert.deepEqual(
      reply.publications.map((/** @type {any} */ { data, delta }) => [data, delta]),
      [['{"n":1}', undefined]],
    );
    const { history } = await raw.ask("history", { channel: room, limit: 1 });
    assert.deepEqual(history.publications[0].data, { n: 1 });
  });

  it("are not agreed where the namespace does not allow them, or in another format [F1]", async (t) => {
    const feed = `feed:${userName()}`;
    const { subscription, publications } = await listen(await connected(t, "websocket"), feed);
    await publishAll(feed, versions(1, 2), 1);
    await publications.atLeast(2);
    assert.deepEqual(heard(publications), versions(1, 2));
    assert.equal(subscription.deltaStats().numPublications, 0);
    const raw = await connectRaw(t);
    const { subscribe: reply } = await raw.ask("subscribe", { channel: roomName(), delta: "xyz" });
    assert.equal(reply.delta, undefined);
  });

  it("need no log [F1]", async (t) => {
    const channel = `event:${userName()}`;
    const { subscription, publications } = await listen(await connected(t, "websocket"), channel);
    await publishAll(channel, versions(1, 2, 3), 1);
    await publications.atLeast(3);
    assert.deepEqual(heard(publications), versions(1, 2, 3));
    assert.ok(kinds(subscription).whole >= 1);
    await publish(channel, version(4));
    await publications.atLeast(4);
    assert.ok(kinds(subscription).deltas >= 1);
  });
});
