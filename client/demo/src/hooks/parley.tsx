import type {
  ConnectionState,
  Message,
  Parley,
  PresentUser,
  QueueState,
  RoomState,
  Store,
} from "parley-client";
import { createContext, useCallback, useContext, useEffect, useSyncExternalStore } from "react";

const ParleyContext = createContext<Parley | null>(null);

export function ParleyProvider({
  parley,
  children,
}: {
  parley: Parley;
  children: React.ReactNode;
}) {
  return <ParleyContext value={parley}>{children}</ParleyContext>;
}

export function useParley(): Parley {
  const parley = useContext(ParleyContext);
  if (parley === null) {
    throw new Error("there is no ParleyProvider around this component");
  }
  return parley;
}

function useStore<T>(store: Store<T>): T {
  const subscribe = useCallback((changed: () => void) => store.subscribe(changed), [store]);
  return useSyncExternalStore(subscribe, () => store.get());
}

export function useConnection(): ConnectionState {
  return useStore(useParley().connection);
}

export function useRoom<T = unknown>(name: string) {
  const room = useParley().room<T>(name);
  useEffect(() => room.join(), [room]);
  const messages: readonly Message<T>[] = useStore(room.messages);
  const state: RoomState = useStore(room.state);
  return {
    messages,
    state,
    send: useCallback((data: T) => room.send(data), [room]),
    retry: useCallback((id: string) => room.retry(id), [room]),
    discard: useCallback((id: string) => room.discard(id), [room]),
    loadOlder: useCallback((limit?: number) => room.loadOlder(limit), [room]),
    markRead: useCallback((offset?: number) => room.markRead(offset), [room]),
  };
}

export function usePresence(name: string): readonly PresentUser[] {
  return useStore(useParley().room(name).presence);
}

export function useTyping(name: string): [readonly PresentUser[], (typing?: boolean) => void] {
  const room = useParley().room(name);
  return [useStore(room.typing), useCallback((typing) => room.setTyping(typing), [room])];
}

export function useUnread(name?: string): number {
  const { unread } = useParley();
  return useStore(name === undefined ? unread.total : unread.of(name));
}

export function useQueue(): QueueState {
  return useStore(useParley().queue);
}
