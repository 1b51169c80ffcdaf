import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, call, publish } from "../support/api.mjs";
import { connect, makeClient, subscribe } from "../support/client.mjs";
import { Collected, next } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

/**
 * A connected client and its id.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} user
 */
async function connectKnown(t, user) {
  const client = makeClient(t, { user });
  const connected = next(client, "connected");
  client.connect();
  return { client, id: (await connected).client };
}

/** Runs against one member, and against two: then the clients are on one, and the API is called at the other. */
describe("a back end that orders a user's sessions", () => {
  it("subscribes them, and they hear what is published from then on [R1] [R3]", async (t) => {
    const [user, room] = [userName(), roomName()];
    const tabs = [await connect(t, { user }), await connect(t, { user })];
    await publish(room, "before");
    const told = tabs.map((tab) => next(tab, "subscribed", ({ channel }) => channel === room));
    const heard = tabs.map((tab) => Collected.of(tab, "publication"));
    const order = { user, channel: room, data: { why: "invited" } };
    assert.deepEqual(await api("subscribe", order), { num_clients: 2 });
    for (const context of await Promise.all(told)) {
      assert.equal(context.streamPosition.offset, 1);
      assert.deepEqual(context.data, { why: "invited" });
    }
    await publish(room, "after");
    for (const publications of heard) {
      await publications.atLeast(1);
      const { channel, data, offset } = publications.items[0];
      assert.deepEqual([channel, data, offset], [room, "after", 2]);
    }
    assert.deepEqual(await api("subscribe", order), { num_clients: 2 });
  });

  it("has them recover from a position, in order and without a gap [R1] [L4]", async (t) => {
    const [user, room] = [userName(), roomName()];
    const client = await connect(t, { user });
    const publications = Collected.of(client, "publication");
    const { epoch } = await publish(room, 1);
    for (let i = 2; i <= 5; i++) {
      await publish(room, i);
    }
    await api("subscribe", { user, channel: room, recover_since: { offset: 2, epoch } });
    await publish(room, 6);
    await publications.atLeast(4);
    assert.deepEqual(
      publications.items.map(({ offset }) => offset),
      [3, 4, 5, 6],
    );
  });

  it("subscribes one client alone", async (t) => {
    const [user, room] = [userName(), roomName()];
    const one = await connectKnown(t, user);
    const other = await connectKnown(t, user);
    const publications = Collected.of(one.client, "publication");
    const others = Collected.of(other.client, "publication");
    const order = { user, channel: room, client: one.id };
    assert.deepEqual(await api("subscribe", order), { num_clients: 1 });
    await publish(room, "for one");
    await publish(`inbox:${user}`, "for both");
    await publications.atLeast(2);
    await others.atLeast(1);
    assert.equal(others.items[0].data, "for both");
  });

  it("ends a subscription, and the client does not subscribe again [R1] [A1]", async (t) => {
    const [user, room] = [userName(), roomName()];
    const client = await connect(t, { user });
    const subscription = await subscribe(client, room);
    const publications = Collected.of(subscription, "publication");
    const ended = next(subscription, "unsubscribed");
    const fence = next(client, "publication");
    assert.deepEqual(await api("unsubscribe", { user, channel: room }), { num_clients: 1 });
    assert.equal((await ended).code, 2000);
    await publish(room, "secret");
    await publish(`inbox:${user}`, "fence");
    await fence;
    assert.equal(publications.items.length, 0);
    assert.equal(subscription.state, "unsubscribed");
  });

  it("ends a subscription that it has made itself [R1]", async (t) => {
    const [user, room] = [userName(), roomName()];
    const client = await connect(t, { user });
    await api("subscribe", { user, channel: room });
    const ended = next(client, "unsubscribed", ({ channel }) => channel === room);
    await api("unsubscribe", { user, channel: room });
    await ended;
  });

  it("ends them for good, but for those on the whitelist [R1]", async (t) => {
    const user = userName();
    const stays = await connectKnown(t, user);
    const goes = await connectKnown(t, user);
    const gone = next(goes.client, "disconnected");
    assert.deepEqual(await api("disconnect", { user, whitelist: [stays.id] }), { num_clients: 1 });
    const { code, reason } = await gone;
    assert.deepEqual([code, reason], [3503, "force disconnect"]);
    assert.equal(stays.client.state, "connected");
  });

  it("ends them with a code and a reason of its own", async (t) => {
    const user = userName();
    const client = await connect(t, { user });
    const gone = next(client, "disconnected");
    const disconnect = { code: 4500, reason: "logged in elsewhere" };
    await api("disconnect", { user, disconnect });
    const { code, reason } = await gone;
    assert.deepEqual({ code, reason }, disconnect);
  });

  it("lets them expire: the client comes back with a fresh token [R1] [C3]", async (t) => {
    const user = userName();
    const client = await connect(t, { user });
    const expired = next(client, "connecting");
    const back = next(client, "connected");
    assert.deepEqual(await api("refresh", { user, expired: true }), { num_clients: 1 });
    assert.equal((await expired).code, 3005);
    await back;
  });

  it("says anew when they end [R1]", async (t) => {
    const user = userName();
    const raw = await connectRaw(t, user);
    const expire_at = Math.floor(Date.now() / 1000) + 100;
    assert.deepEqual(await api("refresh", { user, expire_at }), { num_clients: 1 });
    const isRefresh = (/** @type {any} */ item) => item.push?.refresh !== undefined;
    await raw.received.until((items) => items.some(isRefresh), "refresh push");
    const { expires, ttl } = raw.received.items.find(isRefresh).push.refresh;
    assert.equal(expires, true);
    assert.ok(ttl > 80 && ttl <= 100, `${ttl}`);
  });

  it("is told that nobody is there", async () => {
    assert.deepEqual(await api("disconnect", { user: userName() }), { num_clients: 0 });
  });

  /** @type {[string, string, unknown, number, number][]} */
  const refused = [
    ["no user", "subscribe", { channel: "room:x" }, 400, 107],
    ["no channel", "subscribe", { user: "u" }, 400, 107],
    ["an unknown namespace", "subscribe", { user: "u", channel: "nosuch:thing" }, 404, 102],
    ["an unknown namespace", "unsubscribe", { user: "u", channel: "nosuch:thing" }, 404, 102],
    [
      "a position that is a text",
      "subscribe",
      { user: "u", channel: "room:x", recover_since: "now" },
      400,
      107,
    ],
    [
      "a user that is too long",
      "subscribe",
      { user: "u".repeat(70_000), channel: "room:x" },
      400,
      107,
    ],
    ["a client that is a number", "disconnect", { user: "u", client: 7 }, 400, 107],
    ["a session", "disconnect", { user: "u", session: "s" }, 400, 107],
    ["a whitelist that is no list", "disconnect", { user: "u", whitelist: "c" }, 400, 107],
    ["a code that is none", "disconnect", { user: "u", disconnect: { code: 200 } }, 400, 107],
    ["a reason that is no text", "disconnect", { user: "u", disconnect: { reason: 1 } }, 400, 107],
    ["no time", "refresh", { user: "u" }, 400, 107],
    ["a time that is a text", "refresh", { user: "u", expire_at: "soon" }, 400, 107],
  ];
  for (const [what, method, body, status, code] of refused) {
    it(`is answered ${method} with ${what} by ${status} and error ${code} [A2]`, async () => {
      const answer = await call(method, body);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.json?.error?.code, code, answer.text);
    });
  }

  it("needs the key: 401", async () => {
    for (const method of ["subscribe", "unsubscribe", "disconnect", "refresh"]) {
      const { status } = await call(method, { user: "u", channel: "room:x", expired: true }, {});
      assert.equal(status, 401, method);
    }
  });
});
