import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { makeClient, connect } from "../support/client.mjs";
import { baseUrl } from "../support/config.mjs";
import { next } from "../support/events.mjs";
import { userName } from "../support/names.mjs";
import { openRaw } from "../support/raw.mjs";
import { token } from "../support/token.mjs";

describe("connecting", () => {
  it("gives each connection an id of its own", async (t) => {
    const user = userName();
    const ids = new Set();
    for (let i = 0; i < 3; i++) {
      const client = makeClient(t, { user });
      const connected = next(client, "connected");
      client.connect();
      ids.add((await connected).client);
    }
    assert.equal(ids.size, 3);
  });

  it("tells the client how often the server pings and that it wants an answer [S2]", async (t) => {
    const raw = await openRaw(t);
    const { connect: result } = await raw.ask("connect", { token: await token(userName()) });
    assert.equal(typeof result.client, "string");
    assert.ok(result.ping > 0, `ping is ${result.ping}`);
    assert.equal(result.pong, true);
  });

  it("says when the token of the connection expires", async (t) => {
    const raw = await openRaw(t);
    const reply = await raw.ask("connect", { token: await token(userName(), { ttl: 600 }) });
    assert.equal(reply.connect.expires, true);
    assert.ok(reply.connect.ttl > 590 && reply.connect.ttl <= 600, `ttl ${reply.connect.ttl}`);
  });

  it("closes with 3500 when the token is not one", async (t) => {
    const raw = await openRaw(t);
    raw.send(JSON.stringify({ id: 1, connect: { token: "nonsense" } }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("closes with 3500 when the token was signed by somebody else", async (t) => {
    const [head, body, signature] = (await token(userName())).split(".");
    const forged = `${head}.${body}.${[...(signature ?? "")].reverse().join("")}`;
    const raw = await openRaw(t);
    raw.send(JSON.stringify({ id: 1, connect: { token: forged } }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("closes with 3500 when the token says that nobody signed it", async (t) => {
    const encode = (/** @type {unknown} */ value) =>
      Buffer.from(JSON.stringify(value)).toString("base64url");
    const exp = Math.floor(Date.now() / 1000) + 600;
    const unsigned = `${encode({ alg: "none", typ: "JWT" })}.${encode({ sub: "root", exp })}.`;
    const raw = await openRaw(t);
    raw.send(JSON.stringify({ id: 1, connect: { token: unsigned } }));
    assert.equal((await raw.closed()).code, 3500);
  });

  it("refuses a connection without a token", async (t) => {
    const raw = await openRaw(t);
    raw.send(JSON.stringify({ id: 1, connect: {} }));
    const { code } = await raw.closed();
    assert.ok(code === 3500 || code === 3501, `closed with ${code}`);
  });

  it("closes with 3501 when a second connect command comes", async (t) => {
    const raw = await openRaw(t);
    const jwt = await token(userName());
    await raw.ask("connect", { token: jwt });
    raw.send(JSON.stringify({ id: 2, connect: { token: jwt } }));
    assert.equal((await raw.closed()).code, 3501);
  });

  /** Without a session there is nothing to answer to: a connect command that is wrong ends the connection. */
  const wrong = [
    7,
    [],
    { token: 7 },
    { token: {} },
    { name: 7 },
    { version: {} },
    { subs: [] },
    { subs: { "inbox:x": 7 } },
    { subs: { "inbox:x": { recover: "yes" } } },
    { subs: { "inbox:x": { recover: true, offset: "1", epoch: "x" } } },
    { subs: { "inbox:x": { recover: true, offset: 1, epoch: 7 } } },
  ];
  for (const request of wrong) {
    it(`closes with 3501 when the connect command is ${JSON.stringify(request)} [A2]`, async (t) => {
      const raw = await openRaw(t);
      const valid = { token: await token(userName()) };
      const whole = typeof request === "object" && !Array.isArray(request);
      raw.send(JSON.stringify({ id: 1, connect: whole ? { ...valid, ...request } : request }));
      assert.equal((await raw.closed()).code, 3501);
    });
  }

  it("is refused to a page of another origin, and allowed to the server's own [A1]", async (t) => {
    for (const origin of ["http://elsewhere.example", "null", "https://127.0.0.1.example"]) {
      await assert.rejects(openRaw(t, { origin }), origin);
    }
    const raw = await openRaw(t, { origin: baseUrl.origin });
    assert.ok((await raw.ask("connect", { token: await token(userName()) })).connect);
  });

  /** Such an id cannot stand in the name of a channel, so there can be no inbox. Trying again would not change that. */
  for (const [what, user] of [
    ["a space", "two words"],
    ["a line break", "two\nlines"],
    ["too many characters", "x".repeat(252)],
  ]) {
    it(`does not send a user whose id has ${what} into a loop of reconnections [A2]`, async (t) => {
      const raw = await openRaw(t);
      const jwt = await token(user ?? "").catch(() => null);
      if (jwt === null) {
        return; // the issuer gives out no such token: nothing to loop with
      }
      raw.send(JSON.stringify({ id: 1, connect: { token: jwt } }));
      const connected = raw.reply(1).then((reply) => reply.connect !== undefined);
      const ended = raw.closed().then(({ code }) => code >= 3500 && code < 4000);
      assert.ok(await Promise.any([connected, ended]), "it is connected, or told to stay away");
    });
  }

  it("lets the official client stay away after an invalid token", async (t) => {
    const client = makeClient(t, { getToken: null, token: "nonsense" });
    const disconnected = next(client, "disconnected");
    client.connect();
    assert.equal((await disconnected).code, 3500);
  });

  it("takes a client back after it has disconnected by itself", async (t) => {
    const client = await connect(t);
    client.disconnect();
    const connected = next(client, "connected");
    client.connect();
    await connected;
  });
});
