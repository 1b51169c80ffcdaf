import type { PublicationContext, SubscribedContext, Subscription } from "centrifuge";
import type { Message, PresentUser, Room, RoomState } from "../api.js";
import { askAgain } from "../ask-again.js";
import type { ClientContext } from "../context.js";
import type { Entry } from "../queue/entry.js";
import type { Line } from "../queue/line.js";
import type { Queue } from "../queue/queue.js";
import { createStore, type Store } from "../store.js";
import { History, PAGE } from "./history.js";
import { Membership } from "./membership.js";
import { MessageList } from "./message-list.js";
import { PresenceList } from "./presence-list.js";
import { isEvent } from "./publication.js";
import { TypingNotice } from "./typing-notice.js";
import { TypistList } from "./typist-list.js";
import type { RoomUnreadCounts } from "./unread-counts.js";

/** A room: its membership, its messages, and who is there, put together. */
export class ChannelRoom<T> implements Room<T> {
  readonly channel: string;
  readonly #context: ClientContext;
  readonly #unread: RoomUnreadCounts;
  readonly #queue: Queue;
  readonly state = createStore<RoomState>({
    status: "idle",
    reason: null,
    hasOlder: false,
    loadingOlder: false,
    gap: false,
  });
  readonly #membership: Membership;
  readonly #list = new MessageList<T>();
  readonly #history: History<T>;
  readonly #presence = new PresenceList();
  readonly #typists = new TypistList();
  readonly #notice: TypingNotice;
  readonly #line: Line;
  /** Ends the join that lasts as long as messages wait. */
  #leaveForLine: (() => void) | null = null;

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
    this.#membership = new Membership(context.centrifuge, this.channel, {
      onSubscribed: (subscribed) => this.#subscribed(subscribed),
      onVisit: (subscription, signal) => void this.#load(subscription, signal),
      onPublication: (publication) => this.#receive(publication),
      onJoin: (info) => this.#membership.isJoined && this.#presence.join(info),
      onLeave: (info) => {
        this.#presence.leave(info);
        if (!this.#presence.has(info.user)) {
          this.#typists.end(info.user);
        }
      },
      onLeft: () => {
        this.#presence.clear();
        this.#typists.clear();
        this.#patch({ gap: false });
      },
      onChange: () => this.#show(),
    });
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
    const leave = this.#membership.join();
    return () => {
      untrack();
      leave();
    };
  }

  /** Counts the messages of the room without loading them. Returns what ends that. */
  follow(): () => void {
    return this.#membership.follow();
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
    return this.#history.loadOlder(this.#membership.subscription, limit);
  }

  setTyping(typing = true): void {
    if (this.#membership.isSubscribed) {
      this.#notice.set(typing);
    }
  }

  markRead(offset?: number): void {
    this.#unread.mark(this.name, offset);
  }

  /** Ends everything for good. */
  close(): void {
    this.#membership.close();
  }

  #subscribed({ wasRecovering, recovered, streamPosition }: SubscribedContext): void {
    this.#notice.reset();
    if (streamPosition !== undefined) {
      if (this.#history.begin(streamPosition, wasRecovering && !recovered)) {
        this.#unread.reset(this.name);
      }
      this.#unread.extend(this.name, streamPosition.offset);
    }
    this.#unread.subscribed(this.name);
  }

  /** Loads what the events of a subscription do not bring. */
  async #load(subscription: Subscription, signal: AbortSignal): Promise<void> {
    askAgain(signal, () => this.#presence.load(() => subscription.presence())).catch(() => {
      // The room keeps no presence, or this user may not see it: then the list is that of joins and leaves.
    });
    await this.#history.load(subscription, signal);
    this.#show();
  }

  #receive(publication: PublicationContext): void {
    const { info, offset, tags, data } = publication;
    const me = this.#context.user.get()?.id;
    if (isEvent(publication)) {
      const isTyping = tags?.["type"] === "typing" && this.#membership.isJoined;
      if (isTyping && info !== undefined && info.user !== me) {
        this.#typists.receive(info, data as { typing?: unknown; for?: unknown });
      }
      return;
    }
    if (this.#membership.isJoined || this.#history.isLoaded) {
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
    const { isJoined, isSubscribed, isRefused, reason } = this.#membership;
    const isIn = isSubscribed && this.#history.isLoaded;
    const status = isIn ? "joined" : isRefused ? "refused" : "joining";
    this.#patch(isJoined ? { status, reason } : { status: "idle", reason: null });
    // Who may not be in may be allowed to write: the server decides.
    const isConnected = this.#context.connection.get().status === "connected";
    this.#line.setReady(isConnected && (isIn || isRefused));
  }

  #patch(patch: Partial<RoomState>): void {
    const before = this.state.get();
    const after = { ...before, ...patch };
    if (Object.entries(after).some(([key, value]) => before[key as keyof RoomState] !== value)) {
      this.state.set(after);
    }
  }
}
