import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { createClient } from "parley-client";
import { api, publish, publishAll } from "../support/api.mjs";
import { connect, makeClient, subscribe } from "../support/client.mjs";
import { baseUrl, givenMs, httpUrl } from "../support/config.mjs";
import { Collected, eventually, next, within } from "../support/events.mjs";
import { roomName, userName } from "../support/names.mjs";
import { makeProxy, pollSocket, pollUrl, post, RawPoll } from "../support/poll.mjs";
import { token } from "../support/token.mjs";

const range = (/** @type {number} */ from, /** @type {number} */ to) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
const offsets = (/** @type {Collected} */ publications) =>
  publications.items.map(({ offset }) => offset);

/** What a server with other times than the default was started with. */
const ping = givenMs("PARLEY_PING_INTERVAL_MS");
const absence = givenMs("PARLEY_POLL_ABSENCE_MS");

const byPolling = { transport: "poll" };

describe("the official client over long polling", () => {
  it("connects, subscribes, publishes, and sees who is there [Q1]", async (t) => {
    const room = roomName();
    const user = userName();
    const client = await connect(t, { ...byPolling, user });
    const subscription = await subscribe(client, room);
    const heard = Collected.of(subscription, "publication");
    for (const number of range(1, 20)) {
      await subscription.publish({ number });
    }
    await heard.atLeast(20);
    assert.deepEqual(offsets(heard), range(1, 20));
    const { clients } = await subscription.presence();
    assert.deepEqual(
      Object.values(clients).map((info) => info.user),
      [user],
    );
    const { publications } = await subscription.history({ limit: 100 });
    assert.equal(publications.length, 20);
  });

  it("meets clients of other transports in a room [Q1]", async (t) => {
    const room = roomName();
    const polling = await subscribe(await connect(t, byPolling), room);
    const socket = await subscribe(await connect(t), room);
    const heard = [polling, socket].map((each) => Collected.of(each, "publication"));
    await polling.publish("by polling");
    await socket.publish("by WebSocket");
    for (const each of heard) {
      await each.atLeast(2);
      assert.deepEqual(
        each.items.map(({ data }) => data),
        ["by polling", "by WebSocket"],
      );
    }
  });

  it("loses and doubles nothing when answers are lost, and stays connected [Q1]", async (t) => {
    const room = roomName();
    const proxy = await makeProxy(t);
    const client = await connect(t, { websocket: pollSocket(proxy.url) });
    const away = Collected.of(client, "connecting");
    const subscription = await subscribe(client, room);
    const heard = Collected.of(subscription, "publication");
    /** Every third answer of each kind. @type {Record<string, number>} */
    const answers = {};
    proxy.loses = (path) => (answers[path] = (answers[path] ?? 0) + 1) % 3 === 0;
    const own = async () => {
      for (const number of range(1, 40)) {
        await subscription.publish(`own ${number}`);
      }
    };
    await Promise.all([publishAll(room, range(1, 40), 1), own()]);
    await heard.atLeast(80);
    assert.deepEqual(offsets(heard), range(1, 80));
    assert.equal(new Set(heard.items.map(({ data }) => data)).size, 80);
    assert.ok(
      proxy.lost.some((path) => path.endsWith("/next")),
      "answers to polls were lost",
    );
    assert.ok(
      proxy.lost.some((path) => path.endsWith("/send")),
      "answers to commands were lost",
    );
    assert.deepEqual(away.items, [], "the session lasted");
  });

  it("recovers by its position when it was cut off for too long [L4] [Q1]", async (t) => {
    const room = roomName();
    const proxy = await makeProxy(t);
    const client = await connect(t, { websocket: pollSocket(proxy.url) });
    const subscription = await subscribe(client, room);
    const heard = Collected.of(subscription, "publication");
    await publish(room, "before");
    await heard.atLeast(1);
    const connecting = next(client, "connecting", () => true, 30_000);
    const subscribed = next(subscription, "subscribed", () => true, 40_000);
    proxy.up = false;
    await publishAll(room, range(2, 30), 1);
    await connecting;
    proxy.up = true;
    assert.equal((await subscribed).recovered, true);
    await heard.atLeast(30);
    assert.deepEqual(offsets(heard), range(1, 30));
  });

  it("is closed with the codes of the server [Q1]", async (t) => {
    const user = userName();
    const client = await connect(t, { ...byPolling, user });
    const gone = next(client, "disconnected");
    await api("disconnect", { user });
    assert.equal((await gone).code, 3503);

    const stranger = makeClient(t, { ...byPolling, getToken: async () => "no.token.atall" });
    const refused = next(stranger, "disconnected");
    stranger.connect();
    assert.equal((await refused).code, 3500);
  });

  it("leaves at once when it is disconnected [Q1]", async (t) => {
    const room = roomName();
    const client = await connect(t, byPolling);
    await subscribe(client, room);
    assert.equal((await api("presence_stats", { channel: room })).num_clients, 1);
    client.disconnect();
    await eventually(
      async () => (await api("presence_stats", { channel: room })).num_clients === 0,
      "its presence to end",
    );
  });

  it("is what is left when nothing else gets through", async (t) => {
    const client = createClient(baseUrl, {
      transports: ["websocket", "poll"],
      websocket: class {
        /** @type {any} */ onclose = null;
        constructor() {
          queueMicrotask(() => this.onclose({ code: 1006, reason: "" }));
        }
        close() {}
      },
      getToken: () => token(userName()),
    });
    t.after(() => client.disconnect());
    client.connect();
    await within(client.ready(), "connection");
    assert.ok((await client.rpc("nothing", null).catch((error) => error)).code === 104);
  });

  it("answers pings [S2]", { skip: ping === null }, async (t) => {
    const pongs = new Collected();
    const client = await connect(t, {
      websocket: class extends pollSocket() {
        /** @param {string} data */
        send(data) {
          if (data === "{}") {
            pongs.add(data);
          }
          super.send(data);
        }
      },
    });
    const away = Collected.of(client, "connecting");
    await pongs.until((items) => items.length >= 3, "three pongs", 3 * (ping ?? 0) + 10_000);
    assert.equal((await client.rpc("nothing", null).catch((error) => error)).code, 104);
    assert.deepEqual(away.items, []);
  });
});

describe("long polling", () => {
  it("is opened by curl, with commands in its body [Q1]", async () => {
    const connectCommand = JSON.stringify({ id: 1, connect: { token: await token(userName()) } });
    const { status, head, messages } = await post("", connectCommand);
    assert.equal(status, 200);
    assert.equal(head.batch, 1);
    assert.ok(head.wait > 0 && head.absence > 0);
    assert.ok(Buffer.from(head.poll.split(".")[0], "base64url").length >= 16, "a secret");
    assert.ok(messages[0].connect.client);
  });

  it("is opened with a ticket in the URL, and never with a token there [T1]", async () => {
    const bearer = { Authorization: `Bearer ${await token(userName())}` };
    const ticket = await fetch(httpUrl("/api/ticket"), {
      method: "POST",
      headers: { ...bearer, "content-type": "application/json" },
      body: "{}",
    }).then(async (answer) => /** @type {any} */ (await answer.json()).result.ticket);
    const command = JSON.stringify({ id: 1, connect: {} });
    assert.ok((await post(`?ticket=${ticket}`, command)).messages[0].connect);
    assert.ok((await post("", command, { headers: bearer })).messages[0].connect);
    const inUrl = await post(`?token=${bearer.Authorization.slice(7)}`, command);
    assert.equal(inUrl.messages[0].push.disconnect.code, 3500);
  });

  it("answers an older poll with nothing when a newer one comes [Q1]", async () => {
    const raw = await RawPoll.open();
    const older = raw.next();
    const newer = raw.next();
    const first = await Promise.race([older, newer]);
    assert.deepEqual(first.head, {});
    const late = await raw.next(raw.ack, 1);
    assert.deepEqual([late.head, late.messages], [{}, []], "and one that comes late takes nothing");
    await raw.send({ id: 2, ping: {} });
    await Promise.all([older, newer]);
    await raw.received.until((items) => items.some(({ id }) => id === 2), "reply");
  });

  it("does what is sent again once [Q1]", async () => {
    const raw = await RawPoll.open();
    const channel = roomName();
    const command = { id: 2, publish: { channel, data: "once" } };
    await raw.send({ id: 1, subscribe: { channel } });
    assert.equal((await raw.sendAs(2, command)).status, 204);
    assert.equal((await raw.sendAs(2, command)).status, 204);
    assert.equal((await raw.sendAs(4, command)).status, 400, "one is missing");
    await raw.sendAs(3, { id: 3, ping: {} });
    while (!raw.received.items.some(({ id }) => id === 3)) {
      await raw.next();
    }
    const { publications } = await api("history", { channel, limit: 10 });
    assert.equal(publications.length, 1);
  });

  it("answers what is no request of a session with a code [A2]", async () => {
    const raw = await RawPoll.open();
    const unknown = await post("/next", JSON.stringify({ poll: "x".repeat(40), turn: 1, ack: 0 }));
    assert.equal(unknown.status, 404);
    assert.equal(unknown.messages[0].push.disconnect.code, 3000);
    for (const body of ["", "nothing", "{}", "[]", '{"poll":7}']) {
      for (const step of ["/next", "/send", "/close"]) {
        assert.equal((await post(step, body)).status, 400, `${step} ${body}`);
      }
    }
    assert.equal((await post("/send", new Uint8Array([0xff, 0xfe]))).status, 400);
    assert.equal((await post("/send", "x".repeat(500_000))).status, 413);
    assert.equal((await post("/nowhere", "")).status, 404);
    for (const method of ["GET", "PUT", "DELETE"]) {
      assert.equal((await fetch(pollUrl, { method })).status, 405, method);
    }
    const origin = { headers: { origin: "https://elsewhere.example" } };
    assert.equal((await post("", "", origin)).status, 403);
    assert.equal((await post("/next", JSON.stringify({ poll: raw.id }), origin)).status, 403);
    const wrong = await raw.next(99);
    assert.equal(wrong.status, 400);
    assert.equal((await raw.next(raw.ack)).messages[0].push.disconnect.code, 3501);
  });

  it(
    "ends a session that is not polled, and says so to who comes too late [Q1]",
    {
      skip: absence === null,
    },
    async () => {
      const user = userName();
      const raw = await RawPoll.open(user);
      const online = async () => (await api("connections", { user })).online;
      assert.equal(await online(), true);
      await eventually(async () => !(await online()), "the end", 3 * (absence ?? 0) + 10_000);
      const answer = await raw.next();
      if (answer.status === 200) {
        assert.equal(answer.messages[0].push.disconnect.code, 3012);
      } else {
        assert.equal(answer.status, 404);
      }
    },
  );

  it(
    "ends a session that does not answer pings with 3012 [S2]",
    { skip: ping === null },
    async () => {
      const raw = await RawPoll.open();
      let answer = await raw.next();
      while (answer.head.end === undefined) {
        answer = await raw.next();
      }
      assert.equal(answer.messages[0].push.disconnect.code, 3012);
      assert.ok(
        raw.received.items.some((item) => Object.keys(item).length === 0),
        "it was pinged",
      );
    },
  );

  it("ends a session with 3008 for which too much waits [S1]", async () => {
    const raw = await RawPoll.open();
    const channel = `event:${userName()}`;
    await raw.send({ id: 2, subscribe: { channel } });
    const filling = "x".repeat(60_000);
    await publishAll(channel, Array(30).fill(filling));
    const answer = await raw.next();
    assert.equal(answer.messages[0].push.disconnect.code, 3008);
  });

  it("holds no thread while polls wait [Q1]", async () => {
    const threads = async () => {
      const metrics = await fetch(httpUrl("/metrics")).then((answer) => answer.text());
      return Number(/^jvm_threads_live_threads(?:\{.*\})? (\S+)/m.exec(metrics)?.[1]);
    };
    const before = await threads();
    const polls = await Promise.all(range(1, 200).map(() => RawPoll.open()));
    const waiting = polls.map((each) => each.next());
    const during = await threads();
    await Promise.all(polls.map((each) => each.send({ id: 2, ping: {} })));
    await Promise.all(waiting);
    assert.ok(during < before + 100, `${before} threads before, ${during} while 200 polls wait`);
    await Promise.all(polls.map((each) => post("/close", JSON.stringify({ poll: each.id }))));
  });
});
