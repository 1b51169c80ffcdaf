import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { EventSource } from "eventsource";
import { createClient } from "parley-client";
import WebSocket from "ws";
import { baseUrl } from "../support/config.mjs";
import { Collected, next, within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { subscribe } from "../support/client.mjs";
import { token } from "../support/token.mjs";

/** `context.transport` is what the package takes it for. */
const transports = /** @type {const} */ ([
  ["websocket", "websocket"],
  ["http_stream", "http_stream"],
  ["sse", "sse"],
  ["poll", "websocket"],
]);

describe("parley-client", () => {
  for (const [kind, shape] of transports) {
    it(`publishes and hears by ${kind}, and puts no token into a URL [T1]`, async (t) => {
      const user = userName();
      const bearer = await token(user);
      /** @type {string[]} */
      const urls = [];
      const client = createClient(baseUrl, {
        transports: [kind],
        token: bearer,
        fetch: (/** @type {string} */ input, /** @type {RequestInit} */ init) => {
          urls.push(input);
          return fetch(input, init);
        },
        websocket: class extends WebSocket {
          /** @param {string} url @param {string[]} [protocols] */
          constructor(url, protocols) {
            super(url, protocols);
            urls.push(url);
          }
        },
        eventsource: class extends EventSource {
          /** @param {string} url @param {any} [init] */
          constructor(url, init) {
            super(url, init);
            urls.push(url);
          }
        },
      });
      t.after(() => client.disconnect());
      const connected = next(client, "connected");
      client.connect();
      assert.equal((await connected).transport, shape);
      const subscription = await subscribe(client, roomName());
      const heard = Collected.of(subscription, "publication");
      await within(subscription.publish({ by: kind }), "reply");
      await heard.atLeast(1);
      assert.deepEqual(heard.items[0].data, { by: kind });
      assert.ok(urls.some((url) => new URL(url).pathname === `/connection/${kind}`));
      assert.ok(!urls.some((url) => decodeURIComponent(url).includes(bearer)));
    });
  }
});
