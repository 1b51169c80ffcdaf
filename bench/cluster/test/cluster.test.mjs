import assert from "node:assert/strict";
import { test } from "node:test";
import { perPublication } from "../cost.mjs";
import { figure, sent } from "../metrics.mjs";
import { options } from "../options.mjs";
import { figuresOf, markdown, row } from "../report.mjs";
import { fileKeys, forClients, inSeconds, longest } from "../scenario.mjs";

const KNOWN = ["jitter", "kill"];

test("reads the command line", () => {
  const chosen = options(
    ["kill", "rate=5", "expect.p99=< 5ms", "--members", "2,3", "--rates", "10k"],
    KNOWN,
  );
  assert.deepEqual(chosen.experiments, ["kill"]);
  assert.deepEqual(chosen.keys, { rate: "5", "expect.p99": "< 5ms" });
  assert.deepEqual(chosen.members, [2, 3]);
  assert.deepEqual(chosen.rates, [10_000]);
  assert.equal(chosen.clients, undefined);
  assert.deepEqual(options([], KNOWN).experiments, KNOWN);
});

test("a value may have an equals sign, and be empty", () => {
  const { keys } = options(["expect.p99=<= 5ms", "expect.unsent="], KNOWN);
  assert.deepEqual(keys, { "expect.p99": "<= 5ms", "expect.unsent": "" });
});

test("says what is wrong with the command line", () => {
  assert.throws(() => options(["flood"], KNOWN), /no flood/);
  assert.throws(() => options(["--members", "two"], KNOWN), /two is not a whole number/);
  assert.throws(() => options(["--rates", "fast"], KNOWN), /not fast/);
  assert.throws(() => options(["--speed", "1"], KNOWN), /speed/);
});

test("another number of clients keeps the rooms as large, and expects as many", () => {
  assert.deepEqual(forClients("jitter", undefined), {});
  assert.deepEqual(forClients("jitter", 200), {
    connections: 200,
    members: 200,
    "expect.connected": 200,
    "expect.returned": 200,
  });
  assert.deepEqual(forClients("avalanche", 100), {
    connections: 100,
    rooms: 2,
    "expect.connected": 100,
    "expect.interruptions": ">= 100",
  });
  assert.deepEqual(forClients("kill-resume", 100), {
    connections: 100,
    rooms: 2,
    "expect.connected": 100,
  });
  assert.throws(() => forClients("cluster-deliveries", 150), /multiple of 100/);
});

test("the longest time of a load test is all that it waits for, and more", () => {
  assert.equal(inSeconds("500ms"), 0.5);
  assert.equal(inSeconds("2m"), 120);
  assert.equal(inSeconds("7"), 7);
  const keys = { ...fileKeys("jitter"), duration: "10s" };
  assert.equal(keys["connect.timeout"], "60s");
  assert.equal(longest(keys), 60 + 20 + 60 + 5 + 10 + 30);
});

test("adds a figure up over its labels", () => {
  const text = [
    "# HELP parley_cluster_messages_total Messages",
    'parley_cluster_messages_total{direction="received"} 7.0',
    'parley_cluster_messages_total{direction="sent"} 12.0',
    'parley_cluster_envelopes_total{direction="sent"} 3.0',
    'parley_cluster_bytes_total{direction="sent"} 1.5E3',
    "parley_cluster_members 2.0",
  ].join("\n");
  assert.deepEqual(sent(text), { messages: 12, envelopes: 3, bytes: 1500 });
  assert.equal(figure(text, "parley_cluster_members"), 2);
  assert.equal(figure(text, "parley_cluster_messages_total"), 19);
  assert.equal(figure(text, "parley_cluster"), 0);
});

test("what is sent anyway is no cost of a publication", () => {
  const idle = { seconds: 4, messages: 8, envelopes: 8, bytes: 400 };
  const whole = { seconds: 10, messages: 120, envelopes: 70, bytes: 21_000 };
  assert.deepEqual(perPublication(whole, idle, 100), { messages: 1, envelopes: 0.5, bytes: 200 });
});

const RESULT = {
  metrics: { "catch-up-p99": 120.5, interruptions: 7 },
  criteria: [{ criterion: "catch-up-p99 < 100 ms", value: 120.5, holds: false }],
};

test("a figure has the goal of its scenario", () => {
  assert.deepEqual(figuresOf(RESULT, ["catch-up-p99", "interruptions"]), [
    row("catch-up-p99", 120.5, "ms", "< 100 ms", false),
    row("interruptions", 7),
  ]);
});

test("one table has all experiments, and says what did not hold", () => {
  const text = markdown({
    started: "now",
    machine: { processors: 2, model: "m", system: "s" },
    versions: { parley: "1" },
    runs: [
      {
        experiment: "jitter",
        members: 2,
        connections: 1000,
        rows: figuresOf(RESULT, ["catch-up-p99", "interruptions"]),
        failed: ["catch-up-p99 < 100 ms (120.5)"],
        measured: { doubts: ["The generator was late itself."] },
      },
      {
        experiment: "cost",
        members: 1,
        rows: [row("messages", 0.126), row("bytes", -0.001)],
        failed: [],
        measured: [],
      },
      { experiment: "kill", members: 3, rows: [], failed: ["not measured"] },
    ],
  });
  assert.match(
    text,
    /\| jitter \| 2 \| 1,000 \| catch-up-p99 \| 121 ms \| < 100 ms \| \*\*no\*\* \|/,
  );
  assert.match(text, /\| jitter \| 2 \| 1,000 \| interruptions \| 7 \| {2}\| {2}\|/);
  assert.match(text, /\| cost \| 1 \| {2}\| messages \| 0.13 \|/);
  assert.match(text, /\| bytes \| 0.00 \|/);
  assert.match(text, /- kill, 3 members: not measured/);
  assert.match(text, /Note: The generator was late itself\./);
  assert.doesNotMatch(text, /undefined|NaN/);
});
