import type { ClientInfo } from "centrifuge";
import type { PresentUser } from "../api.js";
import { createStore } from "../store.js";
import { nameOf } from "./publication.js";

/** The users who are in a room, by name. A user counts once, however many clients there are. */
export class PresenceList {
  readonly store = createStore<readonly PresentUser[]>([]);
  /** The clients of each user. */
  #clients = new Map<string, Map<string, ClientInfo>>();
  readonly #users = new Map<string, PresentUser>();
  /** Joins and leaves since the whole list was asked for. The answer may be from before or after each, so they come on top. */
  #since: (() => void)[] | null = null;

  has(user: string): boolean {
    return this.#users.has(user);
  }

  join(info: ClientInfo): void {
    this.#apply(() => this.#add(info), info.user);
  }

  leave(info: ClientInfo): void {
    this.#apply(() => this.#remove(info), info.user);
  }

  /** Replaces the list by what the server answers. If that fails, the list stays, and the error goes on. */
  async load(ask: () => Promise<{ readonly clients: Record<string, ClientInfo> }>): Promise<void> {
    const since: (() => void)[] = (this.#since = []);
    const { clients } = await ask();
    if (this.#since === since) {
      this.#since = null;
      this.#clients = new Map();
      Object.values(clients).forEach((info) => this.#add(info));
      since.forEach((change) => change());
      this.#summarize([...new Set([...this.#users.keys(), ...this.#clients.keys()])]);
    }
  }

  clear(): void {
    this.#since = null;
    this.#clients = new Map();
    this.#summarize([...this.#users.keys()]);
  }

  #apply(change: () => void, user: string): void {
    this.#since?.push(change);
    change();
    this.#summarize([user]);
  }

  #add(info: ClientInfo): void {
    const clients = this.#clients.get(info.user) ?? new Map<string, ClientInfo>();
    this.#clients.set(info.user, clients.set(info.client, info));
  }

  #remove(info: ClientInfo): void {
    const clients = this.#clients.get(info.user);
    clients?.delete(info.client);
    if (clients?.size === 0) {
      this.#clients.delete(info.user);
    }
  }

  /** Brings the summaries of these users up to date. One that has not changed stays the same object. */
  #summarize(users: readonly string[]): void {
    let isChanged = false;
    for (const user of users) {
      const clients = [...(this.#clients.get(user)?.values() ?? [])];
      const newest = clients.at(-1);
      const before = this.#users.get(user);
      if (newest === undefined) {
        isChanged = this.#users.delete(user) || isChanged;
      } else if (before?.name !== nameOf(newest) || before.clients !== clients.length) {
        this.#users.set(user, { user, name: nameOf(newest), clients: clients.length });
        isChanged = true;
      }
    }
    if (isChanged) {
      this.#show(users);
    }
  }

  /** Puts these users into the list, or takes them out. A whole list is not sorted for one who comes or goes. */
  #show(users: readonly string[]): void {
    const changed = new Set(users);
    const list = this.store.get().filter(({ user }) => !changed.has(user));
    const here = users.flatMap((user) => this.#users.get(user) ?? []);
    if (here.length === 1) {
      const at = list.findIndex((other) => compare(other, here[0]!) > 0);
      list.splice(at === -1 ? list.length : at, 0, here[0]!);
    } else {
      list.push(...here);
      list.sort(compare);
    }
    this.store.set(list);
  }
}

/** Orders names as people do: without regard to case, and with accents where they belong. */
const names = /* @__PURE__ */ new Intl.Collator();

function compare(one: PresentUser, other: PresentUser): number {
  return names.compare(one.name, other.name) || (one.user < other.user ? -1 : 1);
}
