import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, publish } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, rejection } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

describe("publishing", () => {
  it("gives the publications of a room the offsets 1, 2, 3 … [L2]", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    const publications = Collected.of(subscription, "publication");
    for (let i = 1; i <= 5; i++) {
      await subscription.publish({ number: i });
    }
    await publications.atLeast(5);
    assert.deepEqual(
      publications.items.map(({ offset, data }) => [offset, data.number]),
      [1, 2, 3, 4, 5].map((i) => [i, i]),
    );
  });

  it("reaches the publisher and the others alike, and says who published", async (t) => {
    const room = roomName();
    const [ann, bea] = [userName("ann"), userName("bea")];
    const one = await subscribe(await connect(t, { user: ann, name: "Ann" }), room);
    const two = await subscribe(await connect(t, { user: bea, name: "Bea" }), room);
    const seen = [Collected.of(one, "publication"), Collected.of(two, "publication")];
    await one.publish("from ann");
    await two.publish("from bea");
    for (const publications of seen) {
      await publications.atLeast(2);
      assert.deepEqual(
        publications.items.map(({ data, info }) => [data, info.user, info.connInfo]),
        [
          ["from ann", ann, { name: "Ann" }],
          ["from bea", bea, { name: "Bea" }],
        ],
      );
      assert.ok(publications.items.every(({ info }) => typeof info.client === "string"));
    }
  });

  it("carries no info when the server published", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    const publications = Collected.of(subscription, "publication");
    await api("publish", { channel: room, data: "x", tags: { colour: "blue" } });
    await publications.atLeast(1);
    assert.equal(publications.items[0].info, undefined);
    assert.deepEqual(publications.items[0].tags, { colour: "blue" });
  });

  it("reaches no other channel", async (t) => {
    const [room, other] = [roomName(), roomName()];
    const client = await connect(t);
    const publications = Collected.of(await subscribe(client, room), "publication");
    await subscribe(client, other);
    await publish(other, "not for the room");
    await publish(room, "fence");
    await publications.atLeast(1);
    assert.equal(publications.items[0].data, "fence");
  });

  it("is refused with 103 where one is not subscribed or only the server may", async (t) => {
    const user = userName();
    const raw = await connectRaw(t, user);
    const feed = `feed:${userName()}`;
    assert.ok((await raw.ask("subscribe", { channel: feed })).subscribe);
    for (const channel of [roomName(), feed, `inbox:${user}`, "no-namespace"]) {
      const reply = await raw.ask("publish", { channel, data: 1 });
      assert.equal(reply.error?.code, 103, channel);
    }
  });

  it("is refused with 102 in an unknown namespace", async (t) => {
    const client = await connect(t);
    assert.equal((await rejection(client.publish("nosuch:thing", 1))).code, 102);
  });

  it("takes data of 64 KiB and refuses more with 107", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    const largest = "x".repeat(64 * 1024 - 2); // two quotes
    await subscription.publish(largest);
    const error = await rejection(subscription.publish(`${largest}x`));
    assert.equal(error.code, 107);
    const { publications } = await subscription.history({ limit: -1 });
    assert.equal(publications.length, 1, "the refused one left nothing behind");
    assert.equal(publications[0]?.data.length, largest.length);
  });

  it("passes events without a log on to who is there, with no offset", async (t) => {
    const channel = `event:${userName()}`;
    const subscription = await subscribe(await connect(t), channel);
    const publications = Collected.of(subscription, "publication");
    await subscription.publish({ x: 1 });
    await publications.atLeast(1);
    assert.deepEqual(publications.items[0].data, { x: 1 });
    assert.ok(!publications.items[0].offset, `offset ${publications.items[0].offset}`);
  });

  it("has appended when it is acknowledged: history shows it at once [L1]", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    for (let i = 1; i <= 20; i++) {
      await subscription.publish(i);
      const { offset } = await subscription.history({ limit: 0 });
      assert.equal(offset, i);
    }
  });
});
