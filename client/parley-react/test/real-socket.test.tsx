import { cleanup, renderHook, waitFor } from "@testing-library/react";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { useWebSocket, type WebSocketOptions, type WebSocketView } from "../src/index.js";

const PATIENCE = { timeout: 20_000 };

describe("useWebSocket with a real socket", { timeout: 60_000 }, () => {
  let server: WebSocketServer;
  let answers: boolean;

  beforeEach(async () => {
    answers = true;
    server = new WebSocketServer({ host: "127.0.0.1", port: 0 });
    server.on("connection", (socket) =>
      socket.on("message", (data) => {
        const text = String(data);
        if (answers) {
          socket.send(text === "ping" ? "pong" : JSON.stringify({ echo: text }));
        }
      }),
    );
    await new Promise((listening) => server.once("listening", listening));
  });
  afterEach(() => {
    cleanup();
    server.clients.forEach((client) => client.terminate());
    server.close();
  });

  /** Renders the hook, and remembers all that it has returned. */
  function start(options: WebSocketOptions = {}) {
    const { port } = server.address() as AddressInfo;
    const seen: WebSocketView<unknown>[] = [];
    const { result } = renderHook(() => {
      const view = useWebSocket(`ws://127.0.0.1:${port}`, {
        WebSocket,
        reconnect: { minDelayMs: 10 },
        ...options,
      });
      seen.push(view);
      return view;
    });
    return { result, seen };
  }

  it("[X3] [X8] sends and receives, and comes back when the connection is broken", async () => {
    const { result, seen } = start();
    result.current.send("waits");
    await waitFor(() => expect(result.current.lastMessage).toEqual({ echo: "waits" }), PATIENCE);
    const again = new Promise((resolve) => server.once("connection", resolve));
    server.clients.forEach((client) => client.terminate());
    await again;
    result.current.send({ text: "again" });
    await waitFor(
      () => expect(result.current.lastMessage).toEqual({ echo: '{"text":"again"}' }),
      PATIENCE,
    );
    expect(seen).toContainEqual(
      expect.objectContaining({
        status: "reconnecting",
        reason: { code: 1006, message: "The connection was lost." },
      }),
    );
  });

  it("[X6] leaves a server that has stopped to answer", async () => {
    const { result } = start({ heartbeat: { intervalMs: 50, timeoutMs: 50 } });
    await waitFor(() => expect(result.current.status).toBe("connected"), PATIENCE);
    answers = false;
    await new Promise((resolve) => server.once("connection", resolve));
    await waitFor(() => expect(server.clients.size).toBe(1), PATIENCE);
  });

  it("[X5] says the code and the reason of a server that refuses", async () => {
    server.once("connection", (socket) => socket.close(3507, "permission denied"));
    const { result } = start();
    await waitFor(() => expect(result.current.status).toBe("failed"), PATIENCE);
    expect(result.current.reason).toEqual({ code: 3507, message: "permission denied" });
  });
});
