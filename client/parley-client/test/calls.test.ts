import { describe, expect, it } from "vitest";
import { ParleyError } from "../src/index.js";
import { after, Fixture, soon } from "./support/fixture.js";

const fixture = Fixture.forEach();

describe("[N11] a call", () => {
  it("waits for the connection, also when somebody skips the wait", async () => {
    const client = await fixture.connected();
    fixture.server.refuseConnections();
    fixture.server.cut();
    await soon();
    const answer = client.rpc("ping");
    fixture.server.refuseConnections(false);
    client.retry();
    expect(await answer).toEqual({});
    expect(fixture.server.commands.filter(({ name }) => name === "rpc")).toHaveLength(1);
  });

  it("waits no longer than an answer may take", async () => {
    fixture.server.refuseConnections();
    const client = fixture.client();
    const failure = client.rpc("ping").catch((error: unknown) => error);
    await after(5_000);
    expect(await failure).toMatchObject({ code: 5, temporary: true });
  });

  it("fails at once where there will be no connection", async () => {
    const client = await fixture.connected();
    client.disconnect();
    await expect(client.rpc("ping")).rejects.toMatchObject({ code: 11, temporary: true });
    await expect(client.roundTrip()).rejects.toBeInstanceOf(ParleyError);
  });

  it("fails when the connection breaks before the answer, and is not sent again", async () => {
    const client = await fixture.connected();
    const release = fixture.server.hold();
    const failure = client.rpc("ping").catch((error: unknown) => error);
    await soon();
    fixture.server.cut();
    release();
    await after(60_000);
    expect(await failure).toMatchObject({ code: 1, message: "The connection was lost." });
    expect(fixture.server.commands.filter(({ name }) => name === "rpc")).toHaveLength(1);
  });

  it("fails with the error of the server, in words for people", async () => {
    const client = await fixture.connected();
    await expect(client.rpc("no.such.method")).rejects.toMatchObject({
      code: 104,
      message: "The server cannot do this.",
      temporary: false,
      detail: "method not found",
    });
    fixture.server.fail("ping", { code: 111, message: "wait 2 s", temporary: true });
    await expect(client.rpc("ping")).rejects.toMatchObject({ code: 111, temporary: true });
  });
});

describe("[N12] the round trip", () => {
  it("is the time from a request to its answer", async () => {
    const client = await fixture.connected();
    const release = fixture.server.hold("ping");
    const answer = client.roundTrip();
    await after(120);
    release();
    expect(await answer).toBe(120);
  });

  it("is known from a server that does not know the method", async () => {
    const client = await fixture.connected();
    fixture.server.fail("ping", { code: 104, message: "method not found" });
    expect(await client.roundTrip()).toBe(0);
  });
});
