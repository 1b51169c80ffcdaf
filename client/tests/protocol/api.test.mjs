import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, call, publish } from "../support/api.mjs";
import { apiKey } from "../support/config.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { Collected, eventually } from "../support/events.mjs";
import { key, roomName, userName } from "../support/names.mjs";

describe("the HTTP API", () => {
  it("publishes, and tells offset and epoch [L2]", async () => {
    const room = roomName();
    const first = await publish(room, { n: 1 });
    const second = await publish(room, { n: 2 });
    assert.equal(first.offset, 1);
    assert.equal(second.offset, 2);
    assert.equal(typeof first.epoch, "string");
    assert.equal(second.epoch, first.epoch);
  });

  it("publishes under an idempotency key once [L3]", async () => {
    const room = roomName();
    const body = { channel: room, data: "once", idempotency_key: key() };
    const first = await api("publish", body);
    assert.deepEqual(await api("publish", body), first);
    assert.deepEqual(
      await api("publish", { ...body, data: "changed" }),
      first,
      "the key decides, not the data",
    );
    const { publications } = await api("history", { channel: room, limit: 10 });
    assert.deepEqual(
      publications.map((/** @type {any} */ { data }) => data),
      ["once"],
    );
  });

  it("publishes once when twenty requests bring the same key at once [L3]", async (t) => {
    const room = roomName();
    const subscription = await subscribe(await connect(t), room);
    const publications = Collected.of(subscription, "publication");
    const body = { channel: room, data: "once", idempotency_key: key() };
    const results = await Promise.all(Array.from({ length: 20 }, () => api("publish", body)));
    assert.deepEqual(new Set(results.map(({ offset }) => offset)), new Set([1]));
    await publish(room, "fence");
    await publications.until((items) => items.some(({ data }) => data === "fence"), "the fence");
    assert.equal(publications.items.length, 2);
  });

  it("lets the same key be used in another channel", async () => {
    const idempotency_key = key();
    for (const channel of [roomName(), roomName()]) {
      assert.equal((await api("publish", { channel, data: 1, idempotency_key })).offset, 1);
    }
  });

  it("keeps every offset once when many publish at once [L2]", async () => {
    const room = roomName();
    const results = await Promise.all(Array.from({ length: 100 }, (_, i) => publish(room, i)));
    const offsets = results.map(({ offset }) => offset).sort((a, b) => a - b);
    assert.deepEqual(
      offsets,
      Array.from({ length: 100 }, (_, i) => i + 1),
    );
  });

  it("broadcasts to many channels, and answers for each", async () => {
    const channels = [roomName(), "nosuch:thing", roomName()];
    const { responses } = await api("broadcast", { channels, data: "to all" });
    assert.equal(responses.length, 3);
    assert.equal(responses[0].result.offset, 1);
    assert.equal(responses[1].error.code, 102);
    assert.equal(responses[2].result.offset, 1);
    const { publications } = await api("history", { channel: channels[2], limit: 1 });
    assert.equal(publications[0].data, "to all");
  });

  it("broadcasts under an idempotency key once in each channel [L3]", async () => {
    const body = { channels: [roomName(), roomName()], data: 1, idempotency_key: key() };
    const first = await api("broadcast", body);
    assert.deepEqual(await api("broadcast", body), first);
  });

  it("reads history from both ends", async () => {
    const room = roomName();
    for (let i = 1; i <= 5; i++) {
      await publish(room, i);
    }
    /** @param {Record<string, unknown>} options */
    const offsets = async (options) => {
      const result = await api("history", { channel: room, ...options });
      assert.equal(result.offset, 5);
      return (result.publications ?? []).map((/** @type {any} */ { offset }) => offset);
    };
    const { epoch } = await api("history", { channel: room, limit: 0 });
    assert.deepEqual(await offsets({ limit: 0 }), []);
    assert.deepEqual(await offsets({ limit: 2 }), [1, 2]);
    assert.deepEqual(await offsets({ limit: 2, reverse: true }), [5, 4]);
    assert.deepEqual(await offsets({ limit: 10, since: { offset: 3, epoch } }), [4, 5]);
    const before = { offset: 3, epoch };
    assert.deepEqual(await offsets({ limit: 10, since: before, reverse: true }), [2, 1]);
  });

  it("tells who is in a channel", async (t) => {
    const room = roomName();
    const user = userName();
    for (let i = 0; i < 2; i++) {
      await subscribe(await connect(t, { user, name: "Ann" }), room);
    }
    const { presence } = await api("presence", { channel: room });
    assert.equal(Object.keys(presence).length, 2);
    for (const [client, info] of Object.entries(presence)) {
      assert.equal(/** @type {any} */ (info).client, client);
      assert.equal(/** @type {any} */ (info).user, user);
      assert.deepEqual(/** @type {any} */ (info).conn_info, { name: "Ann" });
    }
    const stats = await api("presence_stats", { channel: room });
    assert.deepEqual(stats, { num_clients: 2, num_users: 1 });
  });

  it("tells whether a user is online, and on which members", async (t) => {
    const user = userName();
    assert.deepEqual(await api("connections", { user }), { online: false, connections: {} });
    const client = await connect(t, { user });
    await connect(t, { user });
    const { nodes } = await api("info", {});
    const { online, connections } = await api("connections", { user });
    assert.equal(online, true);
    const nodeNames = nodes.map((/** @type {any} */ { name }) => name);
    const found = Object.values(connections).map((/** @type {any} */ { node }) => node);
    assert.equal(found.length, 2);
    assert.ok(found.every((node) => nodeNames.includes(node)));
    client.disconnect();
    const left = async () =>
      Object.keys((await api("connections", { user })).connections).length === 1;
    await eventually(left, "one connection to be gone");
  });

  it("tells about the members of the cluster", async () => {
    const { nodes } = await api("info", {});
    assert.ok(nodes.length >= 1);
    assert.match(nodes[0].uid, /^[0-9a-f-]{36}$/);
    assert.equal((await call("info", "")).status, 200, "it asks nothing, and needs no body");
  });

  it("names the channels that somebody hears, by a pattern too [H12]", async (t) => {
    const user = userName();
    const rooms = [roomName(user), roomName(user)];
    const client = await connect(t, { user });
    for (const room of rooms) {
      await subscribe(client, room);
    }
    await subscribe(await connect(t), /** @type {string} */ (rooms[0]));
    await publish(roomName(user), "nobody hears it");
    const expected = { [rooms[0] ?? ""]: { num_clients: 2 }, [rooms[1] ?? ""]: { num_clients: 1 } };
    assert.deepEqual(await api("channels", { pattern: `room:${user}-*` }), { channels: expected });
    const { channels } = await api("channels", {});
    assert.deepEqual(channels[rooms[0] ?? ""], { num_clients: 2 });
    assert.deepEqual(channels[`inbox:${user}`], { num_clients: 1 });
    assert.deepEqual(await api("channels", { pattern: "nosuch:*" }), { channels: {} });
    client.disconnect();
    const one = async () =>
      Object.keys((await api("channels", { pattern: `*${user}*` })).channels).length === 1;
    await eventually(one, "the channels of who has gone to be gone");
  });

  it("removes the history of a channel; offsets and keys go on [H11] [L2] [L3]", async () => {
    const room = roomName();
    const keyed = { channel: room, data: "secret", idempotency_key: key() };
    const first = await api("publish", keyed);
    await publish(room, "secret too");
    assert.deepEqual(await api("history_remove", { channel: room }), {});
    for (const options of [{}, { reverse: true }, { since: { offset: 1, epoch: first.epoch } }]) {
      const { text, json } = await call("history", { channel: room, limit: 10, ...options });
      assert.equal(json.result.offset, 2, text);
      assert.ok(!text.includes("secret"), text);
    }
    assert.deepEqual(await api("publish", keyed), first, "it does not come back");
    assert.equal((await publish(room, "new")).offset, 3);
    const { publications } = await api("history", { channel: room, limit: 10 });
    assert.deepEqual(
      publications.map((/** @type {any} */ { offset, data }) => [offset, data]),
      [[3, "new"]],
    );
    assert.deepEqual(await api("history_remove", { channel: roomName() }), {}, "never heard of");
  });

  it("takes data in base64, byte for byte", async () => {
    const room = roomName();
    const data = '{"n": 1.0, "s":"\u00e4"}';
    const b64data = Buffer.from(data).toString("base64");
    assert.equal((await api("publish", { channel: room, b64data })).offset, 1);
    await api("broadcast", { channels: [room], b64data, data: null });
    const { text } = await call("history", { channel: room, limit: 2 });
    assert.equal(text.split(`"data":${data}`).length, 3, text);
  });

  it("is closed without the right key: 401", async () => {
    const body = { channel: roomName(), data: 1 };
    for (const headers of [{}, { "X-API-Key": "" }, { "X-API-Key": `${apiKey}x` }]) {
      for (const method of [
        "publish",
        "broadcast",
        "history",
        "presence",
        "presence_stats",
        "connections",
        "channels",
        "history_remove",
        "batch",
        "",
        "info",
      ]) {
        const { status } = await call(method, body, /** @type {any} */ (headers));
        assert.equal(status, 401, `${method} with ${JSON.stringify(headers)}`);
      }
    }
  });

  /** @type {[string, string, unknown, number, number][]} */
  const refused = [
    ["an unknown namespace", "publish", { channel: "nosuch:thing", data: 1 }, 404, 102],
    ["an unknown namespace", "history", { channel: "nosuch:thing", limit: 1 }, 404, 102],
    ["an unknown namespace", "presence", { channel: "nosuch:thing" }, 404, 102],
    ["no channel", "publish", { data: 1 }, 400, 107],
    ["an empty channel", "publish", { channel: "", data: 1 }, 400, 107],
    ["a channel that is a number", "publish", { channel: 7, data: 1 }, 400, 107],
    ["no data", "publish", { channel: "room:x" }, 400, 107],
    ["data beyond 64 KiB", "publish", { channel: "room:x", data: "x".repeat(70_000) }, 400, 107],
    [
      "a key that is a number",
      "publish",
      { channel: "room:x", data: 1, idempotency_key: 7 },
      400,
      107,
    ],
    ["tags that are no texts", "publish", { channel: "room:x", data: 1, tags: { a: 1 } }, 400, 107],
    ["tags that are a list", "publish", { channel: "room:x", data: 1, tags: ["a"] }, 400, 107],
    [
      "skip_history where there is a log",
      "publish",
      { channel: "room:x", data: 1, skip_history: true },
      400,
      107,
    ],
    [
      "delta where there are none",
      "publish",
      { channel: "inbox:x", data: 1, delta: true },
      400,
      107,
    ],
    ["a version", "publish", { channel: "room:x", data: 1, version: 1 }, 400, 107],
    ["a field that nobody knows", "history", { channel: "room:x", filter: "a" }, 400, 107],
    ["both kinds of data", "publish", { channel: "room:x", data: 1, b64data: "MQ==" }, 400, 107],
    ["no base64", "publish", { channel: "room:x", b64data: "?" }, 400, 107],
    ["base64 of no JSON", "publish", { channel: "room:x", b64data: "/w==" }, 400, 107],
    ["base64 of two values", "publish", { channel: "room:x", b64data: "MSAy" }, 400, 107],
    ["info", "subscribe", { user: "u", channel: "room:x", info: {}, b64info: "e30=" }, 400, 107],
    [
      "recover without a log",
      "subscribe",
      { user: "u", channel: "event:x", recover: true },
      400,
      107,
    ],
    ["a session", "disconnect", { user: "u", session: "s" }, 400, 107],
    [
      "a code that says otherwise",
      "disconnect",
      { user: "u", Disconnect: { code: 4500, reconnect: true } },
      400,
      107,
    ],
    ["a pattern of another kind", "channels", { pattern: "room:?" }, 400, 107],
    ["a pattern that is a number", "channels", { pattern: 1 }, 400, 107],
    ["no channel", "history_remove", {}, 400, 107],
    ["a channel without a log", "history_remove", { channel: "event:x" }, 400, 108],
    ["an unknown namespace", "history_remove", { channel: "nosuch:thing" }, 404, 102],
    ["no commands", "batch", {}, 400, 107],
    ["commands that are no list", "batch", { commands: { info: {} } }, 400, 107],
    ["an empty list", "batch", { commands: [] }, 400, 107],
    ["too many commands", "batch", { commands: Array(1001).fill({ info: {} }) }, 400, 107],
    ["a field that nobody knows", "batch", { commands: [{ info: {} }], atomic: true }, 400, 107],
    ["broken JSON", "", '{"method":"info"}{', 400, 107],
    ["nothing", "", "", 400, 107],
    ["broken JSON", "publish", '{"channel":', 400, 107],
    ["a list", "publish", "[]", 400, 107],
    ["an empty body", "publish", "", 400, 107],
    ["two objects", "publish", '{"channel":"room:x","data":1}{}', 400, 107],
    ["the same key twice", "publish", '{"channel":"room:x","channel":"room:y","data":1}', 400, 107],
    ["channels that are no list", "broadcast", { channels: "room:x", data: 1 }, 400, 107],
    ["channels that are no texts", "broadcast", { channels: [1], data: 1 }, 400, 107],
    ["no channels", "broadcast", { data: 1 }, 400, 107],
    ["a limit that is a text", "history", { channel: "room:x", limit: "all" }, 400, 107],
    [
      "a position that is a text",
      "history",
      { channel: "room:x", limit: 1, since: "now" },
      400,
      107,
    ],
  ];
  for (const [what, method, body, status, code] of refused) {
    it(`answers ${method} with ${what} by ${status} and error ${code} [A2]`, async () => {
      const answer = await call(method, body);
      assert.equal(answer.status, status, answer.text);
      assert.equal(answer.json?.error?.code, code, answer.text);
      assert.equal(typeof answer.json.error.message, "string");
    });
  }

  it("answers presence by 404 and error 108 where a namespace has none", async () => {
    const answer = await call("presence", { channel: `feed:${userName()}` });
    assert.equal(answer.json?.error?.code, 108, answer.text);
  });

  it("refuses a body that is far too large, and goes on", async () => {
    const huge = JSON.stringify({ channel: "room:x", data: "x".repeat(3 * 1024 * 1024) });
    const answer = await call("publish", huge).catch((error) => ({
      status: 0,
      text: String(error),
    }));
    assert.ok([0, 400, 413].includes(answer.status), `${answer.status} ${answer.text}`);
    assert.equal((await publish(roomName(), 1)).offset, 1);
  });

  it("says that a method does not exist with 404", async () => {
    assert.equal((await call("dance", {})).status, 404);
  });

  it("answers JSON in UTF-8, told so in its header", async () => {
    const room = roomName();
    await publish(room, "žluťoučký kůň 😀");
    const { text } = await call("history", { channel: room, limit: 1 });
    assert.ok(text.includes("žluťoučký kůň 😀"));
  });
});
