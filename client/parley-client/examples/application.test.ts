import { connect, type Parley } from "parley-client";
import { FakeServer } from "parley-client/testing";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

let server: FakeServer;
let parley: Parley;

beforeEach(async () => {
  vi.useFakeTimers();
  server = new FakeServer();
  parley = connect(server.optionsFor("anna", "Anna"));
  parley.room("general").join();
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => {
  parley.close();
  vi.useRealTimers();
});

it("shows what others write", async () => {
  server.publish("room:general", { text: "Hi" }, { user: "ben", name: "Ben" });
  await vi.advanceTimersByTimeAsync(0);
  const [message] = parley.room("general").messages.get();
  expect(message).toMatchObject({ name: "Ben", data: { text: "Hi" }, status: "stored" });
});

it("keeps what is written while the server is down", async () => {
  server.refuseConnections();
  server.cut();
  await vi.advanceTimersByTimeAsync(0);
  expect(parley.room("general").send({ text: "Hello" }).status).toBe("queued");
  server.refuseConnections(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(server.stored("room:general")).toMatchObject([{ data: { text: "Hello" } }]);
});

it("says why a message was refused", async () => {
  server.fail("channel.publish", { code: 103, message: "permission denied" });
  parley.room("general").send({ text: "Hello" });
  await vi.advanceTimersByTimeAsync(0);
  const [message] = parley.room("general").messages.get();
  expect(message?.status).toBe("failed");
  expect(message?.error?.message).toBe("You may not write in this room.");
});
