import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, subscribe } from "../support/client.mjs";
import { rejection } from "../support/events.mjs";
import { roomName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

/**
 * Commands that can be read and are wrong: every field with every wrong type, and what is missing. The session goes on, so each is
 * answered with error 107 under its own id, and the next good command is answered as well.
 */

const WRONG = {
  text: [7, 1.5, true, {}, [], ["a"], { a: 1 }],
  flag: [1, 0, "true", {}, []],
  number: ["1", 1.5, true, {}, [], 1e30, -2],
  bits: ["1", 1.5, true, {}, [], 1e30, 4, -1],
  offset: ["1", 1.5, true, {}, [], 1e30, -1],
  object: [7, "x", true, []],
};

/** @typedef {keyof typeof WRONG} Kind */

/** @type {Record<string, {good: Record<string, unknown>, fields: Record<string, Kind>, needs: string[]}>} */
const COMMANDS = {
  subscribe: {
    good: {},
    fields: {
      channel: "text",
      token: "text",
      recover: "flag",
      positioned: "flag",
      recoverable: "flag",
      join_leave: "flag",
      delta: "text",
      epoch: "text",
      flag: "bits",
      offset: "offset",
    },
    needs: ["channel"],
  },
  unsubscribe: { good: {}, fields: { channel: "text" }, needs: ["channel"] },
  publish: { good: { data: 1 }, fields: { channel: "text" }, needs: ["channel", "data"] },
  presence: { good: {}, fields: { channel: "text" }, needs: ["channel"] },
  presence_stats: { good: {}, fields: { channel: "text" }, needs: ["channel"] },
  history: {
    good: {},
    fields: { channel: "text", limit: "number", since: "object", reverse: "flag" },
    needs: ["channel"],
  },
  rpc: { good: { method: "x", data: 1 }, fields: { method: "text" }, needs: ["method"] },
  refresh: { good: { token: "x" }, fields: { token: "text" }, needs: ["token"] },
  sub_refresh: {
    good: { token: "x" },
    fields: { channel: "text", token: "text" },
    needs: ["channel", "token"],
  },
};

/** @type {[string, Record<string, unknown>][]} */
const INSIDE = [
  ["subscribe", { recover: true, epoch: 7 }],
  ["subscribe", { recover: true, epoch: "x", offset: "1" }],
  ["subscribe", { recover: true, epoch: "x", offset: -1 }],
  ["subscribe", { recover: true, epoch: "x", offset: 1.5 }],
  ["subscribe", { recover: true, epoch: "x", offset: 1e30 }],
  ["history", { since: { offset: "1", epoch: "x" } }],
  ["history", { since: { offset: -1, epoch: "x" } }],
  ["history", { since: { offset: 1, epoch: {} } }],
];

/**
 * Sends bad requests one after the other over one session that must survive them all.
 *
 * @param {import("node:test").TestContext} t
 * @param {[string, unknown][]} requests
 */
async function allAnswered107(t, requests) {
  const raw = await connectRaw(t);
  for (const [name, request] of requests) {
    const shown = `${name} ${JSON.stringify(request)}`;
    const reply = await raw
      .ask(name, request)
      .catch((error) => assert.fail(`${shown}: ${error.message}`));
    assert.equal(reply.error?.code, 107, `${shown}: ${reply.line}`);
    assert.equal(typeof reply.error.message, "string");
  }
  assert.ok((await raw.ask("ping", {})).ping, "the session goes on");
}

describe("a command", () => {
  for (const [name, { good, fields, needs }] of Object.entries(COMMANDS)) {
    const whole = () => ({ channel: roomName(), ...good });
    for (const [field, kind] of Object.entries(fields)) {
      it(`${name} answers 107 when ${field} is not ${kind} [A2]`, (t) =>
        allAnswered107(
          t,
          WRONG[kind].map((value) => [name, { ...whole(), [field]: value }]),
        ));
    }
    for (const field of needs) {
      it(`${name} answers 107 when ${field} is missing [A2]`, (t) => {
        const { [field]: _, ...rest } = /** @type {Record<string, unknown>} */ (whole());
        /** @type {[string, unknown][]} */
        const requests = [[name, rest]];
        if (field !== "data") {
          requests.push([name, { ...rest, [field]: "" }], [name, { ...rest, [field]: null }]);
        }
        return allAnswered107(t, requests);
      });
    }
    it(`${name} answers 107 when its request is no object [A2]`, (t) =>
      allAnswered107(
        t,
        WRONG.object.map((value) => [name, value]),
      ));
  }

  it("answers 107 when a position in it is malformed [A2]", (t) =>
    allAnswered107(
      t,
      INSIDE.map(([name, request]) => [name, { channel: roomName(), ...request }]),
    ));

  it("send is told without an id when it is malformed, and the session goes on [A2]", async (t) => {
    const raw = await connectRaw(t);
    for (const [i, request] of [...WRONG.object, {}, null].entries()) {
      raw.send(JSON.stringify({ send: request }));
      const errors = await raw.received.until(
        (items) => items.filter(({ error }) => error).length > i,
        JSON.stringify(request),
      );
      const { id, error } = errors.filter((item) => item.error).at(-1);
      assert.deepEqual([id, error.code], [undefined, 107], JSON.stringify(request));
    }
    assert.equal((await raw.ask("send", {})).error.code, 107, "with an id it is answered");
    assert.ok((await raw.ask("ping", {})).ping, "the session goes on");
  });

  it("of the official client that sends nothing does no harm [A2]", async (t) => {
    const client = await connect(t);
    await client.send(undefined);
    const subscription = await subscribe(client, roomName());
    assert.equal((await rejection(subscription.publish(undefined))).code, 107);
    assert.equal((await rejection(client.rpc("half \ud83d", null))).code, 107);
    assert.equal((await subscription.presenceStats()).numClients, 1);
    assert.equal(client.state, "connected");
  });

  it("that is wrong two thousand times in a row ends the session with 3509 [A2]", async (t) => {
    const most = Number(process.env.PARLEY_ERRORS ?? 2000);
    const raw = await connectRaw(t);
    // Others than those of ask.
    let answered = 10_000;
    for (const isLast of [false, true]) {
      // A good command in between starts the count again.
      const count = isLast ? most : most - 1;
      for (let sent = 0; sent < count; sent += 100) {
        const size = Math.min(100, count - sent);
        const ids = Array.from({ length: size }, () => ++answered);
        raw.send(ids.map((id) => JSON.stringify({ id, presence: {} })).join("\n"));
        if (!isLast || sent + size < count) {
          await raw.reply(answered);
        }
      }
      if (!isLast) {
        assert.ok((await raw.ask("ping", {})).ping);
      }
    }
    assert.equal((await raw.closed()).code, 3509);
  });

  it("may be nested as deep as allowed, in its data too, and no deeper [A2]", async (t) => {
    const raw = await connectRaw(t);
    const channel = roomName();
    await raw.ask("subscribe", { channel });
    const nested = (/** @type {number} */ depth) => "[".repeat(depth) + "]".repeat(depth);
    raw.send(`{"id":1,"publish":{"channel":"${channel}","data":${nested(50)}}}`);
    assert.ok((await raw.reply(1)).publish);
    raw.send(`{"id":2,"publish":{"channel":"${channel}","data":${nested(5000)}}}`);
    assert.equal((await raw.closed()).code, 3501);
  });
});
