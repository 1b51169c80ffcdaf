import type {
  Centrifuge,
  ClientInfo,
  PublicationContext,
  SubscribedContext,
  Subscription,
} from "centrifuge";
import type { Reason } from "../api.js";
import { reasonOfLoss } from "../connection/reasons.js";
import { reasonOfRefusedRoom } from "./refused-room.js";

/** How long a room that nobody needs any more stays subscribed. */
const LEAVE_DELAY_MS = 500;

/** What a membership needs of its room. */
export interface MembershipOwner {
  onSubscribed(context: SubscribedContext): void;
  /** Somebody needs messages and presence, and there is a subscription. What is asked for is not wanted after the abortion. */
  onVisit(subscription: Subscription, signal: AbortSignal): void;
  onPublication(publication: PublicationContext): void;
  onJoin(info: ClientInfo): void;
  onLeave(info: ClientInfo): void;
  /** Nobody needs messages and presence any more. */
  onLeft(): void;
  /** One of the fields has changed. */
  onChange(): void;
}

/**
 * Who needs a room, and the subscription of `centrifuge` that comes of it: made for the first one, ended a moment after the last
 * one, and kept for the next time with its position.
 */
export class Membership {
  readonly #centrifuge: Centrifuge;
  readonly #channel: string;
  readonly #owner: MembershipOwner;
  #subscription: Subscription | null = null;
  /** How many callers have joined, and how many only count messages. */
  #joins = 0;
  #follows = 0;
  #leaving: ReturnType<typeof setTimeout> | undefined;
  /** Becomes aborted when the subscription is lost or ended; null without one. */
  #visit: AbortController | null = null;
  #refusal: Reason | null = null;
  #lossReason: Reason | null = null;

  constructor(centrifuge: Centrifuge, channel: string, owner: MembershipOwner) {
    this.#centrifuge = centrifuge;
    this.#channel = channel;
    this.#owner = owner;
  }

  get subscription(): Subscription | null {
    return this.#subscription;
  }

  get isJoined(): boolean {
    return this.#joins > 0;
  }

  get isSubscribed(): boolean {
    return this.#visit !== null;
  }

  get isRefused(): boolean {
    return this.#refusal !== null;
  }

  /** Why there is no subscription, or null. */
  get reason(): Reason | null {
    return this.#refusal ?? this.#lossReason;
  }

  /** Returns what ends that. */
  join(): () => void {
    this.#joins++;
    this.#enter();
    if (this.#joins === 1 && this.#visit !== null) {
      // The room was only followed so far, or has not been left yet.
      this.#owner.onVisit(this.#subscription!, this.#visit.signal);
    }
    return once(() => {
      this.#joins--;
      this.#leaveSoon();
    });
  }

  /** Receives messages to count them only. Returns what ends that. */
  follow(): () => void {
    this.#follows++;
    this.#enter();
    return once(() => {
      this.#follows--;
      this.#leaveSoon();
    });
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
    this.#owner.onChange();
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
      this.#owner.onLeft();
    }
    this.#owner.onChange();
  }

  #subscribe(): Subscription {
    const subscription = this.#centrifuge.newSubscription(this.#channel, {
      recoverable: true,
      positioned: true,
      joinLeave: true,
    });
    subscription.on("subscribing", ({ code, reason }) => {
      this.#endVisit(null, code === 0 ? null : reasonOfLoss(code, reason));
    });
    subscription.on("unsubscribed", ({ code, reason }) => {
      this.#endVisit(code === 0 ? null : reasonOfRefusedRoom(code, reason), null);
    });
    subscription.on("subscribed", (context) => {
      this.#visit = new AbortController();
      this.#refusal = null;
      this.#lossReason = null;
      this.#owner.onSubscribed(context);
      if (this.#joins > 0) {
        this.#owner.onVisit(subscription, this.#visit.signal);
      }
      this.#owner.onChange();
    });
    subscription.on("publication", (publication) => this.#owner.onPublication(publication));
    subscription.on("join", ({ info }) => this.#owner.onJoin(info));
    subscription.on("leave", ({ info }) => this.#owner.onLeave(info));
    return subscription;
  }

  #endVisit(refusal: Reason | null, lossReason: Reason | null): void {
    this.#visit?.abort();
    this.#visit = null;
    this.#refusal = refusal;
    this.#lossReason = lossReason;
    this.#owner.onChange();
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
