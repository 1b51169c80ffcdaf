import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { api, call } from "../support/api.mjs";
import { apiKey, apiUrl } from "../support/config.mjs";
import { roomName } from "../support/names.mjs";

describe("several commands in one call of the HTTP API", () => {
  for (const parallel of [false, true]) {
    it(`does a batch, and answers for each in its order, parallel: ${parallel} [H9]`, async () => {
      const room = roomName();
      const many = Array.from({ length: 50 }, (_, n) => ({
        publish: { channel: room, data: { n } },
      }));
      const commands = [
        ...many,
        { publish: { channel: "nosuch:thing", data: 1 } },
        { dance: {} },
        { batch: { commands: [] } },
        { publish: { channel: room, data: 1 }, history: { channel: room } },
        { publish: 7 },
        "publish",
        { broadcast: { channels: [room], data: 2, version: 1 } },
        { info: {} },
      ];
      const { status, json, text } = await call("batch", { commands, parallel });
      assert.equal(status, 200, text);
      const { replies } = json;
      const offsets = replies.slice(0, 50).map((/** @type {any} */ { publish }) => publish.offset);
      const ordered = Array.from({ length: 50 }, (_, n) => n + 1);
      assert.deepEqual(
        parallel
          ? offsets.sort((/** @type {number} */ a, /** @type {number} */ b) => a - b)
          : offsets,
        ordered,
      );
      const codes = replies.slice(50, -1).map((/** @type {any} */ { error }) => error?.code);
      assert.deepEqual(codes, [102, 104, 104, 107, 107, 107, 107], text);
      assert.ok(replies.at(-1).info.nodes.length >= 1);
      const { publications } = await api("history", { channel: room, limit: 100 });
      assert.equal(publications.length, 50);
      if (!parallel) {
        assert.deepEqual(
          publications.map((/** @type {any} */ { data }) => data.n),
          ordered.map((n) => n - 1),
        );
      }
    });
  }

  it("does commands that stand one after the other, at its own address [H9]", async () => {
    const room = roomName();
    const lines = [
      { method: "publish", params: { channel: room, data: { n: 1 } } },
      { method: "publish", params: { channel: "nosuch:thing", data: 1 } },
      { method: "history", params: { channel: room, limit: 1 } },
      { method: "dance" },
      { params: {} },
      { method: "info", uid: "1" },
      { method: "info" },
    ].map((command) => JSON.stringify(command));
    for (const [path, separator] of [
      ["", "\n"],
      ["/", ""],
    ]) {
      const response = await fetch(apiUrl("").replace(/\/$/, path ?? ""), {
        method: "POST",
        headers: { Authorization: `apikey ${apiKey}` },
        body: lines.join(separator),
      });
      assert.equal(response.status, 200);
      const replies = (await response.text()).split("\n").map((line) => JSON.parse(line));
      const codes = replies.map(({ error }) => error?.code);
      assert.deepEqual(codes, [undefined, 102, undefined, 104, 107, 107, undefined]);
      assert.deepEqual(replies[2].result.publications[0].data, { n: 1 });
    }
  });

  it("answers errors with 200 for who wants it so, but for a wrong key [H10]", async () => {
    const body = { channel: "nosuch:thing", data: 1 };
    /** @type {[string, string, string, number, number][]} */
    const calls = [
      ["publish", apiKey, "body", 200, 102],
      ["publish", apiKey, "transport", 404, 102],
      ["dance", apiKey, "body", 200, 104],
      ["dance", apiKey, "transport", 404, 104],
      ["publish", apiKey, "bodies", 400, 107],
      ["publish", `${apiKey}x`, "body", 401, 101],
    ];
    for (const [method, k, mode, status, code] of calls) {
      const answer = await call(method, body, { "X-API-Key": k, "X-Centrifugo-Error-Mode": mode });
      assert.equal(answer.status, status, `${method} ${mode}`);
      assert.equal(answer.json.error.code, code, `${method} ${mode}`);
    }
  });
});
