import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { publish } from "../support/api.mjs";
import { userName } from "../support/names.mjs";
import { connectRaw } from "../support/raw.mjs";

describe("a client that does not read", () => {
  it("is closed with 3008, and nobody else waits for it [S1]", async (t) => {
    const channel = `event:${userName()}`;
    const [slow, quick] = [await connectRaw(t), await connectRaw(t)];
    await slow.ask("subscribe", { channel });
    await quick.ask("subscribe", { channel });
    slow.socket.pause();
    // The buffers of two kernels take some megabytes before the server notices anything.
    const filling = "x".repeat(60_000);
    const many = 400;
    for (let number = 1; number <= many; number++) {
      await publish(channel, { number, filling });
    }
    const numbers = () =>
      quick.received.items
        .filter((item) => item.push?.pub)
        .map((item) => item.push.pub.data.number);
    await quick.received.until(() => numbers().length >= many, `${many} publications`);
    assert.deepEqual(
      numbers(),
      Array.from({ length: many }, (_, i) => i + 1),
    );
    slow.socket.resume();
    assert.equal((await slow.closed()).code, 3008);
  });
});
