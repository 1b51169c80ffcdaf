import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, subscribe } from "../support/client.mjs";
import { Collected } from "../support/events.mjs";
import { roomName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

describe("many at once", () => {
  it("gives every subscriber each publication once and in the order of the log [L2] [L4]", async (t) => {
    const room = roomName();
    const [publishers, each] = [10, 40];
    const subscriptions = await Promise.all(
      Array.from({ length: publishers }, async () => subscribe(await connect(t), room)),
    );
    const seen = subscriptions.map((subscription) => Collected.of(subscription, "publication"));
    await Promise.all(
      subscriptions.map(async (subscription, publisher) => {
        for (let number = 0; number < each; number++) {
          await subscription.publish({ publisher, number });
        }
      }),
    );
    const expected = Array.from({ length: publishers * each }, (_, i) => i + 1);
    for (const publications of seen) {
      await publications.atLeast(expected.length);
      assert.deepEqual(
        publications.items.map(({ offset }) => offset),
        expected,
      );
    }
    // One log for all: the same offset holds the same data everywhere, and each publisher's own order is kept.
    const [first, ...others] = seen.map(({ items }) => items.map(({ data }) => data));
    for (const other of others) {
      assert.deepEqual(other, first);
    }
    for (let publisher = 0; publisher < publishers; publisher++) {
      const numbers = first?.filter((data) => data.publisher === publisher).map((d) => d.number);
      assert.deepEqual(
        numbers,
        Array.from({ length: each }, (_, i) => i),
      );
    }
  });

  it("keeps the order of one client that does not wait for its replies [L2]", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    const publications = Collected.of(subscription, "publication");
    const numbers = Array.from({ length: 200 }, (_, i) => i);
    await Promise.all(numbers.map((number) => subscription.publish(number)));
    await publications.atLeast(numbers.length);
    assert.deepEqual(
      publications.items.map(({ data }) => data),
      numbers,
    );
  });

  it("answers many commands in one frame, each once and with its own id", async (t) => {
    const raw = await connectRaw(t);
    const channel = roomName();
    await raw.ask("subscribe", { channel });
    const ids = Array.from({ length: 200 }, (_, i) => i + 1);
    raw.send(
      ids.map((id) => JSON.stringify({ id, publish: { channel, data: { id } } })).join("\n"),
    );
    await raw.received.until(
      (items) => items.filter((item) => item.publish).length >= ids.length,
      "200 replies",
    );
    const replies = raw.received.items.filter((item) => item.publish).map((item) => item.id);
    assert.deepEqual(replies, ids, "in the order of the commands");
    await raw.received.until(
      (items) => items.filter((item) => item.push?.pub).length >= ids.length,
      "200 publications",
    );
    assert.deepEqual(
      raw.received.items.filter((item) => item.push?.pub).map((item) => item.push.pub.data.id),
      ids,
    );
    assert.ok(raw.frames.length < 2 * ids.length, "what waits is joined into frames");
  });

  it("keeps many tabs of one user apart", async (t) => {
    const room = roomName();
    const user = "many-tabs";
    const tabs = await Promise.all(
      Array.from({ length: 20 }, async () => subscribe(await connect(t, { user }), room)),
    );
    const seen = tabs.map((tab) => Collected.of(tab, "publication"));
    await tabs[0]?.publish("to all");
    for (const publications of seen) {
      await publications.atLeast(1);
    }
    assert.deepEqual(await tabs[0]?.presenceStats(), { numClients: 20, numUsers: 1 });
  });
});
