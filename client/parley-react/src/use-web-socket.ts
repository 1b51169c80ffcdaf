"use client";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { ManagedSocket } from "./managed-socket.js";
import type { WebSocketOptions, WebSocketUrl } from "./socket-options.js";
import type { SocketSnapshot } from "./socket-state.js";

/** What `useWebSocket` returns. The functions are the same in each render. */
export interface WebSocketView<T> extends SocketSnapshot<T> {
  /**
   * Sends a message, or keeps it until there is a connection.
   *
   * @returns false if it was dropped: the socket is closed or has failed, or `queueLimit` messages wait
   */
  readonly send: (message: unknown) => boolean;
  /** Connects again after `failed`, or skips the wait before the next attempt. */
  readonly retry: () => void;
}

/**
 * Keeps a WebSocket open as long as the component is mounted: any WebSocket, it needs no `ParleyProvider`. It reconnects with growing
 * waits, at once when the network is back or the page is looked at again, and notices a connection that is dead by its heartbeat.
 *
 * @typeParam T what the messages are. It is not checked; `parse` can
 */
export function useWebSocket<T = unknown>(
  url: WebSocketUrl,
  options: WebSocketOptions<T> = {},
): WebSocketView<T> {
  const latest = useRef({ url, options });
  useEffect(() => {
    latest.current = { url, options };
  });
  const [socket] = useState(() => new ManagedSocket<T>(url !== null, () => latest.current));
  const address = url === null || typeof url === "function" ? url === null : String(url);
  useEffect(() => {
    if (address === true) {
      return;
    }
    socket.open();
    return () => socket.close();
  }, [socket, address, options.key]);
  const { subscribe, get, first } = socket.state;
  const snapshot = useSyncExternalStore(subscribe, get, first);
  return useMemo(
    () => ({ ...snapshot, send: socket.send, retry: socket.retry }),
    [snapshot, socket],
  );
}
