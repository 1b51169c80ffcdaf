import { act, fireEvent, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it } from "vitest";
import {
  useConnection,
  useParley,
  usePresence,
  useQueue,
  useRoom,
  useStore,
  useTyping,
  useUnread,
} from "../src/index.js";
import { settle, show, useFakeServer } from "./support/render.js";

interface Text {
  readonly text: string;
}

function Messages({ room }: { room: string }) {
  const { messages, state, send } = useRoom<Text>(room);
  return (
    <>
      <p>{state.status}</p>
      <ol>
        {messages.map(({ id, name, data, status }) => (
          <li key={id}>{`${name}: ${data.text} (${status})`}</li>
        ))}
      </ol>
      <button onClick={() => send({ text: "Hi" })}>Send</button>
    </>
  );
}

const items = () => screen.queryAllByRole("listitem").map(({ textContent }) => textContent);

describe("useRoom", () => {
  const fake = useFakeServer();

  it("shows a message at once and then that it is stored", async () => {
    await show(fake.open("anna"), <Messages room="general" />);
    const release = fake.server.hold("channel.publish");
    fireEvent.click(screen.getByText("Send"));
    expect(items()).toEqual(["Anna: Hi (pending)"]);
    await act(async () => release());
    expect(items()).toEqual(["Anna: Hi (stored)"]);
    expect(fake.server.stored("room:general")).toHaveLength(1);
  });

  it("shows messages of others, those of before and new ones", async () => {
    fake.server.publish("room:general", { text: "one" }, { user: "ben", name: "Ben" });
    await show(fake.open("anna"), <Messages room="general" />);
    expect(items()).toEqual(["Ben: one (stored)"]);
    act(() => void fake.server.publish("room:general", { text: "two" }, { user: "cleo" }));
    await settle();
    expect(items()).toEqual(["Ben: one (stored)", "cleo: two (stored)"]);
  });

  it("subscribes once in StrictMode, and leaves a moment after it was unmounted", async () => {
    const { unmount } = await show(fake.open("anna"), <Messages room="general" />);
    const named = (name: string) => fake.server.commands.filter((each) => each.name === name);
    expect(named("subscribe")).toHaveLength(1);
    expect(named("unsubscribe")).toHaveLength(0);
    unmount();
    await settle(1_000);
    expect(named("unsubscribe")).toHaveLength(1);
  });

  it("shows the other room when the name changes, and nothing of the first", async () => {
    fake.server.publish("room:one", { text: "first" });
    fake.server.publish("room:two", { text: "second" });
    const { rerender } = await show(fake.open("anna"), <Messages room="one" />);
    expect(items()).toEqual([expect.stringContaining("first")]);
    rerender(<Messages room="two" />);
    expect(items()).toEqual([]);
    await settle();
    expect(items()).toEqual([expect.stringContaining("second")]);
  });
});

describe("usePresence", () => {
  const fake = useFakeServer();

  it("shows who is in the room, as they come and go", async () => {
    function People() {
      return <p>{`in: ${usePresence("general").map(({ name }) => name)}`}</p>;
    }
    await show(fake.open("anna"), <People />);
    expect(screen.getByText("in: Anna")).toBeDefined();
    const ben = fake.open("ben");
    ben.room("general").join();
    await settle();
    expect(screen.getByText("in: Anna,Ben")).toBeDefined();
    ben.close();
    await settle();
    expect(screen.getByText("in: Anna")).toBeDefined();
  });
});

describe("useTyping", () => {
  const fake = useFakeServer();

  function Typing() {
    const [typists, setTyping] = useTyping("general");
    return (
      <>
        <p>{`typing: ${typists.map(({ name }) => name)}`}</p>
        <input onChange={({ target }) => setTyping(target.value !== "")} />
      </>
    );
  }

  it("shows who types, and says that the user does", async () => {
    const ben = fake.open("ben").room("general");
    ben.join();
    await show(fake.open("anna"), <Typing />);
    ben.setTyping();
    await settle();
    expect(screen.getByText("typing: Ben")).toBeDefined();
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "H" } });
    await settle();
    expect(ben.typing.get()).toMatchObject([{ name: "Anna" }]);
  });

  it("ends the notice when it is unmounted", async () => {
    const ben = fake.open("ben").room("general");
    ben.join();
    const { unmount } = await show(fake.open("anna"), <Typing />);
    fireEvent.change(screen.getByRole("textbox"), { target: { value: "H" } });
    await settle();
    unmount();
    await settle();
    expect(ben.typing.get()).toEqual([]);
  });
});

describe("useUnread", () => {
  const fake = useFakeServer();

  function Badge({ room }: { room?: string }) {
    return <p>{`${room ?? "all"}: ${room === undefined ? useUnread() : useUnread(room)}`}</p>;
  }

  it("counts in many rooms with one call, live, and their sum", async () => {
    fake.server.publish("room:one", { text: "1" });
    fake.server.publish("room:two", { text: "2" });
    await show(
      fake.open("anna"),
      <>
        <Badge room="one" />
        <Badge room="two" />
        <Badge />
      </>,
    );
    expect(screen.getByText("one: 1")).toBeDefined();
    expect(screen.getByText("all: 2")).toBeDefined();
    const calls = fake.server.commands.filter(({ body }) => body["method"] === "room.unread");
    expect(calls).toHaveLength(1);
    fake.server.publish("room:two", { text: "3" });
    await settle();
    expect(screen.getByText("two: 2")).toBeDefined();
    expect(screen.getByText("all: 3")).toBeDefined();
  });
});

describe("useConnection and useQueue", () => {
  const fake = useFakeServer();

  it("say what happens and what waits", async () => {
    function Banner() {
      const { status } = useConnection();
      return <p>{`${status}, ${useQueue().waiting} wait`}</p>;
    }
    await show(
      fake.open("anna"),
      <>
        <Banner />
        <Messages room="general" />
      </>,
    );
    expect(screen.getByText("connected, 0 wait")).toBeDefined();
    fake.server.refuseConnections();
    fake.server.cut();
    await settle();
    fireEvent.click(screen.getByText("Send"));
    expect(screen.getByText("reconnecting, 1 wait")).toBeDefined();
    fake.server.refuseConnections(false);
    await settle(60_000);
    expect(screen.getByText("connected, 0 wait")).toBeDefined();
  });
});

describe("parley.optimistic", () => {
  const fake = useFakeServer();

  it("changes the state of a component at once and takes it back if the server refuses", async () => {
    function Star() {
      const parley = useParley();
      const [starred, setStarred] = useState(false);
      const star = () =>
        parley
          .optimistic({
            apply: () => setStarred(true),
            revert: () => setStarred(false),
            commit: () => parley.rpc("star"),
          })
          .catch(() => {});
      return <button onClick={star}>{starred ? "starred" : "not starred"}</button>;
    }
    await show(fake.open("anna"), <Star />);
    fireEvent.click(screen.getByRole("button"));
    expect(screen.getByText("starred")).toBeDefined();
    await settle();
    expect(screen.getByText("not starred")).toBeDefined();
  });
});

describe("useStore", () => {
  const fake = useFakeServer();

  it("shows any store", async () => {
    function Unread() {
      return <p>{`unread: ${useStore(useParley().room("general").unread)}`}</p>;
    }
    await show(fake.open("anna"), <Unread />);
    expect(screen.getByText("unread: 0")).toBeDefined();
  });
});
