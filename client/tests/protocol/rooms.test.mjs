import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import { describe, it } from "node:test";
import WebSocket from "ws";
import { api, publish } from "../support/api.mjs";
import { connect, subscribe } from "../support/client.mjs";
import { baseUrl, httpUrl } from "../support/config.mjs";
import { Collected, next } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { enterRoom, openRoom } from "../support/room.mjs";
import { expiredToken, ticketOf, token } from "../support/token.mjs";

const cookieName = process.env.PARLEY_TOKEN_COOKIE;

const newRoom = () => roomName("plain").slice("room:".length);

/**
 * The status of a handshake that is refused.
 *
 * @param {string} path
 */
async function refusal(path) {
  const socket = new WebSocket(httpUrl(path).replace(/^http/, "ws"));
  socket.on("error", () => {});
  const accepted = once(socket, "open").then(() => 101);
  const refused = once(socket, "unexpected-response").then(([, { statusCode }]) => statusCode);
  return Promise.race([accepted, refused]);
}

describe("a room without an SDK: its path", () => {
  it("a request that is no handshake is told to upgrade [J1]", async () => {
    const response = await fetch(httpUrl("/rooms/general"));
    assert.equal(response.status, 426);
    assert.equal(response.headers.get("upgrade"), "websocket");
    assert.match(await response.text(), /this address is for WebSocket only/);
  });

  it("a path without one name is answered with 404 [J1]", async () => {
    for (const path of ["/rooms/", "/rooms/a/b", "/rooms/%ff"]) {
      assert.ok([400, 404].includes(await refusal(path)), path);
    }
  });

  it("the name is decoded: whoever is in the channel is in the room [J1]", async (t) => {
    const room = `ä 😀 ${newRoom()}`;
    const client = await enterRoom(t, room, userName());
    assert.equal((await client.first("start")).room, room);
    await publish(`room:${room}`, 1);
    await client.first("message", ({ data }) => data === 1);
  });

  it("a name that no channel may have ends the connection with a sentence [J1]", async (t) => {
    const client = openRoom(t, "a\u200bb", { user: userName() });
    const { code, reason } = await client.closing;
    assert.deepEqual([code, reason.includes("U+200B")], [3501, true]);
  });
});

describe("a room without an SDK: who one is", () => {
  it("a bearer token, a ticket, a cookie, or the first message [J2] [T1]", async (t) => {
    const room = newRoom();
    const bearer = await token("bearer");
    const clients = [
      openRoom(t, room, {}, { headers: { authorization: `Bearer ${bearer}` } }),
      openRoom(t, room, { ticket: await ticketOf(bearer) }),
    ];
    const spoken = openRoom(t, room);
    await spoken.open;
    spoken.send({ type: "connect", token: bearer });
    clients.push(spoken);
    if (cookieName !== undefined) {
      const headers = { cookie: `${cookieName}=${bearer}` };
      clients.push(openRoom(t, room, {}, { headers, origin: baseUrl.origin }));
    }
    for (const client of clients) {
      client.closing.catch(() => {});
      const { here } = await client.first("presence");
      assert.ok(here.some((/** @type {any} */ each) => each.user === "bearer"));
    }
  });

  it("an expired token is an error, and a fresh one connects [J2] [C3]", async (t) => {
    const user = userName();
    const client = openRoom(t, newRoom());
    client.closing.catch(() => {});
    await client.open;
    client.send({ type: "connect", token: await expiredToken(user) });
    assert.equal((await client.first("error")).code, 109);
    client.send({ type: "connect", token: await token(user) });
    await client.first("start");
  });

  it("a token in the URL and a message before connect end the connection [J2]", async (t) => {
    const inUrl = openRoom(t, newRoom(), { token: "x" });
    assert.equal((await inUrl.closing).code, 3500);
    const early = openRoom(t, newRoom());
    await early.open;
    early.send({ text: "hi" });
    const { code, reason } = await early.closing;
    assert.deepEqual([code, reason], [3501, "the first command of a connection must be connect"]);
  });
});

describe("a room without an SDK: messages", () => {
  it("reach clients of both kinds, with the same id [J3] [J4]", async (t) => {
    const room = newRoom();
    const [anna, bob] = [await enterRoom(t, room, "anna"), await enterRoom(t, room, "bob")];
    const official = await subscribe(await connect(t, { user: "carol" }), `room:${room}`);
    const joined = await anna.first("join", ({ user }) => user === "carol");
    assert.ok(joined.client);
    const publications = Collected.of(official, "publication");
    anna.send({ text: "hi", ref: "r1" });
    const stored = await anna.first("stored");
    assert.equal(stored.ref, "r1");
    const message = await bob.first("message");
    assert.deepEqual(Object.keys(message), ["type", "id", "user", "time", "data"]);
    assert.deepEqual(message.data, { text: "hi", ref: "r1" });
    assert.deepEqual([message.user, message.id], ["anna", stored.id]);
    await publications.atLeast(1);
    assert.deepEqual(publications.items[0].data, { text: "hi", ref: "r1" });
    await official.publish([1, 2]);
    const second = await anna.first("message", ({ user }) => user === "carol");
    assert.deepEqual(second.data, [1, 2]);
    const left = anna.first("leave", ({ user }) => user === "carol");
    official.unsubscribe();
    assert.equal((await left).client, joined.client);
    bob.socket.close();
    await anna.first("leave", ({ user }) => user === "bob");
  });

  it("many at once come one by one, in order, each in a frame of its own [J3] [J4]", async (t) => {
    const room = newRoom();
    const [anna, bob] = [await enterRoom(t, room, "anna"), await enterRoom(t, room, "bob")];
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    numbers.forEach((n) => anna.send({ n, ref: n }));
    await anna.messages.until(
      (all) => all.filter(({ type }) => type === "stored" || type === "error").length === 100,
      "answers",
    );
    const stored = anna.messages.items.filter(({ type }) => type === "stored");
    await bob.messages.until(() => bob.data().length === stored.length, "messages");
    const sent = stored.map(({ ref }) => ref).sort((a, b) => a - b);
    assert.deepEqual(
      bob.data().map(({ n }) => n),
      sent,
    );
  });

  it("what is wrong is told in words, and the connection stays [J3] [A2]", async (t) => {
    const client = await enterRoom(t, newRoom(), userName());
    for (const wrong of ["hello", "[1]", '{"a":1', '{"type":"stored"}', '{"ref":[]}']) {
      client.send(wrong);
    }
    const errors = await client.messages.until(
      (all) => all.filter(({ type }) => type === "error").length === 5,
      "errors",
    );
    assert.ok(errors.filter(({ type }) => type === "error").every(({ code }) => code === 107));
    client.send({ text: "still here" });
    await client.first("message");
  });

  it("a binary message ends the connection with 3506 [J3]", async (t) => {
    const client = await enterRoom(t, newRoom(), userName());
    client.socket.send(Buffer.from("{}"));
    assert.equal((await client.closing).code, 3506);
  });

  it("pings are answered as they come [J7]", async (t) => {
    const client = await enterRoom(t, newRoom(), userName());
    client.send("ping");
    await client.messages.until((all) => all.includes("pong"), "pong");
    client.send({ type: "ping", ref: 1 });
    assert.equal((await client.first("pong")).ref, 1);
  });

  it("the inbox of the user comes as another type [J4]", async (t) => {
    const user = userName();
    const client = await enterRoom(t, newRoom(), user);
    await publish(`inbox:${user}`, "for you");
    const push = await client.first("push", ({ pub }) => pub !== undefined);
    assert.deepEqual([push.channel, push.pub.data], [`inbox:${user}`, "for you"]);
    assert.deepEqual(client.data(), []);
  });

  it("the back end controls the session like any other [R1]", async (t) => {
    const user = userName();
    const room = newRoom();
    const kicked = await enterRoom(t, room, user);
    await api("unsubscribe", { user, channel: `room:${room}` });
    assert.equal((await kicked.closing).code, 3507);
    const client = await enterRoom(t, room, user);
    await api("disconnect", { user });
    assert.equal((await client.closing).code, 3503);
  });
});

describe("a room without an SDK: after an absence", () => {
  it("since in the URL or in connect brings what was missed, once [J5]", async (t) => {
    const room = newRoom();
    const anna = await enterRoom(t, room, "anna");
    anna.send({ n: 1 });
    const { id } = await anna.first("message");
    anna.socket.close();
    for (const n of [2, 3]) {
      await publish(`room:${room}`, { n });
    }
    const back = await enterRoom(t, room, "anna", { since: id });
    const spoken = openRoom(t, room);
    spoken.closing.catch(() => {});
    await spoken.open;
    spoken.send({ type: "connect", token: await token("bob"), since: id });
    await spoken.first("presence");
    await publish(`room:${room}`, { n: 4 });
    for (const client of [back, spoken]) {
      await client.first("message", ({ data }) => data.n === 4);
      assert.deepEqual(
        client.data().map(({ n }) => n),
        [2, 3, 4],
      );
      assert.ok(!client.messages.items.some(({ type }) => type === "gap"));
    }
    const all = await enterRoom(t, room, "carol", { since: "0" });
    assert.deepEqual(
      all.data().map(({ n }) => n),
      [1, 2, 3, 4],
    );
  });

  it("a long absence comes in pages, without a gap [J5] [L4]", async (t) => {
    const room = newRoom();
    const many = Array.from({ length: 40 }, (_, n) => ({ n, text: "x".repeat(40_000) }));
    for (const data of many) {
      await publish(`room:${room}`, data);
    }
    const back = await enterRoom(t, room, userName(), { since: "0" });
    await back.first("message", ({ data }) => data.n === 39);
    assert.deepEqual(
      back.data().map(({ n }) => n),
      many.map(({ n }) => n),
    );
  });

  it("an id of another log is a gap, told first; what is no id is refused [J5]", async (t) => {
    const room = newRoom();
    await publish(`room:${room}`, 1);
    const client = await enterRoom(t, room, userName(), { since: "1-another" });
    const types = client.messages.items.map(({ type }) => type);
    assert.deepEqual(types.slice(0, 2), ["start", "gap"]);
    const wrong = openRoom(t, room, { user: userName(), since: "yesterday" });
    const { code, reason } = await wrong.closing;
    assert.deepEqual([code, reason.startsWith("since must be the id")], [3501, true]);
  });

  it("history removed by the back end is a gap [J5] [H11]", async (t) => {
    const room = newRoom();
    const anna = await enterRoom(t, room, "anna");
    anna.send({ n: 1 });
    const { id } = await anna.first("message");
    anna.socket.close();
    await publish(`room:${room}`, { n: 2 });
    await api("history_remove", { channel: `room:${room}` });
    const back = await enterRoom(t, room, "anna", { since: id });
    await back.first("gap");
    assert.deepEqual(back.data(), []);
  });
});

describe("a room without an SDK: handshakes", () => {
  it("pages of other origins are refused [A4]", async () => {
    const refused = request(httpUrl("/rooms/general"), {
      headers: {
        connection: "Upgrade",
        upgrade: "websocket",
        origin: "https://evil.example",
        "sec-websocket-version": "13",
        "sec-websocket-key": "AAAAAAAAAAAAAAAAAAAAAA==",
      },
    });
    refused.end();
    const [response] = await once(refused, "response");
    assert.equal(response.statusCode, 403);
    response.resume();
  });

  it("an official client that hears a plain one is told who wrote [J4]", async (t) => {
    const room = newRoom();
    const official = await subscribe(await connect(t), `room:${room}`);
    const heard = next(official, "publication");
    const plain = await enterRoom(t, room, "plain");
    plain.send({ text: "hi" });
    assert.equal((await heard).info.user, "plain");
  });
});
