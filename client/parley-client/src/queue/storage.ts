import type { Entry } from "./entry.js";

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
