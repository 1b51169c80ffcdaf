import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connect } from "../src/index.js";
import { FakeServer } from "../src/testing/index.js";

describe("a client with start: false", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  it("opens nothing until retry, and then joins what was joined before", async () => {
    const server = new FakeServer();
    server.publish("room:general", "Hello");
    const client = connect({ ...server.optionsFor("anna"), start: false });
    const room = client.room("general");
    room.join();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.attempts).toBe(0);
    expect(client.connection.get()).toMatchObject({ status: "connecting", attempt: 1 });
    client.retry();
    await vi.advanceTimersByTimeAsync(0);
    expect(client.connection.get().status).toBe("connected");
    expect(room.messages.get()).toMatchObject([{ data: "Hello" }]);
    expect(server.attempts).toBe(1);
    client.close();
  });

  it("leaves no timer and no listener when it is dropped", () => {
    const listen = vi.fn();
    vi.stubGlobal("addEventListener", listen);
    connect({ ...new FakeServer().optionsFor("anna"), start: false });
    expect(vi.getTimerCount()).toBe(0);
    expect(listen).not.toHaveBeenCalled();
  });

  it("leaves the messages of an earlier page alone until then", async () => {
    const locks = vi.fn();
    vi.stubGlobal("navigator", { locks: { request: locks } });
    const server = new FakeServer();
    const options = {
      ...server.optionsFor("anna"),
      user: { id: "anna" },
      queue: { storage: "indexeddb" },
    } as const;
    connect({ ...options, start: false });
    await vi.dynamicImportSettled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(locks).not.toHaveBeenCalled();
  });
});
