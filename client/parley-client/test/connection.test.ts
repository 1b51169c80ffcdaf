import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  connect,
  UnauthorizedError,
  type ConnectionState,
  type ParleyConnection,
} from "../src/index.js";
import { FakeServer, fakeToken } from "../src/testing/index.js";

let server: FakeServer;
let client: ParleyConnection;

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  server = new FakeServer();
});
afterEach(() => {
  client.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const soon = () => vi.advanceTimersByTimeAsync(0);
const state = (): ConnectionState => client.connection.get();

describe("a connection", () => {
  it("connects, tells each change, and ends", async () => {
    client = connect(server.optionsFor("anna"));
    const seen: string[] = [state().status];
    client.connection.subscribe(() => seen.push(state().status));
    await soon();
    expect(state()).toMatchObject({ status: "connected", transport: "websocket" });
    expect(server.users).toEqual(["anna"]);
    expect(await client.rpc("ping")).toEqual({});
    client.close();
    expect(seen).toEqual(["connecting", "connected", "closed"]);
    await soon();
    expect(server.users).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("comes back after the connection was cut", async () => {
    client = connect(server.optionsFor("anna"));
    await soon();
    server.cut();
    await soon();
    expect(state()).toEqual({
      status: "reconnecting",
      attempt: 1,
      nextAttemptAt: Date.now() + 500,
      reason: { code: 1, message: "The connection was lost." },
    });
    await vi.advanceTimersByTimeAsync(500);
    expect(state().status).toBe("connected");
  });

  it("is final when the user is signed out", async () => {
    client = connect({
      ...server.optionsFor("anna"),
      getToken: () => Promise.reject(new UnauthorizedError("no")),
    });
    await soon();
    expect(state()).toEqual({
      status: "failed",
      reason: { code: 7, message: "You are signed out. Sign in again." },
    });
    expect(fakeToken("a")).toContain(".");
  });
});
