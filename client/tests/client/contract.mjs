import assert from "node:assert/strict";
import { Collected, next, rejection, within } from "../support/events.mjs";

/**
 * What an application relies on, whether the server is real or the fake one of `parley-client/testing`: the same cases run against both,
 * so that the fake one cannot promise what the real one does not do.
 *
 * @typedef {import("parley-client").Parley} Client
 *
 * @typedef {object} World a server, and the network between it and the clients of one test
 * @property {(options?: {user?: string, name?: string, ttl?: number, tokens?: Collected} & Partial<Omit<import("parley-client").ConnectOptions, "user">>) => Client} connect
 *   a client of its own user, closed after the test; `tokens` collects what was given
 * @property {(what?: string) => string} room a channel that nobody uses
 * @property {(what?: string) => string} user
 * @property {(channel: string, data: unknown) => Promise<unknown>} publish as a back end
 * @property {(channel: string) => Promise<unknown>} forget deletes what is stored in a channel
 * @property {(user: string) => Promise<unknown>} disconnect by the back end
 * @property {() => void} cut breaks all connections, and lets none through
 * @property {() => void} mend
 * @property {() => void} silence nothing comes through any more, and nobody is told
 * @property {() => void} speak ends that
 * @property {number | null} pingMs how often the server pings; null if it is too seldom for a test
 *
 * @typedef {(world: World) => Promise<void>} Case
 */

/** @type {[name: string, run: Case][]} */
export const contract = [
  [
    "[N1] a client connects and says who it is",
    async (world) => {
      const client = world.connect({ user: world.user() });
      const state = await connected(client);
      assert.equal(state.transport, "websocket");
      assert.ok(state.clientId.length > 0);
      client.close();
      assert.equal(client.connection.get().status, "closed");
    },
  ],
  [
    "[C4] a client hears what comes to its inbox",
    async (world) => {
      const user = world.user();
      const client = world.connect({ user });
      const inbox = Collected.of(client.centrifuge, "publication");
      await connected(client);
      await world.publish(`inbox:${user}`, { text: "hi" });
      await inbox.atLeast(1);
      assert.deepEqual(inbox.items[0].data, { text: "hi" });
      assert.equal(inbox.items[0].channel, `inbox:${user}`);
    },
  ],
  [
    "[N10] [L4] a client that was cut off has missed nothing, in a room and in its inbox",
    async (world) => {
      const room = world.room();
      const user = world.user();
      const client = world.connect({ user });
      const inbox = Collected.of(client.centrifuge, "publication");
      await connected(client);
      const { publications } = await join(client, room);
      for (const text of ["a", "b"]) {
        await world.publish(room, { text });
      }
      await publications.atLeast(2);
      world.cut();
      await until(client, ({ status }) => status === "reconnecting", "loss");
      for (const text of ["c", "d"]) {
        await world.publish(room, { text });
        await world.publish(`inbox:${user}`, { text });
      }
      world.mend();
      await connected(client);
      await world.publish(room, { text: "e" });
      await publications.atLeast(5);
      await inbox.atLeast(2);
      assert.deepEqual(texts(publications), ["a", "b", "c", "d", "e"]);
      assert.deepEqual(
        publications.items.map(({ offset }) => offset),
        [1, 2, 3, 4, 5],
      );
      assert.deepEqual(texts(inbox), ["c", "d"]);
    },
  ],
  [
    "[N3] a server that cannot be reached is given up, until somebody tries again",
    async (world) => {
      world.cut();
      const client = world.connect({ reconnect: { minDelayMs: 1, maxDelayMs: 2, maxAttempts: 3 } });
      await until(client, ({ status }) => status === "failed", "end");
      const state = client.connection.get();
      assert.equal("reason" in state && state.reason?.code, 8);
      world.mend();
      client.retry();
      await connected(client);
    },
  ],
  [
    "[N6] a server that has fallen silent is left within the time of a ping and that of the option",
    async (world) => {
      if (world.pingMs === null) {
        return;
      }
      const client = world.connect({ heartbeatTimeoutMs: 300 });
      await connected(client);
      world.silence();
      const state = await until(client, ({ status }) => status === "reconnecting", "loss");
      assert.equal("reason" in state && state.reason?.code, 2);
      world.speak();
      await connected(client);
    },
  ],
  [
    "[N7] who is sent away by the back end stays away",
    async (world) => {
      const user = world.user();
      const client = world.connect({ user });
      await connected(client);
      await world.disconnect(user);
      const state = await until(client, ({ status }) => status !== "connected", "end");
      assert.deepEqual(state, {
        status: "failed",
        reason: { code: 3503, message: "The server ended your session." },
      });
    },
  ],
  [
    "[N8] a token that expires is replaced while the session goes on",
    async (world) => {
      const tokens = new Collected();
      const user = world.user();
      const client = world.connect({ user, ttl: 2, tokens });
      const inbox = Collected.of(client.centrifuge, "publication");
      const before = await connected(client);
      await tokens.atLeast(2);
      await world.publish(`inbox:${user}`, { text: "still here" });
      await inbox.atLeast(1);
      assert.equal(client.connection.get(), before);
    },
  ],
  [
    "[P3] [P4] who comes and goes is told to the others, and presence says who is there",
    async (world) => {
      const room = world.room();
      const [anna, ben] = [world.user("anna"), world.user("ben")];
      const first = world.connect({ user: anna, name: "Anna" });
      await connected(first);
      const { subscription } = await join(first, room);
      const joins = Collected.of(subscription, "join");
      const leaves = Collected.of(subscription, "leave");
      const second = world.connect({ user: ben, name: "Ben" });
      const { clientId } = await connected(second);
      await join(second, room);
      const ofBen = (/** @type {any[]} */ items) => items.filter(({ info }) => info.user === ben);
      await joins.until((items) => ofBen(items).length > 0, "join");
      assert.deepEqual(ofBen(joins.items)[0].info, {
        client: clientId,
        user: ben,
        connInfo: { name: "Ben" },
      });
      const { clients } = await subscription.presence();
      assert.deepEqual(
        Object.values(clients)
          .map(({ user, connInfo }) => [user, connInfo])
          .sort(),
        [
          [anna, { name: "Anna" }],
          [ben, { name: "Ben" }],
        ].sort(),
      );
      second.close();
      await leaves.until((items) => ofBen(items).length > 0, "leave");
      assert.deepEqual(Object.keys((await subscription.presence()).clients).length, 1);
    },
  ],
  [
    "[H8] history comes in pages, forwards and backwards",
    async (world) => {
      const room = world.room();
      const client = world.connect();
      await connected(client);
      const { subscription } = await join(client, room);
      for (const text of ["a", "b", "c", "d", "e"]) {
        await world.publish(room, { text });
      }
      const newest = await subscription.history({ limit: 2, reverse: true });
      assert.deepEqual(
        newest.publications.map(({ data }) => data.text),
        ["e", "d"],
      );
      assert.equal(newest.offset, 5);
      const { epoch } = newest;
      const older = await subscription.history({
        limit: 2,
        reverse: true,
        since: { offset: 4, epoch },
      });
      assert.deepEqual(
        older.publications.map(({ offset }) => offset),
        [3, 2],
      );
      const forward = await subscription.history({ limit: 2, since: { offset: 1, epoch } });
      assert.deepEqual(
        forward.publications.map(({ offset }) => offset),
        [2, 3],
      );
      const position = await subscription.history({ limit: 0 });
      assert.deepEqual([position.publications.length, position.offset], [0, 5]);
      const lost = await rejection(
        subscription.history({ limit: 2, since: { offset: 1, epoch: "another" } }),
      );
      assert.equal(lost.code, 112);
    },
  ],
  [
    "[L3] the same idempotency key makes one message, with its tags and its author",
    async (world) => {
      const room = world.room();
      const user = world.user();
      const client = world.connect({ user, name: "Anna" });
      await connected(client);
      const { publications } = await join(client, room);
      const message = {
        channel: room,
        data: { text: "once" },
        idempotency_key: "m1",
        tags: { id: "m1" },
      };
      const first = await client.rpc("channel.publish", message);
      const again = await client.rpc("channel.publish", message);
      assert.deepEqual(again, first);
      await client.rpc("channel.publish", { channel: room, data: { text: "twice" } });
      await publications.atLeast(2);
      const { data, offset, tags, info } = publications.items[0];
      assert.deepEqual(
        [data, offset, tags, info.user, info.connInfo],
        [{ text: "once" }, 1, { id: "m1" }, user, { name: "Anna" }],
      );
      assert.deepEqual(texts(publications), ["once", "twice"]);
    },
  ],
  [
    "[N11] [A1] what the server refuses has its code, and the connection stays",
    async (world) => {
      const room = world.room();
      const client = world.connect();
      const state = await connected(client);
      /** @param {string} method @param {object} [data] */
      const refused = async (method, data) => {
        const { code, temporary } = await rejection(client.rpc(method, data));
        assert.equal(temporary, false);
        return code;
      };
      assert.equal(await refused("no.such.method"), 104);
      assert.equal(await refused("channel.publish", { data: 1 }), 107);
      assert.equal(await refused("channel.publish", { channel: room, data: 1 }), 103);
      const { subscription } = await join(client, room);
      const data = "x".repeat(70_000);
      assert.equal(await refused("channel.publish", { channel: room, data }), 107);
      await client.rpc("channel.publish", { channel: room, data: 1 });
      subscription.unsubscribe();
      const other = client.centrifuge.newSubscription(`inbox:${world.user()}`);
      const closed = next(other, "unsubscribed");
      other.subscribe();
      assert.equal((await closed).code, 103);
      assert.equal((await rejection(client.centrifuge.history(room, { limit: 1 }))).code, 103);
      assert.equal((await rejection(client.centrifuge.presence(room))).code, 103);
      assert.equal(client.connection.get(), state);
    },
  ],
  [
    "[N12] the round trip is measured",
    async (world) => {
      const client = world.connect();
      await connected(client);
      assert.ok((await client.roundTrip()) >= 0);
    },
  ],
];

/**
 * The state, once it fits.
 *
 * @param {Client} client
 * @param {(state: import("parley-client").ConnectionState) => boolean} fits
 * @param {string} what
 */
export function until({ connection }, fits, what) {
  /** @type {() => void} */
  let leave = () => {};
  const reached = new Promise(
    (/** @type {(state: import("parley-client").ConnectionState) => void} */ resolve) => {
      const check = () => fits(connection.get()) && resolve(connection.get());
      leave = connection.subscribe(check);
      check();
    },
  );
  return within(reached, what).finally(leave);
}

/** @param {Client} client */
export async function connected(client) {
  const state = await until(client, ({ status }) => status === "connected", "connection");
  assert.ok(state.status === "connected");
  return state;
}

/**
 * A subscription that is live.
 *
 * @param {Client} client
 * @param {string} room
 */
async function join(client, room) {
  const subscription = client.centrifuge.newSubscription(room);
  const publications = Collected.of(subscription, "publication");
  const live = next(subscription, "subscribed");
  subscription.subscribe();
  await live;
  return { subscription, publications };
}

/** @param {Collected} publications */
function texts(publications) {
  return publications.items.map(({ data }) => data.text);
}
