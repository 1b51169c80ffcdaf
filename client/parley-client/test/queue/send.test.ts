import { describe, expect, it, vi } from "vitest";
import type { ParleyError } from "../../src/index.js";
import { settle, shown, useServer } from "../room/support.js";

const test = useServer();
const channel = "room:general";
const temporary = { code: 100, message: "internal", temporary: true };

async function joined(user = "anna", options = {}) {
  const client = test.client(user, options);
  const room = client.room<any>("general");
  room.join();
  await settle();
  return { client, room };
}

function stored(): unknown[] {
  return test.server.stored(channel).map(({ data }) => data);
}

function published(): number {
  return test.server.commands.filter(({ body }) => body.method === "channel.publish").length;
}

describe("sending", () => {
  it("[U2] shows a message at once and confirms the same one", async () => {
    const { room } = await joined();
    const release = test.server.hold("channel.publish");
    const message = room.send("hello");
    expect(message).toMatchObject({
      offset: null,
      user: "anna",
      name: "Anna",
      data: "hello",
      own: true,
      status: "pending",
      error: null,
    });
    expect(room.messages.get()).toEqual([message]);
    release();
    await settle();
    expect(room.messages.get()).toMatchObject([
      { id: message.id, offset: 1, status: "stored", own: true, user: "anna", name: "Anna" },
    ]);
  });

  it("[U2] takes the publication or the reply, whichever comes first, and shows one message", async () => {
    const { room } = await joined();
    const release = test.server.hold("channel.publish");
    room.send("publication first");
    await settle();
    expect(shown(room)).toEqual(["publication first"]);
    room.send("second");
    await settle();
    expect(shown(room)).toEqual(["publication first", "second"]);
    release();
    await settle();
    expect(shown(room)).toEqual(["publication first", "second"]);
    expect(stored()).toEqual(["publication first", "second"]);
  });

  it("[U1] keeps own messages last and in order while others' come between", async () => {
    const { room } = await joined();
    test.server.fail("channel.publish", temporary);
    room.send("mine 1");
    room.send("mine 2");
    await settle();
    test.server.publish(channel, "theirs");
    await settle();
    expect(shown(room)).toEqual(["theirs", "mine 1 (queued)", "mine 2 (queued)"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown(room)).toEqual(["theirs", "mine 1", "mine 2"]);
  });

  it("[U6] keeps messages without a network and sends them in order with the next connection", async () => {
    const { client, room } = await joined();
    test.server.refuseConnections();
    test.server.cut();
    await settle();
    expect(room.send("one").status).toBe("queued");
    room.send("two");
    expect(client.queue.get().waiting).toBe(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown(room)).toEqual(["one (queued)", "two (queued)"]);
    test.server.publish(channel, "theirs");
    test.server.refuseConnections(false);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(shown(room)).toEqual(["theirs", "one", "two"]);
    expect(client.queue.get().waiting).toBe(0);
    expect(test.server.stored(channel)[1]).toMatchObject({ tags: { id: expect.any(String) } });
  });

  it("[U6] asks again with the same key when the reply was lost, and the message is stored once", async () => {
    const { room } = await joined();
    test.server.hold("channel.publish");
    room.send("once");
    test.server.goOffline();
    await settle();
    test.server.goOnline();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown(room)).toEqual(["once"]);
    expect(stored()).toEqual(["once"]);
  });

  it("[U6] asks again when an answer does not come in time", async () => {
    const { room } = await joined();
    const release = test.server.hold("channel.publish");
    // Neither the reply comes nor the publication, but the message is stored.
    const broadcast = vi
      .spyOn(test.server.channel(channel), "broadcast")
      .mockImplementation(() => undefined);
    room.send("late");
    await vi.advanceTimersByTimeAsync(5_100);
    expect(stored()).toEqual(["late"]);
    expect(room.messages.get()).toMatchObject([
      { status: "queued", error: { message: "The server took too long to answer." } },
    ]);
    broadcast.mockRestore();
    release();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(published()).toBe(2);
    expect(room.messages.get()).toMatchObject([{ status: "stored", offset: 1 }]);
    expect(stored()).toEqual(["late"]);
  });

  it("[U6] sends messages of a room that nobody has joined", async () => {
    const client = test.client("anna");
    const room = client.room("general");
    room.send("hello");
    await settle();
    expect(stored()).toEqual(["hello"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.state.get().status).toBe("idle");
    expect(test.server.commands.filter(({ name }) => name === "unsubscribe")).toHaveLength(1);
  });

  it("[U7] sends one message of a room at a time, and rooms do not wait for each other", async () => {
    const { client, room } = await joined();
    const release = test.server.hold("channel.publish");
    test.server.methods.set("channel.publish", () => ({ offset: 1 }));
    room.send("one");
    room.send("two");
    client.room("other").send("elsewhere");
    await settle();
    const sent = () =>
      test.server.commands
        .filter(({ body }) => body.method === "channel.publish")
        .map(({ body }) => (body.data as { data: unknown }).data);
    expect(sent()).toEqual(["one", "elsewhere"]);
    expect(shown(room)).toEqual(["one (pending)", "two (pending)"]);
    release();
    await settle();
    expect(sent()).toEqual(["one", "elsewhere", "two"]);
  });

  it("[U7] shows what the server refuses with a sentence, and goes on with the next", async () => {
    const { room } = await joined();
    test.server.fail("channel.publish", { code: 103, message: "permission denied" });
    const refused = room.send("not allowed");
    room.send("next");
    await settle();
    expect(shown(room)).toEqual(["next", "not allowed (failed)"]);
    expect(room.messages.get()[1]!.error).toEqual({
      code: 103,
      message: "You may not write in this room.",
    });
    room.retry(refused.id);
    expect(shown(room)).toEqual(["next", "not allowed (pending)"]);
    await settle();
    expect(shown(room)).toEqual(["next", "not allowed"]);
    expect(room.messages.get()[1]!.id).toBe(refused.id);
  });

  it("[U8] lets the server decide whether one may write where one may not read", async () => {
    test.server.subscribersOnly = false;
    test.server.fail("subscribe", { code: 103, message: "permission denied" });
    const { room } = await joined();
    expect(room.state.get().status).toBe("refused");
    test.server.refuseConnections();
    test.server.cut();
    await settle();
    test.server.fail("subscribe", { code: 103, message: "permission denied" });
    expect(room.send("hello")).toMatchObject({ status: "queued", error: null });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(room.messages.get()).toMatchObject([{ status: "queued", error: null }]);
    test.server.refuseConnections(false);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(stored()).toEqual(["hello"]);
    expect(room.state.get().status).toBe("refused");
    expect(room.messages.get()).toMatchObject([{ status: "stored", offset: 1 }]);
  });

  it("[U7] removes a refused message, and one that waits, but none that is on its way", async () => {
    const { client, room } = await joined();
    test.server.fail("channel.publish", { code: 107, message: "bad request" });
    const refused = room.send("refused");
    await settle();
    room.discard(refused.id);
    expect(shown(room)).toEqual([]);

    const release = test.server.hold("channel.publish");
    test.server.fail("channel.publish", temporary);
    const first = room.send("on its way");
    const second = room.send("waits");
    room.discard(first.id);
    room.discard(second.id);
    expect(shown(room)).toEqual(["on its way (pending)"]);
    expect(client.queue.get().waiting).toBe(1);
    release();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(stored()).toEqual(["on its way"]);
  });

  it("[U7] refuses a message that is too long before it is sent", async () => {
    const { room } = await joined();
    const message = room.send("x".repeat(70_000));
    expect(message).toMatchObject({ status: "failed", error: { code: 107 } });
    expect(message.error!.message).toBe(
      "This message is too long: it has 70,002 bytes, and 65,536 are allowed.",
    );
    await settle();
    expect(published()).toBe(0);
    room.retry(message.id);
    await settle();
    expect(published()).toBe(0);
    expect(room.messages.get()).toMatchObject([{ status: "failed", error: message.error }]);
  });

  it("[U7] takes larger messages where the server does", async () => {
    const { room } = await joined("anna", { queue: { maxMessageBytes: 100 } });
    expect(room.send("x".repeat(98)).status).toBe("pending");
    expect(room.send("x".repeat(99)).status).toBe("failed");
  });

  it("[U7] waits when it was too fast, says so, and goes on by itself in order", async () => {
    const { room } = await joined();
    test.server.fail("channel.publish", { code: 111, message: "too many", temporary: true }, 3);
    room.send("one");
    room.send("two");
    await settle();
    expect(room.messages.get()).toMatchObject([
      { data: "one", status: "queued", error: { code: 111 } },
      { data: "two", status: "queued", error: null },
    ]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown(room)).toEqual(["one", "two"]);
    expect(stored()).toEqual(["one", "two"]);
    expect(published()).toBe(5);
  });

  it("[U7] goes on at once when the publication comes although the answer was an error", async () => {
    const { room } = await joined();
    test.server.fail("channel.publish", { code: 111, message: "too many", temporary: true });
    const { id } = room.send("one");
    room.send("two");
    await settle();
    expect(shown(room)).toEqual(["one (queued)", "two (queued)"]);
    test.server.publish(channel, "one", { user: "anna", id });
    await settle();
    expect(shown(room)).toEqual(["one", "two"]);
  });

  it("[U7] waits longer each time, from 0.5 s to 20 s at most", async () => {
    const { room } = await joined();
    vi.spyOn(Math, "random").mockReturnValue(1);
    test.server.fail("channel.publish", temporary, 1_000);
    room.send("one");
    await settle();
    for (const most of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 20_000, 20_000]) {
      const before = published();
      await vi.advanceTimersByTimeAsync(most - 1);
      expect(published()).toBe(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(published()).toBe(before + 1);
    }
  });

  it("[U9] refuses more than the limit of all rooms, with a sentence", async () => {
    const { client, room } = await joined("anna", { queue: { limit: 3 } });
    test.server.refuseConnections();
    test.server.cut();
    await settle();
    room.send("1");
    room.send("2");
    client.room("other").send("3");
    expect(client.queue.get()).toEqual({
      waiting: 3,
      limit: 3,
      storage: "memory",
      warning: null,
    });
    expect(() => room.send("4")).toThrow(
      expect.objectContaining<Partial<ParleyError>>({
        name: "ParleyError",
        code: 12,
        temporary: true,
        message:
          "3 messages wait for the server already. Send this one when some of them are gone.",
      }),
    );
    expect(room.messages.get()).toHaveLength(2);
    test.server.refuseConnections(false);
    await vi.advanceTimersByTimeAsync(5_000);
    room.send("4");
    await settle();
    expect(stored()).toEqual(["1", "2", "4"]);
  });

  it("[U2] takes a copy of the data, as the others will get it", async () => {
    const { room } = await joined();
    const data = { text: "before", at: new Date(0), nothing: undefined, call: () => 1 };
    room.send(data);
    data.text = "after";
    await settle();
    expect(room.messages.get()[0]!.data).toEqual({ text: "before", at: new Date(0).toISOString() });
    expect(stored()).toEqual([room.messages.get()[0]!.data]);
  });

  it("[U9] refuses what JSON cannot express", async () => {
    const { room } = await joined();
    expect(() => room.send(undefined)).toThrow(TypeError);
    expect(() => room.send(10n)).toThrow(TypeError);
    expect(room.messages.get()).toEqual([]);
  });

  it("[U1] nobody can take the place of a message by giving another the same id", async () => {
    const { room } = await joined();
    test.server.fail("channel.publish", temporary);
    const { id } = room.send("mine");
    await settle();
    test.server.publish(channel, "forged", { user: "mallory", id });
    await settle();
    expect(shown(room)).toEqual(["forged", "mine (queued)"]);
    expect(new Set(room.messages.get().map((message) => message.id)).size).toBe(2);
  });
});
