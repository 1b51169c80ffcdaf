import { describe, it } from "node:test";
import { EventSource } from "eventsource";
import { contract } from "./contract.mjs";
import { roomMethodsContract, roomsContract } from "./rooms-contract.mjs";
import { realWorld } from "./world.mjs";

describe("a real server", { concurrency: 4 }, () => {
  for (const [name, run] of [...contract, ...roomsContract, ...roomMethodsContract]) {
    it(name, async (t) => run(await realWorld(t)));
  }
});

/** What depends on how frames go. */
const overEach = [...contract, ...roomsContract, ...roomMethodsContract].filter(([name]) =>
  /^\[N6]|^\[N8]|^\[N10]|^\[U5]|whenever the cable is cut/.test(name),
);

for (const transport of /** @type {const} */ (["http_stream", "sse", "poll"])) {
  describe(`a real server over ${transport}`, { concurrency: 4 }, () => {
    for (const [name, run] of overEach) {
      it(name, async (t) =>
        run(await realWorld(t, { transports: [transport], eventsource: EventSource })),
      );
    }
  });
}
