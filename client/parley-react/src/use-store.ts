"use client";
import type { Store } from "parley-client";
import { useSyncExternalStore } from "react";

/**
 * The value of a store of `parley-client`, such as `parley.queue` or `room.unread`. The component renders when the value changes, and
 * only then.
 *
 * @param onServer the value while a server renders, and for the first render in the browser that follows; by default the store's own
 */
export function useStore<T>(store: Store<T>, onServer?: T): T {
  return useSyncExternalStore(
    store.subscribe,
    store.get,
    onServer === undefined ? store.get : () => onServer,
  );
}
