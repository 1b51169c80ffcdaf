import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { publish } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, next } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

describe("subscribing", () => {
  it("tells the position of the channel", async (t) => {
    const room = roomName();
    const { epoch } = await publish(room, 1);
    await publish(room, 2);
    const subscription = (await connect(t)).newSubscription(room);
    const subscribed = next(subscription, "subscribed");
    subscription.subscribe();
    const context = await subscribed;
    assert.deepEqual(context.streamPosition, { offset: 2, epoch });
    assert.equal(context.recoverable, true, "rooms recover without being asked");
    assert.equal(context.wasRecovering, false);
    assert.equal(context.hasRecoveredPublications, false, "the past is not pushed unasked");
  });

  it("answers a second subscription to the same channel with 105", async (t) => {
    const raw = await connectRaw(t);
    const channel = roomName();
    assert.ok((await raw.ask("subscribe", { channel })).subscribe);
    const again = await raw.ask("subscribe", { channel });
    assert.equal(again.error?.code, 105);
    assert.ok(
      (await raw.ask("publish", { channel, data: 1 })).publish,
      "the first one still stands",
    );
  });

  it("answers a channel of an unknown namespace with 102", async (t) => {
    const raw = await connectRaw(t);
    for (const channel of ["nosuch:thing", "nosuch:", ":x"]) {
      const reply = await raw.ask("subscribe", { channel });
      assert.equal(reply.error?.code, 102, channel);
    }
  });

  it("answers with 103 where a client may not subscribe [A1]", async (t) => {
    const raw = await connectRaw(t);
    for (const channel of [`inbox:${userName("other")}`, "inbox:", "no-namespace"]) {
      const reply = await raw.ask("subscribe", { channel });
      assert.equal(reply.error?.code, 103, channel);
    }
  });

  it("tells the official client why it may not subscribe", async (t) => {
    const subscription = (await connect(t)).newSubscription(`inbox:${userName("other")}`);
    const unsubscribed = next(subscription, "unsubscribed");
    subscription.subscribe();
    assert.equal((await unsubscribed).code, 103);
  });

  it("answers 106 beyond the number of channels that one session may have", async (t) => {
    const most = Number(process.env.PARLEY_SUBSCRIPTIONS ?? 128);
    const raw = await connectRaw(t);
    const base = roomName("many");
    let accepted = 0;
    for (; accepted <= most; accepted++) {
      const reply = await raw.ask("subscribe", { channel: `${base}-${accepted}` });
      if (reply.error) {
        assert.equal(reply.error.code, 106);
        break;
      }
    }
    // The server's own subscription to the inbox may or may not count.
    assert.ok(accepted === most || accepted === most - 1, `${accepted} were accepted`);
    await raw.ask("unsubscribe", { channel: `${base}-0` });
    assert.ok((await raw.ask("subscribe", { channel: `${base}-again` })).subscribe);
  });

  it("refuses the name of a channel that is too long with 107", async (t) => {
    const raw = await connectRaw(t);
    const reply = await raw.ask("subscribe", { channel: `room:${"x".repeat(300)}` });
    assert.equal(reply.error?.code, 107);
  });

  it("sends nothing of a channel any more after the reply to unsubscribe [A1]", async (t) => {
    const raw = await connectRaw(t);
    const [left, kept] = [roomName("left"), roomName("kept")];
    await raw.ask("subscribe", { channel: left });
    await raw.ask("subscribe", { channel: kept });
    await publish(left, "before");
    await raw.received.until(
      (items) => items.some((item) => item.push?.pub?.data === "before"),
      "it",
    );
    assert.ok((await raw.ask("unsubscribe", { channel: left })).unsubscribe);
    await publish(left, "after");
    await publish(kept, "fence");
    await raw.received.until(
      (items) => items.some((item) => item.push?.pub?.data === "fence"),
      "it",
    );
    assert.ok(!raw.received.items.some((item) => item.push?.pub?.data === "after"));
  });

  it("can be done again after an unsubscribe", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    const publications = Collected.of(subscription, "publication");
    subscription.unsubscribe();
    subscription.subscribe();
    await subscription.ready();
    await publish(room, "again");
    await publications.atLeast(1);
    assert.equal(publications.items[0].data, "again");
  });

  it("keeps commands about one channel in one frame in their order", async (t) => {
    const raw = await connectRaw(t);
    const channel = roomName();
    const names = ["subscribe", "unsubscribe", "subscribe", "subscribe", "publish", "presence"];
    raw.send(
      names
        .map((name, i) => JSON.stringify({ id: i + 1, [name]: { channel, data: "once" } }))
        .join("\n"),
    );
    const replies = [];
    for (let id = 1; id <= names.length; id++) {
      replies.push(await raw.reply(id));
    }
    assert.deepEqual(
      replies.map((reply, i) => reply.error?.code ?? (reply[names[i] ?? ""] && names[i])),
      ["subscribe", "unsubscribe", "subscribe", 105, "publish", "presence"],
    );
    assert.equal(Object.keys(replies[5].presence.presence).length, 1);
    await raw.ask("history", { channel, limit: 1 });
    const pushed = raw.received.items.filter((item) => item.push?.pub);
    assert.equal(pushed.length, 1, "the publication came once");
  });

  it("takes an unsubscribe from a channel one is not in for done", async (t) => {
    const raw = await connectRaw(t);
    assert.ok((await raw.ask("unsubscribe", { channel: roomName() })).unsubscribe);
  });
});
