import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Centrifuge } from "centrifuge";
import { EventSource } from "eventsource";
import { api, publish, publishAll } from "../support/api.mjs";
import { httpUrl } from "../support/config.mjs";
import { Collected, next, rejection, within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { emulationUrl } from "../support/stream.mjs";
import { subscribe } from "../support/client.mjs";
import { token } from "../support/token.mjs";

/** What the SDK brings for SSE stands in the URL, where a token must not. @param {string} user */
async function ticket(user) {
  const response = await fetch(httpUrl("/api/ticket"), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${await token(user)}` },
    body: "{}",
  });
  return /** @type {any} */ (await response.json()).result.ticket;
}

const credentials = { http_stream: token, sse: ticket };

/**
 * The official client over one transport, connected.
 *
 * @param {import("node:test").TestContext} t
 * @param {"http_stream" | "sse"} transport
 */
async function connect(t, transport, user = userName()) {
  const leave = { cut: () => {} };
  const client = new Centrifuge([{ transport, endpoint: httpUrl(`/connection/${transport}`) }], {
    getToken: () => credentials[transport](user),
    emulationEndpoint: emulationUrl,
    eventsource: class extends EventSource {
      /** @param {string} url */
      constructor(url) {
        super(url);
        leave.cut = () => {
          this.close();
          this.dispatchEvent(new Event("error"));
        };
      }
    },
    fetch: (/** @type {string} */ url, /** @type {RequestInit} */ options) => {
      if (!url.includes("/connection/")) {
        return fetch(url, options);
      }
      const cable = new AbortController();
      leave.cut = () => cable.abort();
      const signals = [cable.signal, /** @type {AbortSignal} */ (options.signal)];
      return fetch(url, { ...options, signal: AbortSignal.any(signals) });
    },
    readableStream: ReadableStream,
    minReconnectDelay: 20,
    maxReconnectDelay: 200,
    timeout: 10_000,
  });
  t.after(() => client.disconnect());
  client.connect();
  await within(client.ready(), "connection");
  return { client, user, cut: () => leave.cut() };
}

for (const transport of /** @type {const} */ (["http_stream", "sse"])) {
  describe(`the official client over ${transport}`, () => {
    it("subscribes, publishes and hears [E1] [E2]", async (t) => {
      const room = roomName();
      const { client } = await connect(t, transport);
      const subscription = await subscribe(client, room);
      const publications = Collected.of(subscription, "publication");
      await subscription.publish({ text: "äöü 🎉 \r\n" });
      await publish(room, 2);
      await publications.atLeast(2);
      assert.deepEqual(
        publications.items.map(({ data }) => data),
        [{ text: "äöü 🎉 \r\n" }, 2],
      );
      assert.equal((await subscription.presenceStats()).numClients, 1);
      assert.equal((await rejection(client.rpc("nothing", null))).code, 104);
    });

    it("sends many commands, and each is answered [E2]", async (t) => {
      const room = roomName();
      const { client } = await connect(t, transport);
      const subscription = await subscribe(client, room);
      client.startBatching();
      const batch = Array.from({ length: 20 }, (_, i) => subscription.publish(`b${i}`));
      client.stopBatching();
      const single = Array.from({ length: 20 }, (_, i) => subscription.publish(`s${i}`));
      await within(Promise.all([...batch, ...single]), "answers");
      const { publications } = await subscription.history({ limit: 50 });
      const texts = publications.map(({ data }) => data);
      assert.equal(new Set(texts).size, 40);
      const order = texts.filter((text) => text.startsWith("b"));
      assert.deepEqual(
        order,
        Array.from({ length: 20 }, (_, i) => `b${i}`),
      );
    });

    it("recovers what was published while its stream was cut, once and in order [L4]", async (t) => {
      const room = roomName();
      const { client, cut } = await connect(t, transport);
      const subscription = await subscribe(client, room);
      const publications = Collected.of(subscription, "publication");
      for (let round = 0; round < 3; round++) {
        const away = next(client, "connecting");
        const back = next(subscription, "subscribed");
        cut();
        await away;
        await publishAll(room, [1, 2, 3, 4, 5], 1);
        assert.equal((await back).recovered, true);
      }
      await publications.atLeast(15);
      assert.deepEqual(
        publications.items.map(({ offset }) => offset),
        Array.from({ length: 15 }, (_, i) => i + 1),
      );
    });

    it("stays away when it is told so, and comes back when it is told so [E1]", async (t) => {
      const { client, user } = await connect(t, transport);
      const back = next(client, "connected");
      await api("disconnect", { user, disconnect: { code: 4100, reason: "come back" } });
      await back;
      const away = next(client, "disconnected");
      await api("disconnect", { user });
      assert.equal((await away).code, 3503);
    });

    it("hears much at once [E1]", async (t) => {
      const room = roomName();
      const { client } = await connect(t, transport);
      const publications = Collected.of(await subscribe(client, room), "publication");
      const text = "x".repeat(20_000);
      await publishAll(
        room,
        Array.from({ length: 100 }, (_, i) => ({ i, text })),
        10,
      );
      await publications.atLeast(100);
      assert.deepEqual(
        publications.items.map(({ offset }) => offset),
        Array.from({ length: 100 }, (_, i) => i + 1),
      );
    });
  });
}
