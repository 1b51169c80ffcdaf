import type { PublicationContext, Subscription } from "centrifuge";
import type { Message, PresentUser, Reason, Room, RoomState } from "../api.js";
import { askAgain } from "../ask-again.js";
import { reasonOfLoss } from "../connection/reasons.js";
import type { ClientContext } from "../context.js";
import type { Entry } from "../queue/entry.js";
import type { Line } from "../queue/line.js";
import type { Queue } from "../queue/queue.js";
import { createStore, type Store } from "../store.js";
import { History, PAGE } from "./history.js";
import { MessageList } from "./message-list.js";
import { PresenceList } from "./presence-list.js";
import { isEvent } from "./publication.js";
import { reasonOfRefusedRoom } from "./refused-room.js";
import { TypingNotice } from "./typing-notice.js";
import { TypistList } from "./typist-list.js";
import type { RoomUnreadCounts } from "./unread-counts.js";

/** How long a room that nobody needs any more stays subscribed. */
const LEAVE_DELAY_MS = 500;

/** A room on a subscription of `centrifuge`, which is made when somebody needs it and kept for the next time. */
export class ChannelRoom<T> implements Room<T> {
  readonly channel: string;
  readonly #context: ClientContext;
  readonly #unread: RoomUnreadCounts;
  readonly #queue: Queue;
  readonly #state = createStore<RoomState>({
    status: "idle",
    reason: null,
    hasOlder: false,
    loadingOlder: false,
    gap: false,
  });
  readonly #list = new MessageList<T>();
  readonly #history: History<T>;
  readonly #presence = new PresenceList();
  readonly #typists = new TypistList();
  readonly #notice: TypingNotice;
  readonly #line: Line;
  #subscription: Subscription | null = null;
  /** How many callers have joined, and how many only count messages. */
  #joins = 0;
  #follows = 0;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** Becomes aborted when the subscription ends, with all that was asked for in it. */
  #visit: AbortController | null = null;
  /** Ends the join that lasts as long as messages wait. */
  #leaveForLine: (() => void) | null = null;
  /** Why one may not be in, and why one was in and is not now. */
  #refusal: Reason | null = null;
  #lossReason: Reason | null = null;

  constructor(
    readonly name: string,
    context: ClientContext,
    unread: RoomUnreadCounts,
    queue: Queue,
  ) {
    this.channel = `room:${name}`;
    this.#context = context;
    this.#unread = unread;
    this.#queue = queue;
    this.#history = new History(this.#list, {
      me: () => context.user.get()?.id ?? null,
      onState: (patch) => this.#patch(patch),
    });
    this.#notice = new TypingNotice((typing) =>
      context.rpc("room.typing", { channel: this.channel, typing }),
    );
    this.#line = queue.line({
      publish: (entry) => this.#publish(entry),
      onStored: (id, offset) => this.#stored(id, offset),
      onProgress: (progress) => {
        this.#list.mark(progress);
        this.#joinForLine();
      },
    });
    context.connection.subscribe(() => this.#show());
  }

  get state(): Store<RoomState> {
    return this.#state;
  }

  get messages(): Store<readonly Message<T>[]> {
    return this.#list.store;
  }

  get presence(): Store<readonly PresentUser[]> {
    return this.#presence.store;
  }

  get typing(): Store<readonly PresentUser[]> {
    return this.#typists.store;
  }

  get unread(): Store<number> {
    return this.#unread.of(this.name);
  }

  join(): () => void {
    const untrack = this.#unread.track(this.name);
    this.#joins++;
    this.#enter();
    if (this.#joins === 1 && this.#visit !== null) {
      void this.#load(this.#visit.signal); // The room was only followed so far.
    }
    return once(() => {
      untrack();
      this.#joins--;
      this.#leaveSoon();
    });
  }

  /** Counts the messages of the room without loading them. Returns what ends that. */
  follow(): () => void {
    this.#follows++;
    this.#enter();
    return once(() => {
      this.#follows--;
      this.#leaveSoon();
    });
  }

  send(data: T): Message<T> {
    const entry = this.#queue.create(this.channel, data);
    this.#notice.endByMessage();
    this.restore([entry]);
    return this.#list.waiting(entry.id)!;
  }

  /** Shows messages that are not stored yet, and sends them. */
  restore(entries: readonly Entry[]): void {
    const user = this.#context.user.get();
    for (const { id, data, time, failure } of entries) {
      this.#list.addWaiting({
        id,
        offset: null,
        user: user?.id ?? "",
        name: user?.name ?? user?.id ?? "",
        time,
        data: data as T,
        own: true,
        status: failure === null ? "queued" : "failed",
        error: failure,
      });
    }
    this.#line.add(entries);
  }

  retry(id: string): void {
    this.#line.retry(id);
  }

  discard(id: string): void {
    if (this.#line.discard(id)) {
      this.#list.remove(id);
    }
  }

  loadOlder(limit = PAGE): Promise<boolean> {
    return this.#history.loadOlder(this.#subscription, limit);
  }

  setTyping(typing = true): void {
    if (this.#visit !== null) {
      this.#notice.set(typing);
    }
  }

  markRead(offset?: number): void {
    this.#unread.mark(this.name, offset);
  }

  /** Ends everything for good. */
  close(): void {
    clearTimeout(this.#leaving);
    this.#joins = 0;
    this.#follows = 0;
    this.#leave();
  }

  #enter(): void {
    clearTimeout(this.#leaving);
    this.#subscription ??= this.#subscribe();
    if (this.#subscription.state === "unsubscribed") {
      this.#refusal = null;
      this.#subscription.subscribe();
    }
    this.#show();
  }

  #leaveSoon(): void {
    clearTimeout(this.#leaving);
    this.#leaving = setTimeout(() => this.#leave(), LEAVE_DELAY_MS);
  }

  #leave(): void {
    if (this.#joins + this.#follows === 0) {
      this.#refusal = null;
      this.#subscription?.unsubscribe();
    }
    if (this.#joins === 0) {
      this.#typists.clear();
      this.#patch({ gap: false });
    }
    this.#show();
  }

  #subscribe(): Subscription {
    const subscription = this.#context.centrifuge.newSubscription(this.channel, {
      recoverable: true,
      positioned: true,
      joinLeave: true,
    });
    subscription.on("subscribing", ({ code, reason }) => {
      this.#endVisit(code === 0 ? null : reasonOfLoss(code, reason));
    });
    subscription.on("unsubscribed", ({ code, reason }) => {
      this.#refusal = code === 0 ? null : reasonOfRefusedRoom(code, reason);
      this.#presence.clear();
      this.#endVisit(null);
    });
    subscription.on("subscribed", ({ wasRecovering, recovered, streamPosition }) => {
      if (streamPosition !== undefined) {
        if (this.#history.begin(streamPosition, wasRecovering && !recovered)) {
          this.#unread.reset(this.name);
        }
        this.#unread.extend(this.name, streamPosition.offset);
      }
      this.#visit = new AbortController();
      this.#lossReason = null;
      this.#notice.reset();
      if (this.#joins > 0) {
        void this.#load(this.#visit.signal);
      }
      this.#show();
    });
    subscription.on("publication", (publication) => this.#receive(publication));
    subscription.on("join", ({ info }) => this.#presence.join(info));
    subscription.on("leave", ({ info }) => {
      this.#presence.leave(info);
      if (!this.#presence.has(info.user)) {
        this.#typists.end(info.user);
      }
    });
    return subscription;
  }

  #endVisit(reason: Reason | null): void {
    this.#visit?.abort();
    this.#visit = null;
    this.#lossReason = reason;
    this.#show();
  }

  /** Loads what the events of a subscription do not bring. */
  async #load(signal: AbortSignal): Promise<void> {
    const subscription = this.#subscription!;
    askAgain(signal, () => this.#presence.load(() => subscription.presence())).catch(() => {
      // The room keeps no presence, or this user may not see it: the list stays as it is.
    });
    await this.#history.load(subscription, signal);
    this.#show();
  }

  #receive(publication: PublicationContext): void {
    const { info, offset, tags, data } = publication;
    const me = this.#context.user.get()?.id;
    if (isEvent(publication)) {
      if (tags?.["type"] === "typing" && info !== undefined && info.user !== me) {
        this.#typists.receive(info, data as { typing?: unknown; for?: unknown });
      }
      return;
    }
    if (this.#joins > 0 || this.#history.isLoaded) {
      this.#history.receive(publication);
    }
    if (info !== undefined) {
      this.#typists.end(info.user);
    }
    if (offset !== undefined) {
      this.#unread.extend(this.name, offset);
    }
    if (info !== undefined && info.user === me) {
      this.#stored(tags?.["id"] ?? "", offset ?? null);
      this.#line.confirm(tags?.["id"] ?? "");
    }
  }

  /** The same id names the message and is its idempotency key. */
  async #publish({ id, channel, data }: Entry): Promise<{ offset: number | null }> {
    const { offset } = await this.#context.rpc<{ offset?: number }>("channel.publish", {
      channel,
      data,
      idempotency_key: id,
      tags: { id },
    });
    return { offset: offset === undefined || offset === 0 ? null : offset };
  }

  #stored(id: string, offset: number | null): void {
    this.#list.confirm(id, offset);
    if (offset !== null) {
      this.#unread.extend(this.name, offset);
      this.#unread.markOwn(this.name, offset);
    }
  }

  /** Most servers let only those publish who are subscribed, so the room is joined while messages wait. */
  #joinForLine(): void {
    if (this.#line.waiting > 0) {
      this.#leaveForLine ??= this.join();
    } else {
      const leave = this.#leaveForLine;
      this.#leaveForLine = null;
      leave?.();
    }
  }

  #show(): void {
    const isIn = this.#visit !== null && this.#history.isLoaded;
    const status = isIn ? "joined" : this.#refusal === null ? "joining" : "refused";
    const isConnected = this.#context.connection.get().status === "connected";
    const reason = this.#refusal ?? this.#lossReason;
    this.#patch(this.#joins === 0 ? { status: "idle", reason: null } : { status, reason });
    // Who may not be in may be allowed to write: the server decides.
    this.#line.setReady(isConnected && (isIn || this.#refusal !== null));
  }

  #patch(patch: Partial<RoomState>): void {
    const before = this.#state.get();
    const after = { ...before, ...patch };
    if (Object.entries(after).some(([key, value]) => before[key as keyof RoomState] !== value)) {
      this.#state.set(after);
    }
  }
}

/** Lets a function run the first time only. */
function once(action: () => void): () => void {
  let done = false;
  return () => {
    if (!done) {
      done = true;
      action();
    }
  };
}
