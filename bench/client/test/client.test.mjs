import assert from "node:assert/strict";
import { test } from "node:test";
import { check } from "../check.mjs";
import { peak, percentile } from "../figures.mjs";
import { options } from "../options.mjs";
import { failures, markdown } from "../report.mjs";

const KNOWN = ["size", "load", "list", "renders", "storm"];

test("reads the command line, and says what is wrong with it", () => {
  assert.deepEqual(options([], KNOWN).only, KNOWN);
  assert.deepEqual(options(["--only", "load,storm"], KNOWN).only, ["load", "storm"]);
  assert.throws(() => options(["--only", "loads"], KNOWN), /no loads/);
  assert.throws(() => options(["--clients", "0"], KNOWN), /above 0/);
});

test("in short there is less of everything, unless the command line says how much", () => {
  const long = options([], KNOWN);
  const short = options(["--short", "--clients", "77"], KNOWN);
  for (const name of ["rounds", "messages", "people"]) {
    assert.ok(short[name] < long[name], name);
  }
  assert.equal(short.clients, 77);
});

test("the peak is the most within one second, wherever that begins", () => {
  assert.equal(peak([]), 0);
  assert.equal(peak([0, 999]), 2);
  assert.equal(peak([0, 1000]), 1);
  assert.equal(peak([5000, 100, 900, 1050, 1099, 1100]), 4);
});

test("99 per cent of the values are not above the percentile", () => {
  const values = Array.from({ length: 200 }, (_, i) => 200 - i);
  assert.equal(percentile(values, 99), 198);
  assert.equal(percentile(values, 50), 100);
  assert.equal(percentile([7], 99), 7);
});

test("counts what was lost and what was doubled", () => {
  assert.deepEqual(check([3, 4, 5], 3, 5), { lost: 0, doubled: 0 });
  assert.deepEqual(check([3, 5, 5, 5], 3, 6), { lost: 2, doubled: 2 });
  assert.deepEqual(check([], 3, 2), { lost: 0, doubled: 0 });
});

test("reports what was measured and what was not, and fails for a message that was lost", () => {
  const report = {
    machine: { processors: 2, model: "m", system: "s" },
    versions: { parley: "1" },
    started: "2026-01-01",
    results: [
      { name: "size", rows: [{ name: "centrifuge alone", bytes: 22_800 }] },
      { name: "load", failure: "it rained" },
      {
        name: "renders",
        people: 50,
        messages: 200,
        mounted: 300,
        rows: [{ name: "a message", commits: 1, rendered: 12, components: { Row: 2, List: 10 } }],
      },
      { name: "storm", clients: 1000, rows: [{ kind: "centrifuge", lost: 1, doubled: 0 }] },
    ],
  };
  const text = markdown(report);
  assert.match(text, /\| centrifuge alone \| 22\.8 \|/);
  assert.match(text, /\| a message \| 1 \| 12 \| 10 List, 2 Row \|/);
  assert.match(text, /load was not measured: it rained/);
  assert.deepEqual(failures(report), [
    "load was not measured: it rained",
    "centrifuge: 1 lost, 0 doubled",
  ]);
});
