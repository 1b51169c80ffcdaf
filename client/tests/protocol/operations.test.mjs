import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { connect, subscribe } from "../support/client.mjs";
import { healthUrl, httpUrl } from "../support/config.mjs";
import { roomName } from "../support/names.mjs";

const FAMILIES = [
  "parley_sessions",
  "parley_subscriptions",
  "parley_channels",
  "parley_publications_total",
  "parley_deliveries_total",
  "parley_disconnects_total",
  "parley_outbox_bytes",
  "parley_log_append_latency_seconds",
];

describe("what operators see", () => {
  for (const probe of ["started", "ready", "live"]) {
    it(`answers the probe /health/${probe} with UP`, async () => {
      const response = await fetch(healthUrl(probe));
      assert.equal(response.status, 200);
      const { status, checks } = /** @type {any} */ (await response.json());
      assert.equal(status, "UP");
      assert.ok(Array.isArray(checks));
    });
  }

  it("counts connections, publications and deliveries in /metrics", async (t) => {
    const subscription = await subscribe(await connect(t), roomName());
    await subscription.publish(1);
    const response = await fetch(httpUrl("/metrics"), { headers: { accept: "text/plain" } });
    assert.equal(response.status, 200);
    const text = await response.text();
    for (const family of FAMILIES) {
      assert.ok(
        text.includes(`\n${family}`) || text.startsWith(family),
        `no ${family} in /metrics`,
      );
    }
  });

  it("describes the HTTP API in /openapi", async () => {
    const response = await fetch(httpUrl("/openapi"), {
      headers: { accept: "application/json" },
    });
    assert.equal(response.status, 200);
    const { openapi, paths } = /** @type {any} */ (await response.json());
    assert.match(openapi, /^3\./);
    const text = JSON.stringify(Object.keys(paths));
    for (const method of [
      "publish",
      "broadcast",
      "history",
      "presence",
      "presence_stats",
      "connections",
      "info",
      "drain",
    ]) {
      assert.ok(text.includes(`/${method}"`), `${method} is not in ${text}`);
    }
  });
});
