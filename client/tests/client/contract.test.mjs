import { describe, it } from "node:test";
import { contract } from "./contract.mjs";
import { roomsContract } from "./rooms-contract.mjs";
import { realWorld } from "./world.mjs";

describe("a real server", { concurrency: 4 }, () => {
  for (const [name, run] of [...contract, ...roomsContract]) {
    it(name, async (t) => run(await realWorld(t)));
  }
});
