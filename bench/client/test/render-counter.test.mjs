import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequire } from "node:module";
import { join } from "node:path";
import { CLIENT } from "../packages.mjs";
import { countRenders } from "../render-counter.mjs";

const require = createRequire(join(CLIENT, "parley-react/package.json"));

test("counts the components whose code runs, and no others", async () => {
  const { Window } = require("happy-dom");
  const window = new Window();
  Object.assign(globalThis, { window, document: window.document, IS_REACT_ACT_ENVIRONMENT: true });
  process.env.NODE_ENV = "production";
  countRenders();
  const { createElement, memo, useState } = require("react");
  const { createRoot } = require("react-dom/client");
  const { flushSync } = require("react-dom");

  const set = {};
  const calls = {};
  const called = (name) => (calls[name] = (calls[name] ?? 0) + 1);
  function Leaf() {
    called("Leaf");
    return null;
  }
  const Kept = memo(function Kept() {
    called("Kept");
    return createElement(Leaf);
  });
  function Middle() {
    called("Middle");
    [, set.middle] = useState(0);
    return [createElement(Leaf, { key: 1 }), createElement(Kept, { key: 2 })];
  }
  function Top() {
    called("Top");
    [, set.top] = useState(0);
    return [createElement(Middle, { key: 1 }), createElement(Kept, { key: 2 })];
  }
  const root = createRoot(window.document.createElement("div"));
  const during = (act) => {
    globalThis.renders.reset();
    Object.keys(calls).forEach((name) => delete calls[name]);
    flushSync(act);
    const { commits, rendered, components } = globalThis.renders.report();
    assert.deepEqual(components, calls);
    return [commits, rendered];
  };
  assert.deepEqual(
    during(() => root.render(createElement(Top))),
    [1, 7],
  );
  assert.equal(globalThis.renders.mounted(), 7);
  assert.deepEqual(
    during(() => set.middle(1)),
    [1, 2],
  );
  assert.deepEqual(
    during(() => set.top(1)),
    [1, 3],
  );
  assert.deepEqual(
    during(() => set.middle(1)),
    [0, 0],
  );
  assert.deepEqual(
    during(() => root.unmount()),
    [1, 0],
  );
  await window.happyDOM.close();
});
