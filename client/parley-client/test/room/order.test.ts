import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, type Message } from "../../src/index.js";
import { FakeServer } from "../../src/testing/index.js";

afterEach(() => {
  vi.useRealTimers();
});

/** Whatever may happen while two people write, in any order. */
const event = fc.oneof(
  { weight: 6, arbitrary: fc.constant("send" as const) },
  { weight: 4, arbitrary: fc.constant("theirs" as const) },
  fc.constant("cut" as const),
  fc.constant("refuse" as const),
  fc.constant("accept" as const),
  fc.constant("tunnel" as const),
  fc.constant("daylight" as const),
  fc.constant("hold" as const),
  fc.constant("release" as const),
  fc.constant("not now" as const),
  fc.constant("not allowed" as const),
  fc.constant("leave" as const),
  fc.constant("join" as const),
  fc.constant("older" as const),
  fc.constant("reply lost" as const),
  fc.nat(8_000).map((wait) => ({ wait })),
);

const channel = "room:general";

describe("[U1] [U2] [U3] [U6] [U7] messages in any weather", () => {
  it("come once, in order, and none is lost", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 40 }), async (events) => {
        vi.useRealTimers();
        vi.useFakeTimers({ now: 1_000_000 });
        const server = new FakeServer();
        const client = connect({
          ...server.optionsFor("anna"),
          reconnect: { maxAttempts: Infinity },
        });
        const room = client.room<string>("general");
        let leave = room.join();
        let release = () => {};
        let number = 0;
        const sent: string[] = [];
        let isInOrder = true;
        room.messages.subscribe(() => (isInOrder &&= isSorted(room.messages.get())));

        for (const each of [...events]) {
          switch (each) {
            case "send":
              sent.push(room.send(`mine ${++number}`).data);
              break;
            case "theirs":
              server.publish(channel, `theirs ${++number}`, { user: "ben", id: `b${number}` });
              break;
            case "cut":
              server.cut();
              break;
            case "refuse":
            case "accept":
              server.refuseConnections(each === "refuse");
              break;
            case "tunnel":
              server.goOffline();
              break;
            case "daylight":
              server.goOnline();
              break;
            case "hold":
              release();
              release = server.hold("channel.publish");
              break;
            case "release":
              release();
              break;
            case "reply lost":
              release();
              release = server.hold("channel.publish");
              sent.push(room.send(`mine ${++number}`).data);
              await vi.advanceTimersByTimeAsync(0);
              server.cut();
              break;
            case "not now":
              server.fail("channel.publish", { code: 111, message: "too fast", temporary: true });
              break;
            case "not allowed":
              server.fail("channel.publish", { code: 103, message: "permission denied" });
              break;
            case "leave":
              leave();
              break;
            case "join":
              leave();
              leave = room.join();
              break;
            case "older":
              room.loadOlder(3).catch(() => undefined);
              break;
            default:
              await vi.advanceTimersByTimeAsync(each.wait);
          }
          if (typeof each === "string" && number % 3 === 0) {
            await vi.advanceTimersByTimeAsync(0);
          }
        }
        release();
        server.refuseConnections(false);
        if (!server.isOnline) {
          server.goOnline();
        }
        room.join();
        await vi.advanceTimersByTimeAsync(300_000);

        const log = server.stored(channel).map(({ data }) => data);
        const messages = room.messages.get();
        const refused = messages.filter(({ status }) => status === "failed");
        expect(isInOrder).toBe(true);
        expect(
          messages.filter(({ status }) => status === "stored").map(({ data }) => data),
        ).toEqual(log);
        expect(client.queue.get().waiting).toBe(0);
        // What was refused was not stored, and everything else was, in the order in which it was sent.
        const refusedData = refused.map(({ data }) => data);
        expect(log.filter((data) => String(data).startsWith("mine"))).toEqual(
          sent.filter((data) => !refusedData.includes(data)),
        );
        expect(refusedData).toEqual(sent.filter((data) => refusedData.includes(data)));
        client.close();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 200 },
    );
  }, 60_000);
});

/** Stored ones first, by offset; the ids are different. */
function isSorted(messages: readonly Message[]): boolean {
  const ids = new Set(messages.map(({ id }) => id));
  return (
    ids.size === messages.length &&
    messages.every(({ offset }, index) => {
      const before = messages[index - 1];
      return (
        before === undefined ||
        offset === null ||
        (before.offset !== null && before.offset < offset)
      );
    })
  );
}
