import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeClient } from "../support/client.mjs";
import { givenMs } from "../support/config.mjs";
import { Collected, next, within } from "../support/events.mjs";
import { makeLink } from "../support/link.mjs";
import { userName } from "../support/names.mjs";
import { connectRaw, openRaw } from "../support/raw.mjs";
import { expiredToken, token } from "../support/token.mjs";

describe("tokens that expire", () => {
  it("are replaced by the official client without losing the connection", async (t) => {
    const user = userName();
    const link = makeLink();
    const refreshed = new Collected();
    const client = makeClient(t, {
      user,
      websocket: link.socket,
      getToken: async () => {
        refreshed.add("token");
        return token(user, { ttl: 2 });
      },
    });
    const connections = Collected.of(client, "connected");
    client.connect();
    await client.ready();
    await refreshed.atLeast(3);
    const isRefresh = () => link.frames.some((frame) => frame.includes('"refresh"'));
    assert.ok(isRefresh(), "the server answered a refresh");
    assert.equal(connections.items.length, 1);
    assert.equal(client.state, "connected");
  });

  it("are answered with 109 when they have expired before the connect", async (t) => {
    const expired = await expiredToken(userName());
    const raw = await openRaw(t);
    assert.equal((await raw.ask("connect", { token: expired })).error?.code, 109);
  });

  it("make the official client fetch a new one after 109", async (t) => {
    const user = userName();
    const expired = await expiredToken(user);
    const client = makeClient(t, { user, token: expired });
    client.connect();
    await next(client, "connected");
  });

  it("can be refreshed by command, which tells the new lifetime", async (t) => {
    const user = userName();
    const raw = await connectRaw(t, user);
    const reply = await raw.ask("refresh", { token: await token(user, { ttl: 300 }) });
    assert.equal(reply.refresh.expires, true);
    assert.ok(reply.refresh.ttl > 290 && reply.refresh.ttl <= 300);
  });

  it("cannot be replaced by one of another user", async (t) => {
    const raw = await connectRaw(t);
    raw.send(JSON.stringify({ id: 7, refresh: { token: await token(userName("other")) } }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("close with 3500 when a refresh brings nonsense", async (t) => {
    const raw = await connectRaw(t);
    raw.send(JSON.stringify({ id: 7, refresh: { token: "nonsense" } }));
    assert.equal((await raw.closed()).code, 3500);
  });

  /** The default grace of 25 s is too long to wait for; a server with a shorter one says so in PARLEY_EXPIRY_GRACE_MS. */
  const grace = givenMs("PARLEY_EXPIRY_GRACE_MS");
  it("end the session with 3005 when nobody replaces them", { skip: grace === null }, async (t) => {
    const raw = await openRaw(t);
    // Long enough to be used on a busy machine before it is over.
    const reply = await raw.ask("connect", { token: await token(userName(), { ttl: 4 }) });
    assert.ok(reply.connect);
    const { code } = await within(raw.closing, "close", 4000 + (grace ?? 0) + 5000);
    assert.equal(code, 3005);
  });
});
