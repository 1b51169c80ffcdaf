import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, publish, publishAll } from "../support/api.mjs";
import { layCable } from "../support/cable.mjs";
import { connect, makeClient, subscribe } from "../support/client.mjs";
import { givenMs } from "../support/config.mjs";
import { Collected, next, rejection } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { token, untilExpired } from "../support/token.mjs";
import { transportName } from "../support/transports.mjs";

/** What a session does, whichever way its frames go. It is run over each transport and codec: PARLEY_TRANSPORT names it. */

const range = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** @param {Collected} publications */
const offsets = (publications) => publications.items.map(({ offset }) => offset);

/**
 * A subscription over a cable.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} room
 */
async function overCable(t, room) {
  const cable = await layCable(t);
  const client = await connect(t, { base: cable.base });
  const subscription = await subscribe(client, room);
  return { cable, client, subscription, publications: Collected.of(subscription, "publication") };
}

/* Each test has rooms and users of its own, and many wait for a ping or a token: they run side by side. */
describe(`a session over ${transportName}`, { concurrency: 4 }, () => {
  it("tells the client who it is, and goes by the transport that was asked for", async (t) => {
    const client = makeClient(t);
    const connected = next(client, "connected");
    client.connect();
    const context = await connected;
    assert.ok(context.client.length > 0);
    const transport = transportName.replace(/^(protobuf|poll)$/, "websocket");
    assert.equal(context.transport, transport.replace("_protobuf", ""));
  });

  it("delivers what is published, in order, to who published it and to others [L4]", async (t) => {
    const room = roomName();
    const [ann, bea] = [await connect(t, { user: userName("ann") }), await connect(t)];
    const [one, other] = [await subscribe(ann, room), await subscribe(bea, room)];
    const heard = [one, other].map((each) => Collected.of(each, "publication"));
    for (const number of range(1, 50)) {
      await one.publish({ number, text: "žluťoučký 🐎\n\u0000" });
    }
    for (const publications of heard) {
      await publications.atLeast(50);
      assert.deepEqual(offsets(publications), range(1, 50));
      assert.deepEqual(
        publications.items.map(({ data }) => data.number),
        range(1, 50),
      );
      assert.equal(publications.items[0].data.text, "žluťoučký 🐎\n\u0000");
      assert.ok(publications.items[0].info.user.startsWith("ann"));
    }
  });

  it("answers history, presence, rpc and ping-like commands while it delivers", async (t) => {
    const room = roomName();
    const client = await connect(t);
    const subscription = await subscribe(client, room);
    await publishAll(room, range(1, 30), 5);
    const [history, stats, presence, published] = await Promise.all([
      subscription.history({ limit: 100 }),
      subscription.presenceStats(),
      subscription.presence(),
      client.rpc("channel.publish", { channel: room, data: "by rpc" }),
    ]);
    assert.ok(history.publications.length >= 30);
    assert.deepEqual(stats, { numClients: 1, numUsers: 1 });
    assert.equal(Object.keys(presence.clients).length, 1);
    assert.equal(published.data.offset, 31);
  });

  it("tells who joins and who leaves", async (t) => {
    const [room, user] = [roomName(), userName()];
    const watcher = await subscribe(await connect(t), room);
    const isIt = (/** @type {any} */ { info }) => info.user === user;
    const joined = next(watcher, "join", isIt);
    const guest = await subscribe(await connect(t, { user }), room);
    await joined;
    const left = next(watcher, "leave", isIt);
    guest.unsubscribe();
    await left;
  });

  it("tells the others who types, without an offset, and never again [V1]", async (t) => {
    const room = roomName();
    const user = userName();
    const typist = await connect(t, { user });
    await subscribe(typist, room);
    const { cable, client, subscription, publications } = await overCable(t, room);
    await typist.rpc("room.typing", { channel: room });
    await publications.atLeast(1);
    const away = next(client, "connecting");
    cable.cut();
    await away;
    await typist.rpc("room.typing", { channel: room, typing: false });
    await publish(room, "missed");
    const subscribed = next(subscription, "subscribed");
    cable.mend();
    await subscribed;
    await publications.atLeast(2);
    const [{ tags, info, ...event }, missed] = publications.items;
    assert.deepEqual([event.data, tags], [{ typing: true, for: 6000 }, { type: "typing" }]);
    assert.equal(info.user, user);
    assert.ok(!event.offset, `the offset is ${event.offset}`);
    assert.deepEqual([missed.data, missed.offset], ["missed", 1]);
  });

  it("says why a command is not done", async (t) => {
    const client = await connect(t);
    const subscription = await subscribe(client, roomName());
    const codes = await Promise.all([
      rejection(client.publish("nosuch:x", 1)),
      rejection(client.rpc("nosuch", null)),
      rejection(client.publish(`inbox:${userName()}`, 1)),
      rejection(subscription.publish("x".repeat(70_000))),
    ]);
    assert.deepEqual(
      codes.map(({ code }) => code),
      [102, 104, 103, 107],
    );
    assert.equal(client.state, "connected");
  });

  it("recovers what was published while the cable was cut, once and in order [L4]", async (t) => {
    const room = roomName();
    const { cable, client, subscription, publications } = await overCable(t, room);
    await publish(room, "before");
    await publications.atLeast(1);
    for (let round = 0; round < 3; round++) {
      const away = next(client, "connecting");
      cable.cut();
      await away;
      await publishAll(room, range(1, 10), 1);
      const subscribed = next(subscription, "subscribed");
      cable.mend();
      const context = await subscribed;
      assert.deepEqual([context.wasRecovering, context.recovered], [true, true]);
    }
    await publish(room, "after");
    await publications.until((items) => items.some(({ data }) => data === "after"), "the last one");
    assert.deepEqual(offsets(publications), range(1, 32));
  });

  it("recovers many and large ones while others go on publishing [L4]", async (t) => {
    const room = roomName();
    const { cable, client, subscription, publications } = await overCable(t, room);
    const away = next(client, "connecting");
    cable.cut();
    await away;
    const filling = "x".repeat(2000);
    await publishAll(
      room,
      range(1, 300).map(() => filling),
    );
    const publishing = publishAll(room, range(1, 100), 4);
    const subscribed = next(subscription, "subscribed");
    cable.mend();
    assert.equal((await subscribed).recovered, true);
    await publishing;
    await publications.atLeast(400, 30_000);
    assert.deepEqual(offsets(publications), range(1, 400));
  });

  it("goes on over another transport where this one was cut [L4]", async (t) => {
    const room = roomName();
    const { cable, client, publications } = await overCable(t, room);
    await publishAll(room, range(1, 5), 1);
    await publications.atLeast(5);
    cable.cut();
    client.disconnect();
    const { epoch } = await publish(room, "meanwhile");
    const elsewhere = await connect(t, { transport: "websocket" });
    const subscription = elsewhere.newSubscription(room, { since: { offset: 5, epoch } });
    const recovered = Collected.of(subscription, "publication");
    subscription.subscribe();
    await recovered.atLeast(1);
    assert.deepEqual(offsets(recovered), [6]);
  });

  it("gets a fresh token without losing its connection [C3]", async (t) => {
    const user = userName();
    const asked = new Collected();
    const client = makeClient(t, {
      user,
      getToken: async () => {
        asked.add("token");
        return token(user, { ttl: 4 });
      },
    });
    const connections = Collected.of(client, "connected");
    client.connect();
    await asked.atLeast(3, 30_000);
    assert.equal(connections.items.length, 1);
    assert.equal(client.state, "connected");
  });

  it("comes back with its subscriptions when its token expired while it was away [C3]", async (t) => {
    const user = userName();
    const room = roomName();
    const first = await token(user, { ttl: 2 });
    const tokens = [first, await token(user)];
    const client = makeClient(t, { user, getToken: async () => tokens.shift() ?? "" });
    const subscription = client.newSubscription(room);
    const subscribed = Collected.of(subscription, "subscribed");
    subscription.subscribe();
    client.connect();
    await subscribed.atLeast(1);
    client.disconnect();
    await untilExpired(first);
    client.connect();
    await subscribed.atLeast(2);
    assert.equal(client.state, "connected");
    assert.deepEqual(tokens, []);
  });

  it("ends for good when the back end says so, and says why", async (t) => {
    const user = userName();
    const client = await connect(t, { user });
    const gone = next(client, "disconnected");
    await api("disconnect", { user });
    assert.equal((await gone).code, 3503);
  });

  it("ends with 3500 where the token is none", async (t) => {
    const client = makeClient(t, { getToken: async () => "nonsense" });
    const gone = next(client, "disconnected");
    client.connect();
    const { code, reason } = await gone;
    assert.equal(code, 3500);
    assert.match(reason, /token/);
  });

  it("that does not read is ended, recovers, and nobody waits for it [S1]", async (t) => {
    const room = roomName();
    const { cable, client, subscription, publications } = await overCable(t, room);
    const quick = Collected.of(await subscribe(await connect(t), room), "publication");
    // Listens from here on: where publishing is slow, the client may miss a ping and leave by itself before the last one.
    const away = next(client, "connecting", () => true, 120_000);
    const subscribed = next(subscription, "subscribed", () => true, 120_000);
    cable.silence();
    const filling = "x".repeat(60_000);
    const many = 300;
    for (const number of range(1, many)) {
      await publish(room, { number, filling });
    }
    await quick.atLeast(many);
    cable.speak();
    await away;
    assert.equal((await subscribed).recovered, true);
    await publications.atLeast(many, 60_000);
    assert.deepEqual(offsets(publications), range(1, many));
  });

  /** The default of 30 s is too long to wait for; a server with a shorter one says so. */
  const ping = givenMs("PARLEY_PING_INTERVAL_MS");
  const pong = givenMs("PARLEY_PONG_TIMEOUT_MS");
  const patience = (ping ?? 0) + (pong ?? 0) + 8000;

  it("stays as long as it is pinged, and answers [S2]", { skip: ping === null }, async (t) => {
    const room = roomName();
    const { client, publications } = await overCable(t, room);
    const ends = Collected.of(client, "connecting");
    await new Promise((resolve) => setTimeout(resolve, 3 * (ping ?? 0)));
    await publish(room, "still there");
    await publications.atLeast(1);
    assert.equal(ends.items.length, 0);
  });

  it(
    "that is half open is found on both sides [S2]",
    { skip: ping === null || pong === null },
    async (t) => {
      const [room, user] = [roomName(), userName()];
      const watcher = await subscribe(await connect(t), room);
      const cable = await layCable(t);
      const client = await connect(t, { user, base: cable.base, maxServerPingDelay: 1000 });
      const joined = next(watcher, "join", ({ info }) => info.user === user);
      await subscribe(client, room);
      await joined;
      const left = next(watcher, "leave", ({ info }) => info.user === user, patience);
      const away = next(client, "connecting", () => true, patience);
      cable.silence();
      await away;
      await left;
    },
  );
});
