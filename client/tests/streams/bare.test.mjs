import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, publish } from "../support/api.mjs";
import { httpUrl } from "../support/config.mjs";
import { roomName, userName } from "../support/names.mjs";
import { command, emulationUrl, openStream, post, posting } from "../support/stream.mjs";
import { token } from "../support/token.mjs";

/** As large as a message may be by default. */
const MOST_BYTES = (128 + 2 * 128) * 1024;

const STRANGER = "https://stranger.example";

/** @param {unknown} connect */
const inUrl = (connect) =>
  `/connection/sse?cf_connect=${encodeURIComponent(JSON.stringify(connect))}`;

/**
 * A stream with a session.
 *
 * @param {import("node:test").TestContext} t
 */
async function connected(t, user = userName()) {
  const connect = { id: 1, connect: { token: await token(user) } };
  const stream = await openStream(t, "/connection/http_stream", posting(connect));
  const reply = await stream.first((each) => each.id === 1, "reply to connect");
  return { stream, connect: reply.connect, user };
}

describe("a stream", () => {
  it("is not kept by proxies, and is of the right type [E1]", async (t) => {
    const connect = { id: 1, connect: { token: await token(userName()) } };
    for (const [path, type] of [
      ["/connection/http_stream", "application/x-ndjson"],
      ["/connection/sse", "text/event-stream"],
    ]) {
      const { response } = await openStream(t, /** @type {string} */ (path), posting(connect));
      assert.equal(response.status, 200);
      assert.match(
        response.headers.get("content-type") ?? "",
        new RegExp(`^${type}; ?charset=utf-8$`, "i"),
      );
      assert.equal(response.headers.get("cache-control"), "no-store");
      assert.equal(response.headers.get("x-accel-buffering"), "no");
      assert.equal(response.headers.get("set-cookie"), null);
    }
  });

  it("takes who the client is from the header, as every transport does [T1]", async (t) => {
    const headers = { authorization: `Bearer ${await token(userName())}` };
    const stream = await openStream(t, inUrl({ id: 1, connect: {} }), { headers });
    await stream.first((each) => each.id === 1 && each.connect, "reply to connect");
  });

  it("ends when a token stands in its URL [T1] [E1]", async (t) => {
    const stream = await openStream(
      t,
      inUrl({ id: 1, connect: { token: await token(userName()) } }),
    );
    await stream.ended();
    assert.equal(stream.received.items.length, 1);
    assert.equal(stream.received.items[0].push.disconnect.code, 3500);
  });

  it("ends when something else than connect comes first, or what is no command [C1]", async (t) => {
    for (const [first, code] of [
      [{ id: 1, ping: {} }, 3501],
      [{ id: 1, connect: { token: "no token" } }, 3500],
      [[], 3501],
    ]) {
      const stream = await openStream(t, "/connection/http_stream", posting(first));
      await stream.ended();
      assert.equal(stream.received.items.at(-1).push.disconnect.code, code);
    }
  });

  it("is refused to pages of strangers, and allowed to those of configured origins [E1] [H3]", async () => {
    for (const path of [
      "/connection/http_stream",
      "/connection/sse?cf_connect=%7B%7D",
      "/connection/uni_sse",
      "/emulation",
    ]) {
      const stranger = await fetch(httpUrl(path), {
        method: "POST",
        body: "{}",
        headers: { origin: STRANGER },
      });
      assert.equal(stranger.status, 403, path);
      const preflight = await fetch(httpUrl(path), {
        method: "OPTIONS",
        headers: {
          origin: httpUrl("/").slice(0, -1),
          "access-control-request-method": "POST",
          "access-control-request-headers": "content-type",
        },
      });
      assert.equal(preflight.status, 204, path);
      assert.match(preflight.headers.get("access-control-allow-headers") ?? "", /content-type/i);
    }
  });

  it("needs a command in the URL of an event stream, and a body of a bearable size [A2]", async (t) => {
    assert.equal((await openStream(t, "/connection/sse")).response.status, 400);
    const body = "x".repeat(MOST_BYTES + 1);
    const large = await openStream(t, "/connection/http_stream", { method: "POST", body });
    assert.equal(large.response.status, 413);
    const bytes = await openStream(t, "/connection/http_stream", {
      method: "POST",
      body: Buffer.from([0xff]),
    });
    assert.equal(bytes.response.status, 400);
    const head = await fetch(httpUrl("/connection/sse?cf_connect=%7B%7D"), { method: "HEAD" });
    assert.equal(head.status, 405);
  });

  it("is left by clients that go, with all that they had [P1]", async (t) => {
    const room = roomName();
    const first = await connected(t);
    assert.equal(await command(first.connect, { id: 2, subscribe: { channel: room } }), 204);
    await first.stream.first((each) => each.id === 2, "reply");
    first.stream.leave();
    const second = await connected(t);
    assert.equal(await command(second.connect, { id: 2, subscribe: { channel: room } }), 204);
    // A client that is gone is found by writing to it.
    await publish(room, 1);
    await publish(room, 2);
    await publish(room, 3);
    const alone = async () => (await api("presence_stats", { channel: room })).num_clients === 1;
    const deadline = Date.now() + 20_000;
    while (!(await alone())) {
      assert.ok(Date.now() < deadline, "the first one is gone");
    }
  });
});

describe("commands by requests", () => {
  it("need a key that nobody else is told [E2]", async (t) => {
    const room = roomName();
    const { stream, connect, user } = await connected(t);
    assert.notEqual(connect.session, connect.client);
    assert.equal(await command(connect, { id: 2, subscribe: { channel: room } }), 204);
    await stream.first((each) => each.id === 2, "reply");
    const told = JSON.stringify([
      await api("presence", { channel: room }),
      await api("connections", { user }),
    ]);
    assert.ok(told.includes(connect.client) && !told.includes(connect.session));
    assert.equal(await command({ ...connect, session: connect.client }, { id: 3, ping: {} }), 404);
  });

  it("are answered with 404 where there is no session, and with 400 where there is no sense [E2] [A2]", async (t) => {
    const { stream, connect } = await connected(t);
    assert.equal(await command({ ...connect, node: "nobody" }, { id: 2, ping: {} }), 404);
    for (const body of [
      "",
      "[]",
      "{}",
      "{",
      '{"session":"s","node":"n"}',
      '{"session":1,"node":"n","data":"{}"}',
    ]) {
      assert.equal(await post(body), 400, body);
    }
    assert.equal(await post("x".repeat(MOST_BYTES + 1)), 413);
    assert.equal((await fetch(emulationUrl)).status, 405);
    assert.equal(await command(connect, { id: 2, ping: {} }), 204);
    await stream.first((each) => each.id === 2, "reply");
  });

  it("that make no sense end the session, and then there is none [E2]", async (t) => {
    const { stream, connect } = await connected(t);
    assert.equal(await command(connect, 17), 204);
    await stream.ended();
    assert.equal(stream.received.items.at(-1).push.disconnect.code, 3501);
    assert.equal(await command(connect, { id: 2, ping: {} }), 404);
  });

  it("are taken as large as a frame may be [E2]", async (t) => {
    const { stream, connect } = await connected(t);
    const data = "x".repeat(120 * 1024);
    assert.equal(await command(connect, { id: 2, rpc: { method: "none", data } }), 204);
    await stream.first((each) => each.id === 2, "reply");
  });
});
