import { describe, it } from "node:test";
import { contract } from "./contract.mjs";
import { realWorld } from "./world.mjs";

describe("a real server", { concurrency: 4 }, () => {
  for (const [name, run] of contract) {
    it(name, async (t) => run(await realWorld(t)));
  }
});
