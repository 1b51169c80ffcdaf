import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { EventSource } from "eventsource";
import WebSocket from "ws";
import { api, publish } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { givenMs, httpUrl } from "../support/config.mjs";
import { Collected } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { openStream, posting } from "../support/stream.mjs";
import { token } from "../support/token.mjs";

/** @param {unknown} connect */
const inUrl = (connect) =>
  `/connection/uni_sse?cf_connect=${encodeURIComponent(JSON.stringify(connect))}`;

/** @param {string} channel */
const publicationOf = (channel) => (/** @type {any} */ push) =>
  push.channel === channel && push.pub;

describe("without an SDK", { concurrency: 4 }, () => {
  it("curl -N hears connect and what is published [E3]", async (t) => {
    const room = roomName();
    const user = userName();
    const wanted = { token: await token(user), subs: { [room]: {} } };
    for (const path of ["/connection/uni_http_stream", "/connection/uni_sse"]) {
      const stream = await openStream(t, path, posting(wanted));
      const { connect } = await stream.first((push) => push.connect, "connect");
      assert.deepEqual(Object.keys(connect.subs).sort(), [`inbox:${user}`, room].sort());
      await publish(room, { text: path });
      const { pub } = await stream.first(publicationOf(room), "publication");
      assert.deepEqual(pub.data, { text: path });
      stream.leave();
    }
  });

  it("every kind is told who types, which moves no position [E3] [V1]", async (t) => {
    const room = roomName();
    for (const path of ["/connection/uni_http_stream", "/connection/uni_sse"]) {
      // Another user each time, because a user's typing is sent at most every two seconds.
      const user = userName();
      const wanted = posting({ token: await token(userName()), subs: { [room]: {} } });
      const stream = await openStream(t, path, wanted);
      await stream.first((push) => push.connect, "connect");
      const typist = await connect(t, { user });
      await subscribe(typist, room);
      await publish(room, "before");
      await stream.first((push) => push.pub?.data === "before", "publication");
      await typist.rpc("room.typing", { channel: room });
      const { pub } = await stream.first((push) => push.pub?.tags?.type === "typing", "typing");
      assert.deepEqual([pub.data, pub.info.user], [{ typing: true, for: 6000 }, user]);
      assert.ok(!pub.offset, `the offset is ${pub.offset}`);
      const ids = stream.lines.items.filter((line) => line.startsWith("id: "));
      assert.equal(new Set(ids).size, ids.length, "a typing event repeats no id");
    }
  });

  it("a WebSocket says what it wants first, and hears each push as a message [E3]", async (t) => {
    const room = roomName();
    const user = userName();
    const socket = new WebSocket(httpUrl("/connection/uni_websocket").replace(/^http/, "ws"));
    t.after(() => socket.close());
    const pushes = new Collected();
    socket.on("message", (message) => pushes.add(JSON.parse(String(message))));
    await once(socket, "open");
    socket.send(JSON.stringify({ token: await token(user), subs: { [room]: {} } }));
    await pushes.until((all) => all.some((push) => push.connect), "connect");
    for (let number = 1; number <= 50; number++) {
      await publish(room, number);
    }
    await pushes.until((all) => all.some((push) => push.pub?.data === 50), "the last publication");
    assert.deepEqual(
      pushes.items.filter(publicationOf(room)).map(({ pub }) => pub.data),
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    socket.send("{}");
    const [code] = await once(socket, "close");
    assert.equal(code, 3501);
  });

  it("needs no body, with a header that says who it is [E3] [T1]", async (t) => {
    const headers = { authorization: `Bearer ${await token(userName())}` };
    for (const options of [{ headers }, { headers, method: "POST" }]) {
      const stream = await openStream(t, "/connection/uni_http_stream", options);
      await stream.first((push) => push.connect, "connect");
    }
  });

  it("a channel that it may not hear ends it, and says which [E3]", async (t) => {
    const wanted = { token: await token(userName()), subs: { "inbox:somebody": {} } };
    const stream = await openStream(t, "/connection/uni_sse", posting(wanted));
    await stream.ended();
    const [{ disconnect }] = stream.received.items;
    assert.equal(disconnect.code, 3507);
    assert.match(disconnect.reason, /^inbox:somebody: /);
    assert.ok(stream.lines.items.includes("retry: 86400000"));
  });

  it("what is no request is answered with 400 [A2]", async (t) => {
    for (const body of ["17", '{"subs":1}', '{"token":1}', "{"]) {
      const { response } = await openStream(t, "/connection/uni_sse", { method: "POST", body });
      assert.equal(response.status, 400, body);
    }
  });

  it("an EventSource goes on where it was when its stream ends [E4]", async (t) => {
    const room = roomName();
    const user = userName();
    const bearer = `Bearer ${await token(user)}`;
    let opened = 0;
    const events = new EventSource(httpUrl(inUrl({ subs: { [room]: {} } })), {
      fetch: async (url, options) => {
        opened++;
        return fetch(url, { ...options, headers: { ...options.headers, authorization: bearer } });
      },
    });
    t.after(() => events.close());
    const pushes = new Collected();
    events.addEventListener("message", ({ data }) => pushes.add(JSON.parse(data)));
    /** @param {number} count */
    const connects = (count) =>
      pushes.until(
        (all) => all.filter((push) => push.connect).length === count,
        `connect ${count}`,
      );
    await connects(1);
    await publish(room, 1);
    await pushes.until((all) => all.some(publicationOf(room)), "the first publication");
    await api("disconnect", { user, disconnect: { code: 4100, reason: "for a while" } });
    await publish(room, 2);
    await publish(room, 3);
    await connects(2);
    await publish(room, 4);
    await pushes.until((all) => all.some((push) => push.pub?.data === 4), "the last publication");
    assert.equal(opened, 2);
    const again = pushes.items.filter((push) => push.connect)[1].connect.subs[room];
    assert.equal(again.recovered, true);
    const heard = pushes.items.flatMap((push) =>
      push.connect
        ? (push.connect.subs[room].publications ?? [])
        : push.channel === room && push.pub
          ? [push.pub]
          : [],
    );
    assert.deepEqual(
      heard.map(({ data }) => data),
      [1, 2, 3, 4],
    );
  });

  const ping = givenMs("PARLEY_PING_MS");
  it("is pinged, and need not answer [E3]", { skip: ping === null }, async (t) => {
    const stream = await openStream(
      t,
      "/connection/uni_sse",
      posting({ token: await token(userName()) }),
    );
    await stream.lines.until(
      (lines) => lines.filter((line) => line === "data: {}").length >= 3,
      "pings",
      5 * Number(ping) + 10_000,
    );
  });
});
