import { describe, it } from "node:test";
import { EventSource } from "eventsource";
import { contract } from "./contract.mjs";
import { roomsContract } from "./rooms-contract.mjs";
import { realWorld } from "./world.mjs";

describe("a real server", { concurrency: 4 }, () => {
  for (const [name, run] of [...contract, ...roomsContract]) {
    it(name, async (t) => run(await realWorld(t)));
  }
});

describe("a real server", { concurrency: 4 }, () => {
  const [name, run] =
    roomsContract.find(([name]) => name.includes("whenever the cable is cut")) ?? [];
  for (const transport of /** @type {const} */ (["http_stream", "sse", "poll"])) {
    it(`${name}, over ${transport}`, async (t) => {
      await run?.(await realWorld(t, { transports: [transport], eventsource: EventSource }));
    });
  }
});
