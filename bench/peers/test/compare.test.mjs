import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { rate } from "../../support/options.mjs";
import { endWithin, launch, listening, stop } from "../../support/processes.mjs";
import { median } from "../../support/table.mjs";
import { options, scenario } from "../options.mjs";
import { markdown, rows } from "../report.mjs";
import { figures } from "../step.mjs";

const KNOWN = ["parley", "ws"];
const folder = mkdtempSync(join(tmpdir(), "compare-"));
after(() => rmSync(folder, { recursive: true }));

test("reads the command line", () => {
  const chosen = options(
    ["--servers", "ws", "--connections", "1000,10000", "--duration", "1m"],
    KNOWN,
  );
  assert.deepEqual(chosen.servers, ["ws"]);
  assert.deepEqual(
    chosen.ladders.map(({ rates }) => rates.at(-1)),
    [2e6, 1e6],
  );
  assert.equal(chosen.duration, 60);
  assert.deepEqual(
    options(["--rates", "50k,1.5m,200"], KNOWN).ladders[0].rates,
    [50e3, 1.5e6, 200],
  );
});

test("says what is wrong with the command line", () => {
  assert.throws(() => options(["--servers", "ws,nginx"], KNOWN), /no nginx/);
  assert.throws(() => options(["--connections", "150"], KNOWN), /multiples of 100/);
  assert.throws(() => options(["--rates", "fast"], KNOWN), /not fast/);
  assert.throws(() => options(["--rounds", "0"], KNOWN), /0 is not a whole number/);
  assert.throws(() => options(["--speed", "1"], KNOWN), /speed/);
  assert.throws(() => rate("0"));
});

test("a rate of deliveries is a rate of messages into each room", () => {
  const keys = scenario({ connections: 1000, rate: 200e3, duration: 20, warmup: 5 });
  assert.equal(keys.rooms * keys.members, 1000);
  assert.equal(keys.rate * keys.rooms * keys.members, 200e3);
  assert.equal(keys["expect.delivery-rate"], ">= 198000");
});

test("a result keeps what was measured while messages flowed", () => {
  const point = (at, deliveries, cpu) => ({ at, deliveries, server: { cpu } });
  const result = {
    success: false,
    criteria: [
      { criterion: "p99 < 100 ms", value: 120, holds: false },
      { criterion: "missing = 0", value: 0, holds: true },
    ],
    doubts: [],
    metrics: { p99: 120, "bytes-in": 1000, deliveries: 10 },
    // The server's figures come a point later.
    seconds: [
      point(0, 9, 9),
      point(1, 1000, 9),
      point(2, 1000, 0.5),
      point(4, 2000, 0.5),
      point(5, 0, 1),
      point(6, 0, 0.1),
    ],
  };
  const { failed, serverCpu, costMicros, bytesPerDelivery } = figures(result, 4);
  assert.deepEqual(failed, ["p99 < 100 ms (120)"]);
  assert.equal(serverCpu, 0.75); // one, one and two seconds
  assert.equal(costMicros, 500);
  assert.equal(bytesPerDelivery, 100);
});

const STEP = { server: "ws", connections: 1000, rate: 5e4, passed: true, failed: [], missing: 0 };

test("rounds become a row: medians, the worst, and all that was lost", () => {
  const [row] = rows([
    { ...STEP, p99: 5, max: 9 },
    { ...STEP, p99: 50, max: 200, missing: 3, passed: false, failed: ["missing = 0 (3)"] },
    { ...STEP, p99: 7, max: 8 },
  ]);
  assert.deepEqual([row.passed, row.rounds, row.p99, row.max, row.missing], [2, 3, 7, 200, 3]);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([]), undefined);
});

test("the table has a row also for what could not be measured", () => {
  const text = markdown({
    started: "now",
    machine: { processors: 2, model: "m", system: "s" },
    versions: { ws: "8" },
    steps: [
      STEP,
      { ...STEP, rate: 1e5, passed: false, failed: ["not measured"], missing: undefined },
    ],
  });
  assert.match(text, /\| ws \| 1,000 \| 50,000 \| 1 of 1 \|/);
  assert.match(text, /\| ws \| 1,000 \| 100,000 \| 0 of 1 \| {2}\|/);
  assert.match(text, /- ws, 1,000 connections, 100,000\/s: not measured/);
  assert.doesNotMatch(text, /undefined|NaN/);
});

const node = (code) => launch(process.execPath, ["-e", code], { log: join(folder, "log") });
const FOR_EVER = "setInterval(() => {}, 1000)";

test("a process ends in time, or is ended", async () => {
  const never = new AbortController().signal;
  assert.deepEqual(await endWithin(node("process.exit(3)"), 10_000, never), {
    code: 3,
    signal: null,
  });
  const long = node(FOR_EVER);
  assert.match((await endWithin(long, 200, never)).failure, /not over after 0.2 s/);
  assert.throws(() => process.kill(long.pid, 0));
});

test("an interruption ends a process", async () => {
  const interruption = new AbortController();
  const launched = node(FOR_EVER);
  setTimeout(() => interruption.abort(), 100);
  assert.deepEqual(await endWithin(launched, 10_000, interruption.signal), {
    failure: "interrupted",
  });
  assert.throws(() => process.kill(launched.pid, 0));
});

test("a command that does not exist is told", async () => {
  const launched = launch(join(folder, "nothing"), [], { log: join(folder, "log") });
  assert.match((await launched.exited).failure, /ENOENT/);
  await stop(launched);
});

test("finds out whether a port is taken", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address();
  assert.equal(await listening(port), true);
  await new Promise((resolve) => server.close(resolve));
  assert.equal(await listening(port), false);
});

test("the versions of the peers stand in package.json, exactly", () => {
  const { dependencies, config } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url)),
  );
  for (const version of [...Object.values(dependencies), config.centrifugo.slice(1)]) {
    assert.match(version, /^[0-9]+\.[0-9]+\.[0-9]+$/);
  }
});
