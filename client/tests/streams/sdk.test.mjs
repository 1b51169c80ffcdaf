import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, publish, publishAll } from "../support/api.mjs";
import { givenMs } from "../support/config.mjs";
import { connect as connectClient, subscribe } from "../support/client.mjs";
import { Collected, next, rejection, within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { openStream, posting } from "../support/stream.mjs";
import { token } from "../support/token.mjs";

/**
 * The official client over one transport, connected.
 *
 * @param {import("node:test").TestContext} t
 * @param {"http_stream" | "http_stream_protobuf" | "sse"} transport
 */
async function connect(t, transport) {
  const user = userName();
  return { client: await connectClient(t, { user, transport }), user };
}

/** Tests that would have to wait for the default run only where it is shorter. */
const probe = givenMs("PARLEY_PROBE_MS");

for (const transport of /** @type {const} */ (["http_stream", "http_stream_protobuf", "sse"])) {
  describe(`the official client over ${transport}, when it is silent`, () => {
    it(
      "passes over what finds out whether it is there [E5]",
      { skip: probe === null },
      async (t) => {
        const { client } = await connect(t, transport);
        const subscription = await subscribe(client, roomName());
        /** @type {unknown[]} */
        const heard = [];
        for (const event of /** @type {const} */ (["connecting", "error", "message"])) {
          client.on(event, (/** @type {unknown} */ context) => heard.push(context));
        }
        // The SDKs show no probes, so a bare stream tells when some have been sent.
        const bare = await openStream(
          t,
          "/connection/uni_sse",
          posting({ token: await token(userName()) }),
        );
        await bare.lines.until(
          (lines) => lines.filter((line) => line === ":").length >= 5,
          "probes",
        );
        const publication = next(subscription, "publication");
        await subscription.publish("still here");
        assert.equal((await publication).data, "still here");
        assert.deepEqual(heard, []);
      },
    );
  });
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
