import type { UnreadCounts } from "../api.js";
import { askAgain } from "../ask-again.js";
import { createStore, type Store } from "../store.js";
import { ReadMarker } from "./read-marker.js";
import { UnreadCount } from "./unread-count.js";

/** How many rooms one call may name. */
const CHUNK = 100;
/** How many rooms are subscribed to for their counts. A session may have 128 subscriptions; the others are for rooms that are joined. */
const MAX_FOLLOWED = 100;

interface Tracked {
  readonly channel: string;
  readonly count: UnreadCount;
  readonly marker: ReadMarker;
  /** How many callers want to know the count. */
  uses: number;
  isSubscribed: boolean;
  /** Whether the server did not say the count. By default it says it to subscribers only, and the call may overtake the subscription. */
  isRefused: boolean;
}

/** What an answer of `room.unread` says of a room. */
interface Answer {
  readonly channel: string;
  readonly read?: number;
  readonly head?: number;
  /** Why nothing can be said of it. */
  readonly error?: { readonly temporary?: boolean };
}

export interface UnreadOptions {
  rpc<T>(method: string, data: unknown): Promise<T>;
  /** Begins to receive the messages of a room, and returns what ends that. */
  follow(name: string): () => void;
}

/** The unread counts of all rooms that somebody asked for. */
export class RoomUnreadCounts implements UnreadCounts {
  readonly #options: UnreadOptions;
  readonly #rooms = new Map<string, Tracked>();
  readonly total = createStore(0);
  /** Channels to ask for in the next call. */
  readonly #asked = new Set<string>();
  #followed = 0;
  /** Becomes aborted when the connection ends; null without one. */
  #visit: AbortController | null = null;

  constructor(options: UnreadOptions) {
    this.#options = options;
  }

  of(name: string): Store<number> {
    return this.#room(name).count.store;
  }

  watch(names: readonly string[]): () => void {
    const ends = [...new Set(names)].flatMap((name) => [this.track(name), this.#follow(name)]);
    return () => ends.splice(0).forEach((end) => end());
  }

  /** Asks for the count of a room, counts it in the total, and asks again with each connection. Returns what ends that. */
  track(name: string): () => void {
    const room = this.#room(name);
    if (++room.uses === 1) {
      this.#ask(room.channel);
      this.#sum();
    }
    let ended = false;
    return () => {
      if (!ended) {
        ended = true;
        room.uses--;
        this.#sum();
      }
    };
  }

  /** The room is subscribed to. */
  subscribed(name: string): void {
    const room = this.#room(name);
    room.isSubscribed = true;
    room.marker.reset();
    if (room.isRefused && room.uses > 0) {
      this.#ask(room.channel);
    }
  }

  /** Somebody's message came. */
  extend(name: string, offset: number): void {
    this.#room(name).count.extend(offset);
  }

  /** The log of a room was lost. */
  reset(name: string): void {
    const room = this.#room(name);
    room.count.reset();
    if (room.uses > 0) {
      this.#ask(room.channel);
    }
  }

  /** The user has read up to an offset; by default up to the newest message. */
  mark(name: string, offset = this.#room(name).count.head): void {
    const room = this.#room(name);
    if (room.count.mark(offset)) {
      room.marker.send(offset);
    }
  }

  /** The user's own message is stored. It counts as read if everything before it does. */
  markOwn(name: string, offset: number): void {
    if (this.#room(name).count.read >= offset - 1) {
      this.mark(name, offset);
    }
  }

  /** The user has read on another device. */
  receive(data: { readonly channel?: unknown; readonly offset?: unknown }): void {
    const { channel, offset } = data;
    if (typeof channel === "string" && typeof offset === "number") {
      this.#byChannel(channel)?.count.mark(offset);
    }
  }

  /** Says whether there is a connection. */
  setConnected(connected: boolean): void {
    if (connected === (this.#visit !== null)) {
      return;
    }
    this.#endVisit();
    if (connected) {
      this.#visit = new AbortController();
      for (const { channel, uses, marker } of this.#rooms.values()) {
        marker.reset();
        if (uses > 0) {
          this.#ask(channel);
        }
      }
    }
  }

  /** Ends everything for good. */
  close(): void {
    this.#endVisit();
    this.#rooms.forEach(({ marker }) => marker.close());
  }

  #endVisit(): void {
    this.#visit?.abort();
    this.#visit = null;
    this.#rooms.forEach((room) => (room.isSubscribed = false));
  }

  #follow(name: string): () => void {
    if (this.#followed >= MAX_FOLLOWED) {
      return () => undefined;
    }
    this.#followed++;
    const end = this.#options.follow(name);
    return () => {
      this.#followed--;
      end();
    };
  }

  #room(name: string): Tracked {
    let room = this.#rooms.get(name);
    if (room === undefined) {
      const channel = `room:${name}`;
      const count = new UnreadCount();
      const marker = new ReadMarker(async (offset) => {
        await this.#options.rpc("room.read", { channel, offset });
      });
      room = { channel, count, marker, uses: 0, isSubscribed: false, isRefused: false };
      this.#rooms.set(name, room);
      count.store.subscribe(() => this.#sum());
    }
    return room;
  }

  #sum(): void {
    let total = 0;
    for (const { count, uses } of this.#rooms.values()) {
      total += uses > 0 ? count.store.get() : 0;
    }
    this.total.set(total);
  }

  /** Asks for a room together with all others that are asked for in this turn of the event loop. */
  #ask(channel: string): void {
    const signal = this.#visit?.signal;
    if (signal === undefined) {
      return; // All are asked for when there is a connection.
    }
    if (this.#asked.size === 0) {
      queueMicrotask(() => {
        const rooms = [...this.#asked].flatMap((asked) => this.#byChannel(asked) ?? []);
        this.#asked.clear();
        for (let at = 0; at < rooms.length; at += CHUNK) {
          void this.#load(rooms.slice(at, at + CHUNK), signal);
        }
      });
    }
    this.#asked.add(channel);
  }

  async #load(rooms: readonly Tracked[], signal: AbortSignal): Promise<void> {
    const channels = rooms.map(({ channel }) => channel);
    const subscribed = new Set(rooms.filter(({ isSubscribed }) => isSubscribed));
    const answer = await askAgain(signal, () =>
      this.#options.rpc<{ readonly rooms: readonly Answer[] }>("room.unread", { channels }),
    ).catch(() => {
      // The server keeps no markers: what comes from now on is counted.
      return { rooms: channels.map((channel): Answer => ({ channel })) };
    });
    for (const { channel, read, head = 0, error } of answer?.rooms ?? []) {
      const room = this.#byChannel(channel);
      if (room !== undefined && error?.temporary !== true) {
        room.isRefused = error !== undefined;
        if (read !== undefined) {
          room.count.load(read, head);
        } else if (room.isRefused && room.isSubscribed && !subscribed.has(room)) {
          this.#ask(channel);
        } else {
          room.count.begin();
        }
      }
    }
  }

  #byChannel(channel: string): Tracked | undefined {
    return this.#rooms.get(channel.slice("room:".length));
  }
}
