"use client";
import type {
  ConnectionState,
  Message,
  PresentUser,
  QueueState,
  Room,
  RoomState,
} from "parley-client";
import { useEffect, useMemo } from "react";
import { useParley } from "./provider.js";
import { useStore } from "./use-store.js";

/** What a server renders, where nothing is connected. The first render in the browser must be the same. */
const NOBODY: readonly PresentUser[] = [];
const NO_MESSAGES: readonly never[] = [];
const CONNECTING: ConnectionState = {
  status: "connecting",
  attempt: 1,
  nextAttemptAt: null,
  reason: null,
};
const IDLE: RoomState = {
  status: "idle",
  reason: null,
  hasOlder: false,
  loadingOlder: false,
  gap: false,
};

/** The state of the connection, and the reason of its last change. */
export function useConnection(): ConnectionState {
  return useStore(useParley().connection, CONNECTING);
}

/** The messages of all rooms that wait for the server. */
export function useQueue(): QueueState {
  return useStore(useParley().queue);
}

/** What `useRoom` returns. The functions are the same in each render. */
export interface RoomView<T> extends Pick<
  Room<T>,
  "send" | "retry" | "discard" | "loadOlder" | "setTyping" | "markRead"
> {
  /** Oldest first. The same array as long as no message has changed. */
  readonly messages: readonly Message<T>[];
  readonly state: RoomState;
}

/**
 * Joins a room as long as the component is mounted, and gives its messages. It renders when messages or the state of the room change,
 * and not when somebody comes, goes or types.
 *
 * A component that only writes needs no render at all: `useParley().room(name)` has the same functions.
 */
export function useRoom<T = unknown>(name: string): RoomView<T> {
  const room = useJoined<T>(name);
  const messages = useStore<readonly Message<T>[]>(room.messages, NO_MESSAGES);
  const state = useStore(room.state, IDLE);
  const actions = useMemo(
    () => ({
      send: (data: T) => room.send(data),
      retry: (id: string) => room.retry(id),
      discard: (id: string) => room.discard(id),
      loadOlder: (limit?: number) => room.loadOlder(limit),
      setTyping: (typing?: boolean) => room.setTyping(typing),
      markRead: (offset?: number) => room.markRead(offset),
    }),
    [room],
  );
  return useMemo(() => ({ messages, state, ...actions }), [messages, state, actions]);
}

/** Who is in a room, each user once. Joins the room as long as the component is mounted. */
export function usePresence(name: string): readonly PresentUser[] {
  return useStore(useJoined(name).presence, NOBODY);
}

/**
 * Who types in a room, without the user, and a function that says that the user does. Call it with each key: it is throttled. The
 * notice ends by `false`, by sending a message, by itself after some seconds, and when the component is unmounted.
 */
export function useTyping(
  name: string,
): [typists: readonly PresentUser[], setTyping: (typing?: boolean) => void] {
  const room = useJoined(name);
  const typists = useStore(room.typing, NOBODY);
  const notice = useMemo(() => {
    let used = false;
    return {
      set(typing?: boolean) {
        used = true;
        room.setTyping(typing);
      },
      end() {
        // Another component may be the one that says it.
        if (used) {
          room.setTyping(false);
        }
      },
    };
  }, [room]);
  useEffect(() => notice.end, [notice]);
  return [typists, notice.set];
}

/**
 * How many messages of a room the user has not read; without a name, the sum of all rooms that are joined or watched. Watches the room
 * as long as the component is mounted: it loads no messages. Rooms that are mounted together are asked for in one call.
 */
export function useUnread(name?: string): number {
  const { unread } = useParley();
  useEffect(() => (name === undefined ? undefined : unread.watch([name])), [unread, name]);
  return useStore(name === undefined ? unread.total : unread.of(name), 0);
}

function useJoined<T>(name: string): Room<T> {
  const room = useParley().room<T>(name);
  useEffect(() => room.join(), [room]);
  return room;
}
