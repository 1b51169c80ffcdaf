// @vitest-environment node
import { connect } from "parley-client";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { describe, expect, it, vi } from "vitest";
import {
  ParleyProvider,
  useConnection,
  usePresence,
  useQueue,
  useRoom,
  useTyping,
  useUnread,
  useWebSocket,
} from "../src/index.js";

function All() {
  const { messages, state } = useRoom("general");
  const [typists] = useTyping("general");
  const values = [
    useConnection().status,
    state.status,
    messages.length,
    usePresence("general").length,
    typists.length,
    useUnread("general"),
    useUnread(),
    useQueue().waiting,
    useWebSocket("wss://example.com").status,
    useWebSocket(null).status,
  ];
  return <p>{values.join(" ")}</p>;
}

const EXPECTED = "<p>connecting idle 0 0 0 0 0 0 connecting closed</p>";

describe("on a server, where there is no window,", () => {
  it("[X1] the hooks render what the first render in a browser shows, and nothing is opened", () => {
    expect(typeof window).toBe("undefined");
    const socket = vi.fn();
    const fetch = vi.fn();
    const html = (children: ReactNode) =>
      renderToString(
        <ParleyProvider
          options={{ url: "/", websocket: socket, fetch, queue: { storage: "indexeddb" } }}
        >
          {children}
        </ParleyProvider>,
      );
    vi.useFakeTimers();
    expect(html(<All />)).toBe(EXPECTED);
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
    expect(socket).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });

  it("a client of one's own that has got far renders the same, because the browser begins anew", async () => {
    const { FakeServer } = await import("../src/testing/index.js");
    const server = new FakeServer();
    server.publish("room:general", "Hello");
    const parley = connect(server.optionsFor("anna"));
    const room = parley.room("general");
    room.join();
    await vi.waitUntil(() => room.messages.get().length === 1);
    expect(
      renderToString(
        <ParleyProvider parley={parley}>
          <All />
        </ParleyProvider>,
      ),
    ).toBe(EXPECTED);
    parley.close();
  });
});
