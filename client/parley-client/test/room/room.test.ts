import { describe, expect, it, vi } from "vitest";
import { settle, shown, useServer } from "./support.js";

const test = useServer();
const channel = "room:general";

describe("a room", () => {
  it("[U1] shows what was said before and what is said now, with name and the server's time", async () => {
    vi.setSystemTime(1_000);
    test.server.publish(channel, "before", { user: "ben", name: "Ben", id: "b1" });
    vi.setSystemTime(5_000);
    const room = test.client("anna").room("general");
    expect(room.state.get().status).toBe("idle");
    room.join();
    expect(room.state.get().status).toBe("joining");
    await settle();
    expect(room.state.get()).toMatchObject({ status: "joined", reason: null, hasOlder: false });
    test.server.publish(channel, "now");
    await settle();
    expect(room.messages.get()).toMatchObject([
      { id: "b1", offset: 1, user: "ben", name: "Ben", time: 1_000, data: "before", own: false },
      { id: "2", offset: 2, user: "", name: "", time: 5_000, data: "now", own: false },
    ]);
  });

  it("[U1] loads pages backwards until there is nothing before, one at a time", async () => {
    for (let number = 1; number <= 120; number++) {
      test.server.publish(channel, number);
    }
    const room = test.client("anna").room<number>("general");
    room.join();
    await settle();
    expect(room.messages.get().map(({ data }) => data)).toEqual(numbers(71, 120));
    expect(room.state.get().hasOlder).toBe(true);

    const pages = [room.loadOlder(), room.loadOlder()];
    await settle();
    expect(await Promise.all(pages)).toEqual([true, true]);
    expect(room.messages.get().map(({ data }) => data)).toEqual(numbers(21, 120));
    const last = room.loadOlder(30);
    expect(room.state.get().loadingOlder).toBe(true);
    await settle();
    expect(await last).toBe(false);
    expect(room.messages.get().map(({ data }) => data)).toEqual(numbers(1, 120));
    expect(room.state.get()).toMatchObject({ hasOlder: false, loadingOlder: false });
    expect(await room.loadOlder()).toBe(false);
  });

  it("[U1] finds out that older messages were removed", async () => {
    for (let number = 1; number <= 60; number++) {
      test.server.publish(channel, number);
    }
    test.server.keepNewest(channel, 50);
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    expect(room.state.get().hasOlder).toBe(true);
    const older = room.loadOlder();
    await settle();
    expect(await older).toBe(false);
    expect(room.messages.get()).toHaveLength(50);
  });

  it("[U1] a page that cannot be loaded is an error, and can be asked for again", async () => {
    for (let number = 1; number <= 60; number++) {
      test.server.publish(channel, number);
    }
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    test.server.fail("history", { code: 100, message: "internal", temporary: true });
    const older = room.loadOlder();
    const failure = expect(older).rejects.toMatchObject({ code: 100, temporary: true });
    await settle();
    await failure;
    expect(room.state.get()).toMatchObject({ hasOlder: true, loadingOlder: false });
    const again = room.loadOlder();
    await settle();
    expect(await again).toBe(false);
  });

  it("[U1] loads the newest page again until the server can read it", async () => {
    test.server.publish(channel, "before");
    test.server.fail("history", { code: 100, message: "internal", temporary: true }, 3);
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    expect(room.state.get().status).toBe("joining");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(room.state.get().status).toBe("joined");
    expect(shown(room)).toEqual(["before"]);
  });

  it("[U1] is open without history, where there is none", async () => {
    test.server.fail("history", { code: 108, message: "not available" });
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    expect(room.state.get()).toMatchObject({ status: "joined", hasOlder: false });
    test.server.publish(channel, "now");
    await settle();
    expect(shown(room)).toEqual(["now"]);
  });

  it("[U3] shows what was missed while the connection was lost", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    test.server.publish(channel, "before");
    await settle();
    test.server.cut();
    test.server.publish(channel, "meanwhile");
    await settle();
    expect(room.state.get()).toMatchObject({
      status: "joining",
      reason: { message: "The connection was lost." },
    });
    expect(shown(room)).toEqual(["before"]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.state.get()).toMatchObject({ status: "joined", reason: null, gap: false });
    expect(shown(room)).toEqual(["before", "meanwhile"]);
  });

  it("[U3] tells of a gap when the server has removed what was missed, and loads the newest messages", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    test.server.publish(channel, "before");
    await settle();
    test.server.cut();
    ["lost", "kept 1", "kept 2"].forEach((data) => test.server.publish(channel, data));
    test.server.keepNewest(channel, 2);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.state.get()).toMatchObject({ status: "joined", gap: true });
    expect(shown(room)).toEqual(["kept 1", "kept 2"]);
    test.server.publish(channel, "after");
    await settle();
    expect(shown(room)).toEqual(["kept 1", "kept 2", "after"]);
  });

  it("[U3] begins anew when the log was lost, and keeps what is not stored yet", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    ["one", "two"].forEach((data) => test.server.publish(channel, data));
    test.server.fail("channel.publish", { code: 100, message: "internal", temporary: true }, 9);
    room.send("mine");
    await settle();
    test.server.loseHistory();
    test.server.publish(channel, "new");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(shown(room)).toEqual(["new", "mine (queued)"]);
    expect(room.state.get().gap).toBe(true);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(shown(room)).toEqual(["new", "mine"]);
  });

  it("[U8] is left a moment after the last leave, so that a remount costs nothing", async () => {
    const room = test.client("anna").room("general");
    const leaves = [room.join(), room.join()];
    await settle();
    leaves[0]!();
    leaves[0]!();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(room.state.get().status).toBe("joined");
    leaves[1]!();
    const leave = room.join();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(names(test.server.commands, "subscribe")).toBe(1);
    expect(names(test.server.commands, "unsubscribe")).toBe(0);
    leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.state.get().status).toBe("idle");
    expect(names(test.server.commands, "unsubscribe")).toBe(1);
    test.server.publish(channel, "meanwhile");
    room.join();
    await settle();
    expect(room.state.get()).toMatchObject({ status: "joined", gap: false });
    expect(shown(room)).toEqual(["meanwhile"]);
  });

  it("[U8] says why one may not be in, and tries again with the next join", async () => {
    test.server.fail("subscribe", { code: 103, message: "permission denied" });
    const room = test.client("anna").room("general");
    const leave = room.join();
    await settle();
    expect(room.state.get()).toMatchObject({
      status: "refused",
      reason: { code: 103, message: "You may not be in this room." },
    });
    leave();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(room.state.get()).toMatchObject({ status: "idle", reason: null });
    room.join();
    await settle();
    expect(room.state.get()).toMatchObject({ status: "joined", reason: null });
  });

  it("is the same object for the same name", () => {
    const client = test.client("anna");
    expect(client.room("general")).toBe(client.room("general"));
    expect(client.room("general")).not.toBe(client.room("other"));
  });

  it("tells nobody when nothing has changed", async () => {
    const room = test.client("anna").room("general");
    room.join();
    await settle();
    const changes = { state: 0, messages: 0, presence: 0, typing: 0 };
    for (const name of ["state", "messages", "presence", "typing"] as const) {
      room[name].subscribe(() => changes[name]++);
    }
    test.server.publish(channel, "one");
    await settle();
    expect(changes).toEqual({ state: 0, messages: 1, presence: 0, typing: 0 });
    room.markRead();
    room.join();
    await settle();
    expect(changes).toEqual({ state: 0, messages: 1, presence: 0, typing: 0 });
  });
});

function numbers(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function names(commands: readonly { name: string }[], name: string): number {
  return commands.filter((command) => command.name === name).length;
}
