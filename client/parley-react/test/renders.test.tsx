import { act } from "@testing-library/react";
import { Profiler, type ComponentType } from "react";
import { describe, expect, it } from "vitest";
import {
  useConnection,
  usePresence,
  useRoom,
  useTyping,
  useUnread,
  type RoomView,
} from "../src/index.js";
import { settle, show, useFakeServer } from "./support/render.js";

/** Counts the renders of components, by their names. */
class Renders {
  #counts: Record<string, number> = {};

  of(Component: ComponentType) {
    const count = (id: string) => (this.#counts[id] = (this.#counts[id] ?? 0) + 1);
    return (
      <Profiler id={Component.name} onRender={count}>
        <Component />
      </Profiler>
    );
  }

  /** What has rendered since the last call. */
  take(): Record<string, number> {
    const counts = this.#counts;
    this.#counts = {};
    return counts;
  }
}

const Connection = () => <p>{useConnection().status}</p>;
const Messages = () => <p>{useRoom("general").messages.length}</p>;
const People = () => <p>{usePresence("general").length}</p>;
const Typists = () => <p>{useTyping("general")[0].length}</p>;
const Unread = () => <p>{useUnread("general")}</p>;
const Other = () => <p>{useRoom("other").messages.length}</p>;

describe("a component renders only when what it shows has changed:", () => {
  const fake = useFakeServer();

  async function start(user = "anna") {
    const renders = new Renders();
    await show(
      fake.open(user),
      <>
        {[Connection, Messages, People, Typists, Unread, Other].map((each) => (
          <div key={each.name}>{renders.of(each)}</div>
        ))}
      </>,
    );
    await settle(1_000);
    renders.take();
    return renders;
  }

  it("a message renders messages and the unread count, once", async () => {
    const renders = await start();
    fake.server.publish("room:general", "Hello", { user: "ben" });
    await settle();
    expect(renders.take()).toEqual({ Messages: 1, Unread: 1 });
  });

  it("who comes and goes renders who shows people, once", async () => {
    const renders = await start();
    const ben = fake.open("ben");
    ben.room("general").join();
    await settle();
    expect(renders.take()).toEqual({ People: 1 });
    ben.close();
    await settle();
    expect(renders.take()).toEqual({ People: 1 });
  });

  it("typing renders who shows typists, once, and going on typing renders nobody", async () => {
    const renders = await start();
    const ben = fake.open("ben").room("general");
    ben.join();
    await settle();
    renders.take();
    ben.setTyping();
    await settle();
    expect(renders.take()).toEqual({ Typists: 1 });
    await settle(3_000);
    ben.setTyping();
    await settle();
    expect(renders.take()).toEqual({});
  });

  it("a quiet hour renders nobody, whatever the heartbeat does", async () => {
    const renders = await start();
    await settle(3_600_000);
    expect(renders.take()).toEqual({});
  });

  it("a render of the parent gives the same functions and the same object", async () => {
    const seen: RoomView<unknown>[] = [];
    const Child = () => (seen.push(useRoom("general")), null);
    const { rerender } = await show(fake.open("anna"), <Child />);
    act(() => rerender(<Child />));
    expect(seen.at(-1)).toBe(seen.at(-2));
    const before = seen.at(-1)!;
    fake.server.publish("room:general", "Hello");
    await settle();
    expect(seen.at(-1)).not.toBe(before);
    expect(seen.at(-1)!.send).toBe(before.send);
  });
});
