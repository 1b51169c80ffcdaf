import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { publish } from "../support/api.mjs";
import { layCable } from "../support/cable.mjs";
import { makeClient } from "../support/client.mjs";
import { Collected, within } from "../support/events.mjs";
import { userName } from "../support/names.mjs";
import { token } from "../support/token.mjs";
import { transportName } from "../support/transports.mjs";

/** As many as a session may have, of which one is the user's inbox. */
const most = Number(process.env.PARLEY_SUBSCRIPTIONS ?? 128) - 1;

/** A busy machine may need so long for hundreds of tokens, subscriptions and replies. */
const LONG_MS = 60_000;

/**
 * Subscriptions of one user to channels of somebody else, each by a token of its own.
 *
 * @param {import("centrifuge").Centrifuge} client
 * @param {string} user
 * @param {string[]} channels
 */
async function subscriptionsByToken(client, user, channels) {
  const subscriptions = [];
  for (const channel of channels) {
    const options = { token: await token(user, { channel, ttl: 3600 }) };
    subscriptions.push(client.newSubscription(channel, options));
  }
  return subscriptions;
}

describe(`a client with many subscriptions over ${transportName}`, () => {
  // All that a session may have over one transport, and what was too much once over the others.
  for (const count of [transportName === "websocket" ? most : Math.min(300, most)]) {
    it(`is subscribed to all ${count} again after a reconnect, and misses nothing [C10]`, async (t) => {
      const [user, other, cable] = [userName(), userName("other"), await layCable(t)];
      const channels = Array.from({ length: count }, (_, i) => `inbox:${other}-${i}`);
      const client = makeClient(t, { user, base: cable.base, timeout: LONG_MS });
      const disconnected = Collected.of(client, "disconnected");
      const subscriptions = await subscriptionsByToken(client, user, channels);
      const publications = new Collected();
      const subscribed = new Collected();
      for (const subscription of subscriptions) {
        subscription.on("publication", (context) => publications.add(context));
        subscription.on("subscribed", (context) => subscribed.add(context));
        subscription.on("unsubscribed", (context) => disconnected.add(context));
        subscription.subscribe();
      }
      client.connect();
      await subscribed.atLeast(count, LONG_MS);

      cable.cut();
      await within(
        new Promise((resolve) => {
          client.on("state", resolve);
          if (client.state === "connecting") {
            resolve(undefined);
          }
        }),
        "end of the connection",
      );
      const last = channels.at(-1) ?? "";
      await publish(last, "meanwhile");
      cable.mend();
      await subscribed.atLeast(2 * count, LONG_MS);
      await publish(channels[0] ?? "", "afterwards");
      await publications.atLeast(2);
      assert.deepEqual(
        publications.items.map(({ channel, data }) => [channel, data]),
        [
          [last, "meanwhile"],
          [channels[0], "afterwards"],
        ],
      );
      assert.ok(subscriptions.every(({ state }) => state === "subscribed"));
      assert.deepEqual(disconnected.items, []);
    });
  }
});
