import assert from "node:assert/strict";
import { describe, it } from "node:test";
import WebSocket from "ws";
import { api, call } from "../support/api.mjs";
import { makeClient } from "../support/client.mjs";
import { apiUrl, baseUrl, socketUrl } from "../support/config.mjs";
import { next, within } from "../support/events.mjs";
import { key, userName } from "../support/names.mjs";
import { connectRaw, openRaw, RawSocket } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

/** The cookie that the server under test takes tokens from; not tested where it takes none. */
const cookieName = process.env.PARLEY_TOKEN_COOKIE;
const ownOrigin = baseUrl.origin;

/**
 * A ticket for whoever owns a token.
 *
 * @param {string} bearer
 * @param {object} [body]
 * @returns {Promise<{status: number, json: any}>}
 */
async function ticketFor(bearer, body = {}) {
  const response = await fetch(apiUrl("ticket"), {
    method: "POST",
    headers: { Authorization: `Bearer ${bearer}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  return { status: response.status, json: await response.json() };
}

/**
 * The users whom a session belongs to, which its own channel tells.
 *
 * @param {any} reply to connect
 */
function usersOf(reply) {
  return Object.keys(reply.connect?.subs ?? {}).map((channel) => channel.replace(/^inbox:/, ""));
}

/**
 * An open socket to an address of its own.
 *
 * @param {import("node:test").TestContext} t
 * @param {string} query
 */
function openWith(t, query) {
  const socket = new WebSocket(`${socketUrl}?${query}`);
  t.after(() => socket.terminate());
  const raw = new RawSocket(socket);
  return { raw, opened: within(new Promise((resolve) => socket.once("open", resolve)), "open") };
}

/** The client for Node has no way to send headers: its WebSocket has. */
function socketWith(/** @type {Record<string, string>} */ headers) {
  return class extends WebSocket {
    constructor(/** @type {string} */ url) {
      super(url, { headers });
    }
  };
}

describe("a bearer token of the handshake", () => {
  it("[T1] lets the official client in without a token of its own", async (t) => {
    const user = userName();
    const headers = { Authorization: `Bearer ${await token(user)}` };
    const client = makeClient(t, {
      websocket: socketWith(headers),
      // @ts-ignore: null is what stands for none
      getToken: null,
    });
    client.connect();
    const connected = await next(client, "connected");
    assert.ok(connected.client);
  });

  it("[T1] is not looked at when connect carries a token", async (t) => {
    const [first, second] = [userName(), userName()];
    const raw = await openRaw(t, { headers: { Authorization: `Bearer ${await token(first)}` } });
    assert.deepEqual(usersOf(await raw.ask("connect", { token: await token(second) })), [second]);
  });

  it("[T1] closes with 3500 when it is not valid", async (t) => {
    const raw = await openRaw(t, { headers: { Authorization: "Bearer nonsense" } });
    raw.send(JSON.stringify({ id: 1, connect: {} }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("[T1] is that of its own connection, however many come at once", async (t) => {
    const users = Array.from({ length: 150 }, () => userName());
    await Promise.all(
      users.map(async (user) => {
        const raw = await openRaw(t, {
          headers: { Authorization: `Bearer ${await token(user)}` },
        });
        assert.deepEqual(usersOf(await raw.ask("connect", {})), [user]);
        raw.socket.close();
      }),
    );
  });
});

describe("a cookie", { skip: cookieName === undefined }, () => {
  const open = async (
    /** @type {import("node:test").TestContext} */ t,
    /** @type {string} */ user,
    /** @type {string | undefined} */ origin,
  ) =>
    openRaw(t, {
      headers: { Cookie: `other=1; ${cookieName}=${await token(user)}` },
      ...(origin === undefined ? {} : { origin }),
    });

  it("[T1] lets in who looks at an allowed page", async (t) => {
    const user = userName();
    const raw = await open(t, user, ownOrigin);
    assert.deepEqual(usersOf(await raw.ask("connect", {})), [user]);
  });

  it("[T1] counts for nothing without an origin", async (t) => {
    const raw = await open(t, userName(), undefined);
    raw.send(JSON.stringify({ id: 1, connect: {} }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("[T1] is not even looked at on a page that may not connect", async (t) => {
    await assert.rejects(open(t, userName(), "https://elsewhere.example"));
  });
});

describe("a ticket", () => {
  it("[T2] in the URL opens one connection, and no other", async (t) => {
    const user = userName();
    const { ticket, expires } = (await ticketFor(await token(user))).json.result;
    assert.ok(expires * 1000 > Date.now() - 1000);
    const first = openWith(t, `ticket=${ticket}`);
    await first.opened;
    assert.deepEqual(usersOf(await first.raw.ask("connect", {})), [user]);
    const second = openWith(t, `ticket=${ticket}`);
    await second.opened;
    assert.equal((await second.raw.ask("connect", {})).error.code, 109);
  });

  it("[T2] of many that use it at once lets in one", async (t) => {
    const { ticket } = (await ticketFor(await token(userName()))).json.result;
    const sockets = await Promise.all(Array.from({ length: 12 }, () => openRaw(t)));
    const replies = await Promise.all(sockets.map((raw) => raw.ask("connect", { token: ticket })));
    assert.equal(replies.filter((reply) => reply.connect !== undefined).length, 1);
    assert.equal(replies.filter((reply) => reply.error?.code === 109).length, 11);
  });

  it("[T2] is what the official client fetches anew for each connection", async (t) => {
    const user = userName();
    const bearer = await token(user);
    let fetched = 0;
    const client = makeClient(t, {
      getToken: async () => {
        fetched += 1;
        return (await ticketFor(bearer)).json.result.ticket;
      },
    });
    client.connect();
    await next(client, "connected");
    const again = next(client, "connected");
    await api("disconnect", { user, disconnect: { code: 3011, reason: "come back" } });
    await again;
    assert.equal(fetched, 2);
  });

  it("[T2] of a back end says who the user is and what it may do", async (t) => {
    const user = userName();
    const channel = `feed:${key()}`;
    const { ticket } = await api("ticket", {
      user,
      info: { name: "Ann" },
      channels: { [channel]: ["publish"] },
      expire_at: Math.floor(Date.now() / 1000) + 600,
    });
    const raw = await openRaw(t);
    const reply = await raw.ask("connect", { token: ticket });
    assert.deepEqual(usersOf(reply), [user]);
    assert.ok(reply.connect.ttl > 590 && reply.connect.ttl <= 600);
    assert.ok((await raw.ask("publish", { channel, data: 1 })).publish);
  });

  it("[T2] made for another address lets nobody in", async (t) => {
    const { ticket } = await api("ticket", { user: userName(), ip: "192.0.2.1" });
    const raw = await openRaw(t);
    raw.send(JSON.stringify({ id: 1, connect: { token: ticket } }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("[T2] is refused to who has neither a token nor the key", async () => {
    assert.equal((await ticketFor("nonsense")).status, 401);
    assert.equal((await ticketFor(await token(userName()), { user: "other" })).status, 403);
    const bare = await fetch(apiUrl("ticket"), { method: "POST", body: "{}" });
    assert.equal(bare.status, 401);
    for (const wrong of [
      {},
      { user: "" },
      { user: "u", ip: "localhost" },
      { user: "u", info: 1 },
    ]) {
      assert.equal((await call("ticket", wrong)).status, 400, JSON.stringify(wrong));
    }
  });
});

describe("a token in the URL", () => {
  for (const parameter of ["token", "access_token", "jwt", "anything", "cf_connect"]) {
    it(`[T1] as ${parameter} closes with 3500 and says why`, async (t) => {
      const secret = await token(userName());
      const value =
        parameter === "cf_connect" ? JSON.stringify({ connect: { token: secret } }) : secret;
      const { raw } = openWith(t, `a=b&${parameter}=${encodeURIComponent(value)}`);
      const { code, reason } = await raw.closed();
      assert.equal(code, 3500);
      assert.match(reason, /URL.*logged.*\/api\/ticket/);
      assert.ok(!reason.includes(secret.slice(0, 10)));
    });
  }
});

describe("a revocation", () => {
  /** A token says its second only: one of a later second is needed after the revocation. */
  const laterSecond = () => new Promise((resolve) => setTimeout(resolve, 1100));

  it("[T3] ends the sessions of the user, and lets none of the old tokens in", async (t) => {
    const user = userName();
    const old = await token(user);
    const ticket = (await ticketFor(old)).json.result.ticket;
    const raw = await openRaw(t);
    await raw.ask("connect", { token: old });
    const other = await connectRaw(t);
    await laterSecond();
    assert.deepEqual(await api("revoke", { user }), { num_clients: 1 });
    assert.equal((await raw.closed()).code, 3500);
    for (const secret of [old, ticket]) {
      const again = await openRaw(t);
      again.send(JSON.stringify({ id: 1, connect: { token: secret } }));
      const { code, reason } = await again.closed();
      assert.equal(code, 3500);
      assert.match(reason, /revoked/);
    }
    assert.equal((await ticketFor(old)).status, 401);
    assert.ok((await other.ask("ping", {})).ping, "other users stay");
    const { revocations } = await api("revocations", { user });
    assert.equal(revocations.length, 1);
    assert.equal(revocations[0].user, user);
    await laterSecond();
    await connectRaw(t, user);
  });

  it("[T3] of the past ends nothing that is younger", async (t) => {
    const user = userName();
    const raw = await connectRaw(t, user);
    const issued_before = Math.floor(Date.now() / 1000) - 3600;
    assert.deepEqual(await api("revoke", { user, issued_before }), { num_clients: 0 });
    assert.ok((await raw.ask("ping", {})).ping);
  });

  it("[A2] that is wrong answers 107", async () => {
    for (const wrong of [
      {},
      { user: 5 },
      { user: "u", issued_before: "x" },
      { user: "x".repeat(1025) },
    ]) {
      assert.equal((await call("revoke", wrong)).status, 400, JSON.stringify(wrong).slice(0, 60));
    }
    const future = Math.floor(Date.now() / 1000) + 3600;
    assert.equal((await call("revoke", { user: "u", issued_before: future })).status, 400);
  });
});
