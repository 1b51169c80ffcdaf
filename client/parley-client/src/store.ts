/** A value that changes. The shape that React's `useSyncExternalStore` takes; both methods may be passed on without their object. */
export interface Store<T> {
  /** The value now. The same object as long as nothing has changed. */
  get(): T;
  /** Calls the listener after each change. Returns what ends that; calling it twice does no harm. */
  subscribe(listener: () => void): () => void;
}

/** A store whose owner sets the value. */
export interface WritableStore<T> extends Store<T> {
  /** Does nothing when the value is the same as before, by `Object.is`. */
  set(value: T): void;
}

/**
 * Makes a store.
 *
 * A listener that throws does not keep the others from being called: its exception is reported as an uncaught one.
 */
export function createStore<T>(initial: T): WritableStore<T> {
  let current = initial;
  // One object for each subscription, so that the same function may subscribe twice.
  const listeners = new Set<{ readonly call: () => void }>();
  return {
    get: () => current,
    set(value) {
      if (Object.is(value, current)) {
        return;
      }
      current = value;
      for (const listener of [...listeners]) {
        if (listeners.has(listener)) {
          callSafely(listener.call);
        }
      }
    },
    subscribe(call) {
      const listener = { call };
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}

function callSafely(listener: () => void): void {
  try {
    listener();
  } catch (failure) {
    queueMicrotask(() => {
      throw failure;
    });
  }
}
