import type { Author } from "./entries.ts";
import { authorOf, type RawInfo } from "./publication.ts";

/** A user who is here, with the number of clients (tabs, devices). */
export interface Member extends Author {
  readonly clients: number;
}

/**
 * Who is in a room: a list of clients, seen as users.
 *
 * Joins and leaves are told per client; people want to know about users. A connection that breaks makes nobody leave: what was
 * known is kept aside and compared with what the server says once it is back, so that a restart of the server, after which
 * everybody joins again, is not told as a crowd arriving.
 */
export class Roster {
  readonly #clients = new Map<string, Author>();
  /** Users who were here when the connection broke and have not been seen since. */
  #missing = new Map<string, Author>();

  /** A client came. Returns its user when that user was not here before. */
  join(info: RawInfo): Author | null {
    const author = authorOf(info);
    const known = this.#clients.has(info.client) || this.#isHere(author.user);
    this.#clients.set(info.client, author);
    const wasMissing = this.#missing.delete(author.user);
    return known || wasMissing ? null : author;
  }

  /** A client went. Returns its user when no other client of that user is left. */
  leave(info: RawInfo): Author | null {
    const author = this.#clients.get(info.client);
    this.#clients.delete(info.client);
    return author === undefined || this.#isHere(author.user) ? null : author;
  }

  /** The connection broke: what follows is hearsay until the next snapshot. */
  suspend(): void {
    for (const author of this.#clients.values()) {
      this.#missing.set(author.user, author);
    }
    this.#clients.clear();
  }

  /** What the server says about who is here, complete. */
  snapshot(clients: Iterable<RawInfo>): void {
    this.#clients.clear();
    for (const info of clients) {
      this.join(info);
    }
  }

  /** Enough time has passed to come back: returns those who did not. */
  settle(): Author[] {
    const gone = [...this.#missing.values()];
    this.#missing = new Map();
    return gone;
  }

  /** The users who are here, oneself first, then by name. */
  members(me: string): Member[] {
    const members = new Map<string, Member>();
    for (const author of this.#missing.values()) {
      members.set(author.user, { ...author, clients: 0 });
    }
    for (const author of this.#clients.values()) {
      const clients = (members.get(author.user)?.clients ?? 0) + 1;
      members.set(author.user, { ...author, clients });
    }
    return [...members.values()].sort(
      (a, b) =>
        Number(b.user === me) - Number(a.user === me) ||
        a.name.localeCompare(b.name) ||
        a.user.localeCompare(b.user),
    );
  }

  #isHere(user: string): boolean {
    for (const author of this.#clients.values()) {
      if (author.user === user) {
        return true;
      }
    }
    return false;
  }
}
