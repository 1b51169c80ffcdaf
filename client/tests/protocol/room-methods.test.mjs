import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, publish } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, next, rejection } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";
import { enterRoom } from "../support/room.mjs";

/** The member of those who are told something: another one than that of the callers, if the tests are told so. */
const second =
  process.env.PARLEY_SECOND_URL === undefined
    ? {}
    : { base: new URL(process.env.PARLEY_SECOND_URL) };

/** @param {any} publication */
const isTyping = ({ tags }) => tags?.type === "typing";

/** @param {any} publication */
const isRead = ({ tags }) => tags?.type === "room.read";

/**
 * What a user has not read of some channels.
 *
 * @param {import("centrifuge").Centrifuge} client
 * @param {...string} channels
 * @returns {Promise<any[]>}
 */
async function unread(client, ...channels) {
  return (await client.rpc("room.unread", { channels })).data.rooms;
}

describe("typing", () => {
  it("reaches the others without an offset, at most every two seconds, and ends once [V1] [V2]", async (t) => {
    const room = roomName();
    const [anna, ben] = [
      await connect(t, { user: "anna" }),
      await connect(t, { user: "ben", ...second }),
    ];
    await subscribe(anna, room);
    const heard = Collected.of(await subscribe(ben, room), "publication");
    const type = async (/** @type {boolean | undefined} */ typing) => {
      const { data } = await anna.rpc("room.typing", { channel: room, typing });
      assert.deepEqual(data, {});
    };
    for (const typing of [true, true, undefined, false, false]) {
      await type(typing);
    }
    await publish(room, "fence");
    await heard.until((all) => all.some(({ data }) => data === "fence"), "fence");
    assert.deepEqual(
      heard.items.map(({ data }) => data),
      [{ typing: true, for: 6000 }, { typing: false }, "fence"],
    );
    const [event, , fence] = heard.items;
    assert.deepEqual([event.tags, event.info.user], [{ type: "typing" }, "anna"]);
    assert.ok(!event.offset, `the offset is ${event.offset}`);
    assert.equal(fence.offset, 1);
  });

  it("is in no history and in no recovery, and moves no position [V1]", async (t) => {
    const room = roomName();
    const [anna, ben] = [await connect(t), await connect(t, second)];
    await subscribe(anna, room);
    const subscription = await subscribe(ben, room);
    const heard = Collected.of(subscription, "publication");
    await publish(room, "before");
    await anna.rpc("room.typing", { channel: room, typing: true });
    await heard.atLeast(2);
    ben.disconnect();
    await anna.rpc("room.typing", { channel: room, typing: false });
    await publish(room, "missed");
    ben.connect();
    await heard.atLeast(3);
    assert.deepEqual(
      heard.items.map(({ data, offset }) => [data, offset ?? 0]),
      [
        ["before", 1],
        [{ typing: true, for: 6000 }, 0],
        ["missed", 2],
      ],
    );
    const { publications } = await subscription.history({ limit: -1 });
    assert.deepEqual(
      publications.map(({ data }) => data),
      ["before", "missed"],
    );
  });

  it("needs a subscription, and the right to publish [V1] [A1]", async (t) => {
    const client = await connect(t);
    const room = roomName();
    /** @type {[unknown, number][]} */
    const refused = [
      [{ channel: room }, 103],
      [{ channel: "nosuch:thing" }, 103],
      [{ channel: room, typing: "yes" }, 107],
      [{ typing: true }, 107],
      [[], 107],
      [null, 107],
    ];
    for (const [request, code] of refused) {
      const error = await rejection(client.rpc("room.typing", request));
      assert.equal(error.code, code, JSON.stringify(request));
    }
    // Nobody may publish into an inbox.
    const user = userName();
    const owner = await connect(t, { user });
    const error = await rejection(owner.rpc("room.typing", { channel: `inbox:${user}` }));
    assert.equal(error.code, 103);
  });

  it("goes both ways between plain clients and those of an SDK [J8]", async (t) => {
    const room = roomName();
    const official = await connect(t, { user: "anna" });
    const heard = Collected.of(await subscribe(official, room), "publication");
    const plain = await enterRoom(t, room.slice("room:".length), "ben");
    await official.rpc("room.typing", { channel: room, typing: true });
    const { client, ...event } = await plain.first("typing");
    assert.deepEqual(event, { type: "typing", user: "anna", typing: true, for: 6000 });
    assert.equal(typeof client, "string");
    await official.rpc("room.typing", { channel: room, typing: false });
    await plain.first("typing", ({ typing }) => typing === false);

    plain.send({ type: "typing", ref: 7 });
    assert.deepEqual(await plain.first("typing", ({ ref }) => ref !== undefined), {
      type: "typing",
      ref: 7,
    });
    plain.send({ type: "typing", typing: false });
    plain.send({ type: "typing", typing: 1, ref: "x" });
    assert.equal((await plain.first("error", ({ ref }) => ref === "x")).code, 107);
    await heard.until((all) => all.filter(({ info }) => info.user === "ben").length === 2, "ben");
    assert.deepEqual(
      heard.items.filter(({ info }) => info.user === "ben").map(({ data }) => data.typing),
      [true, false],
    );
    assert.deepEqual(plain.data(), []);
  });
});

describe("read markers", () => {
  it("count what is unread in many rooms, and only grow [V3] [V4]", async (t) => {
    const [one, two, empty] = [roomName(), roomName(), roomName()];
    const client = await connect(t);
    for (const room of [one, two, empty]) {
      await subscribe(client, room);
    }
    for (const room of [one, one, one, two]) {
      await publish(room, "hello");
    }
    assert.deepEqual(await unread(client, one, two, empty, one), [
      { channel: one, unread: 3, read: 0, head: 3 },
      { channel: two, unread: 1, read: 0, head: 1 },
      { channel: empty, unread: 0, read: 0, head: 0 },
    ]);
    /** @type {[number, number][]} */
    const steps = [
      [2, 2],
      [1, 2],
      [0, 2],
      [99, 3],
    ];
    for (const [offset, now] of steps) {
      assert.deepEqual((await client.rpc("room.read", { channel: one, offset })).data, {
        offset: now,
      });
    }
    await publish(one, "more");
    assert.deepEqual(await unread(client, one), [{ channel: one, unread: 1, read: 3, head: 4 }]);
    assert.deepEqual((await client.rpc("room.read", { channel: empty, offset: 5 })).data, {
      offset: 0,
    });
  });

  it("of two devices at once end at the greatest offset [V3]", async (t) => {
    const room = roomName();
    const user = userName();
    const devices = [await connect(t, { user }), await connect(t, { user, ...second })];
    for (const device of devices) {
      await subscribe(device, room);
    }
    for (let n = 1; n <= 20; n++) {
      await publish(room, n);
    }
    const offsets = Array.from({ length: 20 }, (_, n) => ((n * 7) % 20) + 1);
    await Promise.all(
      offsets.map((offset, n) => devices[n % 2]?.rpc("room.read", { channel: room, offset })),
    );
    const [device] = devices;
    assert.ok(device);
    assert.deepEqual(await unread(device, room), [
      { channel: room, unread: 0, read: 20, head: 20 },
    ]);
    const other = await connect(t);
    await subscribe(other, room);
    assert.equal((await unread(other, room))[0].unread, 20);
  });

  it("reach the other devices of the user, and nobody else [V5]", async (t) => {
    const room = roomName();
    const user = userName();
    const [phone, laptop] = [await connect(t, { user }), await connect(t, { user, ...second })];
    const stranger = await connectRaw(t);
    await subscribe(phone, room);
    await publish(room, "hello");
    const told = next(laptop, "publication", isRead);
    await phone.rpc("room.read", { channel: room, offset: 1 });
    const { channel, data, offset } = await told;
    assert.deepEqual([channel, data], [`inbox:${user}`, { channel: room, offset: 1 }]);
    assert.ok(!offset);
    const heard = Collected.of(laptop, "publication");
    await phone.rpc("room.read", { channel: room, offset: 1 });
    await publish(`inbox:${user}`, "fence");
    await heard.until((all) => all.some((publication) => publication.data === "fence"), "fence");
    assert.equal(heard.items.filter(isRead).length, 0, "nothing was new");
    assert.ok(stranger.received.items.every((item) => item.push?.pub === undefined));
    const { publications } = await api("history", { channel: `inbox:${user}`, limit: 10 });
    assert.deepEqual(
      publications.map((/** @type {any} */ each) => each.data),
      ["fence"],
    );
  });

  it("need no subscription where the user may subscribe [V6]", async (t) => {
    const rooms = Array.from({ length: 100 }, (_, n) => roomName(`r${n}`));
    const last = rooms.at(-1) ?? "";
    await publish(last, "hello");
    const client = await connect(t);
    const counts = await unread(client, ...rooms);
    assert.deepEqual(
      counts.map(({ channel, unread: count }) => [channel, count]),
      rooms.map((room) => [room, room === last ? 1 : 0]),
    );
    assert.deepEqual((await client.rpc("room.read", { channel: last, offset: 1 })).data, {
      offset: 1,
    });
    assert.equal((await unread(client, last))[0].unread, 0);
    const history = await rejection(client.history(last, { limit: 1 }));
    assert.equal(history.code, 103, "what was written is still for subscribers only");
  });

  it("need the right to read the history, and a channel in the database [V6]", async (t) => {
    const client = await connect(t);
    const room = roomName();
    const inbox = `inbox:${userName()}`;
    await subscribe(client, room);
    await subscribe(client, "event:x");
    /** @type {[any, number][]} */
    const refused = [
      [{ channel: inbox, offset: 1 }, 103],
      [{ channel: "nosuch:thing", offset: 1 }, 102],
      [{ channel: "room:\u0000", offset: 1 }, 107],
      [{ channel: "event:x", offset: 1 }, 108],
      [{ channel: room }, 107],
      [{ channel: room, offset: -1 }, 107],
      [{ channel: room, offset: "1" }, 107],
      [{ offset: 1 }, 107],
    ];
    for (const [request, code] of refused) {
      const error = await rejection(client.rpc("room.read", request));
      assert.equal(error.code, code, JSON.stringify(request));
    }
    const rooms = await unread(client, room, inbox, "nosuch:thing", "event:x");
    assert.deepEqual(
      rooms.map(({ channel, unread: count, error }) => [channel, error?.code ?? count]),
      [
        [room, 0],
        [inbox, 103],
        ["nosuch:thing", 102],
        ["event:x", 108],
      ],
    );
    assert.ok(rooms.every(({ error }) => error === undefined || error.message.length > 20));
    for (const channels of [Array(101).fill(room), [1], "room:a", undefined]) {
      const error = await rejection(client.rpc("room.unread", { channels }));
      assert.equal(error.code, 107);
    }
    assert.deepEqual(await unread(client), []);
  });

  it("a tag that a client writes makes no typing event [V1]", async (t) => {
    const room = roomName();
    const client = await connect(t);
    const subscription = await subscribe(client, room);
    const heard = next(subscription, "publication", isTyping);
    const request = { channel: room, data: { typing: true }, tags: { type: "typing" } };
    await client.rpc("channel.publish", request);
    assert.equal((await heard).offset, 1);
    const { publications } = await subscription.history({ limit: -1 });
    assert.equal(publications.length, 1);
  });
});

it("ping is answered, whatever is sent along [V7]", async (t) => {
  const client = await connect(t);
  assert.deepEqual((await client.rpc("ping", {})).data, {});
  assert.deepEqual((await client.rpc("ping", null)).data, {});
});
