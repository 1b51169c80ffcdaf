import { describe, expect, it, vi } from "vitest";
import { after, expectAttemptAtOnce, Fixture, soon, TURN } from "./support/fixture.js";

const fixture = Fixture.forEach();

describe("[N2] the wait before an attempt", () => {
  it("is at least the shortest wait, and known", async () => {
    const client = await fixture.connected();
    fixture.server.cut();
    await soon();
    expect(client.state()).toEqual({
      status: "reconnecting",
      attempt: 1,
      nextAttemptAt: Date.now() + 500,
      reason: { code: 1, message: "The connection was lost." },
    });
    await after(499);
    expect(fixture.server.attempts).toBe(1);
    await after(1);
    expect(fixture.server.attempts).toBe(2);
    expect(client.state().status).toBe("connected");
  });

  it("doubles up to the longest wait when chance wants it so", async () => {
    vi.mocked(Math.random).mockReturnValue(0.999_999);
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    fixture.server.cut();
    await soon();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 8; attempt++) {
      const state = client.state();
      if (state.status !== "reconnecting" || state.nextAttemptAt === null) {
        throw new Error(`unexpected: ${JSON.stringify(state)}`);
      }
      expect(state.attempt).toBe(attempt);
      const wait = state.nextAttemptAt - Date.now();
      waits.push(wait);
      await after(wait);
    }
    expect(waits).toEqual([1000, 1500, 2500, 4500, 8500, 16_500, 20_000, 20_000]);
  });

  it("has the limits of the options", async () => {
    vi.mocked(Math.random).mockReturnValue(0.999_999);
    const client = await fixture.connected({ reconnect: { minDelayMs: 10, maxDelayMs: 30 } });
    fixture.server.refuseConnections();
    fixture.server.cut();
    await after(20 + 30 + 30 - 1);
    expect(client.state()).toMatchObject({ attempt: 3, nextAttemptAt: Date.now() + 1 });
  });

  it("is not there while the attempt runs", async () => {
    const client = await fixture.connected();
    fixture.server.goOffline();
    fixture.server.cut();
    await after(500);
    expect(client.state()).toMatchObject({
      status: "reconnecting",
      attempt: 1,
      nextAttemptAt: null,
    });
    await after(5_000 + TURN);
    expect(client.state()).toMatchObject({
      status: "reconnecting",
      attempt: 2,
      nextAttemptAt: Date.now() + 500,
      reason: { code: 5 },
    });
  });

  it("begins with the shortest again after a success", async () => {
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    fixture.server.cut();
    await after(3 * 500);
    expect(client.state()).toMatchObject({ attempt: 4 });
    fixture.server.refuseConnections(false);
    await after(500);
    expect(client.state().status).toBe("connected");
    vi.mocked(Math.random).mockReturnValue(0.999_999);
    fixture.server.cut();
    await soon();
    expect(client.state()).toMatchObject({ attempt: 1, nextAttemptAt: Date.now() + 1000 });
  });
});

describe("[N3] the number of attempts", () => {
  it("ends: the twentieth in a row that fails is the last, and retry begins anew", async () => {
    fixture.server.refuseConnections();
    const client = fixture.client();
    await after(19 * 500);
    expect(client.state()).toMatchObject({ status: "failed", reason: { code: 8 } });
    expect(fixture.server.attempts).toBe(20);
    await after(3_600_000);
    expect(fixture.server.attempts).toBe(20);
    expect(vi.getTimerCount()).toBe(0);

    client.retry();
    expect(client.state()).toEqual({
      status: "connecting",
      attempt: 1,
      nextAttemptAt: null,
      reason: null,
    });
    await soon();
    expect(client.state()).toMatchObject({ attempt: 2, nextAttemptAt: Date.now() + 500 });
    fixture.server.refuseConnections(false);
    await after(500);
    expect(client.state().status).toBe("connected");
  });

  it("counts those after a loss from one", async () => {
    const client = await fixture.connected({ reconnect: { maxAttempts: 2 } });
    fixture.server.refuseConnections();
    fixture.server.cut();
    await after(2 * 500);
    expect(client.state().status).toBe("failed");
    expect(fixture.server.attempts).toBe(3);
  });

  it("counts an attempt that the server ends after the handshake", async () => {
    fixture.server.fail("connect", { code: 100, message: "busy", temporary: true }, Infinity);
    const client = fixture.client({ reconnect: { maxAttempts: 3 } });
    await after(2 * 500);
    expect(client.state().status).toBe("failed");
  });

  it("counts an attempt for which there was no token", async () => {
    const getToken = vi.fn(() => Promise.reject(new Error("the back end is away")));
    const client = fixture.client({ getToken, reconnect: { maxAttempts: 3 } });
    await soon();
    expect(client.state()).toMatchObject({ status: "connecting", attempt: 2, reason: { code: 6 } });
    await after(2 * 500);
    expect(client.state().status).toBe("failed");
    expect(getToken).toHaveBeenCalledTimes(3);
  });

  it("may have no end", async () => {
    fixture.server.refuseConnections();
    const client = fixture.client({ reconnect: { maxAttempts: Infinity } });
    await after(500 * 500);
    expect(client.state()).toMatchObject({ status: "connecting", attempt: 502 });
  });

  it("is one again when somebody does not want to wait", async () => {
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    fixture.server.cut();
    await after(2 * 500);
    expect(client.state()).toMatchObject({ attempt: 3 });
    fixture.server.refuseConnections(false);
    client.retry();
    await expectAttemptAtOnce(client);
  });

  it("is counted without the delays, where centrifuge does not tell them", async () => {
    const { observeDelays } = await import("../src/connection/delays.js");
    const client = await fixture.connected();
    expect(observeDelays(client.centrifuge, () => {})).toBe(true);
    expect(observeDelays({} as never, () => {})).toBe(false);
  });
});

describe("[N6] the heartbeat", () => {
  it("takes 30 s and 5 s", async () => {
    const client = await fixture.connected();
    await after(30_000);
    fixture.server.stopPinging();
    await after(34_999);
    expect(client.state().status).toBe("connected");
    await after(1 + TURN);
    expect(client.state()).toEqual({
      status: "reconnecting",
      attempt: 1,
      nextAttemptAt: Date.now() + 500,
      reason: { code: 2, message: "The server does not answer any more." },
    });
  });

  it("is any message of the server", async () => {
    const client = await fixture.connected();
    fixture.server.stopPinging();
    await after(30_000);
    await client.rpc("ping");
    await after(34_999);
    expect(client.state().status).toBe("connected");
    await after(1 + TURN);
    expect(client.state().status).toBe("reconnecting");
  });

  it("has the time of the options", async () => {
    fixture.serverWith({ pingIntervalMs: 1_000 });
    const client = await fixture.connected({ heartbeatTimeoutMs: 200 });
    fixture.server.stopPinging();
    await after(1_199);
    expect(client.state().status).toBe("connected");
    await after(1 + TURN);
    expect(client.state().status).toBe("reconnecting");
  });

  it("is answered: the server keeps who answers, and ends who does not", async () => {
    const client = await fixture.connected();
    await after(10 * 30_000);
    expect(client.state().status).toBe("connected");
    expect(fixture.server.attempts).toBe(1);
    fixture.server.goOffline();
    await after(35_000 + TURN);
    expect(client.state().status).toBe("reconnecting");
    expect(fixture.server.users).toEqual([]);
  });
});

describe("[N10] subscriptions", () => {
  it("are there again, and have missed nothing", async () => {
    const client = await fixture.connected();
    const subscription = client.centrifuge.newSubscription("room:general");
    const heard: unknown[] = [];
    subscription.on("publication", ({ data, offset }) => heard.push([offset, data]));
    subscription.subscribe();
    await soon();
    fixture.server.publish("room:general", "a");
    await soon();
    fixture.server.cut();
    fixture.server.publish("room:general", "b");
    fixture.server.publish("room:general", "c");
    await after(500);
    fixture.server.publish("room:general", "d");
    await soon();
    expect(heard).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "c"],
      [4, "d"],
    ]);
  });

  it("are told when something was lost", async () => {
    const client = await fixture.connected();
    const subscription = client.centrifuge.newSubscription("room:general");
    const recovered: unknown[] = [];
    subscription.on("subscribed", (context) => recovered.push(context.recovered));
    subscription.subscribe();
    fixture.server.publish("room:general", "a");
    await soon();
    fixture.server.cut();
    fixture.server.publish("room:general", "b");
    fixture.server.publish("room:general", "c");
    fixture.server.keepNewest("room:general", 1);
    await after(500);
    fixture.server.loseHistory("room:general");
    await soon();
    expect(recovered).toEqual([false, false, false]);
  });
});
