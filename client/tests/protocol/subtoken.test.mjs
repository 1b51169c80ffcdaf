import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { publish } from "../support/api.mjs";
import { connect } from "../support/client.mjs";
import { givenMs } from "../support/config.mjs";
import { Collected, next, within } from "../support/events.mjs";
import { makeLink } from "../support/link.mjs";
import { userName } from "../support/names.mjs";
import { connectRaw, openRaw } from "../support/raw.mjs";
import { expiredToken, token } from "../support/token.mjs";

/** Nobody may subscribe there unless somebody says so: it is another user's. */
const closedChannel = () => `inbox:${userName("other")}`;

describe("tokens for one channel", () => {
  it("let the official client in where its user may not subscribe [A1]", async (t) => {
    const user = userName();
    const channel = closedChannel();
    const subscription = (await connect(t, { user })).newSubscription(channel, {
      getToken: () => token(user, { channel, ttl: 300 }),
    });
    const publications = Collected.of(subscription, "publication");
    subscription.subscribe();
    await within(subscription.ready(), "subscription");
    await publish(channel, "for those with a token");
    await publications.atLeast(1);
    assert.equal(publications.items[0].data, "for those with a token");
  });

  it("are refreshed by the official client without losing the subscription [C3]", async (t) => {
    const user = userName();
    const channel = closedChannel();
    const link = makeLink();
    const tokens = new Collected();
    const subscription = (await connect(t, { user, websocket: link.socket })).newSubscription(
      channel,
      {
        getToken: async () => {
          tokens.add("token");
          return token(user, { channel, ttl: 2 });
        },
      },
    );
    const subscribed = Collected.of(subscription, "subscribed");
    subscription.subscribe();
    await tokens.atLeast(3);
    const publication = next(subscription, "publication");
    await publish(channel, "still here");
    await publication;
    assert.ok(
      link.frames.some((frame) => frame.includes('"sub_refresh"')),
      "the server answered a refresh",
    );
    assert.equal(subscribed.items.length, 1);
    assert.equal(subscription.state, "subscribed");
  });

  it("make the official client fetch a new one after 109 [C3]", async (t) => {
    const user = userName();
    const channel = closedChannel();
    const subscription = (await connect(t, { user })).newSubscription(channel, {
      token: await expiredToken(user, { channel }),
      getToken: () => token(user, { channel }),
      minResubscribeDelay: 20,
      maxResubscribeDelay: 200,
    });
    subscription.subscribe();
    await within(subscription.ready(), "subscription");
  });

  it("are of one user and for one channel [A1]", async (t) => {
    const user = userName();
    const channel = closedChannel();
    const raw = await connectRaw(t, user);
    for (const wrong of [
      await token(userName("other"), { channel }),
      await token(user, { channel: closedChannel() }),
      await token(user),
      "nonsense",
    ]) {
      assert.equal((await raw.ask("subscribe", { channel, token: wrong })).error?.code, 103);
    }
    const reply = await raw.ask("subscribe", {
      channel,
      token: await token(user, { channel, ttl: 300 }),
    });
    assert.equal(reply.subscribe.expires, true);
    assert.ok(reply.subscribe.ttl > 290 && reply.subscribe.ttl <= 300);
    assert.equal(
      (await raw.ask("publish", { channel, data: 1 })).error?.code,
      103,
      "they are for subscribing only",
    );
  });

  it("open no connection [A3]", async (t) => {
    const user = userName();
    const raw = await openRaw(t);
    raw.send(
      JSON.stringify({ id: 1, connect: { token: await token(user, { channel: "room:a" }) } }),
    );
    assert.equal((await raw.closed()).code, 3500);
  });

  it("show their info in that channel only", async (t) => {
    const user = userName();
    const channel = closedChannel();
    const raw = await connectRaw(t, user);
    const named = await token(user, { channel, name: "Shown" });
    await raw.ask("subscribe", { channel, token: named });
    const { presence } = (await raw.ask("presence", { channel })).presence;
    assert.deepEqual(
      Object.values(presence).map((client) => client.chan_info),
      [{ name: "Shown" }],
    );
  });

  /** As for connections, only a server with a short grace lets a test wait for the end. */
  const grace = givenMs("PARLEY_EXPIRY_GRACE_MS");
  const skip = grace === null;
  it("end the subscription with 2501 when nobody replaces them [C3]", { skip }, async (t) => {
    const user = userName();
    const channel = closedChannel();
    const raw = await connectRaw(t, user);
    // Long enough to be used on a busy machine before it is over.
    const fresh = await token(user, { channel, ttl: 4 });
    assert.ok((await raw.ask("subscribe", { channel, token: fresh })).subscribe);
    await raw.received.until(
      (items) => items.some((item) => item.push?.unsubscribe?.code === 2501),
      "push",
      4000 + (grace ?? 0) + 5000,
    );
    assert.equal((await raw.ask("publish", { channel, data: 1 })).error?.code, 103);
  });

  it(
    "bring the official client back with a new one when nobody replaces them",
    { skip },
    async (t) => {
      const user = userName();
      const channel = closedChannel();
      const subscription = (await connect(t, { user })).newSubscription(channel, {
        token: await token(user, { channel, ttl: 4 }),
        getToken: async () => {
          if (subscription.state === "subscribed") {
            throw new Error("there is none to replace the first one while that holds");
          }
          return token(user, { channel });
        },
        minResubscribeDelay: 20,
        maxResubscribeDelay: 200,
      });
      subscription.on("error", () => {});
      const subscribing = Collected.of(subscription, "subscribing");
      subscription.subscribe();
      await within(subscription.ready(), "subscription");
      await subscribing.until(
        (items) => items.some((context) => context.code === 2501),
        "end of the subscription",
        4000 + (grace ?? 0) + 5000,
      );
      await within(subscription.ready(), "subscription again");
      const publication = next(subscription, "publication");
      await publish(channel, "after it");
      await publication;
    },
  );
});
