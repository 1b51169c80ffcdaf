/** What the stream of a room is made of. All values are immutable: a changed entry is a new object. */

/** Who wrote a message. A user may be connected with several clients. */
export interface Author {
  /** The user id in the token; the server vouches for it. */
  readonly user: string;
  /** What people call that user; chosen freely, so never a proof of who it is. */
  readonly name: string;
}

/** How far a message has come. */
export type Delivery =
  | { readonly state: "sending" }
  /** In the log of the channel, at this offset. */
  | { readonly state: "stored"; readonly offset: number }
  /** Not known to be in the log. `later` says that it goes out by itself with the next connection. */
  | { readonly state: "failed"; readonly reason: string; readonly later: boolean };

/** Something somebody said. */
export interface Message {
  readonly kind: "message";
  readonly key: string;
  /** Null when the server's HTTP API published it. */
  readonly author: Author | null;
  readonly own: boolean;
  readonly text: string;
  /** Milliseconds since 1970; null when nobody wrote it down. */
  readonly at: number | null;
  readonly delivery: Delivery;
}

/** Something that happened: a join, a leave, a recovery. It is not in the log. */
export interface Notice {
  readonly kind: "notice";
  readonly key: string;
  readonly text: string;
  readonly at: number;
}

export type Entry = Message | Notice;
