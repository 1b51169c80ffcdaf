import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { publish } from "../support/api.mjs";
import { connect, makeClient } from "../support/client.mjs";
import { Collected, next, rejection } from "../support/events.mjs";
import { makeLink } from "../support/link.mjs";
import { userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

describe("the inbox of a user", () => {
  it("is subscribed by the server when a session connects", async (t) => {
    const user = userName();
    const client = makeClient(t, { user });
    const subscribed = next(client, "subscribed");
    client.connect();
    const context = await subscribed;
    assert.equal(context.channel, `inbox:${user}`);
    assert.equal(context.recoverable, true);
  });

  it("gets what the server publishes, in every tab", async (t) => {
    const user = userName();
    const tabs = [await connect(t, { user }), await connect(t, { user })];
    const received = tabs.map((tab) => Collected.of(tab, "publication"));
    await publish(`inbox:${user}`, { type: "mention" });
    for (const publications of received) {
      await publications.atLeast(1);
      const { channel, data, offset } = publications.items[0];
      assert.deepEqual([channel, data, offset], [`inbox:${user}`, { type: "mention" }, 1]);
    }
  });

  it("belongs to its user: nobody else gets it [A1]", async (t) => {
    const [user, other] = [userName(), userName()];
    const client = await connect(t, { user: other });
    const publications = Collected.of(client, "publication");
    await publish(`inbox:${user}`, "secret");
    await publish(`inbox:${other}`, "fence");
    await publications.atLeast(1);
    assert.equal(publications.items[0].data, "fence");
    const error = await rejection(client.history(`inbox:${user}`, { limit: 10 }));
    assert.equal(error.code, 103);
  });

  it("cannot be published to by its user: 103", async (t) => {
    const user = userName();
    const client = await connect(t, { user });
    assert.equal((await rejection(client.publish(`inbox:${user}`, "me"))).code, 103);
  });

  it("can be read back by its user", async (t) => {
    const user = userName();
    await publish(`inbox:${user}`, "while away");
    const client = await connect(t, { user });
    const { publications } = await client.history(`inbox:${user}`, { limit: 10 });
    assert.deepEqual(
      publications.map(({ data }) => data),
      ["while away"],
    );
  });

  it("recovers what came while the connection was cut, once and in order [L4]", async (t) => {
    const user = userName();
    const link = makeLink();
    const client = await connect(t, { user, websocket: link.socket });
    const publications = Collected.of(client, "publication");
    await publish(`inbox:${user}`, 1);
    await publications.atLeast(1);
    const away = next(client, "connecting");
    link.cut();
    await away;
    for (const number of [2, 3, 4]) {
      await publish(`inbox:${user}`, number);
    }
    const subscribed = next(client, "subscribed");
    link.mend();
    assert.equal((await subscribed).recovered, true);
    await publish(`inbox:${user}`, 5);
    await publications.until((items) => items.some(({ data }) => data === 5), "the last one");
    assert.deepEqual(
      publications.items.map(({ data }) => data),
      [1, 2, 3, 4, 5],
    );
  });

  it("is the registry of where a user is: presence has every connection", async (t) => {
    const user = userName();
    const client = await connect(t, { user });
    await connect(t, { user });
    const stats = await client.presenceStats(`inbox:${user}`);
    assert.deepEqual(stats, { numClients: 2, numUsers: 1 });
  });

  it("cannot be subscribed a second time by the client: 105", async (t) => {
    const user = userName();
    const raw = await connectRaw(t, user);
    assert.equal((await raw.ask("subscribe", { channel: `inbox:${user}` })).error?.code, 105);
  });
});
