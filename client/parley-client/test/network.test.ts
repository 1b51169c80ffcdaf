import { describe, expect, it, vi } from "vitest";
import { FakeBrowser } from "./support/browser.js";
import { after, expectAttemptAtOnce, Fixture, soon, TURN } from "./support/fixture.js";

const fixture = Fixture.forEach();

describe("[N4] a browser that goes offline", () => {
  it("loses the connection at once, and has it back as soon as it is online", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    browser.setOnline(false);
    expect(client.state()).toEqual({
      status: "offline",
      reason: { code: 3, message: "There is no network." },
    });
    await after(3_600_000);
    expect(client.state().status).toBe("offline");
    fixture.server.refuseConnections(false);
    browser.setOnline(true);
    await expectAttemptAtOnce(client);
  });

  it("tries on quietly and counts nothing, because browsers are wrong at times", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected({ reconnect: { maxAttempts: 3 } });
    fixture.server.refuseConnections();
    browser.setOnline(false);
    await after(100 * 500);
    expect(client.state().status).toBe("offline");
    expect(fixture.server.attempts).toBe(101);
    fixture.server.refuseConnections(false);
    await after(500);
    expect(client.state().status).toBe("connected");
  });

  it("waits briefly again if the network is not quite there yet", async () => {
    const browser = new FakeBrowser();
    vi.mocked(Math.random).mockReturnValue(0.999_999);
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    browser.setOnline(false);
    await after(120_000);
    browser.setOnline(true);
    await soon();
    expect(client.state()).toMatchObject({
      status: "reconnecting",
      attempt: 2,
      nextAttemptAt: Date.now() + 1_000,
    });
  });

  it("is offline from the beginning, where it is so", async () => {
    const browser = new FakeBrowser();
    browser.setOnline(false);
    fixture.server.refuseConnections();
    const client = fixture.client();
    await soon();
    expect(client.state().status).toBe("offline");
    fixture.server.refuseConnections(false);
    browser.setOnline(true);
    expect(client.state()).toMatchObject({ status: "connecting", attempt: 1 });
    await soon();
    expect(client.state().status).toBe("connected");
  });

  it("abandons an attempt that was begun without a network", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected();
    fixture.server.goOffline();
    browser.setOnline(false);
    await after(500);
    expect(fixture.server.attempts).toBe(2);
    browser.setOnline(true);
    await soon();
    expect(fixture.server.attempts).toBe(3);
    fixture.server.goOnline();
    await soon();
    expect(client.state().status).toBe("connected");
  });
});

describe("[N5] a page that can be seen again", () => {
  it("does not wait for the next attempt", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected();
    browser.setVisible(false);
    fixture.server.refuseConnections();
    fixture.server.cut();
    await after(500);
    fixture.server.refuseConnections(false);
    browser.setVisible(true);
    await soon();
    expect(client.state().status).toBe("connected");
    expect(fixture.server.attempts).toBe(3);
  });

  it("does not disturb an attempt that runs", async () => {
    const browser = new FakeBrowser();
    fixture.server.goOffline();
    fixture.client();
    await soon();
    browser.setVisible(true);
    await soon();
    expect(fixture.server.attempts).toBe(1);
  });

  it("finds out that its connection is dead within 5 s", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected();
    browser.setVisible(false);
    fixture.server.goOffline();
    browser.setVisible(true);
    await after(4_999);
    expect(client.state().status).toBe("connected");
    await after(1 + TURN);
    expect(client.state()).toMatchObject({
      status: "reconnecting",
      attempt: 1,
      nextAttemptAt: null,
      reason: { code: 2 },
    });
    fixture.server.goOnline();
    await soon();
    expect(client.state().status).toBe("connected");
  });

  it("keeps a connection that answers", async () => {
    const browser = new FakeBrowser();
    const client = await fixture.connected();
    browser.setVisible(true);
    await after(60_000);
    expect(client.states).toHaveLength(2);
  });
});

describe("[N13] where there is no page", () => {
  it("a worker has a network, and nothing to see", async () => {
    const browser = new FakeBrowser(false);
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    browser.setOnline(false);
    expect(client.state().status).toBe("offline");
    fixture.server.refuseConnections(false);
    browser.setOnline(true);
    await soon();
    expect(client.state().status).toBe("connected");
  });

  it("Node has neither", async () => {
    expect(globalThis.addEventListener).toBeUndefined();
    const client = await fixture.connected();
    expect(client.state().status).toBe("connected");
  });
});
