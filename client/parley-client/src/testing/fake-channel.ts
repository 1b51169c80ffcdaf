import type { FakeSession } from "./fake-session.js";
import { ServerError, type ClientInfo, type Position, type StoredPublication } from "./wire.js";

/** How long somebody stays in presence after the connection was lost, in milliseconds. */
const GRACE_MS = 2_000;

/** A channel with a log, presence, joins and leaves. */
export class FakeChannel {
  readonly subscribers = new Set<FakeSession>();
  /** Read markers, by user. */
  readonly markers = new Map<string, number>();
  /** When a user's last typing was sent, by user; absent if it has ended. */
  readonly typing = new Map<string, number>();
  #epoch = "fake-1";
  #head = 0;
  #log: StoredPublication[] = [];
  readonly #keys = new Map<string, Position>();
  /** Who has lost the connection and is still in presence, with what ends that. */
  readonly #lost = new Map<FakeSession, ReturnType<typeof setTimeout>>();

  constructor(readonly name: string) {}

  get position(): Position {
    return { offset: this.#head, epoch: this.#epoch };
  }

  /** What is stored, oldest first. */
  get log(): readonly StoredPublication[] {
    return this.#log;
  }

  /** Stores and broadcasts a publication; the same key twice makes one. */
  publish(publication: Omit<StoredPublication, "offset">, key?: string): Position {
    const known = key === undefined ? undefined : this.#keys.get(key);
    if (known !== undefined) {
      return known;
    }
    const stored = { ...publication, offset: ++this.#head };
    this.#log.push(stored);
    if (key !== undefined) {
      this.#keys.set(key, this.position);
    }
    this.broadcast({ pub: stored });
    return this.position;
  }

  /** Sends a push to all who are subscribed. */
  broadcast(push: object): void {
    for (const session of this.subscribers) {
      session.push({ channel: this.name, ...push });
    }
  }

  /** A page of the log. */
  history(request: { limit?: number; since?: Partial<Position>; reverse?: boolean }): object {
    const { limit = 0, since, reverse = false } = request;
    if (since?.epoch !== undefined && since.epoch !== this.#epoch) {
      throw new ServerError(112, "unrecoverable position");
    }
    const from = since?.offset ?? (reverse ? Infinity : 0);
    const found = this.#log.filter(({ offset }) => (reverse ? offset < from : offset > from));
    const ordered = reverse ? found.reverse() : found;
    return { ...this.position, publications: limit < 0 ? ordered : ordered.slice(0, limit) };
  }

  /** Subscribes a session and says what it has missed, if it asks for that. */
  subscribe(
    session: FakeSession,
    request: { recover?: boolean; epoch?: string; offset?: number },
  ): object {
    const { epoch, offset } = this.position;
    const reply = { recoverable: true, positioned: true, epoch };
    this.#join(session);
    if (request.recover !== true) {
      return { ...reply, offset };
    }
    const from = request.offset ?? 0;
    const oldest = this.#log[0]?.offset ?? this.#head + 1;
    const sameLog = request.epoch === undefined || request.epoch === "" || request.epoch === epoch;
    const recovered = sameLog && from <= offset && from + 1 >= oldest;
    return recovered
      ? {
          ...reply,
          offset: from,
          publications: this.#log.filter((entry) => entry.offset > from),
          recovered,
          was_recovering: true,
        }
      : { ...reply, offset, recovered, was_recovering: true };
  }

  /** Ends a subscription. @param lost whether the connection was lost: then the others see the leave a moment later */
  unsubscribe(session: FakeSession, lost = false): void {
    if (!this.subscribers.delete(session)) {
      return;
    }
    if (lost) {
      this.#lost.set(
        session,
        setTimeout(() => this.#leave(session), GRACE_MS),
      );
    } else {
      this.#leave(session);
    }
  }

  /** Who is here, by client id. */
  presence(): Record<string, ClientInfo> {
    const here = [...this.subscribers, ...this.#lost.keys()];
    return Object.fromEntries(here.map(({ info }) => [info.client, info]));
  }

  /** Forgets everything that is stored, as if the database was restored: positions of before are worth nothing. */
  lose(): void {
    this.#epoch = `fake-${Number(this.#epoch.slice("fake-".length)) + 1}`;
    this.#log = [];
    this.#head = 0;
    this.#keys.clear();
    this.markers.clear();
    for (const session of [...this.subscribers]) {
      this.#endPosition(session);
    }
  }

  /** Removes all but the newest stored publications. */
  keepNewest(count: number): void {
    this.#log = count === 0 ? [] : this.#log.slice(-count);
  }

  /** What the server does when it cannot keep the position of a subscriber; it has made the subscription to an inbox itself. */
  #endPosition(session: FakeSession): void {
    this.subscribers.delete(session);
    session.channels.delete(this);
    if (this.name.startsWith("inbox:")) {
      session.server.disconnectSession(session, 3010, "insufficient state");
    } else {
      session.push({
        channel: this.name,
        unsubscribe: { code: 2500, reason: "insufficient state" },
      });
    }
  }

  #join(session: FakeSession): void {
    this.#tell({ join: { info: session.info } });
    this.subscribers.add(session);
    for (const gone of [...this.#lost.keys()]) {
      if (gone.info.user === session.info.user) {
        this.#leave(gone);
      }
    }
  }

  #leave(session: FakeSession): void {
    clearTimeout(this.#lost.get(session));
    this.#lost.delete(session);
    this.#tell({ leave: { info: session.info } });
  }

  #tell(push: object): void {
    if (!this.name.startsWith("inbox:")) {
      this.broadcast(push);
    }
  }
}
