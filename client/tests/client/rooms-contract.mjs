import assert from "node:assert/strict";
import { eventually, within } from "../support/events.mjs";
import { connected } from "./contract.mjs";

/**
 * What an application relies on in rooms: the same cases run against a real server and the fake one.
 *
 * @typedef {import("./contract.mjs").World} World
 *
 * @type {[name: string, run: (world: World) => Promise<void>][]}
 */
export const roomsContract = [
  [
    "[U1] [U2] two people see the same messages in the same order",
    async (world) => {
      const { anna, ben } = await two(world);
      const before = Date.now();
      const sent = anna.send("from Anna");
      assert.deepEqual([sent.status, sent.offset, sent.own], ["pending", null, true]);
      ben.send("from Ben");
      for (const room of [anna, ben]) {
        await until(room.messages, () => texts(room).length === 2 && allStored(room), "messages");
      }
      assert.deepEqual(texts(anna), texts(ben));
      const ofAnna = (/** @type {Room} */ room) =>
        room.messages.get().find(({ data }) => data === "from Anna");
      assert.equal(ofAnna(anna)?.id, sent.id);
      assert.equal(ofAnna(ben)?.id, sent.id);
      assert.deepEqual([ofAnna(ben)?.name, ofAnna(ben)?.own], ["Anna", false]);
      const time = ofAnna(ben)?.time ?? 0;
      assert.ok(Math.abs(time - before) < 60_000, `the server's time is ${time}`);
    },
  ],
  [
    "[U1] history is loaded in pages, backwards",
    async (world) => {
      const channel = world.room();
      for (let number = 1; number <= 60; number++) {
        await world.publish(channel, number);
      }
      const room = roomOf(world.connect(), channel);
      room.join();
      await joined(room);
      assert.deepEqual(texts(room), numbers(11, 60));
      assert.equal(room.state.get().hasOlder, true);
      assert.equal(await room.loadOlder(), false);
      assert.deepEqual(texts(room), numbers(1, 60));
    },
  ],
  [
    "[U3] [U6] what is said while the cable is cut is there in its order afterwards, and is stored once",
    async (world) => {
      const { anna, ben, channel, client } = await two(world);
      anna.send("one");
      await until(ben.messages, () => texts(ben).length === 1, "message");
      // Ben may have it before Anna knows that it is stored.
      await until(anna.messages, () => allStored(anna), "confirmation");
      world.cut();
      await until(anna.state, ({ status }) => status === "joining", "loss");
      for (const text of ["two", "three", "four"]) {
        assert.equal(anna.send(text).status, "queued");
      }
      assert.equal(client.queue.get().waiting, 3);
      await world.publish(channel, "meanwhile");
      world.mend();
      for (const room of [anna, ben]) {
        await until(room.messages, () => texts(room).length === 5 && allStored(room), "messages");
        assert.deepEqual(texts(room), ["one", "meanwhile", "two", "three", "four"]);
        assert.equal(room.state.get().gap, false);
      }
      assert.equal(client.queue.get().waiting, 0);
    },
  ],
  [
    "[U6] a message is stored once, whenever the cable is cut",
    async (world) => {
      const { anna, ben } = await two(world);
      /** @type {string[]} */
      const sent = [];
      for (let round = 0; round < 8; round++) {
        sent.push(anna.send(`${round} first`).data, anna.send(`${round} second`).data);
        // The cut comes somewhere between the message, its publication and its reply.
        for (let turn = 0; turn < round; turn++) {
          await new Promise((resolve) => setImmediate(resolve));
        }
        world.cut();
        sent.push(anna.send(`${round} without a cable`).data);
        world.mend();
        await until(anna.messages, () => allStored(anna), "confirmations");
      }
      await until(ben.messages, () => texts(ben).length >= sent.length, "messages");
      assert.deepEqual(texts(anna), sent);
      assert.deepEqual(texts(ben), sent);
    },
  ],
  [
    "[U3] messages that were deleted meanwhile are a gap",
    async (world) => {
      const { anna, channel } = await two(world);
      await world.publish(channel, "before");
      await until(anna.messages, () => texts(anna).length === 1, "message");
      world.cut();
      await until(anna.state, ({ status }) => status === "joining", "loss");
      await world.publish(channel, "lost");
      await world.forget(channel);
      await world.publish(channel, "after");
      world.mend();
      await until(anna.state, ({ gap, status }) => gap && status === "joined", "gap");
      assert.deepEqual(texts(anna), ["after"]);
    },
  ],
  [
    "[U7] what the server refuses is failed, and the next message is stored",
    async (world) => {
      const client = world.connect({ queue: { maxMessageBytes: 1_000_000 } });
      const room = roomOf(client, world.room());
      room.join();
      const { id } = room.send("x".repeat(70_000));
      room.send("short");
      await until(room.messages, () => room.messages.get()[0]?.status === "stored", "message");
      const failed = room.messages.get()[1];
      assert.deepEqual([failed?.id, failed?.status, failed?.error?.code], [id, "failed", 107]);
      room.discard(id);
      assert.deepEqual(texts(room), ["short"]);
    },
  ],
  [
    "[U4] presence has each user once",
    async (world) => {
      const { anna, channel, users } = await two(world);
      const tab = roomOf(world.connect({ user: users.ben, name: "Ben" }), channel);
      const leave = tab.join();
      const seen = () => anna.presence.get().map(({ name, clients }) => [name, clients]);
      await until(anna.presence, () => seen()[1]?.[1] === 2, "second tab");
      assert.deepEqual(seen(), [
        ["Anna", 1],
        ["Ben", 2],
      ]);
      leave();
      await until(anna.presence, () => seen()[1]?.[1] === 1, "leave");
    },
  ],
];

/**
 * What needs the server's methods `room.typing`, `room.read` and `room.unread`.
 *
 * @type {[name: string, run: (world: World) => Promise<void>][]}
 */
export const roomMethodsContract = [
  [
    "[U5] the others see who types, until the message comes",
    async (world) => {
      const { anna, ben } = await two(world);
      anna.setTyping();
      await until(ben.typing, (typists) => typists.length === 1, "typing");
      assert.equal(ben.typing.get()[0]?.name, "Anna");
      assert.deepEqual(anna.typing.get(), []);
      anna.send("done");
      await until(ben.typing, (typists) => typists.length === 0, "end of typing");
      await until(ben.messages, () => texts(ben).length === 1, "message");
      assert.deepEqual(texts(ben), ["done"]);
    },
  ],
  [
    "[U11] unread messages are counted, and read on all devices of a user",
    async (world) => {
      const { anna, ben, channel, users, client } = await two(world);
      const phone = world.connect({ user: users.anna });
      phone.unread.watch([nameOf(channel)]);
      await connected(phone);
      await until(anna.messages, () => true, "room");
      ben.send("one");
      ben.send("two");
      for (const { unread } of [client, phone]) {
        await until(unread.total, (total) => total === 2, "unread messages");
      }
      anna.markRead();
      assert.equal(client.unread.total.get(), 0);
      await until(phone.unread.total, (total) => total === 0, "marker on the other device");

      const tablet = world.connect({ user: users.anna });
      const room = roomOf(tablet, channel);
      room.join();
      await joined(room);
      ben.send("three");
      await until(room.unread, (count) => count === 1, "unread message");
    },
  ],
  [
    "[U11] rooms beyond those that are subscribed to are counted, too",
    async (world) => {
      const channels = Array.from({ length: 120 }, (_, number) => world.room(`r${number}`));
      const last = channels.at(-1) ?? "";
      await world.publish(last, "one");
      await world.publish(last, "two");
      const client = world.connect();
      client.unread.watch(channels.map(nameOf));
      await until(client.unread.of(nameOf(last)), (count) => count === 2, "unread messages");
      assert.equal(client.unread.total.get(), 2);
      client.room(nameOf(last)).markRead();
      assert.equal(client.unread.total.get(), 0);
      const counted = async () => {
        const answer = await client.rpc("room.unread", { channels: [last] });
        return /** @type {any} */ (answer).rooms[0].unread === 0;
      };
      await eventually(counted, "marker on the server");
    },
  ],
];

/** @typedef {import("parley-client").Room<any>} Room */

/**
 * Anna and Ben in a room.
 *
 * @param {World} world
 */
async function two(world) {
  const channel = world.room();
  const users = { anna: world.user("anna"), ben: world.user("ben") };
  const client = world.connect({ user: users.anna, name: "Anna" });
  const anna = roomOf(client, channel);
  const ben = roomOf(world.connect({ user: users.ben, name: "Ben" }), channel);
  for (const room of [anna, ben]) {
    room.join();
    await joined(room);
  }
  await until(anna.presence, (users) => users.length === 2, "presence of both");
  return { client, anna, ben, channel, users };
}

/**
 * @param {import("parley-client").Parley} client
 * @param {string} channel
 * @returns {Room}
 */
function roomOf(client, channel) {
  return client.room(nameOf(channel));
}

/** @param {string} channel */
function nameOf(channel) {
  return channel.slice("room:".length);
}

/** @param {Room} room */
function joined(room) {
  return until(room.state, ({ status }) => status === "joined", "entry to the room");
}

/** @param {Room} room */
function texts(room) {
  return room.messages.get().map(({ data }) => data);
}

/** @param {Room} room */
function allStored(room) {
  return room.messages.get().every(({ status }) => status === "stored");
}

/**
 * @param {number} from
 * @param {number} to
 */
function numbers(from, to) {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/**
 * Waits until the value of a store fits.
 *
 * @template T
 * @param {import("parley-client").Store<T>} store
 * @param {(value: T) => boolean} fits
 * @param {string} what
 */
async function until(store, fits, what) {
  /** @type {() => void} */
  let end = () => {};
  const reached = new Promise((/** @type {(value: void) => void} */ resolve) => {
    const check = () => fits(store.get()) && resolve();
    end = store.subscribe(check);
    check();
  });
  await within(reached, what).finally(end);
}
