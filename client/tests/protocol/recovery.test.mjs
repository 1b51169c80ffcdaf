import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, publish, publishAll } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, next } from "../support/events.mjs";
import { makeLink } from "../support/link.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

const range = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** @param {Collected} publications */
const offsets = (publications) => publications.items.map(({ offset }) => offset);

/**
 * A subscription over a cable that can be cut.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} room
 */
async function overLink(t, room) {
  const link = makeLink();
  const client = await connect(t, { websocket: link.socket });
  const subscription = await subscribe(client, room);
  const publications = Collected.of(subscription, "publication");
  const cut = async () => {
    const away = next(client, "connecting");
    link.cut();
    await away;
  };
  const mend = async () => {
    const subscribed = next(subscription, "subscribed");
    link.mend();
    return subscribed;
  };
  return { link, publications, cut, mend };
}

describe("recovery", () => {
  it("brings what was published while the connection was cut, once and in order [L4]", async (t) => {
    const room = roomName();
    const { publications, cut, mend } = await overLink(t, room);
    await publish(room, "before");
    await publications.atLeast(1);
    for (let round = 0; round < 3; round++) {
      await cut();
      await publishAll(room, range(1, 10), 1);
      const context = await mend();
      assert.equal(context.wasRecovering, true);
      assert.equal(context.recovered, true);
    }
    await publish(room, "after");
    await publications.until((items) => items.some(({ data }) => data === "after"), "the last one");
    assert.deepEqual(offsets(publications), range(1, 32));
  });

  it("is told also when nothing was missed", async (t) => {
    const { cut, mend } = await overLink(t, roomName());
    await cut();
    const context = await mend();
    assert.deepEqual(
      [context.wasRecovering, context.recovered, context.hasRecoveredPublications],
      [true, true, false],
    );
  });

  it("is told that something is missing when the history was removed meanwhile [H11]", async (t) => {
    const room = roomName();
    const [missing, seen] = [await overLink(t, room), await overLink(t, room)];
    await publish(room, "seen");
    await Promise.all([missing.publications.atLeast(1), seen.publications.atLeast(1)]);
    await missing.cut();
    const { offset } = await publish(room, "removed");
    await seen.publications.atLeast(2);
    await seen.cut();
    await api("history_remove", { channel: room });
    const without = await missing.mend();
    assert.deepEqual([without.wasRecovering, without.recovered], [true, false]);
    assert.equal(without.streamPosition.offset, offset);
    const whole = await seen.mend();
    assert.deepEqual([whole.wasRecovering, whole.recovered], [true, true]);
    await publish(room, "after");
    for (const { publications } of [missing, seen]) {
      await publications.until((items) => items.some(({ data }) => data === "after"), "the last");
    }
    assert.deepEqual(offsets(missing.publications), [1, 3]);
    assert.deepEqual(offsets(seen.publications), [1, 2, 3]);
  });

  it("brings more than a thousand missed ones, in frames of at most 256 KiB [L4]", async (t) => {
    const room = roomName();
    const missed = 1500;
    const { link, publications, cut, mend } = await overLink(t, room);
    await publish(room, { number: 0 });
    await publications.atLeast(1);
    await cut();
    const filling = "x".repeat(600);
    await publishAll(
      room,
      range(1, missed).map((number) => ({ number, filling })),
    );
    link.frames.length = 0;
    assert.equal((await mend()).recovered, true);
    await publications.atLeast(missed + 1, 30_000);
    assert.deepEqual(offsets(publications), range(1, missed + 1));
    const largest = Math.max(...link.frames.map((frame) => Buffer.byteLength(frame)));
    assert.ok(largest <= 256 * 1024, `the largest frame has ${largest} bytes`);
  });

  it("loses and doubles nothing while others go on publishing [L4]", async (t) => {
    const room = roomName();
    const { publications, cut, mend } = await overLink(t, room);
    const publishing = publishAll(room, range(1, 300), 4);
    for (let round = 0; round < 5; round++) {
      await cut();
      await publish(room, "meanwhile");
      await mend();
    }
    await publishing;
    await publications.atLeast(305);
    await publish(room, "fence");
    await publications.until((items) => items.some(({ data }) => data === "fence"), "the last one");
    assert.deepEqual(offsets(publications), range(1, 306));
  });

  it("holds for many subscribers whose connections break at random [L4]", async (t) => {
    const room = roomName();
    const seed = Number(process.env.PARLEY_SEED ?? Math.floor(Math.random() * 2 ** 31));
    t.diagnostic(`PARLEY_SEED=${seed}`);
    let state = seed;
    const random = () => (state = (state * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;
    const subscribers = await Promise.all(Array.from({ length: 8 }, () => overLink(t, room)));
    const total = 600;
    const publishing = publishAll(room, range(1, total), 6);
    for (let breaks = 0; breaks < 24; breaks++) {
      const subscriber = subscribers[Math.floor(random() * subscribers.length)];
      await subscriber?.cut();
      if (random() < 0.5) {
        await publish(room, "meanwhile");
      } else {
        await publishAll(room, range(1, 20), 10);
      }
      await subscriber?.mend();
    }
    await publishing;
    const { offset } = await publish(room, "fence");
    for (const { publications } of subscribers) {
      await publications.until((items) => items.some(({ data }) => data === "fence"), "the fence");
      assert.deepEqual(offsets(publications), range(1, offset));
    }
  });

  it("brings a large backlog in order while new publications keep coming [L4]", async (t) => {
    const room = roomName();
    const { publications, cut, mend } = await overLink(t, room);
    await publish(room, 0);
    await publications.atLeast(1);
    await cut();
    await publishAll(room, range(1, 2000), 40);
    const publishing = publishAll(room, range(1, 500), 10);
    await mend();
    await publishing;
    const { offset } = await publish(room, "fence");
    await publications.atLeast(offset, 30_000);
    assert.deepEqual(offsets(publications), range(1, offset));
  });

  it("is answered with recovered: false when the epoch is another one", async (t) => {
    const room = roomName();
    const { epoch } = await publish(room, 1);
    const raw = await connectRaw(t);
    const reply = await raw.ask("subscribe", {
      channel: room,
      recover: true,
      epoch: `${epoch}-another`,
      offset: 1,
    });
    assert.equal(reply.subscribe.was_recovering, true);
    assert.notEqual(reply.subscribe.recovered, true);
    assert.deepEqual(reply.subscribe.publications ?? [], []);
    assert.equal(reply.subscribe.epoch, epoch, "the client goes on from the true position");
    assert.equal(reply.subscribe.offset, 1);
  });

  it("is answered with recovered: false when the position lies in the future", async (t) => {
    const room = roomName();
    const { epoch } = await publish(room, 1);
    const raw = await connectRaw(t);
    const reply = await raw.ask("subscribe", { channel: room, recover: true, epoch, offset: 99 });
    assert.equal(reply.subscribe.was_recovering, true);
    assert.notEqual(reply.subscribe.recovered, true);
  });

  it("starts from any position the client names", async (t) => {
    const room = roomName();
    let epoch = "";
    for (const number of range(1, 6)) {
      ({ epoch } = await publish(room, number));
    }
    const subscription = (await connect(t)).newSubscription(room, { since: { offset: 2, epoch } });
    const publications = Collected.of(subscription, "publication");
    subscription.subscribe();
    await publications.atLeast(4);
    assert.deepEqual(offsets(publications), [3, 4, 5, 6]);
  });

  it("does not push the backlog of a feed whose old entries are gone as if nothing was missing", async (t) => {
    const feed = `feed:${userName()}`;
    const { epoch } = await publish(feed, 0);
    // A feed keeps a hundred; retention may let it grow for a while, and then everything is still there.
    await publishAll(feed, range(1, 130), 1);
    const raw = await connectRaw(t);
    const { subscribe: result } = await raw.ask("subscribe", {
      channel: feed,
      recover: true,
      epoch,
      offset: 1,
    });
    if (result.recovered) {
      await publish(feed, "fence");
      const pushed = (/** @type {any[]} */ items) => items.filter((item) => item.push?.pub);
      const total = (/** @type {any[]} */ items) =>
        (result.publications ?? []).length + pushed(items).length;
      await raw.received.until((items) => total(items) >= 131, "131 publications");
    } else {
      assert.deepEqual(result.publications ?? [], []);
    }
  });
});
