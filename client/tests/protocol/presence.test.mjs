import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, eventually, next, rejection } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { api, publish } from "../support/api.mjs";
import { disabledOn } from "../support/config.mjs";
import { openRaw } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

/** A room and someone in it who notes the joins and leaves of one user. */
async function watched(/** @type {import("node:test").TestContext} */ t) {
  const [room, user] = [roomName(), userName()];
  const watcher = await subscribe(await connect(t), room);
  const events = new Collected();
  const note = (/** @type {string} */ what) => (/** @type {any} */ context) =>
    context.info.user === user && events.add(what);
  watcher.on("join", note("join"));
  watcher.on("leave", note("leave"));
  return { room, user, watcher, events };
}

describe("presence", () => {
  it("lists each client with its user and name", async (t) => {
    const room = roomName();
    const [ann, bea] = [userName("ann"), userName("bea")];
    const one = await subscribe(await connect(t, { user: ann, name: "Ann" }), room);
    await subscribe(await connect(t, { user: bea }), room);
    const { clients } = await one.presence();
    const users = Object.values(clients).map((info) => info.user);
    assert.deepEqual(users.sort(), [ann, bea].sort());
    for (const [id, info] of Object.entries(clients)) {
      assert.equal(info.client, id);
      assert.deepEqual(info.connInfo, info.user === ann ? { name: "Ann" } : undefined);
    }
  });

  it("counts clients and users apart: several tabs are one user", async (t) => {
    const room = roomName();
    const user = userName();
    const first = await subscribe(await connect(t, { user }), room);
    await subscribe(await connect(t, { user }), room);
    await subscribe(await connect(t), room);
    assert.deepEqual(await first.presenceStats(), { numClients: 3, numUsers: 2 });
  });

  it("tells the others who joins and who leaves", async (t) => {
    const room = roomName();
    const user = userName();
    const watcher = await subscribe(await connect(t), room);
    const isIt = (/** @type {any} */ { info }) => info.user === user;

    const joined = next(watcher, "join", isIt);
    const client = await connect(t, { user, name: "Guest" });
    const guest = await subscribe(client, room);
    assert.deepEqual((await joined).info.connInfo, { name: "Guest" });

    const left = next(watcher, "leave", isIt);
    guest.unsubscribe();
    assert.equal((await left).info.user, user);
    assert.equal((await watcher.presenceStats()).numClients, 1);
  });

  it("tells the leave of a client whose connection closes", async (t) => {
    const room = roomName();
    const user = userName();
    const watcher = await subscribe(await connect(t), room);
    const client = await connect(t, { user });
    await subscribe(client, room);
    const left = next(watcher, "leave", ({ info }) => info.user === user);
    client.disconnect();
    await left;
    const { clients } = await watcher.presence();
    assert.ok(!Object.values(clients).some((info) => info.user === user));
  });

  const late = disabledOn(
    ["payara"],
    "Tyrus loses the end of a connection that ends while it opens; a ping finds it later",
  );
  it("has no ghosts of clients that vanish in the middle of subscribing [P1]", late, async (t) => {
    const room = roomName();
    const watcher = await subscribe(await connect(t), room);
    const jwt = await token(userName("ghost"));
    const vanish = async (/** @type {number} */ round) => {
      const raw = await openRaw(t);
      raw.send(
        [{ connect: { token: jwt } }, { subscribe: { channel: room } }]
          .map((command, i) => JSON.stringify({ id: i + 1, ...command }))
          .join("\n"),
      );
      if (round % 2 === 0) {
        await raw.reply(1); // some vanish at once, some a little later
      }
      raw.socket.terminate();
    };
    await Promise.all(Array.from({ length: 30 }, (_, round) => vanish(round)));
    const alone = async () => (await watcher.presenceStats()).numClients === 1;
    await eventually(alone, "the room to be empty again");
    assert.equal((await api("presence_stats", { channel: room })).num_clients, 1);
  });

  it("keeps a user who closes one of two tabs", async (t) => {
    const room = roomName();
    const user = userName();
    const watcher = await subscribe(await connect(t), room);
    const [one, two] = [await connect(t, { user }), await connect(t, { user })];
    await subscribe(one, room);
    await subscribe(two, room);
    const left = next(watcher, "leave", ({ info }) => info.user === user);
    one.disconnect();
    await left;
    assert.deepEqual(await watcher.presenceStats(), { numClients: 2, numUsers: 2 });
  });

  it("tells joins and leaves once each and in the right order, however fast they come", async (t) => {
    const { room, user, events } = await watched(t);
    const guest = (await connect(t, { user })).newSubscription(room);
    for (let i = 0; i < 10; i++) {
      guest.subscribe();
      await guest.ready();
      guest.unsubscribe();
    }
    await events.atLeast(20);
    assert.deepEqual(events.items, Array(10).fill(["join", "leave"]).flat());
  });

  it("does not say that a user has left whose connection breaks and who comes back [P4]", async (t) => {
    const { room, user, watcher, events } = await watched(t);
    const jwt = await token(user);
    const enter = async () => {
      const raw = await openRaw(t);
      raw.send(
        [{ connect: { token: jwt } }, { subscribe: { channel: room } }]
          .map((command, i) => JSON.stringify({ id: i + 1, ...command }))
          .join("\n"),
      );
      await raw.reply(2);
      return raw;
    };
    const broken = await enter();
    await events.atLeast(1);
    broken.socket.terminate();
    await enter();
    await events.atLeast(3);
    assert.deepEqual(events.items, ["join", "join", "leave"]);
    assert.equal((await watcher.presenceStats()).numUsers, 2);
  });

  it("is readable by subscribers only: 103", async (t) => {
    const client = await connect(t);
    assert.equal((await rejection(client.presence(roomName()))).code, 103);
    assert.equal((await rejection(client.presenceStats(roomName()))).code, 103);
  });

  it("is answered with 108 where a namespace has none, and nothing is told there", async (t) => {
    const client = await connect(t);
    const channel = `feed:${userName()}`;
    const feed = await subscribe(client, channel, { joinLeave: true });
    const joins = Collected.of(feed, "join");
    assert.equal((await rejection(feed.presence())).code, 108);
    const publications = Collected.of(feed, "publication");
    await subscribe(await connect(t), channel);
    await publish(channel, "fence");
    await publications.atLeast(1);
    assert.deepEqual(joins.items, []);
  });
});
