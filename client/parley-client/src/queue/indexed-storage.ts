import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Entry } from "./entry.js";
import type { QueueStorage } from "./storage.js";

/** A message in IndexedDB. */
interface Kept extends Entry {
  /** The server and the user whose message it is. */
  readonly scope: string;
  /** The page that sends it. */
  readonly page: string;
}

interface Schema extends DBSchema {
  messages: { key: string; value: Kept; indexes: { scope: string } };
}

export interface IndexedStorageOptions {
  /** The server and the user: only their messages are taken up. */
  readonly scope: Promise<string>;
  /** Takes messages that an earlier page has left, in the order in which they were typed. */
  readonly onAdopted: (entries: readonly Entry[]) => void;
  /** IndexedDB cannot be used: in a private window, because it is blocked, or because the disk is full. */
  readonly onFailure: (failure: unknown) => void;
}

/**
 * Keeps messages in IndexedDB, so that they survive a reload.
 *
 * Each page sends its own messages. It holds a Web Lock while it is open; a page that finds messages of another one asks for that
 * lock, gets it when the other page is gone, and then makes the messages its own. So two pages never send the same one. Where there
 * are no Web Locks, a page takes up what it finds when it is opened, and the idempotency key prevents a second publication.
 */
export class IndexedStorage implements QueueStorage {
  readonly #options: IndexedStorageOptions;
  readonly #page = crypto.getRandomValues(new Uint32Array(4)).join("-");
  readonly #locks: LockManager | undefined = globalThis.navigator?.locks;
  readonly #end = new AbortController();
  /** Pages whose lock this one waits for. */
  readonly #awaited = new Set<string>();
  readonly #database: Promise<IDBPDatabase<Schema>>;
  #scope = "";
  #failed = false;

  constructor(options: IndexedStorageOptions) {
    this.#options = options;
    this.#database = this.#open();
    this.#database.catch((failure: unknown) => this.#fail(failure));
    this.adopt();
  }

  put(entry: Entry): void {
    this.#run((database) =>
      database.put("messages", { ...entry, scope: this.#scope, page: this.#page }),
    );
  }

  delete(id: string): void {
    this.#run((database) => database.delete("messages", id));
  }

  adopt(): void {
    this.#run(async (database) => {
      const kept = await database.getAllFromIndex("messages", "scope", this.#scope);
      const others = new Set(kept.map(({ page }) => page));
      others.delete(this.#page);
      for (const page of others) {
        if (!this.#awaited.has(page)) {
          this.#awaited.add(page);
          this.#lock(page, () => this.#takeOver(database, page))
            .catch((failure: unknown) => this.#fail(failure))
            .finally(() => this.#awaited.delete(page));
        }
      }
    });
  }

  close(): void {
    this.#end.abort();
    void this.#database.then(
      (database) => database.close(),
      () => undefined,
    );
  }

  async #open(): Promise<IDBPDatabase<Schema>> {
    this.#scope = await this.#options.scope;
    await this.#holdOwnLock();
    return openDB<Schema>("parley-queue", 1, {
      upgrade(database) {
        const messages = database.createObjectStore("messages", { keyPath: "id" });
        messages.createIndex("scope", "scope");
      },
      terminated: () => this.#fail(new Error("The browser has closed the database")),
    });
  }

  /** Makes the messages of a page that is gone those of this one. */
  async #takeOver(database: IDBPDatabase<Schema>, page: string): Promise<void> {
    const transaction = database.transaction("messages", "readwrite");
    const scope = IDBKeyRange.only(this.#scope);
    const adopted: Kept[] = [];
    for await (const cursor of transaction.store.index("scope").iterate(scope)) {
      if (cursor.value.page === page) {
        adopted.push({ ...cursor.value, page: this.#page });
        await cursor.update(adopted.at(-1)!);
      }
    }
    await transaction.done;
    if (adopted.length > 0 && !this.#end.signal.aborted) {
      adopted.sort((one, other) => one.order - other.order);
      this.#options.onAdopted(adopted.map(({ scope: _scope, page: _page, ...entry }) => entry));
    }
  }

  /** Holds the lock that tells others that this page is open, until it is closed. */
  #holdOwnLock(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#lock(this.#page, () => {
        resolve();
        return new Promise<void>((end) =>
          this.#end.signal.addEventListener("abort", () => end(), { once: true }),
        );
      }).catch(reject);
    });
  }

  /** Runs the callback with the lock of a page, or at once where there are no locks. */
  async #lock(page: string, callback: () => Promise<void>): Promise<void> {
    if (this.#locks === undefined) {
      await callback();
      return;
    }
    try {
      const { signal } = this.#end;
      await this.#locks.request(`parley-queue-${page}`, { signal }, callback);
    } catch (failure) {
      if (!this.#end.signal.aborted) {
        throw failure;
      }
    }
  }

  /** Does something with the database, in the order of the calls. */
  #run(action: (database: IDBPDatabase<Schema>) => Promise<unknown>): void {
    if (!this.#failed && !this.#end.signal.aborted) {
      this.#database.then(action).catch((failure: unknown) => this.#fail(failure));
    }
  }

  #fail(failure: unknown): void {
    if (!this.#failed && !this.#end.signal.aborted) {
      this.#failed = true;
      this.#options.onFailure(failure);
    }
  }
}
