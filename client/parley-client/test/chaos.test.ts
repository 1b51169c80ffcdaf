import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connect, type ConnectionState } from "../src/index.js";
import { FakeServer } from "../src/testing/index.js";
import { FakeBrowser } from "./support/browser.js";

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Whatever may happen to a connection, in any order. */
const event = fc.oneof(
  fc.constant("cut" as const),
  fc.constant("refuse" as const),
  fc.constant("accept" as const),
  fc.constant("tunnel" as const),
  fc.constant("daylight" as const),
  fc.constant("offline" as const),
  fc.constant("online" as const),
  fc.constant("hide" as const),
  fc.constant("show" as const),
  fc.constant("retry" as const),
  fc.constant("disconnect" as const),
  fc.constantFrom(3001, 3503, 4100),
  fc.nat(40_000).map((wait) => ({ wait })),
);

const MAX_ATTEMPTS = 5;

describe("[N1] [N3] [N4] [N5] [N9] a connection in any weather", () => {
  it("says the truth, comes back, and leaves nothing behind", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async (events) => {
        vi.useRealTimers(); // forgets the timers of the run before, should it have failed
        vi.useFakeTimers({ now: 1_000_000 });
        const browser = new FakeBrowser();
        const server = new FakeServer();
        const client = connect({
          ...server.optionsFor("anna"),
          reconnect: { maxAttempts: MAX_ATTEMPTS },
        });
        const wrong: unknown[] = [];
        let before: ConnectionState = client.connection.get();
        client.connection.subscribe(() => {
          const state = client.connection.get();
          if (isWrong(state, before)) {
            wrong.push(before, state);
          }
          before = state;
        });
        for (const each of events) {
          happen(each, { browser, server, client });
          await vi.advanceTimersByTimeAsync(typeof each === "object" ? each.wait : 0);
        }

        expect(wrong).toEqual([]);

        // The weather becomes fine: whoever did not give up is connected after the longest wait, and nobody else.
        server.refuseConnections(false);
        server.goOnline();
        browser.setOnline(true);
        await vi.advanceTimersByTimeAsync(70_000);
        const { status } = client.connection.get();
        expect(["connected", "failed", "closed"]).toContain(status);
        expect(server.users).toEqual(status === "connected" ? ["anna"] : []);

        client.retry();
        await vi.advanceTimersByTimeAsync(0);
        expect(client.connection.get().status).toBe("connected");

        client.close();
        // The server keeps who was cut off for 2 s.
        await vi.advanceTimersByTimeAsync(2_000);
        expect(server.users).toEqual([]);
        expect(vi.getTimerCount()).toBe(0);
        expect(browser.listeners).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});

/** Nothing has changed, or it is not possible. */
function isWrong(state: ConnectionState, before: ConnectionState): boolean {
  if (JSON.stringify(state) === JSON.stringify(before)) {
    return true;
  }
  return (
    (state.status === "connecting" || state.status === "reconnecting") &&
    (state.attempt > MAX_ATTEMPTS || (state.nextAttemptAt ?? Infinity) < Date.now())
  );
}

function happen(
  event: string | number | object,
  on: { browser: FakeBrowser; server: FakeServer; client: ReturnType<typeof connect> },
): void {
  const { browser, server, client } = on;
  if (typeof event === "number") {
    server.disconnectUser("anna", event);
    return;
  }
  const actions: Record<string, () => void> = {
    cut: () => server.cut(),
    refuse: () => server.refuseConnections(),
    accept: () => server.refuseConnections(false),
    tunnel: () => server.goOffline(),
    daylight: () => server.goOnline(),
    offline: () => browser.setOnline(false),
    online: () => browser.setOnline(true),
    hide: () => browser.setVisible(false),
    show: () => browser.setVisible(true),
    retry: () => client.retry(),
    disconnect: () => client.disconnect(),
  };
  if (typeof event === "string") {
    actions[event]?.();
  }
}
