import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { givenMs } from "../support/config.mjs";
import { within } from "../support/events.mjs";
import { connectRaw, openRaw } from "../support/raw.mjs";

/**
 * The defaults (30 s, 5 s, 10 s) are too long to wait for. A server that was started with shorter ones says so in the environment:
 * PARLEY_PING_INTERVAL_MS, PARLEY_PONG_TIMEOUT_MS, PARLEY_CONNECT_TIMEOUT_MS.
 */
const ping = givenMs("PARLEY_PING_INTERVAL_MS");
const pong = givenMs("PARLEY_PONG_TIMEOUT_MS");
const stale = givenMs("PARLEY_CONNECT_TIMEOUT_MS");

const PINGS = (/** @type {any[]} */ items) => items.filter((item) => item.line === "{}").length;

describe("the heartbeat", () => {
  it("pings, and keeps a session that answers [S2]", { skip: ping === null }, async (t) => {
    const raw = await connectRaw(t);
    for (let round = 1; round <= 3; round++) {
      await raw.received.until((items) => PINGS(items) >= round, "ping", 5 * (ping ?? 0) + 2000);
      raw.send("{}");
    }
    assert.ok((await raw.ask("ping", {})).ping);
  });

  it(
    "closes a session that does not answer with 3012 [S2]",
    { skip: ping === null || pong === null },
    async (t) => {
      const raw = await connectRaw(t);
      const patience = (ping ?? 0) + (pong ?? 0) + 5000;
      assert.equal((await within(raw.closing, "close", patience)).code, 3012);
      assert.ok(PINGS(raw.received.items) >= 1);
    },
  );

  it(
    "closes a connection that never says connect with 3502 [S2]",
    { skip: stale === null },
    async (t) => {
      const raw = await openRaw(t);
      assert.equal((await within(raw.closing, "close", (stale ?? 0) + 5000)).code, 3502);
    },
  );
});
