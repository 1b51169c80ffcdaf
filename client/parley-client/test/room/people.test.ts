import { describe, expect, it, vi } from "vitest";
import { settle, useServer } from "./support.js";

const test = useServer();
const channel = "room:general";

describe("presence", () => {
  it("[U4] shows each user once, however many clients there are, by name", async () => {
    const room = test.client("ben").room("general");
    room.join();
    const devices = [test.client("anna"), test.client("anna")];
    devices.forEach((client) => client.room("general").join());
    await settle();
    expect(room.presence.get()).toEqual([
      { user: "anna", name: "Anna", clients: 2 },
      { user: "ben", name: "Ben", clients: 1 },
    ]);
    const ben = room.presence.get()[1];
    devices[0]!.close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(room.presence.get()).toEqual([
      { user: "anna", name: "Anna", clients: 1 },
      { user: "ben", name: "Ben", clients: 1 },
    ]);
    expect(room.presence.get()[1]).toBe(ben);
    devices[1]!.close();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(room.presence.get()).toEqual([{ user: "ben", name: "Ben", clients: 1 }]);
  });

  it("[U4] is right when joins and leaves cross with the answer", async () => {
    const other = test.client("anna");
    const leave = other.room("general").join();
    await settle();
    const room = test.client("ben").room("general");
    const release = test.server.hold("presence");
    room.join();
    await settle();
    leave();
    test.client("carl").room("general").join();
    await vi.advanceTimersByTimeAsync(1_000);
    release();
    await settle();
    expect(room.presence.get().map(({ user }) => user)).toEqual(["ben", "carl"]);
  });

  it("[U4] is right again after the connection was lost", async () => {
    const room = test.client("ben").room("general");
    room.join();
    const other = test.client("anna");
    other.room("general").join();
    await settle();
    test.server.cut("ben");
    other.close();
    test.client("carl").room("general").join();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(room.presence.get().map(({ user }) => user)).toEqual(["ben", "carl"]);
  });

  it("[U4] is sorted, in whatever order people come and go", async () => {
    const room = test.client("zoe").room("general");
    room.join();
    await settle();
    const of = (name: string) => ({ info: { client: name, user: name, conn_info: { name } } });
    const everybody = ["mia", "ben", "tom", "anna", "carl", "nora"];
    everybody.forEach((name) => test.server.channel(channel).broadcast({ join: of(name) }));
    await settle();
    const shown = () => room.presence.get().map(({ name }) => name);
    expect(shown()).toEqual(["anna", "ben", "carl", "mia", "nora", "tom", "Zoe"]);
    ["tom", "anna"].forEach((name) => test.server.channel(channel).broadcast({ leave: of(name) }));
    await settle();
    expect(shown()).toEqual(["ben", "carl", "mia", "nora", "Zoe"]);
  });

  it("[U4] is empty where the room keeps none", async () => {
    test.server.fail("presence", { code: 108, message: "not available" });
    const room = test.client("ben").room("general");
    room.join();
    await settle();
    expect(room.state.get().status).toBe("joined");
  });
});

describe("typing", () => {
  async function two() {
    const anna = test.client("anna").room("general");
    const ben = test.client("ben").room("general");
    anna.join();
    ben.join();
    await settle();
    return { anna, ben, seen: () => ben.typing.get().map(({ name }) => name) };
  }

  it("[U5] is shown to the others while somebody types, and asked for every 3 s at most", async () => {
    const { anna, ben, seen } = await two();
    for (let key = 0; key < 100; key++) {
      anna.setTyping();
      await vi.advanceTimersByTimeAsync(100);
      expect(seen()).toEqual(["Anna"]);
    }
    expect(anna.typing.get()).toEqual([]);
    expect(ben.typing.get()).toEqual([{ user: "anna", name: "Anna", clients: 1 }]);
    expect(typings()).toEqual([true, true, true, true]);
  });

  it("[U5] ends by itself 6 s after the last notice", async () => {
    const { anna, seen } = await two();
    anna.setTyping();
    await vi.advanceTimersByTimeAsync(5_999);
    expect(seen()).toEqual(["Anna"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(seen()).toEqual([]);
  });

  it("[U5] ends when the user says so, and by a message", async () => {
    const { anna, seen } = await two();
    anna.setTyping();
    await settle();
    anna.setTyping(false);
    anna.setTyping(false);
    await settle();
    expect(seen()).toEqual([]);
    expect(typings()).toEqual([true, false]);

    await vi.advanceTimersByTimeAsync(2_000);
    anna.setTyping();
    await settle();
    expect(seen()).toEqual(["Anna"]);
    anna.send("done");
    await settle();
    expect(seen()).toEqual([]);
    expect(typings()).toEqual([true, false, true]);
  });

  it("[U5] ends when the user is gone", async () => {
    const { anna, seen } = await two();
    anna.setTyping();
    await settle();
    test.server.disconnectUser("anna");
    await vi.advanceTimersByTimeAsync(2_500);
    expect(seen()).toEqual([]);
  });

  it("[U5] is no message, and is not asked for again where it is refused", async () => {
    test.server.fail("room.typing", { code: 103, message: "permission denied" }, 5);
    const { anna, ben } = await two();
    anna.setTyping();
    await vi.advanceTimersByTimeAsync(4_000);
    anna.setTyping();
    await settle();
    expect(typings()).toEqual([true]);
    expect(ben.messages.get()).toEqual([]);
    test.server.cut("anna");
    await vi.advanceTimersByTimeAsync(2_000);
    anna.setTyping();
    await settle();
    expect(typings()).toEqual([true, true]);
  });

  function typings(): unknown[] {
    return test.server.commands
      .filter(({ body }) => body.method === "room.typing")
      .map(({ body }) => (body.data as { typing: boolean }).typing);
  }
});

describe("events of other types", () => {
  it("[U5] are no messages", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    test.server
      .channel(channel)
      .broadcast({ pub: { data: { mood: "good" }, tags: { type: "mood" } } });
    await settle();
    expect(room.messages.get()).toEqual([]);
  });
});
