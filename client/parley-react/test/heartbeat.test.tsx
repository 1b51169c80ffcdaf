import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useWebSocket, type WebSocketOptions } from "../src/index.js";
import { settle } from "./support/render.js";
import { scriptedSockets } from "./support/sockets.js";

describe("the heartbeat of useWebSocket", () => {
  let sockets: ReturnType<typeof scriptedSockets>;
  let renders: number;

  beforeEach(() => {
    vi.useFakeTimers();
    sockets = scriptedSockets();
    renders = 0;
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const socket = () => sockets.made.at(-1)!;

  async function connected(options: WebSocketOptions = {}) {
    const hook = renderHook(() => {
      renders++;
      return useWebSocket("wss://example.com/", { WebSocket: sockets.WebSocket, ...options });
    });
    await settle();
    await act(async () => socket().open());
    renders = 0;
    return hook;
  }

  it("[X6] sends ping each 30 s, and its answer is no message and renders nothing", async () => {
    const { result } = await connected();
    await settle(29_999);
    expect(socket().sent).toEqual([]);
    for (let count = 1; count <= 100; count++) {
      await settle(1);
      expect(socket().sent).toHaveLength(count);
      await act(async () => socket().receive("pong"));
      await settle(29_999);
    }
    expect(result.current).toMatchObject({ status: "connected", lastMessage: null });
    expect(renders).toBe(0);
    expect(new Set(socket().sent)).toEqual(new Set(["ping"]));
  });

  it("[X6] reconnects at once when nothing comes within 5 s", async () => {
    const { result } = await connected();
    await settle(30_000);
    await settle(4_999);
    expect(result.current.status).toBe("connected");
    await settle(1);
    expect(result.current).toMatchObject({
      status: "reconnecting",
      attempt: 1,
      reason: { message: "The server does not answer any more." },
    });
    await settle(1);
    expect(sockets.made).toHaveLength(2);
    expect(sockets.made[0]!.readyState).toBe(3);
    await act(async () => socket().open());
    expect(result.current.status).toBe("connected");
  });

  it("[X6] takes anything that comes for an answer", async () => {
    const { result } = await connected();
    await settle(30_000);
    await act(async () => socket().receive('{"text":"busy"}'));
    await settle(5_000);
    expect(result.current).toMatchObject({ status: "connected", lastMessage: { text: "busy" } });
  });

  it("has numbers and texts as options", async () => {
    const heartbeat = { intervalMs: 1_000, timeoutMs: 500, message: "?", answer: "!" };
    const { result } = await connected({ heartbeat });
    await settle(1_000);
    expect(socket().sent).toEqual(["?"]);
    await act(async () => socket().receive("!"));
    await settle(1_499);
    expect(result.current).toMatchObject({ status: "connected", lastMessage: null });
    await settle(1);
    expect(result.current.status).toBe("reconnecting");
  });

  it("can be left out", async () => {
    const { result } = await connected({ heartbeat: false });
    await settle(3_600_000);
    expect(socket().sent).toEqual([]);
    expect(result.current.status).toBe("connected");
  });

  it("[X7] asks at once when the page can be seen again", async () => {
    await connected();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(socket().sent).toEqual(["ping"]);
  });

  it("[X7] connects at once when the page can be seen again, and counts anew", async () => {
    const { result } = await connected();
    await act(async () => socket().end());
    await settle(1_000);
    await act(async () => socket().end());
    expect(result.current).toMatchObject({ status: "reconnecting", attempt: 3 });
    const { length } = sockets.made;
    act(() => void document.dispatchEvent(new Event("visibilitychange")));
    await settle();
    expect(sockets.made).toHaveLength(length + 1);
    expect(result.current.attempt).toBe(1);
  });

  it("[X7] says that there is no network, does not count, and connects when there is one", async () => {
    const online = vi.spyOn(navigator, "onLine", "get").mockReturnValue(true);
    const { result } = await connected({ reconnect: { maxAttempts: 2 } });
    online.mockReturnValue(false);
    act(() => void window.dispatchEvent(new Event("offline")));
    expect(result.current.status).toBe("connected");
    await act(async () => socket().end());
    expect(result.current.status).toBe("offline");
    for (let attempt = 0; attempt < 5; attempt++) {
      await settle(20_000);
      await act(async () => socket().end());
    }
    expect(result.current.status).toBe("offline");
    const { length } = sockets.made;
    online.mockReturnValue(true);
    act(() => void window.dispatchEvent(new Event("online")));
    await settle();
    expect(sockets.made).toHaveLength(length + 1);
    await act(async () => socket().open());
    expect(result.current.status).toBe("connected");
  });
});
