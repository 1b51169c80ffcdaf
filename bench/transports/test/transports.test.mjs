import assert from "node:assert/strict";
import { test } from "node:test";
import { commands, hasPing, isThere, PublicationCount } from "../client.mjs";
import { KINDS } from "../kinds.mjs";
import { options } from "../options.mjs";
import { markdown } from "../report.mjs";

const KNOWN = Object.keys(KINDS);

test("reads the command line, and says what is wrong with it", () => {
  const chosen = options(["--transports", "sse,poll", "--rate", "20k", "--hold", "1m"], KNOWN);
  assert.deepEqual(chosen.transports, ["sse", "poll"]);
  assert.deepEqual([chosen.rate, chosen.hold], [20e3, 60]);
  assert.deepEqual(options([], KNOWN).transports, KNOWN);
  assert.throws(() => options(["--transports", "pigeon"], KNOWN), /no pigeon/);
  assert.throws(() => options(["--subscribers", "150"], KNOWN), /multiple of 100/);
});

test("counts publications however they are cut", () => {
  const text =
    '{"push":{"channel":"a","pub":{"data":1}}}\n{"push":{"channel":"a","pub":{"data":2}}}';
  for (let size = 1; size <= text.length; size++) {
    const count = new PublicationCount();
    let all = 0;
    for (let at = 0; at < text.length; at += size) {
      all += count.add(Buffer.from(text.slice(at, at + size)));
    }
    assert.equal(all, 2, `in pieces of ${size}`);
  }
});

test("knows a ping from other empty objects", () => {
  assert.ok(hasPing(Buffer.from("{}")));
  assert.ok(hasPing(Buffer.from("data: {}\n\n")));
  assert.ok(hasPing(Buffer.from('{"id":2,"subscribe":{}}\n{}')));
  assert.ok(!hasPing(Buffer.from('{"id":2,"subscribe":{}}')));
});

test("a client that wants a channel is there when it is subscribed", () => {
  assert.equal(commands("t", null), '{"id":1,"connect":{"token":"t"}}');
  assert.equal(commands("t", "a").split("\n").length, 2);
  const connected = '{"id":1,"connect":{"client":"c"}}\n';
  assert.ok(isThere(connected, null));
  assert.ok(!isThere(connected, "a"));
  assert.ok(isThere(connected + '{"id":2,"subscribe":{}}', "a"));
});

test("reports what was measured and what was not", () => {
  const report = markdown({
    machine: { processors: 2, model: "m", system: "s" },
    versions: { parley: "1" },
    started: "2026-01-01",
    results: [
      { transport: "sse", idle: { connections: 10, lost: 0, heapEach: 12_340 } },
      { transport: "poll", failure: "it rained" },
    ],
  });
  assert.match(report, /\| sse \| 10 \| 0 \| 12.3 \|/);
  assert.match(report, /poll was not measured: it rained/);
});
