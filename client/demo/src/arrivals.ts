import type { PresentUser } from "parley-client";

/** How long somebody may take to come back after this client was away, before the page says that they left. */
const GRACE_MS = 15_000;

/**
 * Says who has come and who has gone, from lists of who is here.
 *
 * While this client is away, the list says nothing. After it is back, the others have some time to come back too: after a restart
 * of the server everybody joins again, and that is no news.
 */
export class Arrivals {
  readonly #me: string;
  readonly #tell: (text: string) => void;
  /** Names by user of those who count as here; null until the first list has come. */
  #known: Map<string, string> | null = null;
  #now = new Map<string, string>();
  #joined = false;
  /** Set while nobody counts as gone. */
  #grace: ReturnType<typeof setTimeout> | undefined;

  /** @param tell gets sentences such as "Ben joined" */
  constructor(me: string, tell: (text: string) => void) {
    this.#me = me;
    this.#tell = tell;
  }

  /** Takes the newest list. `joined` says whether this client is in the room, and so whether the list is true. */
  update(people: readonly PresentUser[], joined: boolean): void {
    const returned = joined && !this.#joined && this.#known !== null;
    this.#joined = joined;
    // An empty list has not come yet: this client itself is always in it.
    if (!joined || people.length === 0) {
      return;
    }
    this.#now = new Map(people.map(({ user, name }) => [user, name]));
    this.#known ??= new Map(this.#now);
    if (returned) {
      this.stop();
      this.#grace = setTimeout(() => this.#endGrace(), GRACE_MS);
    }
    for (const [user, name] of this.#now) {
      if (!this.#known.has(user)) {
        this.#known.set(user, name);
        this.#say(user, `${name} joined`);
      }
    }
    if (this.#grace === undefined) {
      this.#tellWhoLeft();
    }
  }

  /** Ends the timer. */
  stop(): void {
    clearTimeout(this.#grace);
    this.#grace = undefined;
  }

  #endGrace(): void {
    this.#grace = undefined;
    if (this.#joined) {
      this.#tellWhoLeft();
    }
  }

  #tellWhoLeft(): void {
    for (const [user, name] of this.#known ?? []) {
      if (!this.#now.has(user)) {
        this.#known?.delete(user);
        this.#say(user, `${name} left`);
      }
    }
  }

  #say(user: string, text: string): void {
    if (user !== this.#me) {
      this.#tell(text);
    }
  }
}
