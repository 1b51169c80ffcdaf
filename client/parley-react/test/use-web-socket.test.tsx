import { act, cleanup, renderHook } from "@testing-library/react";
import { StrictMode } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useWebSocket, type WebSocketOptions, type WebSocketUrl } from "../src/index.js";
import { settle } from "./support/render.js";
import { scriptedSockets } from "./support/sockets.js";

interface Text {
  readonly text: string;
}
interface Props extends WebSocketOptions<Text> {
  readonly url?: WebSocketUrl;
}

describe("useWebSocket", () => {
  let sockets: ReturnType<typeof scriptedSockets>;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0);
    sockets = scriptedSockets();
  });
  afterEach(() => {
    cleanup();
    vi.restoreAllMocks();
    vi.useRealTimers();
  });

  const socket = () => sockets.made.at(-1)!;
  const open = () => act(async () => socket().open());
  const receive = (data: unknown) => act(async () => socket().receive(data));
  const end = (code?: number, reason?: string) => act(async () => socket().end(code, reason));

  /** Renders the hook in StrictMode, until the first attempt runs. */
  async function start(initialProps: Props = {}) {
    const hook = renderHook(
      ({ url = "wss://example.com/", ...options }: Props) =>
        useWebSocket<Text>(url, {
          WebSocket: sockets.WebSocket,
          ...options,
        }),
      { initialProps, wrapper: StrictMode },
    );
    await settle();
    return hook;
  }

  /** Ends each attempt, and checks that the next one begins after so many milliseconds. */
  async function expectWaits(waits: readonly number[]) {
    for (const wait of waits) {
      const { length } = sockets.made;
      await end();
      await settle(wait - 1);
      expect(sockets.made).toHaveLength(length);
      await settle(1);
      expect(sockets.made).toHaveLength(length + 1);
    }
  }

  it("[X2] connects once in StrictMode, and closes when it is unmounted", async () => {
    const { result, unmount } = await start();
    expect(sockets.made).toHaveLength(1);
    expect(result.current).toMatchObject({ status: "connecting", attempt: 1, reason: null });
    await open();
    expect(result.current).toMatchObject({ status: "connected", attempt: 0 });
    unmount();
    expect(socket().readyState).toBe(3);
    await settle(60_000);
    expect(sockets.made).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("[X9] parses JSON, and keeps the last message over a reconnection", async () => {
    const onMessage = vi.fn();
    const { result } = await start({ onMessage });
    await open();
    expect(result.current.lastMessage).toBeNull();
    await act(async () => {
      socket().receive('{"text":"one"}');
      socket().receive('{"text":"two"}');
    });
    expect(result.current.lastMessage).toEqual({ text: "two" });
    expect(onMessage.mock.calls).toEqual([[{ text: "one" }], [{ text: "two" }]]);
    await end();
    expect(result.current).toMatchObject({ status: "reconnecting", lastMessage: { text: "two" } });
  });

  it("[X9] tells of what cannot be parsed, and stays connected", async () => {
    const onError = vi.fn();
    const { result } = await start({ onError });
    await open();
    await receive("not JSON");
    expect(onError).toHaveBeenCalledWith(expect.any(SyntaxError));
    expect(result.current).toMatchObject({ status: "connected", lastMessage: null });
  });

  it("sends texts as they are and everything else as JSON", async () => {
    const { result } = await start();
    await open();
    expect(result.current.send("text")).toBe(true);
    result.current.send({ text: "object" });
    result.current.send(new Uint8Array([1]));
    expect(socket().sent).toEqual(["text", '{"text":"object"}', new Uint8Array([1])]);
  });

  it("[X8] keeps what is sent without a connection, up to a limit, and sends it after onOpen", async () => {
    const { result } = await start({ queueLimit: 2, onOpen: (send) => send({ token: "t" }) });
    expect(["one", "two", "three"].map((text) => result.current.send(text))).toEqual([
      true,
      true,
      false,
    ]);
    await open();
    expect(socket().sent).toEqual(['{"token":"t"}', "one", "two"]);
  });

  it("[X8] keeps 100 messages by default, and drops them when the socket is closed", async () => {
    const { result, rerender } = await start();
    const kept = Array.from({ length: 101 }, (_, number) => result.current.send(number));
    expect(kept.indexOf(false)).toBe(100);
    rerender({ url: null });
    rerender({});
    await settle();
    await open();
    expect(socket().sent).toEqual([]);
  });

  it("[X3] waits longer before each attempt, at most maxDelayMs", async () => {
    await start({ reconnect: { minDelayMs: 1_000, maxDelayMs: 3_000 } });
    await expectWaits([1_000, 2_000, 3_000, 3_000]);
  });

  it("[X3] waits 500 ms and up to as much at random by default, at most 20 s", async () => {
    vi.mocked(Math.random).mockReturnValue(0.5);
    await start();
    await expectWaits([750, 1_500, 3_000, 6_000, 12_000, 20_000, 20_000]);
  });

  it("[X4] gives up after 20 attempts by default", async () => {
    const { result } = await start();
    for (let attempt = 1; attempt <= 20; attempt++) {
      expect(result.current.attempt).toBe(attempt);
      await end();
      await settle(Math.min(20_000, 500 * 2 ** (attempt - 1)));
    }
    expect(result.current.status).toBe("failed");
    await settle(3_600_000);
    expect(sockets.made).toHaveLength(20);
  });

  it("[X4] gives up after maxAttempts in a row, and begins anew with retry", async () => {
    const { result } = await start({ reconnect: { maxAttempts: 3 } });
    for (let attempt = 1; attempt <= 3; attempt++) {
      expect(result.current.attempt).toBe(attempt);
      await end();
      await settle(4_000);
    }
    expect(sockets.made).toHaveLength(3);
    expect(result.current).toMatchObject({ status: "failed", reason: { code: 1006 } });
    expect(result.current.send("dropped")).toBe(false);
    act(() => result.current.retry());
    await settle();
    expect(result.current).toMatchObject({ status: "reconnecting", attempt: 1 });
    await open();
    expect(result.current).toMatchObject({ status: "connected", reason: null });
    expect(socket().sent).toEqual([]);
  });

  it("[X4] counts attempts on when connections last less than 5 s, and from 1 after a longer one", async () => {
    const { result } = await start({ reconnect: { maxAttempts: 2 } });
    await open();
    await settle(5_000);
    await end();
    await settle(4_000);
    expect(result.current).toMatchObject({ status: "reconnecting", attempt: 1 });
    await open();
    await end();
    await settle(4_000);
    await open();
    await end();
    expect(result.current.status).toBe("failed");
  });

  it("[X5] ends when the server refuses for good, and says why", async () => {
    const { result } = await start();
    await open();
    await end(3507, "permission denied");
    expect(result.current).toMatchObject({
      status: "failed",
      reason: { code: 3507, message: "permission denied" },
    });
    await settle(60_000);
    expect(sockets.made).toHaveLength(1);
  });

  it("[X1] tells the difference between a server that is not there and a connection that was lost", async () => {
    const { result } = await start();
    await act(async () => socket().fail());
    expect(result.current.reason).toEqual({ code: 1006, message: "The server cannot be reached." });
    await settle(4_000);
    await open();
    await act(async () => socket().fail());
    expect(result.current.reason).toEqual({ code: 1006, message: "The connection was lost." });
  });

  it("[X5] asks shouldReconnect if the application knows better", async () => {
    const shouldReconnect = vi.fn((code: number) => code !== 1000);
    const { result } = await start({ shouldReconnect });
    await open();
    await end(1000, "bye");
    expect(shouldReconnect).toHaveBeenCalledWith(1000, "bye");
    expect(result.current.status).toBe("failed");
  });

  it("[X3] gives up an attempt that takes too long", async () => {
    const { result } = await start({ timeoutMs: 2_000 });
    await settle(2_000);
    expect(result.current).toMatchObject({ status: "reconnecting", attempt: 2 });
  });

  it("[X3] skips the wait when retry is called", async () => {
    const { result } = await start();
    await end();
    await settle();
    act(() => result.current.retry());
    await settle();
    expect(sockets.made).toHaveLength(2);
  });

  it("[X10] [X4] asks a function for the url of each attempt, the latest one, and counts its failure", async () => {
    const first = vi.fn(async () => Promise.reject(new Error("no token")));
    const { result, rerender } = await start({ url: first });
    expect(result.current).toMatchObject({
      status: "reconnecting",
      attempt: 2,
      reason: { message: "no token" },
    });
    rerender({ url: async () => "wss://example.com/?token=2" });
    await settle(1_000);
    expect(first).toHaveBeenCalledOnce();
    expect(sockets.made.map(({ url }) => url)).toEqual(["wss://example.com/?token=2"]);
  });

  it("[X2] [X9] is closed while the url is null, and begins anew with another url or key", async () => {
    const { result, rerender } = await start({ url: null });
    expect(result.current.status).toBe("closed");
    expect(result.current.send("dropped")).toBe(false);
    rerender({ url: "wss://one.example/" });
    await settle();
    await open();
    await receive('{"text":"one"}');
    const [one] = sockets.made;
    rerender({ url: "wss://two.example/" });
    await settle();
    expect(one!.readyState).toBe(3);
    expect(result.current).toMatchObject({ status: "connecting", lastMessage: null });
    expect(sockets.made).toHaveLength(2);
    rerender({ url: "wss://two.example/", key: "again" });
    await settle();
    expect(sockets.made).toHaveLength(3);
    rerender({ url: null });
    expect(result.current.status).toBe("closed");
  });

  it("[X2] does not connect again because options or functions are other objects", async () => {
    const { rerender } = await start({ url: () => "wss://example.com/" });
    await open();
    rerender({ url: () => "wss://example.com/", onMessage: () => {} });
    await settle();
    expect(sockets.made).toHaveLength(1);
  });

  it("passes protocols on", async () => {
    await start({ protocols: ["chat"] });
    expect(socket().protocols).toEqual(["chat"]);
  });
});
