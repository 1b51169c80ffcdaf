import type { ConnectionState } from "../api.js";
import { ParleyError } from "../error.js";
import type { Store } from "../store.js";

/** A change that is shown before the server has agreed to it. */
export interface OptimisticChange<T> {
  /** Shows the change. */
  apply(): void;
  /** Takes it back, because the server refused it or did not answer. */
  revert(error: ParleyError): void;
  /** Asks the server. */
  commit(): Promise<T>;
}

/**
 * Shows a change at once, asks the server as soon as there is a connection, and takes the change back if that fails. It asks once:
 * only the application knows whether asking again does any harm.
 *
 * @param closed becomes aborted when the client is closed; what waits then is taken back
 */
export async function optimistic<T>(
  connection: Store<ConnectionState>,
  closed: AbortSignal,
  change: OptimisticChange<T>,
): Promise<T> {
  change.apply();
  try {
    await connected(connection, closed);
    return await change.commit();
  } catch (failure) {
    const error = ParleyError.from(failure);
    change.revert(error);
    throw error;
  }
}

/** Resolves when there is a connection. */
function connected(connection: Store<ConnectionState>, closed: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const check = () => {
      if (closed.aborted) {
        end();
        reject({ code: 4, message: "closed" });
      } else if (connection.get().status === "connected") {
        end();
        resolve();
      }
    };
    const unsubscribe = connection.subscribe(check);
    const end = () => {
      unsubscribe();
      closed.removeEventListener("abort", check);
    };
    closed.addEventListener("abort", check);
    check();
  });
}
