import { describe, expect, it, vi } from "vitest";
import { connect, UnauthorizedError } from "../src/index.js";
import { fakeToken } from "../src/testing/index.js";
import { FakeBrowser } from "./support/browser.js";
import { after, Fixture, soon } from "./support/fixture.js";

const fixture = Fixture.forEach();

describe("[N1] the state of a connection", () => {
  it("is told with each change, once", async () => {
    const client = await fixture.connected();
    fixture.server.cut();
    await after(500);
    client.disconnect();
    client.retry();
    await soon();
    client.close();
    expect(client.states.map(({ status }) => status)).toEqual([
      "connecting",
      "connected",
      "reconnecting", // waits
      "reconnecting", // tries
      "connected",
      "closed",
      "connecting",
      "connected",
      "closed",
    ]);
  });

  it("is the same object as long as nothing changes", async () => {
    const client = await fixture.connected();
    const state = client.state();
    await after(120_000);
    expect(client.state()).toBe(state);
    expect(state).toEqual({
      status: "connected",
      transport: "websocket",
      clientId: "client-1",
      since: 1_000_000,
    });
  });

  it("has the reason of the server", async () => {
    const client = await fixture.connected();
    fixture.server.disconnectUser("anna", 3001, "shutdown");
    await soon();
    expect(client.state()).toMatchObject({
      status: "reconnecting",
      reason: { code: 3001, message: "The server restarts." },
    });
  });

  it("is told to all listeners, even if one throws, and not to those that have left", () => {
    const client = fixture.client();
    const thrown = vi.fn();
    const queued: (() => void)[] = [];
    vi.stubGlobal("queueMicrotask", (task: () => void) => queued.push(task));
    const leave = client.connection.subscribe(() => {
      throw new Error("a bug of the application");
    });
    client.connection.subscribe(thrown);
    client.disconnect();
    expect(thrown).toHaveBeenCalledOnce();
    expect(() => queued.forEach((task) => task())).toThrow("a bug of the application");
    leave();
    leave();
    queued.length = 0;
    client.retry();
    expect(queued).toHaveLength(0);
    vi.unstubAllGlobals();
  });
});

describe("[N7] a refusal that is final", () => {
  it.each([
    [3500, "The server does not know who you are. Sign in again."],
    [3503, "The server ended your session."],
    [3504, "You are connected too often. Close some tabs and try again."],
    [4500, "come back tomorrow"],
  ])("is a state with a sentence: %i", async (code, message) => {
    const client = await fixture.connected();
    fixture.server.disconnectUser("anna", code, "come back tomorrow");
    await after(3_600_000);
    expect(client.state()).toEqual({ status: "failed", reason: { code, message } });
    expect(fixture.server.attempts).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
    client.retry();
    await soon();
    expect(client.state().status).toBe("connected");
  });

  it("is that the user is signed out, whichever copy of the class says so", async () => {
    class Copy extends Error {
      override name = "UnauthorizedError";
    }
    for (const failure of [new UnauthorizedError("signed out"), new Copy("signed out")]) {
      const client = fixture.client({ getToken: () => Promise.reject(failure) });
      await soon();
      expect(client.state()).toEqual({
        status: "failed",
        reason: { code: 7, message: "You are signed out. Sign in again." },
      });
    }
    expect(fixture.server.attempts).toBe(0);
  });

  it("is a message that is too large for the connection", async () => {
    const client = await fixture.connected();
    fixture.server.disconnectUser("anna", 1009, "");
    await soon();
    expect(client.state()).toMatchObject({ status: "failed", reason: { code: 1009 } });
  });

  it("is that no transport can be used here", () => {
    const client = connect({ url: "https://x.example", transports: ["sse"] });
    expect(client.connection.get()).toMatchObject({ status: "failed", reason: { code: 9 } });
    client.close();
  });

  it("stays final while the browser is offline and online again", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected();
    browser.setOnline(false);
    await soon();
    fixture.server.fail("connect", { code: 103, message: "no" });
    await after(500);
    expect(client.state()).toMatchObject({ status: "failed", reason: { code: 103 } });
    browser.setOnline(true);
    browser.setVisible(true);
    await after(60_000);
    expect(client.state().status).toBe("failed");
    expect(fixture.server.attempts).toBe(2);
  });
});

describe("[N8] a token", () => {
  it("that was refused is replaced when somebody tries again", async () => {
    let user = "anna";
    const getToken = vi.fn(async () => fakeToken(user));
    const client = await fixture.connected({ getToken });
    fixture.server.disconnectUser("anna", 3500, "the token was revoked");
    await soon();
    expect(client.state().status).toBe("failed");
    user = "ben";
    client.retry();
    await soon();
    expect(getToken).toHaveBeenCalledTimes(2);
    expect(fixture.server.users).toEqual(["ben"]);
  });

  it("that expires is replaced, and the session goes on", async () => {
    const getToken = vi.fn(async () => fakeToken("anna", "Anna", 60));
    const client = await fixture.connected({ getToken });
    await after(10 * 60_000);
    expect(client.state()).toMatchObject({ status: "connected", clientId: "client-1" });
    expect(fixture.server.attempts).toBe(1);
    expect(getToken.mock.calls.length).toBeGreaterThanOrEqual(10);
  });

  it("that expired while the client was away is replaced at the next attempt", async () => {
    const getToken = vi.fn(async () => fakeToken("anna", "Anna", 60));
    const client = await fixture.connected({
      getToken,
      reconnect: { maxAttempts: Infinity },
    });
    const subscription = client.centrifuge.newSubscription("room:general");
    subscription.subscribe();
    await soon();
    fixture.server.refuseConnections();
    fixture.server.cut();
    await after(100_000);
    fixture.server.refuseConnections(false);
    client.retry();
    await after(2_000);
    expect(client.state().status).toBe("connected");
    expect(subscription.state).toBe("subscribed");
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it("that does not come is asked for again", async () => {
    const getToken = vi.fn(() => new Promise<string>(() => {}));
    const client = fixture.client({ getToken });
    await after(20_000);
    expect(client.state()).toMatchObject({
      status: "connecting",
      attempt: 2,
      nextAttemptAt: Date.now() + 500,
      reason: { code: 6, message: "It could not be checked who you are." },
    });
    await after(500);
    expect(getToken).toHaveBeenCalledTimes(2);
  });

  it("of another user ends the session for good", async () => {
    let user = "anna";
    const client = await fixture.connected({ getToken: async () => fakeToken(user, user, 60) });
    user = "mallory";
    await after(60_000);
    expect(client.state()).toMatchObject({ status: "failed", reason: { code: 3500 } });
  });
});

describe("[N9] the end of a connection", () => {
  it("leaves no timer and no listener, in whichever state it comes", async () => {
    const browser = new FakeBrowser();
    const untouched = browser.listeners;
    const states: (() => Promise<unknown>)[] = [
      async () => {},
      soon,
      async () => {
        await soon();
        fixture.server.cut();
        await soon();
      },
      async () => {
        await soon();
        browser.setOnline(false);
        await soon();
      },
      async () => {
        await soon();
        fixture.server.disconnectUser("anna");
        await soon();
      },
    ];
    for (const reach of states) {
      for (const end of ["close", "disconnect"] as const) {
        browser.setOnline(true);
        const client = fixture.client();
        await reach();
        client[end]();
        // The server keeps who was cut off for 2 s.
        await after(2_000);
        expect([client.state().status, vi.getTimerCount(), browser.listeners]).toEqual([
          "closed",
          0,
          untouched,
        ]);
      }
    }
  });

  it("is final by close, and until retry by disconnect", async () => {
    const client = await fixture.connected();
    client.disconnect();
    await soon();
    expect(client.state()).toEqual({
      status: "closed",
      reason: { code: 0, message: "The connection was closed here." },
    });
    expect(fixture.server.users).toEqual([]);
    client.retry();
    await soon();
    expect(client.state().status).toBe("connected");
    client.close();
    client.retry();
    await after(60_000);
    expect(client.state().status).toBe("closed");
    expect(fixture.server.users).toEqual([]);
  });

  it("may be at once, as React does it in StrictMode", async () => {
    const first = fixture.client();
    first.close();
    const second = fixture.client();
    await soon();
    expect(first.state().status).toBe("closed");
    expect(second.state().status).toBe("connected");
    expect(fixture.server.users).toEqual(["anna"]);
  });

  it("is also told when the application disconnects centrifuge", async () => {
    const client = await fixture.connected();
    client.centrifuge.disconnect();
    expect(client.state().status).toBe("closed");
  });
});
