import { describe, expect, it, vi } from "vitest";
import { settle, useServer } from "./support.js";

const test = useServer();
const ben = { user: "ben" };

function calls(method: string): unknown[] {
  return test.server.commands
    .filter(({ body }) => body.method === method)
    .map(({ body }) => body.data);
}

describe("unread counts", () => {
  it("[U11] count what comes until it is read", async () => {
    test.server.publish("room:general", 1, ben);
    test.server.publish("room:general", 2, ben);
    const client = test.client("anna");
    const room = client.room("general");
    expect(room.unread.get()).toBe(0);
    room.join();
    await settle();
    expect(room.unread.get()).toBe(2);
    test.server.publish("room:general", 3, ben);
    await settle();
    expect(room.unread.get()).toBe(3);
    room.markRead(2);
    expect(room.unread.get()).toBe(1);
    room.markRead();
    expect(room.unread.get()).toBe(0);
    room.markRead();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(calls("room.read")).toEqual([
      { channel: "room:general", offset: 2 },
      { channel: "room:general", offset: 3 },
    ]);
    expect(client.unread.of("general")).toBe(room.unread);
  });

  it("[U11] of many rooms come in one call for each hundred, and stay up to date", async () => {
    // Those beyond the hundredth are not subscribed to: their counts come with each connection only.
    const names = Array.from({ length: 120 }, (_, index) => `room-${index}`);
    test.server.publish("room:room-7", "x", ben);
    test.server.publish("room:room-110", "x", ben);
    const { unread } = test.client("anna");
    const end = unread.watch(names);
    await settle();
    expect(calls("room.unread").map((data: any) => data.channels.length)).toEqual([100, 20]);
    expect(unread.total.get()).toBe(2);
    expect(unread.of("room-7").get()).toBe(1);
    test.server.publish("room:room-3", "x", ben);
    await settle();
    expect(unread.of("room-3").get()).toBe(1);
    expect(unread.total.get()).toBe(3);
    expect(test.server.commands.filter(({ name }) => name === "history")).toEqual([]);
    test.server.publish("room:room-110", "x", ben);
    await settle();
    expect(unread.of("room-110").get()).toBe(1);
    test.server.cut();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(unread.of("room-110").get()).toBe(2);
    expect(unread.total.get()).toBe(4);
    end();
    end();
    expect(unread.total.get()).toBe(0);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(test.server.commands.filter(({ name }) => name === "unsubscribe")).toHaveLength(100);
  });

  it("[U11] are asked for again when the call has overtaken the subscription", async () => {
    test.server.publish("room:general", "x", ben);
    test.server.publish("room:other", "x", ben);
    const refused = {
      rooms: ["room:general"].map((channel) => ({ channel, error: { code: 103 } })),
    };
    test.server.methods.set("room.unread", () => {
      test.server.methods.delete("room.unread");
      return refused;
    });
    const { unread } = test.client("anna");
    await settle();
    const release = test.server.hold("subscribe");
    unread.watch(["general"]);
    await settle();
    expect(unread.total.get()).toBe(0);
    release();
    await settle();
    expect(unread.total.get()).toBe(1);

    // The answer may also come after the subscription, if other rooms took longer.
    test.server.methods.set("room.unread", () => {
      test.server.methods.delete("room.unread");
      return { rooms: [{ channel: "room:other", error: { code: 103 } }] };
    });
    const releaseAnswer = test.server.hold("room.unread", "subscribe");
    unread.watch(["other"]);
    await settle();
    releaseAnswer();
    await settle();
    expect(unread.total.get()).toBe(2);
  });

  it("[U11] tell a marker again when the room is subscribed to, if it was refused before", async () => {
    test.server.publish("room:general", "x", ben);
    const client = test.client("anna");
    client.room("general").join();
    await settle();
    test.server.fail("room.read", { code: 103, message: "permission denied" });
    client.room("general").markRead();
    await settle();
    expect(test.server.channel("room:general").markers.get("anna")).toBeUndefined();
    test.server.cut();
    await vi.advanceTimersByTimeAsync(3_000);
    expect(test.server.channel("room:general").markers.get("anna")).toBe(1);
    expect(client.unread.total.get()).toBe(0);
  });

  it("[U11] of a watched room go on when it is joined and left, and its messages are loaded with the join", async () => {
    test.server.publish("room:general", "before", ben);
    const client = test.client("anna");
    const room = client.room("general");
    client.unread.watch(["general"]);
    await settle();
    expect(room.state.get().status).toBe("idle");
    expect(room.messages.get()).toEqual([]);
    test.server.publish("room:general", "watched", ben);
    await settle();
    expect([room.messages.get().length, room.unread.get()]).toEqual([0, 2]);

    const leave = room.join();
    await settle();
    expect(room.state.get().status).toBe("joined");
    expect(room.messages.get().map(({ data }) => data)).toEqual(["before", "watched"]);
    expect(room.presence.get().map(({ user }) => user)).toEqual(["anna"]);
    leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.state.get().status).toBe("idle");
    expect(room.presence.get()).toEqual([]);
    test.server.publish("room:general", "after", ben);
    await settle();
    expect(room.unread.get()).toBe(3);
    room.join();
    await settle();
    expect(room.messages.get().map(({ data }) => data)).toEqual(["before", "watched", "after"]);
    expect(test.server.commands.filter(({ name }) => name === "subscribe")).toHaveLength(1);
  });

  it("[U11] follow what the user reads on another device", async () => {
    test.server.publish("room:general", "x", ben);
    const phone = test.client("anna");
    const desk = test.client("anna");
    phone.room("general").join();
    desk.unread.watch(["general"]);
    await settle();
    expect(desk.unread.total.get()).toBe(1);
    phone.room("general").markRead();
    await settle();
    expect(desk.unread.total.get()).toBe(0);
  });

  it("[U11] take own messages as read, if what came before them was", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    room.send("mine 1");
    room.send("mine 2");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.unread.get()).toBe(0);
    expect(test.server.channel("room:general").markers.get("anna")).toBe(2);

    test.server.publish("room:general", "theirs", ben);
    await settle();
    room.send("mine 3");
    await vi.advanceTimersByTimeAsync(2_000);
    expect(room.unread.get()).toBe(2);
    expect(test.server.channel("room:general").markers.get("anna")).toBe(2);
  });

  it("[U11] ask again with each connection, and tell then what could not be told", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    test.server.publish("room:general", 1, ben);
    await settle();
    test.server.cut();
    await settle();
    room.markRead();
    expect(room.unread.get()).toBe(0);
    test.server.publish("room:general", 2, ben);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(room.unread.get()).toBe(1);
    expect(test.server.channel("room:general").markers.get("anna")).toBe(1);
    expect(calls("room.unread")).toHaveLength(2);
  });

  it("[U11] begin at the newest message where the server keeps no markers", async () => {
    test.server.publish("room:general", 1, ben);
    test.server.fail("room.unread", { code: 104, message: "method not found" });
    test.server.fail("room.read", { code: 104, message: "method not found" }, 9);
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    expect(room.unread.get()).toBe(0);
    test.server.publish("room:general", 2, ben);
    await settle();
    expect(room.unread.get()).toBe(1);
    room.markRead();
    await vi.advanceTimersByTimeAsync(5_000);
    test.server.publish("room:general", 3, ben);
    await settle();
    room.markRead();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(room.unread.get()).toBe(0);
    expect(calls("room.read")).toHaveLength(1);
  });

  it("[U11] are asked for again as long as the server cannot say them", async () => {
    test.server.publish("room:general", 1, ben);
    test.server.fail("room.unread", { code: 100, message: "internal", temporary: true }, 2);
    const { unread } = test.client("anna");
    unread.watch(["general"]);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(unread.total.get()).toBe(1);
  });

  it("[U11] begin anew when the log was lost", async () => {
    for (let number = 0; number < 5; number++) {
      test.server.publish("room:general", number, ben);
    }
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    room.markRead();
    await settle();
    test.server.loseHistory();
    test.server.publish("room:general", "new", ben);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(room.unread.get()).toBe(1);
  });

  it("[U11] [N9] leave no timer behind when the client is closed while it asks", async () => {
    const client = test.client("anna");
    const room = client.room("general");
    await settle();
    const release = test.server.hold("room.unread", "room.read");
    room.join();
    test.server.publish("room:general", 1, ben);
    await settle();
    room.markRead();
    await settle();
    client.close();
    release();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(vi.getTimerCount()).toBe(0);
  });
});
