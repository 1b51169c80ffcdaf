import type { Entry } from "./entry.js";
import type { IndexedStorageOptions } from "./indexed-storage.js";

/** Where waiting messages are kept besides in memory. Nothing here throws. */
export interface QueueStorage {
  /** Keeps a message, or what has changed of it. */
  put(entry: Entry): void;
  delete(id: string): void;
  /** Looks again for messages that no open page takes care of. */
  adopt(): void;
  /** Ends the work here. What is kept stays for the next page. */
  close(): void;
}

/** Keeps nothing: messages that wait are lost when the page is closed. */
export const noStorage: QueueStorage = {
  put() {},
  delete() {},
  adopt() {},
  close() {},
};

/** IndexedDB, whose code is loaded only where it is wanted. Calls before that are done then, in their order. */
export function indexedStorage(options: IndexedStorageOptions): QueueStorage {
  const loaded = import("./indexed-storage.js").then(
    ({ IndexedStorage }) => new IndexedStorage(options),
    (failure: unknown) => {
      options.onFailure(failure);
      return noStorage;
    },
  );
  const run = (action: (storage: QueueStorage) => void) => void loaded.then(action);
  return {
    put: (entry) => run((storage) => storage.put(entry)),
    delete: (id) => run((storage) => storage.delete(id)),
    adopt: () => run((storage) => storage.adopt()),
    close: () => run((storage) => storage.close()),
  };
}
