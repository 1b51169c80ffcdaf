import assert from "node:assert/strict";
import { test } from "node:test";
import { options } from "../options.mjs";
import { markdown } from "../report.mjs";

test("reads the command line, and says what is wrong with it", () => {
  const chosen = options(["archive", "--starts", "3"]);
  assert.deepEqual([chosen.archive, chosen.production, chosen.starts], [true, false, 3]);
  assert.deepEqual([options([]).starts, options([]).port], [5, 9700]);
  assert.throws(() => options(["archives"]), /no archives/);
  assert.throws(() => options(["--starts", "0"]), /above 0/);
});

test("the first start is apart from the median of the others", () => {
  const start = (seconds) => ({ seconds, cpuSeconds: 2 * seconds, resident: 4e8, load: 1 });
  const text = markdown({
    machine: { processors: 2, model: "a model", system: "Linux 1" },
    versions: { parley: "abc" },
    started: "now",
    settings: { archive: true, production: false, java: "-Xmx512m" },
    starts: [24, 8, 9, 30].map(start),
  });
  assert.match(text, /\| first \| 24\.0 \| 48\.0 \| 400 \| 1\.0 \|/);
  assert.match(text, /\| median of 3 \| 9\.0 \| 18\.0 \| 400 \| 1\.0 \|/);
  assert.match(text, /archive, -Xmx512m/);
});
